#!/usr/bin/env python3
"""One board file of two: under a value of a setting the figures are exactly those of another fit.
Usage: scripts/join-boards.py BOARD.yaml OTHER.yaml SETTING=VALUE >JOINED.yaml
Each figure of OTHER becomes a factor on BOARD's ("peak.pointwise@power_mode=maxn-dvfs"); figures that take no factor
here (fill, memory_power) must be the same in both. What other settings change in OTHER becomes a factor of both
("peak@runtime=armnn,precision=int8"). Calibrated ranges are joined; held-out errors are the mean over the points of both; the
intervals stay those of each, for the other's under `error.at`. Families that one of both never saw are listed under
`unmeasured`."""
import re
import sys

if len(sys.argv) != 4:
    sys.exit(__doc__)
board, other = open(sys.argv[1]).read(), open(sys.argv[2]).read()
setting, value = sys.argv[3].split("=")
default = re.search(rf'^  {setting}:\n    values: .*\n    default: "([^"]*)"', board, re.M)[1]
WITH_FAMILIES = {"peak", "bandwidth", "dynamic"}
WIDER = {"depthwise-large": "depthwise", "recurrent": "matrix"}  # whose figures stand in: lib/board/KernelFamily.h
ALONE = {"fill", "fill_positions", "onchip", "parameter_memory", "memory_power", "in_tile", "out_tile",
         "position_tile", "height_tile", "width_tile"}


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
# A pace of its own is a factor on none: OTHER's governor is at work where its runtime lets threads wait.
paces = {name: 1.0 for name in theirs if name.startswith("fast_") and name not in mine}
mine.update(paces)
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
    if f"{figure}.{WIDER.get(family)}" in ratio:
        covered = ratio[f"{figure}.{WIDER[family]}"]
    if abs(ratio[name] / covered - 1) > 1e-9:
        factors.append((f"{name}@{setting}={value}", ratio[name] / covered))


def changes(text):
    """Factors by (name, condition), of one setting each."""
    return {(name, condition): float(number) for name, condition, number in
            re.findall(r'^  "([^"@]+)@([^",]+)": \{value: ([^,]+),', block(text, "coefficients"), re.M)}


def changed(factors_of, name, condition):
    """What a condition changes of a figure: the common factor, the family's, and that of the family it belongs to."""
    figure, _, family = name.partition(".")
    names = [figure] + ([name] if family else []) + ([f"{figure}.{WIDER[family]}"] if family in WIDER else [])
    result = 1
    for one in names:
        result *= factors_of.get((one, condition), 1)
    return result


my_changes, their_changes = changes(board), changes(other)
for condition in sorted({c for _, c in their_changes} | {c for _, c in my_changes}):
    if condition.split("=")[0] == setting:
        continue
    total = {name: changed(their_changes, name, condition) / changed(my_changes, name, condition) for name in ratio}
    for name in sorted(total):
        figure, _, family = name.partition(".")
        covered = total[figure] if family else 1
        if f"{figure}.{WIDER.get(family)}" in total:
            covered = total[f"{figure}.{WIDER[family]}"]
        if abs(total[name] / covered - 1) > 1e-9:
            factors.append((f"{name}@{setting}={value},{condition}", total[name] / covered))
units = {"peak": "MAC/s", "bandwidth": "B/s", "dynamic": "W"}
text = "".join(f'  "{name}": {{value: {factor!r}, unit: "1"}}\n' for name, factor in factors)
text = "".join(f'  "{name}": {{value: {number!r}, unit: "1"}}\n' for name, number in paces.items()) + text
text = "".join(f'  "{name}": {{value: {number!r}, unit: "{units[name.split(".")[0]]}"}}\n' for name, number in sorted(added.items())) + text
board = re.sub(r"(^coefficients:\n(?:  .*\n)+)", lambda m: m[1] + text, board, count=1, flags=re.M)


def families(text):
    """Families with a rate of arithmetic: those that the fit saw."""
    return {name.split(".")[1] for name in figures(block(text, "coefficients")) if name.startswith("peak.")}


def unmeasured(text):
    """Families without rows, by conditions."""
    return {conditions: missing.split(", ") for conditions, missing in
            re.findall(r'^  "([^"]+)": \[([^\]]*)\]', block(text, "unmeasured"), re.M)}


