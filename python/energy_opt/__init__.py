"""How much energy a neural network takes on a board, from its ONNX file alone.

    import energy_opt
    report = energy_opt.estimate("net.onnx", board="jetson-nano", dims={"batch": 8})
    report.energy_j, report.interval, report.trust.level
    report.layers.to_pandas()

Figures are in SI units, of one execution of the network. What is not known is None, never 0.
"""

from __future__ import annotations

import collections
import concurrent.futures
import html
import itertools
import json
import math
import os
import threading
from ctypes import byref, c_int, sizeof
from dataclasses import dataclass
from typing import Any, Dict, Iterable, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Tuple, Union

from . import _c
from ._c import EnergyOptError, NetworkError, UsageError

__all__ = ["Board", "Diff", "EnergyOptError", "Interval", "Layers", "NetworkError", "Report", "Session", "Trust",
           "UsageError", "Verdict", "boards", "diff", "estimate", "estimate_many", "explain", "lint", "__version__"]
__version__: str = _c.lib.energy_opt_version().decode()

#: A path, the bytes of an ONNX file, or an onnx.ModelProto.
Network = Union[str, "os.PathLike[str]", bytes, bytearray, memoryview, Any]


class Interval(NamedTuple):
    """Within which the energy lies, and how often that holds."""

    low_j: float
    high_j: float
    level: Optional[float]


class Trust(NamedTuple):
    """How far an estimate can be trusted."""

    level: str  #: "calibrated", "partly" or "guess"
    calibrated_share: float  #: of the energy: inside what the board was calibrated on
    factor: Optional[float]  #: the truth lies within this factor either way
    reasons: Tuple[str, ...]


@dataclass(frozen=True)
class Board:
    """A board that estimates can be made for."""

    name: str
    title: str
    kind: str
    file: str
    aliases: Tuple[str, ...]
    settings: Mapping[str, Mapping[str, Any]]  #: name -> {"values": [...], "default": ...}


class Layers(Sequence[Dict[str, Any]]):
    """The layers of a report in graph order, each a dict with the keys of the JSON report.

    polars.DataFrame(layers), pyarrow.table(layers) and duckdb read the scalar columns without a copy.
    """

    def __init__(self, report: "Report") -> None:
        self._report = report

    @property
    def _rows(self) -> List[Dict[str, Any]]:
        rows: List[Dict[str, Any]] = self._report.to_dict()["layers"]
        return rows

    def __len__(self) -> int:
        return int(_c.lib.energy_opt_report_layer_count(self._report._handle))

    def __getitem__(self, index: Any) -> Any:
        return self._rows[index]

    def __iter__(self) -> Iterator[Dict[str, Any]]:
        return iter(self._rows)

    def columns(self) -> Dict[str, List[Any]]:
        """The scalar keys, each with the values of all layers."""
        keys = [key for key in (self._rows[0] if self._rows else {}) if key not in ("inputs", "outputs", "body")]
        return {key: [row[key] for row in self._rows] for key in keys}

    def to_pandas(self) -> Any:
        """A pandas.DataFrame of the scalar keys, one row a layer."""
        import pandas  # type: ignore[import]

        return pandas.DataFrame(self.columns())

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        """The scalar keys as an Arrow C stream of one record batch; `requested_schema` is not followed."""
        return _c.arrow_capsule(self._report._handle)


