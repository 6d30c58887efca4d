#!/usr/bin/env python3
"""docs/accuracy.md from the board files: how far estimates were off on networks that fits had not seen; the held-out errors in
boardmodels/README.md likewise.
Usage: scripts/accuracy.py [--check] [--pages=DIR] [BOARDMODELS]     --check: exit 1 where docs/accuracy.md says otherwise;
--pages: the pages of scripts/refit-boards.sh, from which the pictures in docs/plots are taken"""
import csv
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
words = [word for word in sys.argv[1:] if not word.startswith("--")]
folder = words[0] if words else os.path.join(HERE, "../boardmodels")
TARGET = os.path.join(HERE, "../docs/accuracy.md")
PLOTS = os.path.join(HERE, "../docs/plots")
SEPARATE = os.path.join(HERE, "../docs/separate-fits.csv")  # scripts/study-settings.py
COVERAGE = os.path.join(HERE, "../docs/coverage.csv")  # scripts/study-coverage.py
STYLE = ("<style>.frame{fill:#fff;stroke:#999}.diagonal{stroke:#999}.point{fill:#2166ac;fill-opacity:.6}</style>")


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


def draw(pages):
    """The first picture of each page, energy where the board has it, as a file of its own."""
    os.makedirs(PLOTS, exist_ok=True)
    for page in sorted(os.listdir(pages)):
        picture = re.search(r"<svg ([^>]*)>(.*?)</svg>", open(os.path.join(pages, page), encoding="utf-8").read(), re.S)
        if picture:
            marks = re.sub(r"<title>.*?</title></circle>", "</circle>", picture[2], flags=re.S).replace("></circle>", "/>")
            with open(os.path.join(PLOTS, page[:-5] + ".svg"), "w", encoding="utf-8") as file:
                file.write(f'<svg xmlns="http://www.w3.org/2000/svg" {picture[1]}>{STYLE}{marks}</svg>\n')


def separate_fits():
    if not os.path.exists(SEPARATE):
        return {}
    return {(row["board"], row["setting"]): row for row in csv.DictReader(open(SEPARATE, newline=""))}


def coverage():
    """The table of what intervals held: a line a board and what was left out of its fit."""
    if not os.path.exists(COVERAGE):
        return []
    cells, rows = {}, {}
    for row in csv.DictReader(open(COVERAGE, newline="")):
        key = (row["board"] == "all boards", row["board"], row["left_out"])
        figures = [f"{row[name]} %" if row[name] else "–" for name in ("error_percent", "inside_percent", "half_width_percent")]
        cells.setdefault(key, {})[row["figure"]] = " | ".join(figures)
        rows[key] = max(rows.get(key, 0), int(row["rows"]))
    lines = ["", "## What intervals held", "",
             "Boards that had not seen a network, a family of networks or a laboratory: how far off their estimates were, which share of the",
             "measured figures lay inside the interval, and its half-width (the median, as a share of the estimate). Networks held out one at a",
             "time have the interval that the errors of the others give. `x86-onnxruntime` is no board that ships, but one thread of ONNX Runtime",
             "on networks of all families; `-armnn`, `-dvfs`, `-int8`: settings with a fit of their own. How intervals are found: [intervals.md](intervals.md).", "",
             "| board | left out | rows | energy | inside | half-width | time | inside | half-width |", "|---|---|--:|--:|--:|--:|--:|--:|--:|"]
    for key in sorted(cells):
        board = "**all boards**" if key[0] else f"`{key[1]}`"
        figures = [cells[key].get(figure, "– | – | –") for figure in ("energy", "time")]
        lines.append(f"| {board} | {key[2]} | {rows[key]} | {' | '.join(figures)} |")
    return lines


def rewritten(readme, errors):
    """The table of boards with the held-out errors of their files: of one board, or of several in the order of their names."""
    def line(match):
        boards = re.findall(r"`([\w-]+)`", match[1])
        if not boards or any(board not in errors for board in boards):
            return match[0]
        return match[1] + match[2] + f"| {', '.join(errors[board] for board in boards)} |"
    return re.sub(r"^(\| `[^|]*\|)(.*)\| (?:time )?[\d.]+ %(?:, (?:time )?[\d.]+ %)* \|$", line, readme, flags=re.M)


