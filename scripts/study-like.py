#!/usr/bin/env python3
"""What a sibling is worth: every board in turn is taken for new and fitted from one, three and five of its networks, with
`fit --like` and without, and judged on the networks it was not shown.
Usage: scripts/study-like.py [--subsets=N] [--plain] [BOARD...]     needs $ENERGY_OPT_EXTRA_DATA

A line is a board at one setting, named BOARD:SETTING; its columns are the mean errors of energy and time over N random
subsets (the same for every build: they are drawn by name). The board's own file has no say. --plain fits without siblings
as well. A dash: too few networks, or one network and no sibling. Boards of the same table are siblings only where they are other silicon."""
import csv
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
CALIBRATE = os.environ.get("ENERGY_CALIBRATE", os.path.join(HERE, "../build/release/tools/energy-calibrate/energy-calibrate"))
SIZES = (1, 3, 5)

# name, table of scripts/board-tables.py, which rows, siblings
STUDIES = [
    ("jetson-nano:fp32", "jetson", {"board": "Jetson Nano", "power_mode": "MAXN", "precision": "FP32"}, "jetson-tx2-gpu,agx-xavier"),
    ("jetson-nano:fp16", "jetson", {"board": "Jetson Nano", "power_mode": "MAXN", "precision": "FP16"}, "jetson-tx2-gpu,agx-xavier"),
    ("jetson-tx2:fp32", "jetson", {"board": "Jetson TX2", "power_mode": "MAXN", "precision": "FP32"}, "jetson-nano,agx-xavier"),
    ("jetson-tx2:fp16", "jetson", {"board": "Jetson TX2", "power_mode": "MAXN", "precision": "FP16"}, "jetson-nano,agx-xavier"),
    ("agx-xavier:fp32", "jetson", {"board": "Jetson AGX Xavier", "unit": "GPU", "power_mode": "MAXN", "precision": "FP32"}, "jetson-nano,jetson-tx2-gpu"),
    ("agx-xavier:fp16", "jetson", {"board": "Jetson AGX Xavier", "unit": "GPU", "power_mode": "MAXN", "precision": "FP16"}, "jetson-nano,jetson-tx2-gpu"),
    ("agx-xavier-dla", "jetson", {"board": "Jetson AGX Xavier", "unit": "DLA", "power_mode": "MAXN", "precision": "FP16"}, "agx-xavier,jetson-tx2-gpu"),
    ("xavier-nx-gpu", "xavier-nx-gpu", {"power_mode": "maxq"}, "agx-xavier,jetson-tx2-gpu"),
    ("orin-nano", "orin-nano", {}, "agx-orin"),
    ("raspberry-pi-4:tflite", "raspberry-pi-4", {"runtime": "tflite", "precision": "fp32"}, "odroid-n2plus,rk3588"),
    ("raspberry-pi-4:armnn-int8", "raspberry-pi-4", {"runtime": "armnn", "precision": "int8"}, "odroid-n2plus,rk3588"),
    ("rk3588:tflite", "rk3588", {"runtime": "tflite", "precision": "fp32"}, "odroid-n2plus,raspberry-pi-4"),
    ("rk3588:tflite-int8", "rk3588", {"runtime": "tflite", "precision": "int8"}, "odroid-n2plus,raspberry-pi-4"),
    ("odroid-n2plus:armnn", "odroid-n2plus", {"runtime": "armnn", "precision": "fp32"}, "raspberry-pi-4,rk3588"),
    ("agx-orin-cpu:tflite", "agx-orin-cpu", {"runtime": "tflite", "precision": "fp32"}, "agx-xavier-cpu,rk3588"),
    ("agx-xavier-cpu:armnn-int8", "agx-xavier-cpu", {"runtime": "armnn", "precision": "int8"}, "agx-orin-cpu,odroid-n2plus"),
    ("rk3588-gpu", "rk3588-gpu", {"precision": "fp32"}, "odroid-n2plus-gpu"),
    ("odroid-n2plus-gpu:int8", "odroid-n2plus-gpu", {"precision": "int8"}, "rk3588-gpu"),
]
MEASURED = ("latency_s", "energy_j", "power_w")


