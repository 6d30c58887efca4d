#!/usr/bin/env python3
"""scripts/check-fix.py FOLDER|NETWORK [ENERGY_OPT] [CHANGE,CHANGE] [ALIGN] [MIB]: energy-opt fix against ONNX Runtime.

Every network below FOLDER that ONNX Runtime runs is fixed, every change made (--only names those that may cost) or those that
are named, channels to multiples of ALIGN (8), and both versions run on the same random inputs. Weights whose file is missing are made up where python3-onnx is
there. Fails where results differ by more than 1e-6 and 1e-4 (half precision: 2^-10) of the largest number, where the changed network does not run,
and where fewer than 30 networks of a folder (10 where changes are named) changed and ran. Numbers that are NaN or infinite in both versions are counted and left out; a
network of which no other is left was not compared. Networks with more than MIB (64) of weights are left out."""
import json
import math
import pathlib
import subprocess
import sys
import tempfile

try:
    import numpy
    import onnx.numpy_helper
except ImportError:
    onnx = None

ROOT = pathlib.Path(__file__).resolve().parent.parent
CHANGES = "redundant-node,constants,unfused-normalization,transposes,activation-order,sibling-convolutions,"
CHANGES += "aligned-channels,dead-node"
MOST_BYTES = (int(sys.argv[5]) if len(sys.argv) > 5 else 64) << 20
LONGEST = 300 * max(1, MOST_BYTES >> 26)  # s, of one program
ENOUGH, ENOUGH_OF_ONE = 30, 10


def run(*command, seconds=LONGEST):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=seconds)


def with_weights(path, folder):
    """The network's path or, where files of weights are missing, that of a copy with random ones that keep the size of what
    they compute; None where that is too large."""
    network = onnx.load(path, load_external_data=False) if onnx else None
    missing = [one for one in network.graph.initializer if one.data_location == onnx.TensorProto.EXTERNAL and not (
        path.parent / next(entry.value for entry in one.external_data if entry.key == "location")).exists()] if onnx else []
    if not missing:
        return path
    if 4 * sum(math.prod(one.dims) for one in missing) > MOST_BYTES or any(
            one.data_type != onnx.TensorProto.FLOAT for one in missing):
        return None
    random = numpy.random.default_rng(0)
    for one in missing:
        fan_in = math.prod(one.dims[1:])
        values = random.normal(0, math.sqrt(2 / max(fan_in, 1)), one.dims) if len(one.dims) > 1 else random.uniform(
            0.5, 1, one.dims)  # a variance among them must not be negative
        one.CopyFrom(onnx.numpy_helper.from_array(values.astype(numpy.float32), one.name))
    onnx.save(network, folder / "made-up.onnx")
    return folder / "made-up.onnx"


def check(tool, path, changes, align, folder):
    """(what happened, how many layers changed): "equal", "unchanged", "not run" or a fault."""
    path = with_weights(path, folder)
    if path is None:
        return "not run: no weights", 0
    fixed = folder / "fixed.onnx"
    fixed.unlink(missing_ok=True)
    done = run(tool, "fix", "--json", f"--only={changes}", f"--align={align}", "-o", fixed, path)
    if done.returncode != 0:
        return f"not fixed: {done.stderr.strip()[:160]}", 0
    report = json.loads(done.stdout)
    if not report["changed"]:
        return "unchanged", 0
    steps = sum(len(change["steps"]) for change in report["changes"] if change["made"])
    compared = run("node", ROOT / "tests/node/compare-networks.mjs", path, fixed)
    if compared.returncode == 2:
        return "not run", steps
    if compared.returncode == 3:
        return "not compared: all results are NaN or infinite", steps
    if compared.returncode != 0:
        return f"DIFFERS: {(compared.stdout + compared.stderr).strip()[-300:]}", steps
    figures = json.loads(compared.stdout)
    left_out = f", {figures['notFinite']} of {figures['compared'] + figures['notFinite']} not finite" if figures["notFinite"] else ""
    return f"equal {figures['largest']:.1e}{left_out}", steps


def main():
    folder = pathlib.Path(sys.argv[1])
    tool = sys.argv[2] if len(sys.argv) > 2 else ROOT / "build/release/tools/energy-opt/energy-opt"
    changes = sys.argv[3] if len(sys.argv) > 3 else CHANGES
    align = int(sys.argv[4]) if len(sys.argv) > 4 else 8
    equal, faults = [], []
    for path in [folder] if folder.is_file() else sorted(folder.rglob("*.onnx")):
        if "malformed" in path.parts or path.stat().st_size > MOST_BYTES:
            continue
        with tempfile.TemporaryDirectory() as scratch:
            try:
                what, steps = check(tool, path, changes, align, pathlib.Path(scratch))
            except subprocess.TimeoutExpired:
                what, steps = "not run: takes too long", 0
        if what.startswith("equal"):
            equal.append(path)
        if what.startswith("DIFFERS"):
            faults.append(path)
        if what != "unchanged":
            print(f"{path if folder.is_file() else path.relative_to(folder)}: {steps} layers, {what}", flush=True)
    print(f"{len(equal)} networks changed and equal, {len(faults)} differ")
    enough = 0 if folder.is_file() else ENOUGH if changes == CHANGES else ENOUGH_OF_ONE
    return 1 if faults or len(equal) < enough else 0


sys.exit(main())
