#!/usr/bin/env python3
"""Tables of energy-calibrate, a file a board, from the measurements of other laboratories.
Usage: scripts/board-tables.py MEASUREMENTS FOLDER     writes FOLDER/<board>.csv for every board it knows

Each keeps the columns of its source that matter: what was run (`model`, relative to the folder of networks), the
settings of the board, what was measured. Rows that cannot be used are left out for a reason that stands beside the rule."""
import csv
import os
import sys


def rows(*path):
    with open(os.path.join(*path), newline="") as file:
        yield from csv.DictReader(file)


def write(folder, board, header, lines):
    with open(os.path.join(folder, board + ".csv"), "w", newline="") as file:
        out = csv.DictWriter(file, header, extrasaction="ignore", lineterminator="\n")
        out.writeheader()
        out.writerows(lines)


def runtime(text):
    """'ArmNN 22.05 neon' -> 'armnn': the word of the setting, without the version."""
    for start, word in [("ArmNN", "armnn"), ("TFLite", "tflite"), ("ONNX", "onnxruntime"), ("PyTorch", "pytorch"),
                        ("TensorFlow", "tensorflow")]:
        if text.startswith(start):
            return word
    raise SystemExit(f"no word for runtime '{text}'")


def mobile_cpus(measurements, folder):
    """MLPerf's open division: wall power of whole boards, one file a unit."""
    names = {("rk3588s", "cpu"): "rk3588", ("rk3588s", "gpu"): "rk3588-gpu",
             ("odroid-n2plus", "cpu"): "odroid-n2plus", ("odroid-n2plus", "gpu"): "odroid-n2plus-gpu",
             ("raspberry-pi-4", "cpu"): "raspberry-pi-4", ("agx-orin", "cpu"): "agx-orin-cpu",
             ("agx-xavier", "cpu"): "agx-xavier-cpu"}
    tables = {name: [] for name in names.values()}
    for row in rows(measurements, "mlperf-edge/cpu.csv"):
        row["runtime"] = runtime(row["runtime"])
        row["model"] = "mlperf_edge/" + row["model"]
        tables[names[row["board"], row["unit"]]].append(row)
    for name, lines in tables.items():
        write(folder, name, ["model", "runtime", "precision", "latency_s", "energy_j"], lines)


def jetson_kits(measurements, folder):
    """MLPerf's closed division: INT8 on the GPUs of developer kits. Latencies of the 90th or 99th percentile are
    another figure than means. Rounds of the Orin differ by clocks and software by up to a third: v3.0 is meant, which lies
    between the others, and v2.0 for the network that was not run again. Its MaxQ is the best of several clocks, chosen for each
    network: a power mode each, by the GPU's megahertz."""
    names = {"Jetson AGX Orin": "agx-orin-int8", "Jetson Xavier NX": "xavier-nx-gpu"}  # agx-orin-fp16: see yolos
    tables = {name: [] for name in names.values()}
    for row in rows(measurements, "mlperf-edge/gpu.csv"):
        orin = row["board"] == "Jetson AGX Orin"
        if row["latency_kind"] != "mean" or orin and row["round"] != "v3.0" and "ssd_resnet34" not in row["model"]:
            continue
        row["model"] = "mlperf_edge/" + row["model"]
        row["group"] = row["model"].rsplit("_b", 1)[0]
        row["unit"] = "gpu"
        if orin and row["power_mode"] == "maxq":
            row["power_mode"] += f"-{float(row['gpu_mhz']):.0f}"
        tables[names[row["board"]]].append(row)
    for name, lines in tables.items():
        write(folder, name, ["model", "group", "unit", "power_mode", "precision", "latency_s", "energy_j"], lines)


def yolos(measurements, folder):
    """Latencies of FP16 engines. YOLOv7 and v9 hold a non-maximum suppression that the files lack; it is a matter of
    a constant, so they stay."""
    names = {"orin-nano-8gb": "orin-nano", "agx-orin-64gb": "agx-orin-fp16"}
    tables = {name: [] for name in names.values()}
    for row in rows(measurements, "trtutils-yolo/yolo.csv"):
        row["group"] = row["network"]
        row["power_mode"] = "maxn"  # not stated; the fastest is what one measures without saying so
        tables[names[row["board"]]].append(row)
    write(folder, "orin-nano", ["model", "group", "precision", "latency_s"], tables["orin-nano"])
    write(folder, "agx-orin-fp16", ["model", "group", "power_mode", "precision", "latency_s"], tables["agx-orin-fp16"])


def workstations(measurements, folder):
    """Batches of 32 images. Latency and energy are per image there, of the file's whole run here. A card that waits for
    images more than a fifth of the time says little about itself."""
    tables = {"xeon-w2155": [], "quadro-rtx-5000": []}
    for row in rows(measurements, "x86/x86.csv"):
        if row["board"] not in tables or not row["model"]:
            continue
        if row["gpu_util_percent"] and float(row["gpu_util_percent"]) < 80:
            continue
        row["runtime"] = runtime(row["runtime"])
        for column in ("latency_s", "energy_j"):
            row[column] = float(row[column]) * int(row["batch"])
        tables[row["board"]].append(row)
    for name, lines in tables.items():
        write(folder, name, ["model", "runtime", "latency_s", "energy_j"], lines)


def sticks(measurements, folder):
    """Keras networks on USB accelerators; two PCs agree within 3 % and count as one host. The spot powers have no unit
    in the source and are not used."""
    names = {"coral-usb": "edge-tpu-usb", "ncs2": "ncs2-usb"}
    tables = {name: [] for name in names.values()}
    for row in rows(measurements, "usb-accelerators/usb.csv"):
        row["host"] = "raspberry-pi-4" if row["host"] == "raspberry-pi-4" else "pc"
        tables[names[row["board"]]].append(row)
    for name, lines in tables.items():
        write(folder, name, ["model", "host", "latency_s"], lines)


def jetson_nanos(measurements, folder):
    """The five networks at fixed clocks."""
    lines = []
    for row in rows(measurements, "jetson-networks/jetson.csv"):
        if row["board"] == "Jetson Nano":
            row["model"] = "measured/" + row["model"]
            lines.append(row)
    write(folder, "jetson-nano-fixed", list(lines[0]), lines)


EVERY = 12  # row of the 7094 synthetic networks, from the first on: 592 of all groups in their proportions. The others are for judging


def synthetic(measurements, folder):
    """Jetson Nano without fixed clocks: another rail and another clock policy than the other tables of it. scripts/nano-networks.py
    makes the networks. Of the known ones the energies are bounds."""
    lines = []
    for number, row in enumerate(rows(measurements, "jetson-nano-synthetic/all.csv")):
        if number % EVERY == 0:
            lines.append({**row, "model": row["network"] + ".onnx", "power_mode": "maxn-dvfs", "precision": "fp32"})
    lines += rows(measurements, "jetson-nano-synthetic/real.csv")
    for row in lines:
        row["model"] = "nano_synthetic/" + row["model"]
        row["energy_j"] = row["energy_j"] if row["power_w"] else ""
        row["unit"] = "gpu"
    write(folder, "jetson-nano-dvfs", ["model", "unit", "power_mode", "precision", "latency_s", "energy_j"], lines)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    for table in (mobile_cpus, jetson_kits, yolos, workstations, sticks, jetson_nanos, synthetic):
        table(sys.argv[1], sys.argv[2])