def run(*words):
    done = subprocess.run([CALIBRATE, *words], capture_output=True, text=True)
    return done.stdout if done.returncode in (0, 1) else None


def write(path, lines):
    with open(path, "w", newline="") as file:
        out = csv.DictWriter(file, list(lines[0]), lineterminator="\n")
        out.writeheader()
        out.writerows(lines)


def errors(folder, name, training, others, like):
    """Mean relative errors of energy and time on the other rows; None where the fit is refused."""
    write(os.path.join(folder, "training.csv"), training)
    write(os.path.join(folder, "others.csv"), others)
    own = {"jetson-tx2": "jetson-tx2-gpu"}.get(name.split(":")[0], name.split(":")[0])  # by its name a board is not its own kin
    board = os.path.join(folder, own + ".yaml")
    models = "--models=" + os.path.join(os.environ["ENERGY_OPT_EXTRA_DATA"], "models")
    if run("fit", "--form=roofline", *(["--like=" + like] if like else ["--unit=gpu"]), models, "-o", board,
           os.path.join(folder, "training.csv")) is None:
        return None
    report = json.loads(run("validate", "--json", models, board, os.path.join(folder, "others.csv")))["all"]
    return report.get("energy_mape"), report.get("time_mape", report.get("latency_mape"))


def mean(values):
    values = [value for value in values if value is not None]
    return f"{100 * statistics.mean(values):5.1f}" if values else "    –"


def main():
    words = sys.argv[1:]
    subsets = next((int(word[10:]) for word in words if word.startswith("--subsets=")), 5)
    wanted = [word for word in words if not word.startswith("-")]
    plain = "--plain" in words
    extra = os.environ["ENERGY_OPT_EXTRA_DATA"]
    totals = {}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, os.path.join(HERE, "board-tables.py"), os.path.join(extra, "measurements"), folder], check=True)
        print(f"{'board':28} " + "  ".join(f"{kind:5} {size}: energy  time" for size in SIZES for kind in (["like", "alone"] if plain else ["like"])))
        for name, table, where, like in STUDIES:
            if wanted and name not in wanted and name.split(":")[0] not in wanted:
                continue
            source = (os.path.join(extra, "measurements/jetson-networks/jetson.csv") if table == "jetson"
                      else os.path.join(folder, table + ".csv"))
            lines = []
            for row in csv.DictReader(open(source, newline="")):
                if any(row[column] != value for column, value in where.items()):
                    continue
                model = ("measured/" if table == "jetson" else "") + row["model"]
                keep = {"model": model, **{c: row[c].lower() for c in ("unit", "runtime", "precision") if c in row},
                        **{c: row[c] for c in MEASURED if row.get(c)}}
                lines.append((row.get("group") or model, keep))
            groups = sorted(set(group for group, _ in lines))
            cells = []
            for size in SIZES:
                for kind in (["like", "alone"] if plain else ["like"]):
                    found = []
                    draw = random.Random(f"{name} {size}")
                    for _ in range(subsets if size < len(groups) else 0):
                        chosen = draw.sample(groups, size)
                        result = errors(folder, name, [row for group, row in lines if group in chosen],
                                        [row for group, row in lines if group not in chosen], like if kind == "like" else "")
                        if result:
                            found.append(result)
                    for quantity in (0, 1):
                        totals.setdefault((size, kind, quantity), []).extend(
                            [statistics.mean(v)] if (v := [f[quantity] for f in found if f[quantity] is not None]) else [])
                    cells.append(f"        {mean(f[0] for f in found)} {mean(f[1] for f in found)}")
            print(f"{name:28} " + "  ".join(cells), flush=True)
        print(f"{'mean':28} " + "  ".join(f"        {mean(totals.get((size, kind, 0), []))} {mean(totals.get((size, kind, 1), []))}"
                                       for size in SIZES for kind in (["like", "alone"] if plain else ["like"])))


if __name__ == "__main__":
    main()
