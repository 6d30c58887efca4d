#!/usr/bin/env python3
"""One board file of two: under a value of a setting the figures are exactly those of another fit.
Usage: scripts/join-boards.py BOARD.yaml OTHER.yaml SETTING=VALUE >JOINED.yaml
Each figure of OTHER becomes a factor on BOARD's ("peak.pointwise@power_mode=maxn-dvfs"); figures that cannot have factors
(fill, memory_power) must be the same in both. Calibrated ranges are joined; the held-out errors are those of BOARD, unless
OTHER's are worse: then OTHER's intervals stand, as they hold both."""
import re
import sys

if len(sys.argv) != 4:
    sys.exit(__doc__)
board, other = open(sys.argv[1]).read(), open(sys.argv[2]).read()
setting, value = sys.argv[3].split("=")
WITH_FAMILIES = {"peak", "bandwidth", "dynamic"}
ALONE = {"fill", "fill_positions", "onchip", "parameter_memory", "memory_power", "in_tile", "out_tile"}


def figures(text):
    return {name: float(number) for name, number in re.findall(r'^  "([^"@]+)": \{value: ([^,]+),', text, re.M)}


def block(text, key):
    found = re.search(rf"^{key}:\n((?:  .*\n)+)", text, re.M)
    return found[1] if found else ""


mine, theirs = figures(block(board, "coefficients")), figures(block(other, "coefficients"))
# Families that only OTHER was measured on: BOARD has them in OTHER's proportion to the common figure.
added = {name: mine[name.split(".")[0]] * number / theirs[name.split(".")[0]]
         for name, number in theirs.items() if name not in mine and name.split(".")[0] in WITH_FAMILIES}
mine.update(added)
ratio = {}  # OTHER's against BOARD's
for name in mine:
    figure = name.split(".")[0]
    if figure in ALONE:
        if abs(mine[name] - theirs.get(name, 0)) > 1e-9 * abs(mine[name]):
            sys.exit(f"{name}: {mine[name]} and {theirs.get(name)}: it cannot have factors, so both must agree")
    elif figure in theirs:
        ratio[name] = theirs.get(name, theirs[figure]) / mine[name]
factors = []
for name in sorted(ratio):
    figure, _, family = name.partition(".")
    covered = ratio[figure] if family else 1  # what wider factors say already
    if family == "depthwise-large" and f"{figure}.depthwise" in ratio:
        covered = ratio[f"{figure}.depthwise"]
    if abs(ratio[name] / covered - 1) > 1e-9:
        factors.append((f"{name}@{setting}={value}", ratio[name] / covered))
text = "".join(f'  "{name}": {{value: {factor!r}, unit: "1"}}\n' for name, factor in factors)
units = {"peak": "MAC/s", "bandwidth": "B/s", "dynamic": "W"}
text = "".join(f'  "{name}": {{value: {number!r}, unit: "{units[name.split(".")[0]]}"}}\n' for name, number in sorted(added.items())) + text
board = re.sub(r"(^coefficients:\n(?:  .*\n)+)", lambda m: m[1] + text, board, count=1, flags=re.M)


def ranges(text):
    result, current = {}, None
    for line in block(text, "range").splitlines():
        if line.startswith("    "):
            name, low, high = re.match(r"    (\w+): \{min: ([^,]+), max: ([^}]+)\}", line).groups()
            current[name] = (float(low), float(high), low, high)
        else:
            current = result.setdefault(line.strip().rstrip(":"), {})
    return result


joined = ranges(board)
for kernel, features in ranges(other).items():
    known = joined.setdefault(kernel, {})
    for name, (low, high, low_text, high_text) in features.items():
        old = known.get(name, (low, high, low_text, high_text))
        known[name] = (min(low, old[0]), max(high, old[1]), low_text if low < old[0] else old[2], high_text if high > old[1] else old[3])
text = "".join(f"  {kernel}:\n" + "".join(f"    {name}: {{min: {r[2]}, max: {r[3]}}}\n" for name, r in features.items())
               for kernel, features in joined.items())
board = re.sub(r"^range:\n(?:  .*\n)+", lambda m: "range:\n" + text, board, count=1, flags=re.M)
mape = [float(re.search(r"\bmape: ([0-9.e+-]+)", block(part, "error"))[1]) for part in (board, other)]
notes = [f"held out, {setting}={value}: energy {100 * mape[1]:.1f} %, time "
         f"{100 * float(re.search(r'latency_mape: ([0-9.e+-]+)', block(other, 'error'))[1]):.1f} %; the other settings: energy {100 * mape[0]:.1f} %"]
if mape[1] > mape[0]:
    board = re.sub(r"^error:\n(?:  .*\n)+", lambda m: "error:\n" + block(other, "error"), board, count=1, flags=re.M)
board = re.sub(rf"(^  {setting}:\n    values: \[)([^\]]*)(\])", lambda m: f'{m[1]}{m[2]}, "{value}"{m[3]}', board, count=1, flags=re.M)
for line in re.findall(r"^    - \{path: .*\n", block(other, "calibration"), re.M):
    board = re.sub(r"(^calibration:\n  files:\n(?:    - .*\n)+)", lambda m: m[1] + line, board, count=1, flags=re.M)
text = "".join(f'  - "{note}"\n' for note in notes)
board = re.sub(r"^notes:\n", "notes:\n" + text, board, flags=re.M) if re.search(r"^notes:\n", board, re.M) else board + "notes:\n" + text
print(board, end="")