class Report:
    """The estimate of one network on one board, or its counts alone."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._dict: Optional[Dict[str, Any]] = None
        self._totals = _c.Totals(struct_size=sizeof(_c.Totals))
        _c.lib.energy_opt_report_totals(handle, byref(self._totals))

    def __del__(self) -> None:
        if getattr(self, "_handle", None):
            _c.lib.energy_opt_report_free(self._handle)

    def _figure(self, key: str) -> Optional[float]:
        value = getattr(self._totals, key)
        return None if math.isnan(value) else value

    def _count(self, key: str) -> Optional[int]:
        value = getattr(self._totals, key)
        return None if value < 0 else value

    @property
    def energy_j(self) -> Optional[float]:
        """Of one execution: the sum over the layers that are modelled."""
        return self._figure("energy_j")

    @property
    def latency_s(self) -> Optional[float]:
        """End to end, of one execution."""
        return self._figure("latency_s")

    @property
    def power_w(self) -> Optional[float]:
        """While the network runs again and again."""
        return self._figure("power_w")

    @property
    def throughput_per_s(self) -> Optional[float]:
        """Executions a second."""
        return self._figure("throughput_per_s")

    @property
    def macs(self) -> Optional[int]:
        """Multiply-accumulates of one execution."""
        return self._count("macs")

    @property
    def params(self) -> Optional[int]:
        """Learned parameters."""
        return self._count("params")

    @property
    def interval(self) -> Optional[Interval]:
        """Of the energy; None where the board's source gives none."""
        low, high = self._figure("energy_low_j"), self._figure("energy_high_j")
        return None if low is None or high is None else Interval(low, high, self._figure("interval_level"))

    @property
    def trust(self) -> Optional[Trust]:
        """None where the board states no calibrated range."""
        known = self.to_dict()["trust"]
        return known and Trust(known["level"], known["calibrated_share"], known["factor"], tuple(known["reasons"]))

    @property
    def layers(self) -> Layers:
        """The layers in graph order."""
        return Layers(self)

    @property
    def totals(self) -> Dict[str, Any]:
        """All totals by their key in JSON."""
        totals: Dict[str, Any] = self.to_dict()["totals"]
        return totals

    @property
    def diagnostics(self) -> List[Dict[str, Any]]:
        """What was said about the network: severity, code, node, message, hint."""
        said: List[Dict[str, Any]] = self.to_dict()["diagnostics"]
        return said

    def write(self, format: str) -> str:
        """The report as "text", "json", "ndjson", "csv", "markdown", "html", "spdx" or "model-explorer"."""
        return _c.text("energy_opt_report_write", self._handle, format.encode())

    def to_json(self) -> str:
        """Schema energy-opt/report/1, on one line."""
        return self.write("ndjson")

    def to_dict(self) -> Dict[str, Any]:
        """The JSON report as a dict."""
        if self._dict is None:
            self._dict = json.loads(self.to_json())
        return self._dict

    def __str__(self) -> str:
        return self.write("text")

    def __repr__(self) -> str:
        board = self.to_dict()["board"]
        energy = "no energy" if self.energy_j is None else f"{self.energy_j:.4g} J"
        return f"<energy_opt.Report {self.to_dict()['model']['path']!r} on {board and board['id']}: {energy}>"

    def _repr_html_(self) -> str:
        return _frame(self.write("html"))


def _frame(page: str) -> str:
    """A page of its own inside a notebook."""
    return (f'<iframe srcdoc="{html.escape(page, quote=True)}" sandbox="allow-scripts" '
            'style="width:100%;height:640px;border:0"></iframe>')


class Diff:
    """What changed between two reports, layer by layer (schema energy-opt/diff/1)."""

    def __init__(self, before: Report, after: Report) -> None:
        self._pair = before, after
        self.data: Dict[str, Any] = json.loads(self.write("json"))

    def write(self, format: str) -> str:
        """As "text", "json", "csv", "markdown" or "html"."""
        before, after = self._pair
        return _c.text("energy_opt_diff", before._handle, after._handle, format.encode())

    def __str__(self) -> str:
        return self.write("text")

    def _repr_html_(self) -> str:
        return _frame(self.write("html"))


@dataclass(frozen=True)
class Verdict:
    """A network under budgets and rules (schema energy-opt/lint-report/1)."""

    verdict: str  #: "FITS", "DOES NOT FIT" or "UNKNOWN"
    exit_code: int  #: what energy-lint would end with
    budgets: Tuple[Dict[str, Any], ...]
    findings: Tuple[Dict[str, Any], ...]
    data: Dict[str, Any]


def _taken(network: Network) -> Tuple[Optional[str], Optional[bytes]]:
    """(path, bytes): one of them."""
    if isinstance(network, (str, os.PathLike)):
        return os.fspath(network), None
    if isinstance(network, (bytes, bytearray, memoryview)):
        return None, bytes(network)
    if hasattr(network, "SerializeToString"):
        return None, network.SerializeToString()
    raise TypeError(f"a path, bytes or an onnx.ModelProto was expected, not {type(network).__name__}")


def _request(network: Network, name: Optional[str], keys: Mapping[str, Any]) -> Tuple[bytes, Optional[bytes]]:
    path, data = _taken(network)
    request = {key: value for key, value in keys.items() if value is not None}
    if path is not None or name is not None:
        request["path"] = name if path is None else path
    if "settings" in request:
        request["settings"] = {key: str(value) for key, value in request["settings"].items()}
    return json.dumps(request).encode(), data


