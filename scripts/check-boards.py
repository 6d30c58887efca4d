#!/usr/bin/env python3
"""Every shipped board under every unit, precision and runtime it knows, on a folder of networks: what looks absurd.
Usage: scripts/check-boards.py [--all] NETWORK.onnx...      --all: every figure, not only what is suspicious

Suspicious is: more multiply-accumulates a second than the silicon has multipliers times clock (data sheets, below; the fast
algorithms of 3x3 convolutions may save a factor of 2.25), a power below the board's base power or above what its supply
gives, and an energy (of networks covered to nine tenths) that is a factor of 4 from what the network costs on the other boards and
the board costs on other networks. Exit code 1 where a rule of silicon or supply is broken; the third is for reading."""
import json
import math
import os
import re
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TOOL = os.environ.get("ENERGY_OPT", os.path.join(HERE, "../build/release/tools/energy-opt/energy-opt"))
BOARDS = os.path.join(HERE, "../boardmodels")
# 1e9 MAC/s: multipliers times clock at the fastest setting, by precision (dense, whole chip for CPUs); watts of the supply
# at the metered place.
SILICON = {
    "agx-orin": ({"int8": 42600, "fp16": 21300}, 90), "orin-nx": ({"int8": 15000, "fp16": 7500}, 40),
    "orin-nano": ({"fp16": 5100}, 25), "xavier-nx-gpu": ({"int8": 6800, "fp16": 3400}, 30),
    "agx-xavier": ({"fp32": 705, "fp16": 5640}, 65), "agx-xavier-dla": ({"fp16": 1430}, 65),
    "jetson-tx2-gpu": ({"fp32": 333, "fp16": 666}, 20), "jetson-nano": ({"fp32": 118, "fp16": 236}, 20),
    "agx-orin-cpu": ({"fp32": 211, "int8": 845}, 60), "agx-xavier-cpu": ({"fp32": 145, "int8": 580}, 65),
    "raspberry-pi-4": ({"fp32": 29, "int8": 115}, 15), "raspberry-pi-5": ({"fp32": 77}, 25),
    "rk3588": ({"fp32": 106, "int8": 424}, 25), "rk3588-gpu": ({"fp32": 256, "int8": 1024}, 25),
    "odroid-n2plus": ({"fp32": 54, "int8": 216}, 24), "odroid-n2plus-gpu": ({"fp32": 115, "int8": 460}, 24),
    "edge-tpu": ({"int8": 2000}, 4.5), "ncs2": ({"fp16": 500}, 4.5), "movidius-ncs": ({"fp16": 100}, 2.5),
    "imx8mp": ({"int8": 1150}, 15), "imx8mp-cpu": ({"fp32": 58, "int8": 230}, 15),
    "xeon-w2155": ({"fp32": 1056}, 190), "quadro-rtx-5000": ({"fp32": 5600}, 265),
}
WINOGRAD = 2.25


def settings_of(text):
    """Every combination of unit, precision and runtime that the file says it measured, as options."""
    values = {}
    block = re.search(r"^settings:\n((?:  .*\n)+)", text, re.M)
    for name, words in re.findall(r"^  (\w+):\n    values: \[([^\]]*)\]", block[1] if block else "", re.M):
        if name in ("precision", "runtime"):
            values[name] = [word.strip().strip('"') for word in words.split(",")]
    combinations = [[]]
    for name, words in values.items():
        combinations = [given + [f"{name}={word}"] for given in combinations for word in words]
    return combinations


def main():
    networks = [word for word in sys.argv[1:] if not word.startswith("--")]
    if not networks:
        sys.exit(__doc__)
    found, broken = [], 0
    for file in sorted(os.listdir(BOARDS)):
        if not file.endswith(".yaml"):
            continue
        text = open(os.path.join(BOARDS, file), encoding="utf-8").read()
        board = file[:-5]
        base = [float(value) for value in re.findall(r'^  "base(?:@[^"]*)?": \{value: ([^,}]+)', text, re.M)]
        for given in settings_of(text):
            command = [TOOL, f"--board={os.path.join(BOARDS, file)}", "--format=ndjson", *[f"--setting={one}" for one in given], *networks]
            for line in subprocess.run(command, capture_output=True, text=True).stdout.splitlines():
                report = json.loads(line)
                totals, precision = report["totals"], report.get("model", {}).get("precision")
                chosen = report["board"]["setting"]
                executed = chosen.get("precision") or re.search(r"^precision: \{value: (\w+)", text, re.M)[1]
                name = os.path.basename(report["model"]["path"])[:-5]
                key = board + "".join(" " + one.split("=")[1] for one in given)
                batch = report["model"].get("batch") or 1
                seconds = totals["latency_s"] and 1 / totals["throughput_per_s"] if totals.get("throughput_per_s") else totals["latency_s"]
                rate = totals["macs"] * report["coverage"]["macs_share"] / seconds / 1e9 if seconds and totals["macs"] else None
                remarks = []
                peaks, supply = SILICON.get(board, ({}, None))
                if rate and executed in peaks and rate > peaks[executed] * WINOGRAD:
                    remarks.append(f"{rate:.0f} GMAC/s, silicon has {peaks[executed]}")
                power = totals["power_w"]
                lowest = min([base[0]] + [base[0] * factor for factor in base[1:]]) if base else 0
                if power and supply and power > supply:
                    remarks.append(f"{power:.1f} W, the supply gives {supply}")
                if power and power < 0.99 * lowest:
                    remarks.append(f"{power:.2f} W, the base power is {lowest:.2f}")
                broken += len(remarks)
                found.append((key, name, totals["energy_j"] and totals["energy_j"] / batch, seconds and seconds / batch, power, rate,
                              totals["energy_low_j"], totals["energy_high_j"], report["coverage"]["macs_share"], remarks))
    logs = {(key, name): math.log(energy) for key, name, energy, _, _, _, _, _, share, _ in found if energy and share > 0.9}
    of_network = {}
    for name in {name for _, name in logs}:
        of_network[name] = statistics.median(value for (_, other), value in logs.items() if other == name)
    for key in {key for key, _ in logs}:
        of_board = statistics.median(value - of_network[name] for (other, name), value in logs.items() if other == key)
        for row in found:
            if (row[0], row[1]) in logs and row[0] == key and abs(logs[key, row[1]] - of_network[row[1]] - of_board) > math.log(4):
                row[9].append(f"{math.exp(logs[key, row[1]] - of_network[row[1]] - of_board):.2g} times what its neighbours say")
    print("| board | network | mJ | ms | W | GMAC/s | MACs covered | |\n|---|---|--:|--:|--:|--:|--:|---|")
    for key, name, energy, seconds, power, rate, low, high, share, remarks in found:
        if remarks or "--all" in sys.argv:
            cell = lambda value, scale, digits: "–" if value is None else f"{scale * value:.{digits}f}"
            print(f"| {key} | {name} | {cell(energy, 1e3, 2)} | {cell(seconds, 1e3, 2)} | {cell(power, 1, 2)} | {cell(rate, 1, 1)} | "
                  f"{cell(share, 100, 0)} % | {'; '.join(remarks)} |")
    print(f"\n{len(found)} estimates, {broken} beyond silicon or supply")
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
