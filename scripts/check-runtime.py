#!/usr/bin/python3
"""scripts/check-runtime.py FOLDER [ENERGY_OPT] [--only=SUBSTRING] [--most=MACS]  ONNX Runtime as an oracle over a folder of networks.

FOLDER holds MODELS.csv (file, input_binding, …). Every file that ONNX Runtime can run is run (weights that are not there
are zeros), and the shapes of all nodes executed are compared with energy-opt's. Then the graphs that ONNX Runtime saves at
its levels basic, extended and all are analysed: their MACs must be those of the original; at `all` channels are rounded
up to blocks, and what remains behind the padding must be. Needs `npm ci --ignore-scripts` in tests/node and python3-onnx.
The smallest networks come first; an interrupt ends with what is done. Exit code 1 where a shape differs.
"""

import collections
import csv
import json
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile

import onnx

ROOT = pathlib.Path(__file__).resolve().parent.parent
LEVELS = ("basic", "extended", "all")
SECONDS = 300
EXPLAINED = {  # differences that are none of shapes or counts
    "llvm_ReduceSumSquare_no_attrs.runlit.onnx": "one name stands for two sizes of the same input",
    "onnxnode_test_range_float_type_positive_delta_expanded.onnx": "data decide; the file declares the result for its own",
    "onnxnode_test_blackmanwindow_expanded.onnx": "data decide; the file declares the result for its own",
    "onnx_light_inception_v1.onnx": "all weights are equal, so that ONNX Runtime merges convolutions that are not",
    "onnx_light_inception_v2.onnx": "all weights are equal, so that ONNX Runtime merges convolutions that are not",
}


def tensors(graph):
    """All constant tensors, those of bodies and Constant nodes included."""
    yield from graph.initializer
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.HasField("t"):
                yield attribute.t
            for body in ([attribute.g] if attribute.HasField("g") else []) + list(attribute.graphs):
                yield from tensors(body)


def make_up_weights(model, folder):
    """Empty files, as long as needed, in the place of external weights."""
    for tensor in tensors(model.graph):
        if tensor.data_location != onnx.TensorProto.EXTERNAL:
            continue
        where = {entry.key: entry.value for entry in tensor.external_data}
        file = folder / where["location"]
        if folder.resolve() not in file.resolve().parents:
            raise ValueError("external data outside of the folder")
        count = 1
        for dim in tensor.dims:
            count *= dim
        end = int(where.get("offset", 0)) + max(int(where.get("length", 0)), 8 * count)
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists() or file.stat().st_size < end:
            with open(file, "ab") as stream:
                stream.truncate(end)


def run_network(folder, **request):
    """What tests/node/run-network.mjs prints; a text on failure."""
    path = folder / "request.json"
    path.write_text(json.dumps({"profile": str(folder / "profile"), **request}))
    try:
        done = subprocess.run(["node", str(ROOT / "tests/node/run-network.mjs"), str(path)], capture_output=True, text=True,
                              errors="replace", timeout=SECONDS, cwd=ROOT / "tests/node")
    except subprocess.TimeoutExpired:
        return f"longer than {SECONDS} s"
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if "Error" in line or "error" in line]
        return lines[0].strip()[:200] if lines else f"exit code {done.returncode}"
    return json.loads(done.stdout)


def padding_at_most(report):
    """MACs that may be padding by the note on blocked channels."""
    for one in report["diagnostics"]:
        if one["code"] == "EO0405":
            counted, own = re.findall(r"[0-9]+", one["message"])[:2]
            return int(counted) - int(own)
    return 0


def report(tool, path, bindings):
    arguments = ["--format=json"]
    for binding in bindings:
        arguments += ["--dim", binding]
    done = subprocess.run([tool, *arguments, str(path)], capture_output=True, text=True, errors="replace", timeout=SECONDS)
    return json.loads(done.stdout) if done.stdout else done.stderr.strip()


def rows_of_nodes(graph, rows):
    """The row of each node of the main graph, by position: by its name, else by its index among the nodes executed."""
    names = collections.Counter(node.name for node in graph.node)
    by_name = {}
    for row in rows:
        by_name.setdefault(row["name"], row)
    result, index = {}, 0
    for position, node in enumerate(graph.node):
        if node.op_type == "Constant":
            continue
        name = node.name if node.name else f"{node.op_type}_{index}"
        index += 1
        row = by_name.get(name)
        if row is not None and row["op"] == node.op_type and names[node.name] == (1 if node.name else names[""]):
            result[position] = row
    return result


