#!/usr/bin/env python3
"""A pruning loop: channels are taken where they save the most energy a parameter, until the network fits a budget.

    prune.py NETWORK.onnx BOARD BUDGET_MJ [STEP=8]

Every layer is tried by an edit (docs/worker.md), so that no file is written on the way; layers that share their channels lose them
together. What a channel is worth to the accuracy is yours to add where `worth` is computed. Needs the package of
scripts/build-python.sh.
"""
import sys
import time

import energy_opt


def channels_of(report):
    """Output channels of every convolution."""
    return {row["name"]: row["outputs"][0]["shape"][1] for row in report.layers if row["op"] == "Conv"}


def edits_of(kept):
    return [{"layer": layer, "channels": count} for layer, count in kept.items()]


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    network, board, budget_j = sys.argv[1], sys.argv[2], float(sys.argv[3]) / 1000
    step = int(sys.argv[4]) if len(sys.argv) > 4 else 8
    session, kept, fixed, asked, steps = energy_opt.Session(), {}, set(), 0, 0
    report, began = session.estimate(network, board), time.perf_counter()
    print(f"{report.energy_j * 1e3:9.3f} mJ  {report.params / 1e6:7.3f} M parameters  as it is")
    while report.energy_j > budget_j:
        best = None
        for layer, count in channels_of(report).items():
            if layer in fixed or count <= step:
                continue
            asked += 1
            change = {**kept, layer: count - step}
            try:
                tried = session.estimate(network, board, edits=edits_of(change), layers=False)
            except energy_opt.EnergyOptError:
                fixed.add(layer)  # the network's output, or a reader that cannot change with it
                continue
            worth = (report.energy_j - tried.energy_j) / max(1, report.params - tried.params)
            if tried.energy_j < report.energy_j and (best is None or worth > best[0]):
                best = worth, layer, count - step, change, tried
        if best is None:
            sys.exit("no layer is left whose channels save energy")
        _, layer, count, kept, _ = best
        report = session.estimate(network, board, edits=edits_of(kept))
        steps += 1
        print(f"{report.energy_j * 1e3:9.3f} mJ  {report.params / 1e6:7.3f} M parameters  {layer}: {count} channels")
    took = time.perf_counter() - began
    print(f"{steps} steps, {asked} edits tried in {took:.1f} s: {asked / took:.0f} a second")


if __name__ == "__main__":
    main()
