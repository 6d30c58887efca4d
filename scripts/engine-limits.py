#!/usr/bin/env python3
"""Writes the limits of boardmodels/limits.csv, one row a limit, into the board files and the skeletons they are
fitted from. Run it after a change of the table; tests/board/EngineLimitsTest.cpp compares them.

    scripts/engine-limits.py
"""
import csv
import pathlib
import re

BOARDS = pathlib.Path(__file__).resolve().parent.parent / "boardmodels"


def line(row):
    words = ", ".join(row["operators"].split())
    source = f'{row["versions"]}: {row["source"]}'
    return (f'      - {{nodes: [{words}], range: {{{row["parameter"]}: {{min: {row["min"]}, max: {row["max"]}}}}}, '
            f'source: "{source}"}}\n')


def with_limits(text, lines):
    """The file with these limits in its 'delegate', in the place of those it has."""
    text = re.sub(r"    limits:.*\n(      .*\n)*", "", text)
    block = "    limits: # boardmodels/limits.csv\n" + "".join(lines)
    return re.sub(r"(  delegate:.*\n(?:    (?:supported|except):.*\n(?:      .*\n)*)+)", lambda m: m.group(1) + block, text)


def main():
    with open(BOARDS / "limits.csv", newline="", encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    for board in sorted({row["boards"] for row in rows}):
        lines = [line(row) for row in rows if row["boards"] == board]
        for path in (BOARDS / f"{board}.yaml", BOARDS / "fit" / f"{board}.yaml"):
            text = with_limits(path.read_text(encoding="utf-8"), lines)
            if path.parent == BOARDS:
                text = text.replace("limits: # boardmodels/limits.csv", "limits:")
            path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
