#!/usr/bin/env python3
"""Whether one board file holds its settings as well as a fit of each would: docs/separate-fits.csv, which scripts/accuracy.py
puts beside the held-out errors of the board files.
Usage: scripts/study-settings.py [BOARD...]     needs $ENERGY_OPT_EXTRA_DATA"""
import csv
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
CALIBRATE = os.environ.get("ENERGY_CALIBRATE", os.path.join(HERE, "../build/release/tools/energy-calibrate/energy-calibrate"))
TARGET = os.path.join(HERE, "../docs/separate-fits.csv")
BOARDS = ["agx-orin-cpu", "agx-xavier-cpu", "odroid-n2plus", "odroid-n2plus-gpu", "raspberry-pi-4", "rk3588", "rk3588-gpu", "xeon-w2155"]


def skeleton(board):
    return os.path.join(HERE, "../boardmodels/fit", board + ".yaml")


def held_out(report, quantity):
    return next((f"{100 * one['held_out']['mape']:.1f}" for one in report["quantities"]
                 if one["quantity"] == quantity and one["held_out"]), "")


def main():
    extra = os.environ["ENERGY_OPT_EXTRA_DATA"]
    known = {}
    if os.path.exists(TARGET):
        known = {(row["board"], row["setting"]): row for row in csv.DictReader(open(TARGET, newline=""))}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, os.path.join(HERE, "board-tables.py"), os.path.join(extra, "measurements"), folder], check=True)
        for board in sys.argv[1:] or BOARDS:
            text = open(os.path.join(HERE, "../boardmodels", board + ".yaml"), encoding="utf-8").read()
            for setting in re.findall(r'^  - "?held out, ([^:]*): ', text, re.M):
                if setting.endswith("all rows"):
                    continue
                where = [f"--where={name}" for name in setting.split()]
                known_of = next((path for name in setting.split() for path in [skeleton(f"{board}-{name.split('=')[1]}")] if os.path.exists(path)),
                                skeleton(board))
                done = subprocess.run([CALIBRATE, "fit", "--json", "--form=roofline", "--models=" + os.path.join(extra, "models"),
                                       "--from=" + known_of, *where,
                                       os.path.join(folder, board + ".csv")], capture_output=True, text=True)
                if done.returncode:
                    sys.exit(f"{board} {setting}: {done.stderr.strip()}")
                report = json.loads(done.stdout)
                known[board, setting] = {"board": board, "setting": setting, "energy_percent": held_out(report, "energy"),
                                         "time_percent": held_out(report, "time")}
                print(*known[board, setting].values(), flush=True)
    with open(TARGET, "w", newline="") as file:
        out = csv.DictWriter(file, ["board", "setting", "energy_percent", "time_percent"], lineterminator="\n")
        out.writeheader()
        out.writerows(known[key] for key in sorted(known))


if __name__ == "__main__":
    main()