for word in sys.argv[1:]:
    if word.startswith("--pages="):
        draw(word[8:])
separate, errors = separate_fits(), {}
lines = ["# How far estimates are off", "",
         "Made by `scripts/accuracy.py` from the board files that ship; `scripts/refit-boards.sh` makes those from the tables.",
         "Every figure is of networks that the fit had not seen: held out a network (all its rows) at a time, or a tenth of the",
         "networks where there are many. Claimed is what the mean of networks to come exceeds one time in ten. The interval is the one reports print for a network inside the calibrated range: factors",
         "on the estimate, of probability 0.9. Outside it widens (lib/cost/Interval.h). Of a board scaled from another everything lies outside. Of a file joined from",
         "fits the error is that of the first (jetson-nano: the fixed clocks) or, behind a ≤, what is claimed; setting by setting it stands below. A dash: nobody measured it.", "",
         "| board | metered | rows | networks | energy | claimed | its interval | time | claimed | its interval |",
         "|---|---|--:|--:|--:|--:|---|--:|--:|---|"]
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
    found = re.search(r'^  - "?held out, all rows: (.*?)"?$', text, re.M)
    held_out = [re.search(rf"{word} ([0-9.]+) %", found[1]) for word in ("energy", "time")] if found else [None, None]
    # a file joined from fits may say nothing of all its rows: what it claims is no error
    of_rows = [f"{float(one[1]):.1f} %" if one else percent(claim) if claim is None else "≤ " + percent(claim)
               for one, claim in zip(held_out, (mape, latency))]
    if mape is not None or latency is not None:
        errors[board] = of_rows[0] if mape is not None else "time " + of_rows[1]
    if derived:  # what stands there is its sibling's
        lines.append(f"| `{board}` | {metered[1] if metered else '–'} | – | – | – | – | – | that of `{derived[1]}`, wider | – | – | the same |")
        continue
    lines.append(f"| `{board}` | {metered[1] if metered else '–'} | {'–' if rows is None else int(rows)} | "
                 f"{'–' if networks is None else int(networks)} | {of_rows[0]} | {percent(mape)} | {factors(block, 'network')} | "
                 f"{of_rows[1]} | {percent(latency)} | {factors(block, 'latency')} |")
    for note in re.findall(r'^  - "?held out, (.*?)"?$', text, re.M):
        setting, figures = note.split(": ", 1)
        if setting == "all rows":
            continue
        alone = separate.get((board, setting))
        alone = ", ".join(f"{name} {alone[name + '_percent']} %" for name in ("energy", "time") if alone[name + "_percent"]) if alone else "–"
        details.append(f"| `{board}` | {setting} | {figures} | {alone} |")
lines += ["", "Board files of several settings, setting by setting. Beside them what a fit of the setting's rows alone reaches",
          "(`scripts/study-settings.py`; a dash: not tried).", "",
          "| board | setting | held out | fitted alone |", "|---|---|---|---|"]
lines += details
lines += coverage()
if os.path.isdir(PLOTS):
    lines += ["", "## Predicted against measured", "",
              "Networks (and settings) that the fit had not seen: measured across, predicted up, both on logarithmic axes; energy where it",
              "was metered, else time.", ""]
    lines += [f"![{name[:-4]}](plots/{name})" for name in sorted(os.listdir(PLOTS)) if name.endswith(".svg")]
result = "\n".join(lines) + "\n"
if "--check" in sys.argv:
    sys.exit(0 if os.path.exists(TARGET) and open(TARGET, encoding="utf-8").read() == result else 1)
open(TARGET, "w", encoding="utf-8").write(result)
README = os.path.join(folder, "README.md")
readme = open(README, encoding="utf-8").read()
open(README, "w", encoding="utf-8").write(rewritten(readme, errors))
