#!/usr/bin/python3
"""Checks mission, choose and split of energy-opt against figures worked out anew and against every possibility.

usage: ENERGY_OPT_EXTRA_DATA=DIR check-decisions.py ENERGY_OPT [NETWORK.onnx...]

All starts from what energy-opt's report says of a network on a board, and from the ONNX file; the rest is code of this script:

  mission  the parts, mean power and hours by the formulas of docs/questions.md; the rates of --hours by halving an interval
  choose   each candidate by a report under its settings, the product of the board file's values; the front and the best by
           comparing every candidate with every other
  split    every place between two kernels: bytes by ONNX's own shape inference, energies and times by the report's layers, times
           as shares of the whole latency; the best by trying all

Exit code 1 where one differs by more than a millionth, 77 without networks or without python3-onnx.
"""

import itertools
import json
import math
import os
import pathlib
import subprocess
import sys

try:
    import onnx
    from onnx import shape_inference
    import yaml
except ImportError as missing:
    print(f"skipped: {sys.executable} has no {missing.name} (Debian: python3-onnx, python3-yaml)")
    sys.exit(77)

ROOT = pathlib.Path(__file__).resolve().parent.parent
NETWORKS = ["onnx_light_resnet50.onnx", "tv_mobilenet_v2_op13.onnx", "modern/yolov8n_320.onnx"]
faults = 0


def same(what, ours, theirs):
    """Counts a fault where two figures, None or numbers, are not the same to a millionth."""
    global faults
    if ours is None or theirs is None:
        equal = ours is theirs
    elif isinstance(ours, (bool, str)):
        equal = ours == theirs
    else:
        equal = math.isclose(ours, theirs, rel_tol=1e-6, abs_tol=1e-15)
    if not equal:
        faults += 1
        print(f"  {what}: {ours} worked out, energy-opt says {theirs}")


def run(tool, *words):
    done = subprocess.run([str(tool), *map(str, words)], capture_output=True, text=True, check=False)
    if not done.stdout:
        sys.exit(f"{' '.join(map(str, words))}: {done.stderr}")
    return json.loads(done.stdout)


def report(tool, network, board, *settings):
    words = [word for setting in settings for word in ("--setting", setting)]
    return run(tool, "--format=json", f"--board={board}", *words, network)


def check_mission(tool, network):
    idle, camera, host, radio, regulator, wh, usable = 3.0, 1.2, 2.0, 0.001, 0.9, 37.0, 0.8
    board = "jetson-nano"
    totals = report(tool, network, board)["totals"]
    words = ["mission", "--json", f"--board={board}", f"--idle={idle}W", f"--camera={camera}W", f"--host={host}W", f"--radio={radio}J",
             f"--regulator={regulator}", f"--battery={wh}Wh", f"--usable={usable}"]
    seconds = 1 / totals["throughput_per_s"]

    def mean(rate, joules):
        awake = rate * seconds
        return (idle * (1 - awake) + rate * joules + camera + host + rate * radio) / regulator

    joules = wh * usable * 3600
    rate = 0.3 * totals["throughput_per_s"]
    answer = run(tool, *words, f"--rate={rate}/s", network)
    for ours, key in (("energy_j", ""), ("energy_low_j", "_low"), ("energy_high_j", "_high")):
        same(f"mean power{key}", mean(rate, totals[ours]), answer[f"mean_power{key}_w"])
    same("hours", joules / mean(rate, totals["energy_j"]), answer["lasts_s"])
    same("least hours", joules / mean(rate, totals["energy_high_j"]), answer["lasts_low_s"])
    same("samples", joules / mean(rate, totals["energy_j"]) * rate, answer["samples_per_charge"])

    # asleep: wake-ups of 2 s at the idle power, loading at 1 J in 0.5 s, 4 executions for each
    sleep, burst = 0.05, 4
    answer = run(tool, *words, f"--sleep={sleep}W", "--wake-time=2s", "--load-time=500ms", "--load-energy=1J", f"--burst={burst}", "--rate=2/min",
                 network)
    f = 2 / 60
    awake = f * (seconds + 2.5 / burst)
    watts = sleep * (1 - awake) + f * (totals["energy_j"] + (2 * idle + 1) / burst + radio) + camera * awake + host
    same("asleep", watts / regulator, answer["mean_power_w"])

    # the highest rate that lasts, by the value and for certain: between none and as often as it can
    hours = joules / ((mean(0, 0) + mean(totals["throughput_per_s"], totals["energy_j"])) / 2) / 3600
    answer = run(tool, *words, f"--hours={hours}h", network)

    def highest(energy, most):
        low, high = 0.0, most
        for _ in range(200):
            middle = (low + high) / 2
            if joules / mean(middle, totals[energy]) >= hours * 3600:
                low = middle
            else:
                high = middle
        return low

    slowest = totals["throughput_per_s"] * totals["latency_s"] / totals["latency_high_s"]
    certain = highest("energy_high_j", slowest)
    same("rate for hours", highest("energy_j", totals["throughput_per_s"]), answer["rate_for_hours_per_s"])
    same("rate for hours for certain", certain, answer["rate_per_s"])
    same("hours at that rate", joules / mean(certain, totals["energy_j"]), answer["lasts_s"])
    return "mission"


