#!/usr/bin/env python3
"""docs/accuracy.md from the board files: how far estimates were off on networks that fits had not seen.
Usage: scripts/accuracy.py [--check] [BOARDMODELS]     --check: exit 1 where docs/accuracy.md says otherwise"""
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
words = [word for word in sys.argv[1:] if word != "--check"]
folder = words[0] if words else os.path.join(HERE, "../boardmodels")
TARGET = os.path.join(HERE, "../docs/accuracy.md")


def number(text, key):
    """The number behind `key:` in a block; None where there is none."""
    found = re.search(rf"\b{key}: ([0-9.e+-]+)", text)
    return float(found[1]) if found else None


def percent(value):
    return "–" if value is None else f"{100 * value:.1f} %"


def factors(block, key):
    found = re.search(rf"^  {key}: \{{low: ([0-9.e+-]+), high: ([0-9.e+-]+)\}}", block, re.M)
    return f"{float(found[1]):.2f} … {float(found[2]):.2f}" if found else "–"


def quoted(value):
    return value.strip().strip('"')


lines = ["# How far estimates are off", "",
         "Made by `scripts/accuracy.py` from the board files that ship; `scripts/refit-boards.sh` makes those from the tables.",
         "Every figure is of networks that the fit had not seen: held out a network (all its rows) at a time, or a tenth of the",
         "networks where there are many. The interval is the one reports print for a network inside the calibrated range: factors",
         "on the estimate, of probability 0.9. Outside it widens (lib/cost/Interval.h). Of a board scaled from another everything lies outside. A dash: nobody measured it.", "",
         "| board | metered | rows | networks | energy | its interval | time | its interval |",
         "|---|---|--:|--:|--:|---|--:|---|"]
details = []
for name in sorted(os.listdir(folder)):
    if not name.endswith(".yaml"):
        continue
    text = open(os.path.join(folder, name), encoding="utf-8").read()
    board = re.search(r"^id: (\S+)", text, re.M)[1]
    metered = re.search(r"^metered: (\S+)", text, re.M)
    derived = re.search(r"^derived_from: (\S+)", text, re.M)
    block = re.search(r"^error:\n((?:  .*\n)+)", text, re.M)
    calibration = re.search(r"^calibration:\n((?:  .*\n)+)", text, re.M)
    block = block[1] if block else ""
    of_energy = re.search(r"^  network:", block, re.M) is not None or "latency_mape" not in block
    networks = number(calibration[1], "networks") if calibration else None
    mape = number(block, "mape") if block else None
    latency = number(block, "latency_mape")
    if latency is not None and not of_energy:
        mape = None
    rows = number(block, "n")
    if derived:  # what stands there is its sibling's
        lines.append(f"| `{board}` | {metered[1] if metered else '–'} | – | – | – | that of `{derived[1]}`, squared | – | the same |")
        continue
    lines.append(f"| `{board}` | {metered[1] if metered else '–'} | {'–' if rows is None else int(rows)} | "
                 f"{'–' if networks is None else int(networks)} | {percent(mape)} | {factors(block, 'network')} | "
                 f"{percent(latency)} | {factors(block, 'latency')} |")
    for note in re.findall(r'^  - "?held out, (.*?)"?$', text, re.M):
        setting, figures = note.split(": ", 1)
        details.append(f"| `{board}` | {setting} | {figures} |")
lines += ["", "Board files of several settings, setting by setting:", "", "| board | setting | held out |", "|---|---|---|"]
lines += details
result = "\n".join(lines) + "\n"
if "--check" in sys.argv:
    sys.exit(0 if os.path.exists(TARGET) and open(TARGET, encoding="utf-8").read() == result else 1)
open(TARGET, "w", encoding="utf-8").write(result)
