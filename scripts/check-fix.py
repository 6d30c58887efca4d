#!/usr/bin/env python3
"""scripts/check-fix.py FOLDER [ENERGY_OPT]: energy-opt fix against ONNX Runtime.

Every network below FOLDER that ONNX Runtime runs is fixed, every change made (--only names those that may cost), and both
versions run on the same random inputs. Fails where results differ by more than 1e-6 and 1e-4 of the largest number, where
the changed network does not run, and where fewer than 30 networks changed and ran. Networks over 64 MiB are left out."""
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
CHANGES = "redundant-node,constants,unfused-normalization,transposes,activation-order,sibling-convolutions,"
CHANGES += "aligned-channels,dead-node"
MOST_BYTES = 64 << 20
ENOUGH = 30


def run(*command, seconds=300):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=seconds)


def check(tool, path, folder):
    """(what happened, how many layers changed): "equal", "unchanged", "not run" or a fault."""
    fixed = folder / "fixed.onnx"
    fixed.unlink(missing_ok=True)
    done = run(tool, "fix", "--json", f"--only={CHANGES}", "--align=8", "-o", fixed, path)
    if done.returncode != 0:
        return f"not fixed: {done.stderr.strip()[:160]}", 0
    report = json.loads(done.stdout)
    if not report["changed"]:
        return "unchanged", 0
    steps = sum(len(change["steps"]) for change in report["changes"] if change["made"])
    compared = run("node", ROOT / "tests/node/compare-networks.mjs", path, fixed)
    if compared.returncode == 2:
        return "not run", steps
    if compared.returncode != 0:
        return f"DIFFERS: {(compared.stdout + compared.stderr).strip()[-300:]}", steps
    return f"equal {json.loads(compared.stdout)['largest']:.1e}", steps


def main():
    folder = pathlib.Path(sys.argv[1])
    tool = sys.argv[2] if len(sys.argv) > 2 else ROOT / "build/release/tools/energy-opt/energy-opt"
    equal, faults = [], []
    for path in sorted(folder.rglob("*.onnx")):
        if "malformed" in path.parts or path.stat().st_size > MOST_BYTES:
            continue
        with tempfile.TemporaryDirectory() as scratch:
            try:
                what, steps = check(tool, path, pathlib.Path(scratch))
            except subprocess.TimeoutExpired:
                what, steps = "not run: takes too long", 0
        if what.startswith("equal"):
            equal.append(path)
        if what.startswith("DIFFERS"):
            faults.append(path)
        if what != "unchanged":
            print(f"{path.relative_to(folder)}: {steps} layers, {what}", flush=True)
    print(f"{len(equal)} networks changed and equal, {len(faults)} differ")
    return 1 if faults or len(equal) < ENOUGH else 0


sys.exit(main())