class Tally:
    def __init__(self):
        self.counts = collections.Counter()
        self.different, self.unknown, self.not_run = [], collections.Counter(), collections.Counter()

    def compare(self, file, layer, row):
        outputs = [output for output in layer["outputs"] if output["name"]]
        self.counts["nodes"] += 1
        if len(outputs) != len(row["shapes"]):
            self.counts["not comparable"] += 1
            return
        for output, shape in zip(outputs, row["shapes"]):
            ours = output["shape"]
            if ours is None or not all(isinstance(dim, int) for dim in ours):
                self.counts["unknown"] += 1
                self.unknown[layer["op"]] += 1
            elif ours == shape:
                self.counts["equal"] += 1
            elif file in EXPLAINED:
                self.counts["explained"] += 1
            else:
                self.counts["different"] += 1
                self.different.append(f"{file}: {layer['op']} '{layer['name']}': {ours}, executed {shape}")


def check_shapes(tally, tool, file, path, folder, model, bindings):
    dims = {name: int(value) for name, _, value in (binding.rpartition("=") for binding in bindings)}
    done = run_network(folder, model=str(path), level="disabled", dims=dims, saveTo=None, run=True)
    if isinstance(done, str):
        tally.not_run[done] += 1
        return None
    ours = report(tool, path, bindings)
    if isinstance(ours, str):
        tally.not_run["energy-opt: " + ours] += 1
        return None
    layers = {layer["index"]: layer for layer in ours["layers"] if not layer["scope"]}
    for position, row in rows_of_nodes(model.graph, done["rows"]).items():
        if position in layers:
            tally.compare(file, layers[position], row)
    tally.counts["files"] += 1
    return ours


def check_saved(found, tool, file, path, folder, bindings, original):
    for level in LEVELS:
        saved = folder / f"saved.{level}.onnx"
        done = run_network(folder, model=str(path), level=level, dims={}, saveTo=str(saved), run=False)
        if isinstance(done, str) or not saved.exists():
            found[level]["not saved"].append(f"{file}: {done}")
            continue
        ours = report(tool, saved, bindings)
        saved.unlink()
        macs = ours["totals"]["macs"] if isinstance(ours, dict) else None
        want = original["totals"]["macs"]
        least = macs if macs is None else macs - padding_at_most(ours)
        if macs == want:
            found[level]["equal"].append(file)
        elif macs is not None and least <= want <= macs:
            found[level]["equal but for channels rounded up to blocks"].append(file)
        elif file in EXPLAINED:
            found[level]["explained"].append(file)
        else:
            detail = f"{macs} (at least {least} without padding) of {want}"
            found[level]["different"].append(f"{file}: {detail if isinstance(ours, dict) else ours}")


def main():
    only = next((one[len("--only="):] for one in sys.argv if one.startswith("--only=")), "")
    most = next((float(one[len("--most="):]) for one in sys.argv if one.startswith("--most=")), float("inf"))
    arguments = [one for one in sys.argv[1:] if not one.startswith("--")]
    source = pathlib.Path(arguments[0])
    tool = arguments[1] if len(arguments) > 1 else str(ROOT / "build/release/tools/energy-opt/energy-opt")
    stopped = []
    signal.signal(signal.SIGINT, lambda *_: stopped.append(True))
    tally, found = Tally(), {level: collections.defaultdict(list) for level in LEVELS}
    with open(source / "MODELS.csv", newline="", encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if only in row["file"] and float(row["reference_macs"] or 0) <= most]
    rows.sort(key=lambda row: (float(row["reference_macs"] or 0), int(row["bytes"] or 0)))
    done = 0
    for row in rows:
        if stopped:
            break
        done += 1
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            path = folder / pathlib.Path(row["file"]).name
            shutil.copy(source / row["file"], path)
            bindings = row["input_binding"].split()
            try:
                model = onnx.load(str(path), load_external_data=False)
                make_up_weights(model, folder)
                original = check_shapes(tally, tool, row["file"], path, folder, model, bindings)
            except Exception as error:  # a damaged file is no reason to stop
                tally.not_run[f"{type(error).__name__}: {error}"[:120]] += 1
                continue
            if original is not None and original["totals"]["macs"]:
                check_saved(found, tool, row["file"], path, folder, bindings, original)
        print(f"\r{row['file'][:70]:<70}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)

    counts = tally.counts
    print(f"files {done} of {len(rows)}, run by ONNX Runtime and analysed {counts['files']}")
    print(f"nodes compared {counts['nodes']}; outputs equal {counts['equal']}, different {counts['different']}, "
          f"explained {counts['explained']}, unknown {counts['unknown']}, nodes not comparable {counts['not comparable']}")
    for title, lines in (("different", tally.different[:60]),
                         ("unknown by operator", [f"{n} {op}" for op, n in tally.unknown.most_common(30)]),
                         ("not run", [f"{n} {why}" for why, n in tally.not_run.most_common(40)])):
        if lines:
            print(f"{title}:\n  " + "\n  ".join(lines))
    for level in LEVELS:
        print(f"saved at {level}: " + ", ".join(f"{len(files)} {what}" for what, files in sorted(found[level].items())))
        for line in found[level]["different"][:40] + found[level]["not saved"][:5]:
            print(f"  {line}")
    return 1 if tally.different else 0


if __name__ == "__main__":
    sys.exit(main())