def joined_unmeasured():
    """What was unmeasured in one of both is so at its value of the setting; what only the other saw is so where settings bring
    other kernels, and not at another clock."""
    missing = {}
    for text, rest, here in ((board, other, default), (other, board, value)):
        if setting in ("precision", "runtime"):
            missing[f"{setting}={here}"] = families(rest) - families(text)
        for conditions, names in unmeasured(text).items():
            missing[",".join(sorted({f"{setting}={here}", *conditions.split(",")}))] = set(names)
    order = list(dict.fromkeys(re.findall(r'"peak\.([\w-]+)"', board)))
    return "".join(f'  "{conditions}": [{", ".join(sorted(names, key=order.index))}]\n'
                   for conditions, names in sorted(missing.items()) if names)


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
gaps = joined_unmeasured()
board = re.sub(r"^unmeasured:\n(?:  .*\n)+", "", board, flags=re.M)
board = re.sub(r"^range:\n(?:  .*\n)+", lambda m: "range:\n" + text + ("unmeasured:\n" + gaps if gaps else ""), board, count=1, flags=re.M)


def error(text, key):
    found = re.search(rf"^  {key}: ([0-9.e+-]+)", block(text, "error"), re.M)
    return float(found[1]) if found else None


def setting_notes(text, prefix, only):
    """The lines of held-out errors, with the value that joining adds; one line where the fit knew no settings."""
    lines = re.findall(r'^  - "held out, (.*)"\n', text, re.M)
    return [f"held out, {prefix} {line}" for line in lines] if lines else [only]


points = [error(part, "n") for part in (board, other)]
joined_error = block(board, "error")
of_theirs = re.findall(r"^  ((?:network|latency): .*)$", block(other, "error"), re.M)
joined_error += ("" if re.search("^  at:", joined_error, re.M) else "  at:\n") + f'    "{setting}={value}": {{{", ".join(of_theirs)}}}\n'
for key in ("mape", "latency_mape"):
    both = [error(part, key) for part in (board, other)]
    mean = sum(e * n for e, n in zip(both, points)) / sum(points)
    joined_error = re.sub(rf"^  {key}: .*$", f"  {key}: {mean!r}", joined_error, flags=re.M)
joined_error = re.sub(r"^  n: .*$", f"  n: {int(sum(points))}", joined_error, flags=re.M)
known = value in re.search(rf"^  {setting}:\n    values: \[([^\]]*)\]", board, re.M)[1].replace('"', "").split(", ")
notes = setting_notes(other, f"{setting}={value}",
                      f"held out, {setting}={value}: energy {100 * error(other, 'mape'):.1f} %, time "
                      f"{100 * error(other, 'latency_mape'):.1f} %; the other settings: energy {100 * error(board, 'mape'):.1f} %")
if known:
    board = re.sub(r'^  - "held out, ', f'  - "held out, {setting}={default} ', board, flags=re.M)
    for key in ("points", "free_parameters", "effective_parameters"):
        sums = sum(float(re.search(rf"^  {key}: ([\d.]+)", part, re.M)[1]) for part in (board, other))
        board = re.sub(rf"^  {key}: [\d.]+", f"  {key}: {sums:.6g}", board, flags=re.M)
    board = re.sub(r'^  selection: .*\n', "", board, flags=re.M)
board = re.sub(r"^error:\n(?:  .*\n)+", lambda m: "error:\n" + joined_error, board, count=1, flags=re.M)
if not known:
    board = re.sub(rf"(^  {setting}:\n    values: \[)([^\]]*)(\])", lambda m: f'{m[1]}{m[2]}, "{value}"{m[3]}', board, count=1, flags=re.M)
for line in re.findall(r"^    - \{path: .*\n", block(other, "calibration"), re.M):
    board = re.sub(r"(^calibration:\n  files:\n(?:    - .*\n)+)", lambda m: m[1] + line, board, count=1, flags=re.M)
text = "".join(f'  - "{note}"\n' for note in notes)
board = re.sub(r"^notes:\n", "notes:\n" + text, board, flags=re.M) if re.search(r"^notes:\n", board, re.M) else board + "notes:\n" + text
print(board, end="")