def check_choose(tool, network):
    board = "agx-xavier"
    answer = run(tool, "choose", "--json", f"--board={board}", "--setting", "unit=gpu", network)
    declared = yaml.safe_load((ROOT / "boardmodels" / f"{board}.yaml").read_text())["settings"]
    names = [name for name in declared if name != "unit"]
    values = [list(declared[name]["values"]) + list(declared[name].get("declared", {})) for name in names]
    ours = {}
    for combination in itertools.product(*values):
        settings = [f"{name}={value}" for name, value in zip(names, combination)]
        totals = report(tool, network, board, *settings)["totals"]
        ours[tuple(settings)] = (totals["energy_j"], totals["latency_s"], totals["power_w"])
    theirs = {tuple(f"{name}={one['board']['setting'][name]}" for name in names): one for one in answer["candidates"]}
    same("number of candidates", len(ours), len(theirs))
    for key, figures in ours.items():
        one = theirs[key]
        for figure, name in zip(figures, ("energy_per_sample_j", "latency_s", "power_w")):
            same(f"{key} {name}", figure, one[name])
        beaten = any(all(a <= b for a, b in zip(other, figures)) and other != figures for other in ours.values())
        same(f"{key} on the front", not beaten, one["on_front"])
    best = min(ours, key=lambda key: ours[key][0])
    same("the best", True, theirs[best]["best"])
    # under a limit between the extremes: the least energy of those whose latency may be kept
    limit = sorted(figures[1] for figures in ours.values())[len(ours) // 2]
    limited = run(tool, "choose", "--json", f"--board={board}", "--setting", "unit=gpu", f"--latency={limit!r}s", network)["candidates"]
    for one in limited:
        low, high = one["latency_low_s"] or one["latency_s"], one["latency_high_s"] or one["latency_s"]
        guess = one["trust"]["level"] == "guess"
        least = low * low / high if guess else low
        verdict = "FITS" if high <= limit and not guess else "DOES NOT FIT" if least > limit else "UNKNOWN"
        same("verdict on the latency", verdict, one["verdict"])
    order = ["FITS", "UNKNOWN", "DOES NOT FIT"]
    ranked = min(limited, key=lambda one: (order.index(one["verdict"]), one["energy_per_sample_j"]))
    same("the best under a limit", ranked["verdict"] != "DOES NOT FIT", ranked["best"])
    return "choose"


class Tensors:
    """Which bytes cross a place in the order of nodes."""

    VIEWS = {"Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity", "Dropout"}
    BYTES = {onnx.TensorProto.FLOAT: 4, onnx.TensorProto.INT64: 8, onnx.TensorProto.INT32: 4, onnx.TensorProto.BOOL: 1}

    def __init__(self, path):
        model = onnx.load(path, load_external_data=False)
        constant = {one.name for one in model.graph.initializer}
        typed = shape_inference.infer_shapes(model).graph
        sizes = {}
        for one in itertools.chain(typed.value_info, typed.input, typed.output):
            tensor = one.type.tensor_type
            if all(dim.HasField("dim_value") for dim in tensor.shape.dim):
                sizes[one.name] = math.prod(dim.dim_value for dim in tensor.shape.dim) * self.BYTES.get(tensor.elem_type, 4)
        self.nodes = list(model.graph.node)
        for node in self.nodes:  # constants of constants alone
            if all(name in constant or not name for name in node.input):
                constant.update(node.output)
        self.made, self.read, root = {}, {}, {}
        for one in model.graph.input:
            if one.name not in constant:
                self.made[one.name] = -1
        for i, node in enumerate(self.nodes):
            for name in node.input:
                name = root.get(name, name)
                if name and name not in constant:
                    self.read.setdefault(name, []).append(i)
            for k, name in enumerate(node.output):
                if node.op_type in self.VIEWS and k == 0:
                    root[name] = root.get(node.input[0], node.input[0])
                elif name not in constant:
                    self.made[name] = i
        self.sizes = sizes

    def crossing(self, inside):
        """Bytes of what is made inside or given and read outside."""
        total = 0
        for name, at in self.made.items():
            if (at < 0 or at in inside) and any(reader not in inside for reader in self.read.get(name, [])):
                total += self.sizes[name]
        return total


def layers_of(answer):
    """(kernel, energy, time) of each layer, the time as its share of the whole latency."""
    whole = answer["totals"]["latency_s"] / answer["totals"]["device_latency_s"]
    return [(layer["kernel"], layer["energy_j"] or 0, (layer["latency_s"] or 0) * whole) for layer in answer["layers"]]


def check_split(tool, network):
    per_bit, bits_per_s = 1e-7, 2e7
    device, server = layers_of(report(tool, network, "jetson-nano")), layers_of(report(tool, network, "quadro-rtx-5000"))
    answer = run(tool, "split", "--json", "--board=jetson-nano", "--server=quadro-rtx-5000", "--radio=100nJ/bit,20Mbit/s", network)
    tensors = Tensors(network)
    count = len(device)
    same("layers", len(tensors.nodes), count)
    last_of = {kernel: i for i, (kernel, _, _) in enumerate(device)}
    cuts = {}
    open_until = -1
    for head in range(count + 1):
        if head > 0:
            open_until = max(open_until, last_of[device[head - 1][0]])
        if head == 0 or head > open_until:
            inside = range(head)
            sent = tensors.crossing(inside)
            energy = sum(joules for _, joules, _ in device[:head])
            cuts[head] = (energy, energy + 8 * sent * per_bit, sent, sum(seconds for _, _, seconds in device[:head]),
                          sum(seconds for _, _, seconds in server[head:]))
    shown = [cut for cut in answer["cuts"] if cut["in_order"]]
    for cut in shown:
        if cut["head_nodes"] not in cuts:
            same(f"a cut after {cut['head_nodes']}", "between two kernels", "shown")
            continue
        head, energy, sent, seconds, tail = cuts[cut["head_nodes"]]
        for what, ours, theirs in (("head", head, cut["head_j"]), ("energy", energy, cut["energy_j"]), ("bytes", sent, cut["bytes"]),
                                   ("head's time", seconds, cut["head_s"]), ("radio's time", 8 * sent / bits_per_s, cut["radio_s"]),
                                   ("tail's time", tail, cut["tail_s"])):
            same(f"{what} of the cut after {cut['head_nodes']} layers", ours, theirs)
    same("no place is better than the shown ones", min(one[1] for one in cuts.values()), min(cut["energy_j"] for cut in shown))
    same("no place is faster than the shown ones", min(one[3] + 8 * one[2] / bits_per_s + one[4] for one in cuts.values()),
         min(cut["head_s"] + cut["radio_s"] + cut["tail_s"] for cut in shown))
    return f"split ({len(shown)} of {len(cuts)} places)"


def main(tool, *networks):
    models = pathlib.Path(os.environ.get("ENERGY_OPT_EXTRA_DATA", "")) / "models"
    paths = [pathlib.Path(one) for one in networks] or [models / one for one in NETWORKS]
    if not paths[0].exists():
        print("skipped: no networks (set ENERGY_OPT_EXTRA_DATA)")
        return 77
    os.environ["ENERGY_OPT_BOARD_PATH"] = str(ROOT / "boardmodels")
    for path in paths:
        for check in (check_mission, check_choose, check_split):
            before = faults
            what = check(tool, path)
            print(f"{path.name}: {what}, {faults - before} differ", flush=True)
    return 1 if faults else 0


sys.exit(main(*sys.argv[1:]))
