#!/usr/bin/env python3
"""Makes the tables of this folder: what two made-up boards would measure. From the repository root:

    energy-calibrate features testdata/networks/{tiny-cnn,depthwise,mlp,weights-as-inputs,functions}.onnx \
        | testdata/tables/make-tables.py

layers.csv, one-ofm.csv, millijoules.csv: the formula and constants of Lahmer et al. 2022, Table III, Xavier NX, with
5 % noise. networks.csv: 20 µs per kernel, 50 µs per inference, 2 GMAC/s, 1 GB/s, 1.5 W and 2 W more at work; mode=slow
halves the arithmetic; 2 % noise."""
import csv
import os
import random
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
A_C, B_C, A_F = 2.8674e-08, 4.7639e-10, 6.2454e-09


def layers(name, ofms, factor=1.0, seed=1):
    noise = random.Random(seed)
    with open(os.path.join(FOLDER, name), "w", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow("op i_size o_size ifm ofm ksize stride energy_j".split())
        for ofm in ofms:
            for size in (14, 28, 56):
                for kernel in (1, 3, 5):
                    for ifm in (16, 64):
                        o = size - kernel + 1
                        energy = o * o * ifm * kernel * kernel * (A_C + B_C * ofm)
                        energy *= factor * (1 + 0.05 * noise.gauss(0, 1))
                        table.writerow(["conv2d", size, o, ifm, ofm, kernel, 1, f"{energy:.6g}"])
        for inputs in (128, 512, 2048):
            for outputs in (10, 100, 1000):
                energy = inputs * outputs * A_F * factor * (1 + 0.05 * noise.gauss(0, 1))
                table.writerow(["fc", inputs, outputs, "", "", "", "", f"{energy:.6g}"])


def networks(name, rows, seed=2):
    noise = random.Random(seed)
    models = {}
    for row in rows:
        if row["family"]:
            models.setdefault(os.path.basename(row["model"]), []).append(row)
    count = lambda row, key: float(row[key] or 0)
    with open(os.path.join(FOLDER, name), "w", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow("model mode latency_ms power_w".split())
        for model, kernels in models.items():
            for mode, speed in (("fast", 1.0), ("slow", 0.5)):
                busy = 0.0
                for k in kernels:
                    elements = sum(count(k, key) for key in ("input_elements", "weight_elements", "output_elements"))
                    a, b = count(k, "macs") / (2e9 * speed), 4 * elements / 1e9
                    busy += (a**4 + b**4) ** 0.25
                time = 50e-6 + 20e-6 * len(kernels) + busy
                power = 1.5 + 2.0 * busy / time
                table.writerow([model, mode, f"{1e3 * time * (1 + 0.02 * noise.gauss(0, 1)):.6g}",
                                f"{power * (1 + 0.02 * noise.gauss(0, 1)):.6g}"])


layers("layers.csv", (8, 16, 32, 64, 128, 256))
layers("one-ofm.csv", (64,))
layers("millijoules.csv", (8, 16, 32, 64), factor=1000)
networks("networks.csv", csv.DictReader(sys.stdin))
