#!/usr/bin/env python3
"""scripts/check-memory.py ENERGY_OPT NETWORK.onnx…: energy-opt memory against a count of its own.

Sizes are those of ONNX's shape inference, lifetimes those of the nodes as the file lists them (python3-onnx). Compared are
every buffer's bytes and steps, whether two that are alive together share a byte, the arena's end and the most bytes alive
at once. Weights have to be initializers. Exit code 1 where one differs, 77 without python3-onnx."""
import json
import math
import subprocess
import sys

try:
    import onnx
except ImportError:
    print(f"skipped: {sys.executable} has no module onnx (Debian: python3-onnx)")
    sys.exit(77)

VIEWS = ("Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity", "Dropout")
SIZES = ("Shape", "Size")
ALIGN = 16
BYTES = {onnx.TensorProto.FLOAT: 4, onnx.TensorProto.FLOAT16: 2, onnx.TensorProto.DOUBLE: 8, onnx.TensorProto.INT64: 8,
         onnx.TensorProto.INT32: 4, onnx.TensorProto.INT8: 1, onnx.TensorProto.UINT8: 1, onnx.TensorProto.BOOL: 1}


def buffers(path):
    """{name: [bytes, first step, last step]} of what is computed from the inputs; views belong to what they show. The bytes
    of a Dropout's mask, which shape inference does not know, are those of what it masks."""
    graph = onnx.shape_inference.infer_shapes(onnx.load(path, load_external_data=False)).graph
    types = {one.name: one.type.tensor_type for one in [*graph.value_info, *graph.input, *graph.output]}
    outputs = {one.name for one in graph.output}
    stored = {one.name for one in graph.initializer}
    found, shown = {}, {}

    def add(name, step):
        if not types[name].HasField("shape"):
            raise LookupError(f"ONNX does not know the shape of '{name}'")
        dims = [dim.dim_value for dim in types[name].shape.dim]
        found[name] = [math.prod(dims) * BYTES[types[name].elem_type], step, step]
        shown[name] = name

    for one in graph.input:
        if one.name not in stored:
            add(one.name, -1)
    for step, node in enumerate(graph.node):
        if node.op_type in SIZES and all(dim.HasField("dim_value") for dim in types[node.input[0]].shape.dim):
            continue  # known before anything runs, and so is what is computed of it alone
        read = [shown[name] for name in node.input if name in shown]
        for name in read:
            found[name][2] = step
        for i, name in enumerate(node.output):
            if not read or not name:
                continue  # of constants alone
            if node.op_type in VIEWS and i == 0:
                shown[name] = shown[node.input[0]]
            elif node.op_type == "Dropout":
                found[name] = [found[shown[node.input[0]]][0], step, step]
            elif name in types:
                add(name, step)
    for name in outputs:
        found[shown[name]][2] = len(graph.node)
    return found


def check(tool, path):
    done = subprocess.run([tool, "memory", "--json", "--top=0", path], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        return [done.stderr.strip()]
    try:
        report, mine = json.loads(done.stdout), buffers(path)
    except LookupError as unknown:
        print(f"left out  {path}: {unknown}")
        return []
    theirs = {one["name"]: one for one in report["tensors"]}
    faults = [f"'{name}' is in one list only" for name in sorted(set(mine) ^ set(theirs))]
    for name in set(mine) & set(theirs):
        one = theirs[name]
        if [one["bytes"], one["first_step"], one["last_step"]] != mine[name]:
            faults.append(f"'{name}': {one} against {mine[name]}")
    placed = list(theirs.values())
    for i, a in enumerate(placed):
        for b in placed[:i]:
            together = a["first_step"] <= b["last_step"] and b["first_step"] <= a["last_step"]
            if together and a["offset"] < b["offset"] + b["bytes"] and b["offset"] < a["offset"] + a["bytes"]:
                faults.append(f"'{a['name']}' and '{b['name']}' share bytes")
    steps = range(-1, 1 + max(one[2] for one in mine.values()))
    peak = max(sum(size for size, first, last in mine.values() if first <= step <= last) for step in steps)
    end = max(one["offset"] + one["bytes"] for one in placed)
    if not peak == report["peak_bytes"] <= end <= report["arena_bytes"] < end + ALIGN:
        faults.append(f"peak {report['peak_bytes']} against {peak}, arena {report['arena_bytes']}, its end {end}")
    print(f"{'FAIL' if faults else 'ok  '} {len(placed):4} buffers  peak {peak:11}  arena {report['arena_bytes']:11}  {path}")
    return faults


def main(tool, *paths):
    faults = [fault for path in paths for fault in check(tool, path)]
    print(*faults[:20], f"{len(paths)} networks, {len(faults)} faults", sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
