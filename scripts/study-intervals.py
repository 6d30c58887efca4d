#!/usr/bin/env python3
"""Do intervals hold on networks nobody fitted? Fits with something left out, and what they say of it.
Usage: scripts/study-intervals.py [--csv FILE] [--boards=A,B] [STUDY...]
STUDY: subsets perturbed plain families sources (default: all); --boards: of families, these only

  subsets    a board of 90 networks fitted on 20 random subsets of 5 to 20: coverage of the rest, claimed error against the true one
  perturbed  rows times three, one times a thousand, two names swapped: true error against that of the clean fit
  plain      the TX2 fitted on five plain convolutional networks, asked about the small ones
  families   boards fitted without a family of networks, asked about it
  sources    boards fitted without a laboratory, asked about its rows, and shipped boards about rows they were not fitted on

Needs $ENERGY_OPT_EXTRA_DATA (measurements/ and models/); $ENERGY_CALIBRATE names the tool. --csv writes a line a row predicted."""
import csv
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
DATA = os.environ.get("ENERGY_OPT_EXTRA_DATA") or sys.exit("ENERGY_OPT_EXTRA_DATA names the folder with measurements/ and models/")
TOOL = os.environ.get("ENERGY_CALIBRATE", os.path.join(HERE, "build/release/tools/energy-calibrate/energy-calibrate"))
MODELS = os.path.join(DATA, "models")
SCRATCH = tempfile.TemporaryDirectory()
lines = []  # of --csv


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write(rows, name):
    path = os.path.join(SCRATCH.name, name)
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, list(rows[0]), lineterminator="\n", extrasaction="ignore")
        out.writeheader()
        out.writerows(rows)
    return path


def fit(board, rows, models=MODELS, options=()):
    """The board file fitted to rows; from what boardmodels/fit/ knows of the board, where it knows something."""
    out = os.path.join(SCRATCH.name, board + ".yaml")
    skeleton = f"{HERE}/boardmodels/fit/{board}.yaml"
    known = ["--from=" + skeleton] if os.path.exists(skeleton) else []
    run = subprocess.run([TOOL, "fit", "--form=roofline", *known, "--models=" + models, "-o", out,
                          *options, write(rows, board + "-fit.csv")], capture_output=True, text=True, check=False)
    return out if run.returncode in (0, 1) and os.path.exists(out) else print(f"{board}: {run.stderr.strip()[-200:]}")


def judge(board, rows, models=MODELS, study=""):
    """What validate says of rows, a dictionary a row; null figures are left out."""
    run = subprocess.run([TOOL, "validate", "--json", "--models=" + models, board, write(rows, "judge.csv")],
                         capture_output=True, text=True, check=False)
    if not run.stdout:
        return print(f"{board}: {run.stderr.strip()[-200:]}")
    result = json.loads(run.stdout)
    for row in result["rows"]:
        keep({"study": study, "board": os.path.basename(board)[:-5], "claimed_energy": result["claimed_energy_mape"],
                      "claimed_time": result["claimed_time_mape"], **row})
    return result


def keep(line):
    """Appends to the file of --csv."""
    if not target:
        return
    new = not lines
    lines.append(line)
    with open(target, "w" if new else "a", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, list(lines[0]), lineterminator="\n")
        if new:
            out.writeheader()
        out.writerow(line)


def figures(rows, what):
    """Number of rows, mean error, share inside the interval, median ln of the interval's upper factor."""
    key, low, high = f"{what[0]}_{what[1]}", f"{what[0]}_low_{what[1]}", f"{what[0]}_high_{what[1]}"
    rows = [row for row in rows if row.get(key) and row.get("measured_" + key)]
    if not rows:
        return None
    error = statistics.mean(abs(row[key] / row["measured_" + key] - 1) for row in rows)
    judged = [row for row in rows if row.get(low)]
    inside = [row[low] <= row["measured_" + key] <= row[high] for row in judged]
    width = statistics.median(row[high] / row[key] for row in judged) if judged else None
    return len(rows), error, statistics.mean(inside) if inside else None, width


QUANTITIES = {"energy": ("energy", "j"), "time": ("time", "s")}


