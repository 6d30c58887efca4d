#!/usr/bin/env python3
"""An evolutionary search over the cells of NAS-Bench-201: the most multiply-accumulates that an energy budget pays for.

    evolve-cells.py BOARD BUDGET_MJ [CANDIDATES=2000] [SEED=1]

A cell has four nodes and on each of its six edges one of five operations (none, skip, convolution 1x1, 3x3, average pooling);
the network is a stem, three stages of five cells with 16, 32 and 64 channels and a residual block between stages (Dong and Yang,
"NAS-Bench-201", 2020), on 32x32 images. Multiply-accumulates stand in for what a cell can learn: accuracies are in the
benchmark's own tables. Regularised evolution: the oldest of the population goes, a mutation of the best of five comes. Needs
python3-onnx and the package of scripts/build-python.sh.
"""
import collections
import random
import sys
import time

import onnx
from onnx import TensorProto, helper

import energy_opt

OPERATIONS = ("none", "skip", "conv1", "conv3", "pool")
EDGES = [(source, target) for target in range(1, 4) for source in range(target)]


class Network:
    """Nodes and parameters of one ONNX file; weights have sizes and no values, which is all that energy depends on."""

    def __init__(self):
        self.nodes, self.parameters = [], []

    def add(self, operator, inputs, **attributes):
        output = f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def parameter(self, *dims):
        tensor = TensorProto(name=f"p{len(self.parameters)}", data_type=TensorProto.FLOAT, dims=dims)
        self.parameters.append(tensor)
        return tensor.name

    def conv(self, value, ins, outs, kernel, stride=1):
        return self.add("Conv", [value, self.parameter(outs, ins, kernel, kernel), self.parameter(outs)],
                        pads=[kernel // 2] * 4, strides=[stride, stride])  # batch normalization folded into the bias

    def cell(self, value, channels, operations):
        values = [value]
        for target in range(1, 4):
            arriving = []
            for (source, _), operation in ((edge, op) for edge, op in zip(EDGES, operations) if edge[1] == target):
                from_ = values[source]
                if operation == "none" or from_ is None:
                    continue
                if operation == "skip":
                    arriving.append(from_)
                elif operation == "pool":
                    arriving.append(self.add("AveragePool", [from_], kernel_shape=[3, 3], pads=[1] * 4))
                else:
                    arriving.append(self.conv(self.add("Relu", [from_]), channels, channels, int(operation[-1])))
            total = arriving[0] if arriving else None
            for other in arriving[1:]:
                total = self.add("Add", [total, other])
            values.append(total)
        return values[-1]

    def block(self, value, ins, outs):
        inner = self.conv(self.add("Relu", [self.conv(self.add("Relu", [value]), ins, outs, 3, 2)]), outs, outs, 3)
        beside = self.conv(self.add("AveragePool", [value], kernel_shape=[2, 2], strides=[2, 2]), ins, outs, 1)
        return self.add("Add", [inner, beside])

    def file(self):
        graph = helper.make_graph(
            self.nodes, "cells", [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, 32, 32])],
            [helper.make_tensor_value_info(self.nodes[-1].output[0], TensorProto.FLOAT, [1, 10])], self.parameters)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)]).SerializeToString()


def network_of(operations):
    """The bytes of the cell's network; None where nothing reaches its output."""
    network = Network()
    value = network.conv("image", 3, 16, 3)
    for stage, channels in enumerate((16, 32, 64)):
        if stage:
            value = network.block(value, channels // 2, channels)
        for _ in range(5):
            value = network.cell(value, channels, operations)
            if value is None:
                return None
    value = network.add("GlobalAveragePool", [network.add("Relu", [value])])
    value = network.add("Flatten", [value])
    network.add("Gemm", [value, network.parameter(64, 10), network.parameter(10)])
    return network.file()


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    board, budget_j = sys.argv[1], float(sys.argv[2]) / 1000
    candidates, seed = (int(word) for word in (sys.argv[3:] + ["2000", "1"][len(sys.argv) - 3:])[:2])
    random.seed(seed)
    session, known, spent = energy_opt.Session(), {}, 0.0

    def worth(operations):
        nonlocal spent
        if operations not in known:
            file, began = network_of(operations), time.perf_counter()
            report = file and session.estimate(file, board)
            spent += time.perf_counter() - began
            known[operations] = (report.macs, report.energy_j) if report and report.energy_j else (0, float("inf"))
        macs, energy_j = known[operations]
        return macs if energy_j <= budget_j else -energy_j

    began = time.perf_counter()
    population = collections.deque(tuple(random.choices(OPERATIONS, k=6)) for _ in range(50))
    for _ in range(candidates - len(population)):
        parent = max(random.sample(list(population), 5), key=worth)
        child = list(parent)
        child[random.randrange(6)] = random.choice(OPERATIONS)
        population.append(tuple(child))
        population.popleft()
    best = max(known, key=worth)
    macs, energy_j = known[best]
    took = time.perf_counter() - began
    print("best cell   ", " ".join(f"{s}->{t}:{op}" for (s, t), op in zip(EDGES, best)))
    print(f"              {macs / 1e6:.1f} M multiply-accumulates, {1000 * energy_j:.3f} mJ of {1000 * budget_j:.3f}")
    print(f"{candidates} candidates, {len(known)} of them different, in {took:.1f} s; "
          f"{len(known) / spent:.0f} estimates a second")


if __name__ == "__main__":
    main()
