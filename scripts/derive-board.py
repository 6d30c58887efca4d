#!/usr/bin/env python3
"""A board nobody measured, scaled from one of the same architecture.
Usage: scripts/derive-board.py SIBLING.yaml ID "TITLE" ALIASES FIGURE=FACTOR... > ID.yaml
A figure's factor applies to its common and family coefficients; factors of settings stay."""
import re
import sys

if len(sys.argv) < 5:
    sys.exit(__doc__)
path, name, title, aliases = sys.argv[1:5]
factors = dict((key, float(value)) for key, value in (word.split("=") for word in sys.argv[5:]))
text = open(path).read()
sibling = re.search(r"^id: (\S+)$", text, re.M)[1]


def scaled(match):
    figure, value = match[1].split(".")[0].split("@")[0], float(match[2])
    factor = 1 if "@" in match[1] else factors.get(figure, 1)
    return f'"{match[1]}": {{value: {value * factor!r}, unit: "{match[3]}"}}'


text = re.sub(r'"([^"]+)": \{value: ([^,]+), unit: "([^"]+)"[^}]*\}', scaled, text)
text = re.sub(r"^# .*\n", f"# Made by scripts/derive-board.py from {sibling}. Every key is explained in boardmodels/README.md.\n", text)
text = re.sub(r"^id: .*$", f"id: {name}", text, flags=re.M)
text = re.sub(r"^title: .*$", f'title: "{title}"', text, flags=re.M)
text = re.sub(r"^aliases: .*\n", "", text, flags=re.M)
text = re.sub(r"^(metered: .*\n)", rf"\1aliases: [{aliases}]\nderived_from: {sibling}\n", text, flags=re.M)
text = re.sub(r"^units:\n(  .*\n)+", "", text, flags=re.M)
text = re.sub(r"^calibration:\n(  .*\n)+", "", text, flags=re.M)
text = re.sub(r'^  kind: "([^"]*?)"$', rf'  kind: "\1 of {sibling}"', text, flags=re.M)  # an error that stands in for its own
scale = ", ".join(f"{figure} x {factor:g}" for figure, factor in factors.items())
text = re.sub(r"^notes:\n(  .*\n)+", "", text, flags=re.M)
text += f'notes:\n  - "Never measured: {sibling} with {scale}, by clocks, cores and memory clock of the data sheets; the factor of the base power is a guess."\n'
print(text, end="")
