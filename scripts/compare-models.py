#!/usr/bin/python3
"""scripts/compare-models.py FOLDER [ENERGY_OPT]  runs energy-opt over a folder of networks with reference figures.

FOLDER holds MODELS.csv (file, input_binding, reference_macs, …), reference/BASELINES.csv (what onnx 1.12 and onnx-tool made
of the same files) and malformed/. Prints a table of files resolved, every reference that is not met, every file without a
figure and why, how damaged files end, and times. Exit code 1 where a damaged file crashes or hangs.
"""

import collections
import csv
import json
import pathlib
import subprocess
import sys
import time

EXPLAINED = {  # references that eo-mac-1 does not count, or that cannot run
    "nn_einsum_bmm_op13.onnx": "the reference counts an Einsum of one operand",
    "nvidia_attention_head.onnx": "cannot run at the binding: [16,1,100] times [100,1,16]",
}


def run(tool, arguments, timeout=60):
    return subprocess.run([tool, *arguments], capture_output=True, text=True, errors="replace", timeout=timeout)


def unresolved(report):
    """Outputs of layers whose shape is not all numbers."""
    return [(layer["op"], output["name"]) for layer in report["layers"] for output in layer["outputs"]
            if output["name"] and (output["shape"] is None or not all(isinstance(d, int) for d in output["shape"]))]


def analyse(tool, folder, rows):
    reports, messages, seconds = {}, {}, 0.0
    for row in rows:
        arguments = ["--format=json"]
        for binding in row["input_binding"].split():
            arguments += ["--dim", binding]
        start = time.monotonic()
        done = run(tool, arguments + [str(folder / row["file"])])
        seconds += time.monotonic() - start
        if done.stdout:
            reports[row["file"]] = json.loads(done.stdout)
        messages[row["file"]] = done.stderr.strip()
    return reports, messages, seconds


def print_resolved(reports, rows, baselines):
    known = [row["file"] for row in rows if row["file"] in baselines]
    ours = sum(1 for file in known if file in reports and not unresolved(reports[file]))
    onnx = sum(1 for file in known if not baselines[file]["infer_error"]
               and baselines[file]["outputs"] == baselines[file]["outputs_with_static_shape"])
    other = sum(1 for file in known if not baselines[file]["onnxtool_error"])
    values = sum(len(layer["outputs"]) for file in known if file in reports for layer in reports[file]["layers"])
    left = sum(len(unresolved(reports[file])) for file in known if file in reports)
    print(f"files in MODELS.csv {len(rows)}, with baselines {len(known)}")
    print(f"  all shapes known:   energy-opt {ours}   onnx 1.12 {onnx}")
    print(f"  analysed to an end: energy-opt {sum(1 for f in known if f in reports)}   onnx-tool {other}")
    print(f"  outputs known to energy-opt: {values - left} of {values}")
    causes = collections.Counter()
    for file in known:
        for diagnostic in reports.get(file, {"diagnostics": []})["diagnostics"]:
            if diagnostic["code"] in ("EO0303", "EO0304", "EO0305"):
                causes[(diagnostic["code"], diagnostic["message"].split(":")[0])] += 1
    print("  first causes of unknown shapes:", ", ".join(f"{code} {op} {n}" for (code, op), n in causes.most_common(12)))


def print_references(reports, messages, rows):
    met, missing = 0, []
    for row in rows:
        file, wanted = row["file"], row["reference_macs"]
        report = reports.get(file)
        if report is None:
            missing.append((file, messages[file]))
            continue
        macs = report["totals"]["macs"]
        if wanted and str(macs) == wanted:
            met += 1
        elif wanted:
            print(f"  reference not met: {file}: {macs}, reference {wanted} ({EXPLAINED.get(file, 'NOT EXPLAINED')})")
        elif report["coverage"]["macs_share"] is None:
            unknown = sorted({layer["op"] for layer in report["layers"] if layer["macs"] is None})
            missing.append((file, f"{macs} and what {', '.join(unknown)} take"))
    print(f"references met exactly: {met} of {sum(1 for row in rows if row['reference_macs'])}")
    print(f"files without a full figure: {len(missing)}")
    for file, why in missing:
        print(f"  {file}: {why}")


def print_malformed(tool, folder):
    files = sorted(p for p in (folder / "malformed").iterdir() if p.suffix == ".onnx")
    survived, codes = 0, collections.Counter()
    for file in files:
        try:
            done = run(tool, ["--format=json", str(file)], timeout=20)
        except subprocess.TimeoutExpired:
            print(f"  {file.name}: more than 20 s")
            continue
        named = done.returncode in (0, 2, 3) and (done.stdout or done.stderr.startswith("energy-opt: error: "))
        survived += 1 if named else 0
        codes[done.returncode] += 1
        if not named:
            print(f"  {file.name}: exit code {done.returncode}")
    print(f"malformed: {survived} of {len(files)} end in a report or a named error; exit codes {dict(sorted(codes.items()))}")
    return survived == len(files)


def print_times(tool, folder, rows, baselines, seconds):
    files = [str(folder / row["file"]) for row in rows]
    start = time.monotonic()
    run(tool, ["--format=ndjson", *files], timeout=600)
    together = time.monotonic() - start
    start = time.monotonic()
    run(tool, ["--format=ndjson", "--jobs=1", *files], timeout=600)
    alone = time.monotonic() - start
    sums = {key: sum(float(b[key] or 0) for b in baselines.values())
            for key in ("load_s", "infer_shapes_s", "infer_shapes_data_prop_s", "onnxtool_s")}
    print(f"time for {len(files)} files: one process a file {seconds:.2f} s, one process {together:.2f} s, "
          f"on one thread {alone:.2f} s")
    print(f"  baselines over {len(baselines)} files, without process start: onnx load {sums['load_s']:.2f} s + inference "
          f"{sums['infer_shapes_s']:.2f} s (with data propagation {sums['infer_shapes_data_prop_s']:.2f} s), "
          f"onnx-tool {sums['onnxtool_s']:.2f} s")


def main():
    folder = pathlib.Path(sys.argv[1])
    root = pathlib.Path(__file__).resolve().parent.parent
    tool = sys.argv[2] if len(sys.argv) > 2 else str(root / "build/release/tools/energy-opt/energy-opt")
    with open(folder / "MODELS.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    with open(folder / "reference/BASELINES.csv", newline="") as file:
        baselines = {row["file"]: row for row in csv.DictReader(file)}
    reports, messages, seconds = analyse(tool, folder, rows)
    print_resolved(reports, rows, baselines)
    print_references(reports, messages, rows)
    survived = print_malformed(tool, folder)
    print_times(tool, folder, rows, baselines, seconds)
    sys.exit(0 if survived else 1)


if __name__ == "__main__":
    main()
