#!/usr/bin/env python3
"""scripts/plot-nodes.py TABLE.csv OUT.svg  time and memory against the number of nodes, of a table nodes,board,seconds,bytes.

`scripts/performance.py TOOL --table=docs/performance.csv` measures the table; docs/performance.md shows the picture. Both axes are
logarithmic; a line is with a board or without.
"""
import csv
import math
import sys

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 360, 260, 62, 14, 34, 40
STYLE = ("<style>text{font:12px sans-serif;fill:#333}.grid{stroke:#ddd}.frame{fill:none;stroke:#999}"
         ".without{stroke:#2166ac;fill:#2166ac}.with{stroke:#b2182b;fill:#b2182b}path{fill:none!important;stroke-width:1.5}</style>")
SCALES = ((1e9, "G"), (1e6, "M"), (1e3, "k"), (1, ""), (1e-3, "m"))


def short(value, unit):
    scale, letter = next((one for one in SCALES if value >= one[0] * (1 - 1e-9)), SCALES[-1])
    return f"{value / scale:g} {letter}{unit}".strip()


def decades(values):
    return range(math.floor(math.log10(min(values))), math.ceil(math.log10(max(values))) + 1)


def panel(left, title, unit, rows):
    """One picture: rows are (nodes, with or without, figure)."""
    across, up = decades([row[0] for row in rows]), decades([row[2] for row in rows])

    def x(nodes):
        return left + LEFT + (math.log10(nodes) - across[0]) / (across[-1] - across[0]) * (WIDTH - LEFT - RIGHT)

    def y(value):
        return HEIGHT - BOTTOM - (math.log10(value) - up[0]) / (up[-1] - up[0]) * (HEIGHT - TOP - BOTTOM)

    parts = [f'<text x="{left + LEFT}" y="20">{title}</text>']
    for power in across:
        parts.append(f'<line class="grid" x1="{x(10 ** power):.1f}" x2="{x(10 ** power):.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>'
                     f'<text x="{x(10 ** power):.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{short(10 ** power, "")}</text>')
    for power in up:
        value = 10.0 ** power
        parts.append(f'<line class="grid" x1="{left + LEFT}" x2="{left + WIDTH - RIGHT}" y1="{y(value):.1f}" y2="{y(value):.1f}"/>'
                     f'<text x="{left + LEFT - 6}" y="{y(value) + 4:.1f}" text-anchor="end">{short(value, unit)}</text>')
    parts.append(f'<text x="{left + (LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 6}" text-anchor="middle">nodes</text>')
    parts.append(f'<rect class="frame" x="{left + LEFT}" y="{TOP}" width="{WIDTH - LEFT - RIGHT}" height="{HEIGHT - TOP - BOTTOM}"/>')
    for name in ("with", "without"):
        points = [(x(nodes), y(value)) for nodes, board, value in rows if board == name]
        parts.append(f'<path class="{name}" d="M' + "L".join(f"{a:.1f} {b:.1f}" for a, b in points) + '"/>')
        parts += [f'<circle class="{name}" cx="{a:.1f}" cy="{b:.1f}" r="2.5"/>' for a, b in points]
        at = TOP + (16 if name == "with" else 32)
        parts.append(f'<circle class="{name}" cx="{left + LEFT + 12}" cy="{at - 4}" r="3"/>'
                     f'<text x="{left + LEFT + 20}" y="{at}">{name} a board</text>')
    return "".join(parts)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    rows = list(csv.DictReader(open(sys.argv[1], newline="")))
    figures = [(panel_title, unit, [(int(row["nodes"]), row["board"], float(row[key])) for row in rows])
               for panel_title, unit, key in (("processor time", "s", "seconds"), ("memory at most", "B", "bytes"))]
    with open(sys.argv[2], "w", encoding="utf-8") as out:
        out.write(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * WIDTH} {HEIGHT}" width="{2 * WIDTH}" height="{HEIGHT}">'
                  + STYLE + "".join(panel(i * WIDTH, *one) for i, one in enumerate(figures)) + "</svg>\n")


if __name__ == "__main__":
    main()
