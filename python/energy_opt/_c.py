"""libenergy_opt.so through ctypes: what include/energy_opt.h declares. Calls release the interpreter's lock."""

from __future__ import annotations

import ctypes
import os
import pathlib
from ctypes import POINTER, byref, c_char_p, c_double, c_int, c_int64, c_size_t, c_void_p
from typing import Any, NoReturn, Optional

ABI = 1
_HERE = pathlib.Path(__file__).resolve().parent


class Totals(ctypes.Structure):
    """energy_opt_totals."""

    _fields_ = [("struct_size", c_size_t)] + [
        (name, c_int64)
        for name in ("macs", "other_ops", "params", "param_bytes", "activation_bytes", "peak_activation_bytes")
    ] + [
        (name, c_double)
        for name in ("latency_s", "latency_low_s", "latency_high_s", "device_latency_s", "overhead_s",
                     "throughput_per_s", "power_w", "energy_j", "energy_low_j", "energy_high_j", "interval_level",
                     "energy_base_j", "energy_dynamic_j", "calibrated_share", "trust_factor")
    ] + [("trust_level", c_char_p)]


def _load() -> ctypes.CDLL:
    own = _HERE / "libenergy_opt.so.1"
    named = os.environ.get("ENERGY_OPT_LIBRARY")
    library = ctypes.CDLL(named or (str(own) if own.exists() else "libenergy_opt.so.1"))
    if library.energy_opt_abi() != ABI:
        raise ImportError(f"libenergy_opt speaks version {library.energy_opt_abi()}, this package {ABI}")
    return library


lib = _load()
_ERROR = POINTER(c_void_p)


def _declare(name: str, result: Any, *arguments: Any) -> None:
    function = getattr(lib, name)
    function.restype, function.argtypes = result, list(arguments)


_declare("energy_opt_version", c_char_p)
for _part in ("code", "message", "node", "hint"):
    _declare(f"energy_opt_error_{_part}", c_char_p, c_void_p)
_declare("energy_opt_error_free", None, c_void_p)
_declare("energy_opt_free", None, c_void_p)
_declare("energy_opt_open", c_void_p, c_char_p, _ERROR)
_declare("energy_opt_close", None, c_void_p)
_declare("energy_opt_estimate", c_void_p, c_void_p, c_char_p, c_char_p, c_size_t, _ERROR)
_declare("energy_opt_report_free", None, c_void_p)
_declare("energy_opt_report_write", c_void_p, c_void_p, c_char_p, _ERROR)
_declare("energy_opt_report_totals", None, c_void_p, POINTER(Totals))
_declare("energy_opt_report_layer_count", c_size_t, c_void_p)
_declare("energy_opt_report_layers_arrow", None, c_void_p, c_void_p)
_declare("energy_opt_diff", c_void_p, c_void_p, c_void_p, c_char_p, _ERROR)
_declare("energy_opt_lint", c_void_p, c_void_p, c_char_p, c_char_p, c_size_t, c_char_p, POINTER(c_int), _ERROR)
_declare("energy_opt_boards", c_void_p, c_void_p, _ERROR)
_declare("energy_opt_explain", c_void_p, c_char_p, _ERROR)


class EnergyOptError(Exception):
    """Why there is no answer.

    code: "usage" (what was asked cannot be), "input" (the network is broken) or "internal" (a fault of energy-opt);
    node: the node that the message names; hint: the way out that it names; None where there is none.
    """

    def __init__(self, message: str, code: str, node: Optional[str] = None, hint: Optional[str] = None) -> None:
        super().__init__(message)
        self.code, self.node, self.hint = code, node, hint


class UsageError(EnergyOptError, ValueError):
    """What was asked cannot be: an unknown board, setting, dimension, format."""


class NetworkError(EnergyOptError, ValueError):
    """What was read is broken."""


def _raise(error: c_void_p) -> NoReturn:
    def part(name: str) -> str:
        return str(getattr(lib, f"energy_opt_error_{name}")(error).decode())

    message, code, node, hint = (part(name) for name in ("message", "code", "node", "hint"))
    lib.energy_opt_error_free(error)
    kind = {"usage": UsageError, "input": NetworkError}.get(code, EnergyOptError)
    raise kind(message, code, node or None, hint or None)


def call(name: str, *arguments: Any) -> int:
    """The handle that the function returns; raises what went wrong."""
    error = c_void_p()
    handle: Optional[int] = getattr(lib, name)(*arguments, byref(error))
    if handle is None:
        _raise(error)
    return handle


def text(name: str, *arguments: Any) -> str:
    """The text that the function returns; raises what went wrong."""
    handle = call(name, *arguments)
    try:
        return ctypes.string_at(handle).decode()
    finally:
        lib.energy_opt_free(handle)


class _ArrowStream(ctypes.Structure):
    _fields_ = [("get_schema", c_void_p), ("get_next", c_void_p), ("get_last_error", c_void_p),
                ("release", c_void_p), ("private_data", c_void_p)]


_api = ctypes.pythonapi
_api.PyMem_RawCalloc.restype, _api.PyMem_RawCalloc.argtypes = c_void_p, [c_size_t, c_size_t]
_api.PyMem_RawFree.restype, _api.PyMem_RawFree.argtypes = None, [c_void_p]
_api.PyCapsule_New.restype, _api.PyCapsule_New.argtypes = ctypes.py_object, [c_void_p, c_char_p, c_void_p]
_api.PyCapsule_GetPointer.restype, _api.PyCapsule_GetPointer.argtypes = c_void_p, [c_void_p, c_char_p]
_STREAM = b"arrow_array_stream"


def _release(capsule: int) -> None:
    pointer = _api.PyCapsule_GetPointer(capsule, _STREAM)
    stream = _ArrowStream.from_address(pointer)
    if stream.release:  # nobody has taken it
        ctypes.CFUNCTYPE(None, c_void_p)(stream.release)(pointer)
    _api.PyMem_RawFree(pointer)


_release_capsule = ctypes.PYFUNCTYPE(None, c_void_p)(_release)


def arrow_capsule(report: int) -> Any:
    """The layers of the report as a PyCapsule of an Arrow C stream."""
    pointer = _api.PyMem_RawCalloc(1, ctypes.sizeof(_ArrowStream))
    lib.energy_opt_report_layers_arrow(report, pointer)
    return _api.PyCapsule_New(pointer, _STREAM, ctypes.cast(_release_capsule, c_void_p))


def own_boards() -> Optional[bytes]:
    """The boards that came with the package; None: those of the environment or of the system."""
    folder = _HERE / "boardmodels"
    return str(folder).encode() if folder.is_dir() and not os.environ.get("ENERGY_OPT_BOARD_PATH") else None