class Session:
    """Boards, read once. Threads may share one; the functions of the module use one of their own."""

    def __init__(self, board_path: Optional[str] = None) -> None:
        """`board_path`: folders of board files, separated by ':'."""
        self._handle = 0
        folder = _c.own_boards() if board_path is None else board_path.encode()
        self._handle = _c.call("energy_opt_open", folder)

    def __del__(self) -> None:
        if getattr(self, "_handle", None):
            _c.lib.energy_opt_close(self._handle)

    def estimate(self, network: Network, board: Optional[str] = None, *,
                 settings: Optional[Mapping[str, Any]] = None, dims: Optional[Mapping[str, Union[int, str]]] = None,
                 values: Optional[Mapping[str, Union[bool, float]]] = None,
                 shapes: Optional[Mapping[str, Sequence[int]]] = None, power_w: Optional[float] = None,
                 input_content: Optional[str] = None, mac_convention: Optional[str] = None,
                 edits: Optional[Sequence[Mapping[str, Any]]] = None, layers: bool = True,
                 name: Optional[str] = None) -> Report:
        """The report on a network. `name`: what one that is given as bytes is called; `layers`: False leaves them out where there
        are edits, which is quicker.

        `edits` change it first: {"layer": "conv1", "channels": 48}, {"layer": "conv1", "kernel": 3},
        {"without": ["relu3", "conv4"]}.
        """
        request, data = _request(network, name, dict(
            board=board, settings=settings, dims=dims, values=values, shapes=shapes, power_w=power_w,
            input_content=input_content, mac_convention=mac_convention, edits=edits,
            parts=None if layers else ["totals"]))
        size = 0 if data is None else len(data)
        return Report(_c.call("energy_opt_estimate", self._handle, request, data, size))

    def estimate_many(self, networks: Iterable[Network], jobs: Optional[int] = None,
                      **options: Any) -> Iterator[Union[Report, EnergyOptError]]:
        """Reports in the order of `networks`, each as soon as it is there; what cannot be estimated is its exception.

        `jobs` threads (None: one a core) run outside of the interpreter's lock. No more than twice as many reports are held.
        """
        workers = jobs or os.cpu_count() or 1

        def one(network: Network) -> Union[Report, EnergyOptError]:
            try:
                return self.estimate(network, **options)
            except EnergyOptError as error:
                return error

        with concurrent.futures.ThreadPoolExecutor(workers) as pool:
            rest = iter(networks)
            waiting = collections.deque(pool.submit(one, network) for network in itertools.islice(rest, 2 * workers))
            while waiting:
                done = waiting.popleft().result()
                for network in itertools.islice(rest, 1):
                    waiting.append(pool.submit(one, network))
                yield done

    def lint(self, network: Network, board: Optional[str] = None, *, budgets: Sequence[str] = (),
             rules: Optional[Mapping[str, str]] = None, settings: Optional[Mapping[str, Any]] = None,
             dims: Optional[Mapping[str, int]] = None, unknown: Optional[str] = None,
             min_coverage: Optional[float] = None, name: Optional[str] = None) -> Verdict:
        """The network under budgets ("energy=20mJ") and rules ({"all": "off"})."""
        request, data = _request(network, name, dict(
            board=board, budgets=list(budgets) or None, rules=rules, settings=settings, dims=dims, unknown=unknown,
            min_coverage=min_coverage))
        code = c_int()
        size = 0 if data is None else len(data)
        known = json.loads(_c.text("energy_opt_lint", self._handle, request, data, size, b"json", byref(code)))
        result = known["results"][0]
        return Verdict(known["verdict"], code.value, tuple(result["budgets"]), tuple(result.get("findings", ())), known)

    def boards(self) -> List[Board]:
        """Every board that is found, by name."""
        return [Board(one["board"], one["title"], one["kind"], one["file"], tuple(one["aliases"]), one["settings"])
                for one in json.loads(_c.text("energy_opt_boards", self._handle))]


_lock = threading.Lock()
_own: Optional[Session] = None


def _session() -> Session:
    global _own
    with _lock:
        if _own is None:
            _own = Session()
        return _own


def estimate(network: Network, board: Optional[str] = None, **options: Any) -> Report:
    """The report on a network: Session.estimate."""
    return _session().estimate(network, board, **options)


def estimate_many(networks: Iterable[Network], jobs: Optional[int] = None,
                  **options: Any) -> Iterator[Union[Report, EnergyOptError]]:
    """Reports in the order of `networks`: Session.estimate_many."""
    return _session().estimate_many(networks, jobs, **options)


def lint(network: Network, board: Optional[str] = None, **options: Any) -> Verdict:
    """A network under budgets and rules: Session.lint."""
    return _session().lint(network, board, **options)


def boards() -> List[Board]:
    """Every board that is found, by name."""
    return _session().boards()


def diff(before: Report, after: Report) -> Diff:
    """What changed from one report to another."""
    return Diff(before, after)


def explain(code: str) -> Dict[str, str]:
    """What a diagnostic code or a lint rule means: code, title, meaning, fix."""
    known: Dict[str, str] = json.loads(_c.text("energy_opt_explain", code.encode()))
    return known
