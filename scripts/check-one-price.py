#!/usr/bin/env python3
"""Checks that energy-calibrate validate predicts what energy-opt reports, for every network on every board.

    scripts/check-one-price.py [--tools BUILD_DIR] [--board NAME]... [NETWORK_OR_FOLDER]...

Default: the boards of boardmodels/, the networks of testdata/networks and of $ENERGY_OPT_EXTRA_DATA/models. energy-opt's
joules and inferences a second become a table, which validate must predict to 1e-9. Networks that energy-opt rejects
(open dimensions, broken files) are named and left out. Exit code 1 where a figure differs.
"""
import argparse
import csv
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
TOLERANCE = 1e-9


def run(command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


def networks_of(arguments):
    extra = os.environ.get("ENERGY_OPT_EXTRA_DATA")
    folders = arguments or [str(ROOT / "testdata/networks")] + ([extra + "/models"] if extra else [])
    for name in folders:
        path = pathlib.Path(name)
        yield from sorted(path.rglob("*.onnx")) if path.is_dir() else [path]


def reports(tools, board, networks):
    """(network, joules, inferences a second) of what has a total; None where there is none."""
    for first in range(0, len(networks), 50):
        batch = networks[first : first + 50]
        command = [tools / "energy-opt/energy-opt", f"--board={board}", "--format=ndjson", "--min-coverage=0"]
        for line in run(command + batch).stdout.splitlines():
            report = json.loads(line)
            totals = report.get("totals")
            if totals:
                yield report["model"]["path"], totals["energy_j"], totals["throughput_per_s"]


def differences(tools, board, priced):
    """What validate finds different from the priced networks: messages."""
    with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="") as table:
        known_time = all(rate for _, _, rate in priced)
        rows = csv.writer(table)
        rows.writerow(["model", "energy_j"] + (["throughput_per_s"] if known_time else []))
        for path, joules, rate in priced:
            rows.writerow([os.path.relpath(path, "/"), repr(joules)] + ([repr(rate)] if known_time else []))
        table.flush()
        command = [tools / "energy-calibrate/energy-calibrate", "validate", "--json", "--models=/"]
        answer = run(command + [board, table.name])
    if not answer.stdout:
        return [f"{board}: {answer.stderr.strip()}"]
    summary = json.loads(answer.stdout)
    found = []
    if summary["all"]["n"] != len(priced) or summary["without_prediction"]:
        found.append(f"{board}: {summary['all']['n']} of {len(priced)} networks are predicted")
    for group in summary["by_network"] or [summary["all"]]:
        for figure in ["energy"] + (["time"] if known_time else []):
            worst = group[figure + "_worst"]
            if worst is None or not worst <= TOLERANCE:
                found.append(f"{board} {group['name']}: {figure} differs by {worst}")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tools", default=str(ROOT / "build/quick"), help="build folder of the tools")
    parser.add_argument("--board", action="append", help="file of a board; default: all of boardmodels/")
    parser.add_argument("networks", nargs="*")
    options = parser.parse_args()
    tools = pathlib.Path(options.tools) / "tools"
    networks = [str(path.resolve()) for path in networks_of(options.networks)]
    failed = 0
    for board in options.board or sorted(str(path) for path in (ROOT / "boardmodels").glob("*.yaml")):
        found = list(reports(tools, board, networks))
        priced = [row for row in found if row[1]]
        messages = differences(tools, board, priced) if priced else []
        print(f"{pathlib.Path(board).stem}: {len(priced)} networks priced, {len(found) - len(priced)} without a total, "
              f"{len(networks) - len(found)} rejected, {len(messages)} differences", flush=True)
        for message in messages:
            print("  " + message)
        failed += len(messages)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
