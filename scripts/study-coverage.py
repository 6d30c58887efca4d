#!/usr/bin/env python3
"""How often intervals hold what fits had not seen, by board: docs/coverage.csv, which scripts/accuracy.py makes a table of.
Usage: scripts/study-coverage.py REPORTS ROWS.csv...
  REPORTS    the folder of scripts/refit-boards.sh with ENERGY_OPT_REPORTS: networks held out one at a time, each with the
             interval that the errors of the others give it
  ROWS.csv   of scripts/study-intervals.py --csv families, sources: boards that had not seen a family, a laboratory"""
import csv
import json
import os
import statistics
import sys

TARGET = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../docs/coverage.csv")
TABLE_I = {"ncs2", "edge-tpu", "imx8mp", "imx8mp-cpu"}
DEPTHWISE = {"mobilenet v1", "mobilenet v2", "mobilenet v3", "efficientnet", "depthwise"}
COLUMNS = ["board", "left_out", "figure", "rows", "error_percent", "inside_percent", "half_width_percent"]


def kind(study):
    """What a study left out, families of one kind together: 'without mobilenet v1' is 'family: depthwise'."""
    if not study.startswith("without "):
        return "source: " + study
    family = study[8:]
    if family == "source":
        return "source: HW-NAS-Bench"
    if family.startswith("yolo"):
        family = "detection"
    return "family: " + ("depthwise" if family in DEPTHWISE else family)


def by_network(folder):
    """Rows of networks held out; of layer times the layers and the sum of each network; of Table I what the fit left over."""
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            report = json.load(file)
        board, layers = name[:-5].removesuffix("-layers"), name.endswith("-layers.json")
        for quantity in report["quantities"]:
            sums = {}
            for point in quantity["points"]:
                if board in TABLE_I and not layers and ("host=" not in point["label"] or "host=bench" in point["label"]):
                    yield (board, "nothing: Table I as fitted", quantity["quantity"]), (point["measured"], point["predicted"], None, None)
                if not point["held_out"]:
                    continue
                values = (point["measured"], point["held_out"], point["held_out_low"], point["held_out_high"])
                pools = "-pools.csv" in point["place"]
                if layers and not pools:
                    total = sums.setdefault(point["label"].split()[0], [0, 0, None, None])
                    total[0] += values[0]
                    total[1] += values[1]
                left_out = "network, its pools" if pools else "network, its convolutions" if layers else "network"
                yield (board, left_out, quantity["quantity"]), values
            for total in sums.values():
                yield (board, "network, sum of its convolutions", quantity["quantity"]), total


def by_family(path):
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["study"] in ("seen", "plain"):
                continue
            for figure, unit in (("energy", "j"), ("time", "s")):
                cells = [row[key] for key in (f"measured_{figure}_{unit}", f"{figure}_{unit}", f"{figure}_low_{unit}", f"{figure}_high_{unit}")]
                if all(cells):
                    yield (row["board"], kind(row["study"]), figure), tuple(map(float, cells))


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    found = {}
    for source in [by_network(sys.argv[1]), *map(by_family, sys.argv[2:])]:
        for key, values in source:
            found.setdefault(key, []).append(values)
            if values[2]:
                found.setdefault(("all boards", *key[1:]), []).append(values)
    with open(TARGET, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(COLUMNS)
        for key in sorted(found):
            rows = found[key]
            figures = [statistics.mean(abs(predicted / measured - 1) for measured, predicted, _, _ in rows)]
            judged = [row for row in rows if row[2]]
            if judged:
                figures += [statistics.mean(low <= measured <= high for measured, _, low, high in judged),
                            statistics.median((high - low) / 2 / predicted for _, predicted, low, high in judged)]
            cells = [f"{100 * value:.1f}" for value in figures]
            out.writerow([*key, len(rows), *cells, *[""] * (3 - len(cells))])


if __name__ == "__main__":
    main()
