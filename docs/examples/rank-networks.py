#!/usr/bin/env python3
"""How well estimates rank networks: Spearman's and Kendall's coefficients against a table of measured energies.

    rank-networks.py MEASURED.csv FOLDER BOARD [COLUMN=VALUE…] [--setting=NAME=VALUE…]

MEASURED.csv has the columns model (a file in FOLDER) and energy_j; COLUMN=VALUE takes the rows where that holds. Of several rows
of a network the mean counts. Prints a line for each group of networks that differ in nothing but the last word of their name
before ".onnx" ("net_3_cifar100" and "net_5_cifar100"), and one for all. Needs the package of scripts/build-python.sh.
"""
import collections
import csv
import itertools
import pathlib
import statistics
import sys

import energy_opt


def ranks(values):
    """1 for the smallest; equal values share the mean of their places."""
    order = sorted(range(len(values)), key=lambda i: values[i])
    result, at = [0.0] * len(values), 0
    while at < len(order):
        end = at
        while end < len(order) and values[order[end]] == values[order[at]]:
            end += 1
        for i in order[at:end]:
            result[i] = (at + end + 1) / 2
        at = end
    return result


def spearman(a, b):
    """Pearson's coefficient of the ranks."""
    a, b = ranks(a), ranks(b)
    middle_a, middle_b = statistics.fmean(a), statistics.fmean(b)
    above = sum((x - middle_a) * (y - middle_b) for x, y in zip(a, b))
    return above / (sum((x - middle_a) ** 2 for x in a) * sum((y - middle_b) ** 2 for y in b)) ** 0.5


def kendall(a, b):
    """Tau-b: pairs in the same order less pairs in the other one; ties counted as Kendall does."""
    same = other = tied_a = tied_b = 0
    for i, j in itertools.combinations(range(len(a)), 2):
        x, y = a[i] - a[j], b[i] - b[j]
        tied_a += x == 0
        tied_b += y == 0
        same += x * y > 0
        other += x * y < 0
    pairs = len(a) * (len(a) - 1) / 2
    return (same - other) / ((pairs - tied_a) * (pairs - tied_b)) ** 0.5


def measured_energies(path, wanted):
    rows = collections.defaultdict(list)
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            if all(row[column] == value for column, value in wanted.items()):
                rows[row["model"]].append(float(row["energy_j"]))
    return {model: statistics.fmean(values) for model, values in rows.items()}


def main():
    flags = [word for word in sys.argv[1:] if word.startswith("--setting=")]
    words = [word for word in sys.argv[1:] if word not in flags]
    if len(words) < 3:
        sys.exit(__doc__)
    table, folder, board, *rest = words
    measured = measured_energies(table, dict(word.split("=", 1) for word in rest))
    settings = dict(flag.split("=", 2)[1:] for flag in flags)
    groups = collections.defaultdict(list)
    reports = energy_opt.estimate_many([pathlib.Path(folder) / model for model in measured], board=board, settings=settings)
    for (model, energy_j), report in zip(measured.items(), reports):
        if isinstance(report, energy_opt.EnergyOptError):
            sys.exit(str(report))
        group = model.rsplit(".", 1)[0].rsplit("_", 1)[-1]
        for name in (group, "all"):
            groups[name].append((report.energy_j, energy_j))
    for name, pairs in sorted(groups.items(), key=lambda entry: (entry[0] == "all", entry[0])):
        estimated, known = zip(*pairs)
        print(f"{name:12} {len(pairs):3} networks   Spearman {spearman(estimated, known):.3f}   "
              f"Kendall {kendall(estimated, known):.3f}")


if __name__ == "__main__":
    main()