def show(title, rows):
    for name, what in QUANTITIES.items():
        found = figures(rows, what)
        if found:
            n, error, inside, width = found
            cover = "no interval" if inside is None else f"{100 * inside:5.1f} % inside, factor {width:.2f}"
            print(f"  {title:<52} {name:<7} {n:5d} rows, {100 * error:6.1f} % off, {cover}")


def pi5():
    rows = read(f"{DATA}/measurements/rpi5-nas201/rpi5.csv")
    rows = [{key: row[key] for key in ("model", "latency_s", "energy_j")} for row in rows if row["runtime"] == "onnx"]
    return sorted(rows, key=lambda row: row["model"]), MODELS + "/nas201"


def subsets(count=20):
    rows, models = pi5()
    draw, seen, ratios = random.Random(14), [], {name: [] for name in QUANTITIES}
    for number in range(count):
        chosen = draw.sample(range(len(rows)), draw.randint(5, 20))
        board = fit("raspberry-pi-5", [rows[i] for i in chosen], models)
        result = board and judge(board, [row for i, row in enumerate(rows) if i not in chosen], models, f"subset {number} of {len(chosen)}")
        if result:
            seen += result["rows"]
            for name in ratios:
                if result[f"claimed_{name}_mape"]:
                    ratios[name].append(result[f"claimed_{name}_mape"] / result["all"][f"{name}_mape"])
    show(f"{count} subsets of 5 to 20 networks", seen)
    for name, all_ratios in ratios.items():
        print(f"  claimed / true error of {name}: mean {statistics.mean(all_ratios):.2f}, least {min(all_ratios):.2f}, "
              f"under 0.8 in {sum(r < 0.8 for r in all_ratios)} of {len(all_ratios)}")


