#!/usr/bin/env python3
"""Writes the example traces of this folder: one small board, one network of three layers, every format.

The board idles at 1.2 W; an inference takes 12 ms (conv1 5 ms at 2.6 W, conv2 4 ms at 3.1 W, fc 3 ms at 1.9 W) and
costs 31.1 mJ, 16.7 mJ of it above idle. Supply capacitors smooth the current with 0.4 ms. All figures are made up.
"""

import json
import math
import os
import struct

HERE = os.path.dirname(os.path.abspath(__file__))
IDLE = 1.2
LAYERS = [("conv1", 0.005, 2.6), ("conv2", 0.004, 3.1), ("fc", 0.003, 1.9)]
TAU = 0.0004


def noise(seed):
    """Deterministic numbers, roughly normal: mean 0, deviation 1."""
    state = seed
    while True:
        total = 0.0
        for _ in range(12):
            state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
            total += (state >> 33) / 2**31
        yield total - 6


def pieces(layers, runs, gap):
    """(end time, watts) of idle, runs and gaps; gaps of slightly different length."""
    result, now = [], 0.0
    for run in range(runs):
        now += gap * (1 + 0.13 * ((run * 7) % 5 - 2) / 2)
        result.append((now, IDLE))
        for _, seconds, watts in layers:
            now += seconds
            result.append((now, watts))
    result.append((now + gap, IDLE))
    return result


def trace(layers, rate, runs=8, gap=0.010, spread=0.02, seed=1, tau=TAU):
    """Watts sampled at `rate`, after the supply's first-order smoothing."""
    steps, state, at, samples, random = pieces(layers, runs, gap), IDLE, 0.0, [], noise(seed)
    index = 0
    for n in range(int(steps[-1][0] * rate)):
        while at < n / rate:
            while index + 1 < len(steps) and steps[index][0] <= at:
                index += 1
            until = min(n / rate, steps[index][0]) if steps[index][0] > at else n / rate
            state = steps[index][1] + (state - steps[index][1]) * math.exp(-(until - at) / tau)
            at = until
        samples.append(state + spread * next(random))
    return samples


def write(name, text):
    os.makedirs(os.path.dirname(os.path.join(HERE, name)), exist_ok=True)
    with open(os.path.join(HERE, name), "w", newline="") as file:
        file.write(text)


def write_bytes(name, data):
    with open(os.path.join(HERE, name), "wb") as file:
        file.write(data)


def table(name, header, rows):
    write(name, header + "\n" + "".join(row + "\n" for row in rows))


def main():
    rate = 20000
    watts = trace(LAYERS, rate)
    table("run.csv", "time_s,power_mw", (f"{n / rate:.5f},{1000 * w:.1f}" for n, w in enumerate(watts)))
    for removed in (1, 2):
        shorter = trace(LAYERS[: len(LAYERS) - removed], rate, seed=1 + removed)
        table(f"truncated/{removed}.csv", "time_s,power_mw",
              (f"{n / rate:.5f},{1000 * w:.1f}" for n, w in enumerate(shorter)))
    table("layers.csv", "name,time_ms", (f"{name},{1000 * seconds * 1.04:.3f}" for name, seconds, _ in LAYERS))

    table("nodes.csv", "model,node,trace,layer", (f"tiny.onnx,{name},run.csv,{name}" for name, _, _ in LAYERS))

    slow = trace(LAYERS, 2000, runs=4)
    table("joulescope.csv", "#time,current,voltage,power,charge,energy",
          (f"{n / 2000:.4f},{w / 5:.6f},5.0,{w:.5f},0,0" for n, w in enumerate(slow)))
    table("monsoon.csv", "Time (s),Main Avg Current (mA),Main Avg Power (mW),Main Avg Voltage (V)",
          (f"{n / 2000:.4f},{1000 * w / 4:.3f},{1000 * w:.3f},4.000" for n, w in enumerate(slow)))
    table("ppk2.csv", "Timestamp(ms),Current(uA)", (f"{n / 2:.1f},{1e6 * w / 3.3:.1f}" for n, w in enumerate(slow)))
    table("otii.csv", "Timestamp (s);Main Current - Arc (A);Main Voltage - Arc (V)",
          (f"{n / 2000:.4f};{w / 4:.6f};4.000" for n, w in enumerate(slow)))
    write("streamline.csv", "Streamline timeline export\nCapture: example.apc\n\nIndex,Time (s),Power:VDD_IN (mW),"
          "Power:VDD_GPU (mW)\n" + "".join(f"{n},{n / 1000:.3f},{1000 * w:.0f},{400 * w:.0f}\n"
                                           for n, w in enumerate(trace(LAYERS, 1000, runs=4))))
    now, stamps = 0.0, []
    for end, power in pieces(LAYERS, 4, 0.010):
        if power != IDLE:
            name = next(layer for layer, _, watts in LAYERS if watts == power)
            stamps.append(f"{now:.6f},{name}")
        else:
            stamps.append(f"{now:.6f},")
        now = end
    table("markers.csv", "time_s,name", stamps + [f"{now:.6f},"])

    board = [(None, 2.0, 5.1)]
    lines = []
    for n, w in enumerate(trace(board, 4, runs=1, gap=4, spread=0.01, tau=0.05)):
        second = 10 + n // 4
        lines.append(f"03-14-2024 09:26:{second:02d} RAM 1900/7620MB (lfb 4x4MB) CPU [5%@1510,off] EMC_FREQ 0%@2133 "
                     f"GR3D_FREQ 0%@[305] VDD_IN {1000 * w:.0f}mW/{1000 * w:.0f}mW "
                     f"VDD_CPU_GPU_CV {400 * w:.0f}mW/{400 * w:.0f}mW VDD_SOC {300 * w:.0f}mW/{300 * w:.0f}mW\n")
    write("tegrastats-jetpack5.log", "".join(lines))
    write("ina3221.txt", "tiny network\n\n" + "".join(f"{1000 * w:.0f}\n" for w in trace(board, 4, runs=1, gap=4)))

    write_bytes("energyrunner.bin", b"\xf1" + struct.pack("<f", 2000) +
                b"".join(struct.pack("<f", 1e6 * w / 2000) for w in slow))
    edges, now = [], 0.0
    for end, power in pieces(LAYERS, 4, 0.010):
        if power == IDLE and now > 0:
            edges.append(round(now, 6))
        if power == IDLE:
            edges.append(round(end, 6))
        now = end
    write("energyrunner-timestamps.json", json.dumps(edges[:-1], indent=1) + "\n")

    fast = trace(LAYERS, 50000, runs=3)
    volts = []
    for w in fast:  # P = (5 - u) * u / 0.1
        volts.append((5 - math.sqrt(25 - 0.4 * w)) / 2)
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({len(volts)},), }}"
    header += " " * ((64 - (len(header) + 11) % 64) % 64) + "\n"
    write_bytes("shunt.npy", b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() +
                b"".join(struct.pack("<f", v) for v in volts))


if __name__ == "__main__":
    main()