def perturbed():
    rows, models = pi5()
    draw = random.Random(14)
    kept = set(draw.sample(range(len(rows)), len(rows) // 3))
    train, test = [dict(r) for i, r in enumerate(rows) if i not in kept], [r for i, r in enumerate(rows) if i in kept]

    def changed(change):
        copy = [dict(row) for row in train]
        change(copy)
        return copy

    def times(row, factor, keys=("energy_j", "latency_s")):
        for key in keys:
            row[key] = repr(float(row[key]) * factor)

    def tenth(copy):
        for row in draw.sample(copy, max(1, len(copy) // 10)):
            times(row, 3)

    def swap(copy):  # two networks that differ
        copy.sort(key=lambda row: float(row["latency_s"]))
        a, b = copy[len(copy) // 8], copy[-len(copy) // 8]
        a["model"], b["model"] = b["model"], a["model"]

    for size in (len(train), 20, 10):
        pool, train = train, train[:]
        train = draw.sample(pool, size)
        clean = None
        for name, change in (("clean", lambda copy: None), ("a tenth of the rows times 3", tenth),
                             ("one energy times 1000", lambda copy: times(copy[3], 1000, ("energy_j",))),
                             ("one row times 1000", lambda copy: times(copy[3], 1000)), ("two names swapped", swap)):
            board = fit("raspberry-pi-5", changed(change), models)
            result = board and judge(board, test, models, f"perturbed: {name}, of {size}")
            if result:
                error = {key: result["all"][key + "_mape"] for key in QUANTITIES}
                clean = clean or error
                print(f"  {size} networks, {name:<28} energy {100 * error['energy']:6.2f} % ({error['energy'] / clean['energy']:.2f} x clean), "
                      f"time {100 * error['time']:6.2f} % ({error['time'] / clean['time']:.2f} x clean)")
        train = pool


def tx2():
    plain = [{**{k: r[k] for k in ("model", "power_mode", "unit", "precision", "throughput_per_s", "power_w") if k in r}}
             for r in read(f"{DATA}/measurements/jetson-networks/jetson.csv") if r["board"] == "Jetson TX2"]
    small = [{"model": r["model"], "power_mode": "MAXN", "unit": "GPU", "precision": r["precision"], "latency_s": r["latency_s"],
              "power_w": r["power_w"]} for r in read(f"{DATA}/measurements/tx2-small-networks/tx2.csv") if r["measured"] == "network"]
    return plain, small


def plain():
    options = ("--settings=power_mode,unit,precision",)
    train, small = tx2()
    board = fit("jetson-tx2-gpu", train, MODELS + "/measured", options=options)
    if board:
        show("TX2, five plain networks seen, small ones asked", judge(board, small, MODELS + "/measured", "plain")["rows"])


def tables():
    """The table of every board of scripts/board-tables.py."""
    subprocess.run([sys.executable, f"{HERE}/scripts/board-tables.py", f"{DATA}/measurements", SCRATCH.name], check=True)
    for name in sorted(os.listdir(SCRATCH.name)):
        if os.path.exists(f"{HERE}/boardmodels/fit/{name[:-4]}.yaml"):
            yield name[:-4], read(os.path.join(SCRATCH.name, name))


def networks_of(name, rows):
    """The folder of a table's networks: those of the Jetson Nano with free clocks are made."""
    if name != "jetson-nano-dvfs":
        return MODELS
    folder = os.path.join(SCRATCH.name, "networks")
    subprocess.run([f"{HERE}/scripts/nano-networks.py", DATA, write(rows, "nano-networks.csv"), folder], check=True)
    return folder


FAMILIES = {"mobilenet_v1": "mobilenet v1", "mobilenet_v2": "mobilenet v2", "mobilenet_v3": "mobilenet v3", "mobilenet": "mobilenet v2",
            "efficientnet": "efficientnet", "mnasnet": "mobilenet v2", "nasnet": "NAS cells", "nas201": "NAS cells", "densenet": "densenet",
            "yolo": "detection", "ssd": "detection", "retinanet": "detection", "vgg": "vgg", "alexnet": "alexnet", "squeezenet": "squeezenet",
            "googlenet": "inception", "inception": "inception", "xception": "xception", "resnext": "resnet", "wide_resnet": "resnet",
            "resnet": "resnet", "shufflenet": "shufflenet", "vit": "transformer", "swin": "transformer", "regnet": "regnet"}


def family(model):
    name = os.path.basename(model).lower()
    if name.startswith("convnet"):
        return "depthwise" if "_DWS" in model or "_dws" in name else "plain"
    return next((word for part, word in FAMILIES.items() if part in name), "other")


def x86():
    """Networks of all families on one thread of ONNX Runtime: a machine to test fits on, no board that ships."""
    paths = {}
    for folder, _, names in os.walk(MODELS):
        for name in names:
            paths.setdefault(name, os.path.relpath(os.path.join(folder, name), MODELS))
    rows = []
    for row in read(f"{DATA}/measurements/x86-onnxruntime/latency.csv"):
        bound = dict(word.split("=") for word in row["bound"].split())
        if row["model"] in paths and "ssdlite" not in row["model"]:  # nearly all of that one is a suppression that only data know
            rows.append({"model": paths[row["model"]], "latency_s": row["latency_s"], "dim:batch": bound.get("batch", ""),
                         "dim:sequence": bound.get("sequence", ""), "kind": row["family"].replace("nas", "NAS cells")})
    return rows


def families():
    train, small = tx2()
    jetson = [{k: r[k] for k in ("model", "power_mode", "unit", "precision", "throughput_per_s", "power_w", "board")}
              for r in read(f"{DATA}/measurements/jetson-networks/jetson.csv")]
    plain_settings = {"tflite", "armnn"}  # of boards measured at several settings one is enough, and quicker
    boards = [(name, [row for row in rows if row.get("runtime", "x") not in plain_settings or
                      (row["runtime"] == "armnn" and row["precision"] == "fp32")], MODELS)
              for name, rows in tables()]
    boards = [(name, [{k: v for k, v in row.items() if k not in ("runtime", "precision") or name == "xeon-w2155"} for row in rows],
               networks_of(name, rows)) for name, rows, models in boards if not chosen or name in chosen]
    boards += [(name, [{k: v for k, v in r.items() if k != "board"} for r in jetson if r["board"] == source and r["unit"] == unit and
                       (unit == "GPU" or r["precision"] == "FP16")], MODELS + "/measured")
               for name, source, unit in (("agx-xavier", "Jetson AGX Xavier", "GPU"), ("agx-xavier-dla", "Jetson AGX Xavier", "DLA"),
                                          ("jetson-nano", "Jetson Nano", "GPU"))]
    boards.append(("jetson-tx2-gpu", train + [{**dict.fromkeys(train[0], ""), **row} for row in small], MODELS + "/measured"))
    boards.append(("x86-onnxruntime", x86(), MODELS))
    seen = {}
    for name, rows, models in boards:
        if chosen and name not in chosen:
            continue
        rows = [{k: v for k, v in row.items() if k != "group"} for row in rows]
        kinds = sorted({family(row["model"]) for row in rows})
        if name == "orin-nano":  # one kind of networks: by generation
            kind = lambda row: os.path.basename(row["model"])[:7]
            kinds = sorted({kind(row) for row in rows})
        elif name == "x86-onnxruntime":
            kind = lambda row: row["kind"]
            kinds = sorted({kind(row) for row in rows})
        else:
            kind = lambda row: family(row["model"])
        options = ["--settings=power_mode,unit,precision"] if models == MODELS + "/measured" else []
        if name == "x86-onnxruntime":
            options = ["--unit=cpu", "--runtime=onnxruntime"]
        for one in kinds:
            rest, out = [r for r in rows if kind(r) != one], [r for r in rows if kind(r) == one]
            rest, out = ([{k: v for k, v in r.items() if k != "kind"} for r in part] for part in (rest, out))
            if len({r["model"] for r in rest}) < 3:
                continue
            board = fit(name, rest, models, options=options)
            result = board and judge(board, out, models, f"without {one}")
            if result:
                show(f"{name} without {one}", result["rows"])
                seen.setdefault(one, []).extend(result["rows"])
    for one, rows in sorted(seen.items()):
        show("ALL BOARDS without " + one, rows)
    show("ALL", [row for rows in seen.values() for row in rows])


def sources():
    train, small = tx2()
    options = ("--settings=power_mode,unit,precision",)
    board = fit("jetson-tx2-gpu", train, MODELS + "/measured", options=options)
    if board:
        show("TX2 without HW-NAS-Bench", judge(board, small, MODELS + "/measured", "without source")["rows"])
    every = 12  # row was fitted: scripts/board-tables.py; as many, half of the way to the next, were not
    nano = [{"model": f"nano_synthetic/{r['network']}.onnx", "power_mode": "maxn-dvfs", "precision": "fp32", "latency_s": r["latency_s"],
             "energy_j": r["energy_j"]} for r in read(f"{DATA}/measurements/jetson-nano-synthetic/all.csv")[every // 2::every]]
    made = networks_of("jetson-nano-dvfs", nano)
    for kind in ("plain", "depthwise"):
        rows = [row for row in nano if family(row["model"]) == kind]
        show(f"jetson-nano, other synthetic {kind} networks, maxn-dvfs",
             judge(f"{HERE}/boardmodels/jetson-nano.yaml", rows, made, f"synthetic {kind} networks not fitted")["rows"])
    known = [{"model": "nano_synthetic/" + r["model"], "power_mode": "maxn-dvfs", "precision": "fp32", "latency_s": r["latency_s"]}
             for r in read(f"{DATA}/measurements/jetson-nano-synthetic/real.csv")]
    show("jetson-nano, known networks, maxn-dvfs (seen)", judge(f"{HERE}/boardmodels/jetson-nano.yaml", known, study="seen")["rows"])
    for name in ("jetson-nano", "agx-xavier"):
        rows = [{k: r[k] for k in ("model", "precision", "latency_s")} for r in read(f"{DATA}/measurements/torch2trt/torch2trt.csv")
                if r["board"] == name and os.path.exists(os.path.join(MODELS, r["model"]))]
        if rows:
            show(f"{name}, torch2trt", judge(f"{HERE}/boardmodels/{name}.yaml", rows, study="torch2trt")["rows"])


STUDIES = {"subsets": subsets, "perturbed": perturbed, "plain": plain, "families": families, "sources": sources}
arguments = sys.argv[1:]
target = arguments.pop(arguments.index("--csv") + 1) if "--csv" in arguments else None
chosen = {board for word in arguments if word.startswith("--boards=") for board in word[9:].split(",")}
wanted = [word for word in arguments if not word.startswith("--")] or list(STUDIES)
for word in wanted:
    if word not in STUDIES:
        sys.exit(f"no study '{word}': {' '.join(STUDIES)}")
    print(word, flush=True)
    STUDIES[word]()
    sys.stdout.flush()
