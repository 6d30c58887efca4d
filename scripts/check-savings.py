#!/usr/bin/python3
"""Checks the savings of energy-lint's rules by changing real networks and estimating them again.

usage: ENERGY_OPT_EXTRA_DATA=DIR check-savings.py ENERGY_OPT ENERGY_LINT     the two programs; networks are in DIR/models

For every case below energy-lint names layers and savings; this script makes the same change to the ONNX file with
python3-onnx, by its own code, and compares the difference of two runs of energy-opt with the saving. Exit code 1
where one differs by more than a millionth, 77 without networks or without python3-onnx.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

try:
    import onnx
    from onnx import TensorProto, helper
except ImportError:
    print(f"skipped: {sys.executable} has no module onnx (Debian: python3-onnx)")
    sys.exit(77)

BOARDS = pathlib.Path(__file__).resolve().parent.parent / "boardmodels"


def run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    return json.loads(done.stdout)


class Network:
    """A network to be changed: nodes by name, parameters by shape alone."""

    def __init__(self, path):
        self.model = onnx.load(path, load_external_data=False)
        self.graph = self.model.graph
        del self.graph.value_info[:]

    def node(self, name):
        return next(node for node in self.graph.node if node.name == name)

    def producer(self, value):
        return next((node for node in self.graph.node if value in node.output), None)

    def dims(self, value):
        for tensor in self.graph.initializer:
            if tensor.name == value:
                return list(tensor.dims)
        for one in self.graph.input:
            if one.name == value:
                return [dim.dim_value for dim in one.type.tensor_type.shape.dim]
        return list(helper.get_attribute_value(self.producer(value).attribute[0]).dims)

    def parameter(self, name, dims):
        """An initializer that points to a file that is not there."""
        tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=dims, data_location=TensorProto.EXTERNAL)
        tensor.external_data.add(key="location", value="missing.bin")
        self.graph.initializer.append(tensor)
        return name

    def reshape_parameter(self, node, i, dims):
        node.input[i] = self.parameter(f"{node.name}/new{i}", dims)

    def insert(self, before, node):
        self.graph.node.insert(list(self.graph.node).index(before), node)
        return node.output[0]

    def replace_uses(self, old, new):
        for node in self.graph.node:
            for i, value in enumerate(node.input):
                if value == old:
                    node.input[i] = new

    def set(self, node, **attributes):
        kept = [one for one in node.attribute if one.name not in attributes]
        del node.attribute[:]
        node.attribute.extend(kept + [helper.make_attribute(key, value) for key, value in attributes.items()])

    def energy(self, tools, board):
        with tempfile.NamedTemporaryFile(suffix=".onnx") as file:
            file.write(self.model.SerializeToString())
            file.flush()
            return run(tools[0], "--format=json", f"--board={board}", file.name)["totals"]["energy_j"]


def attribute(node, name, otherwise=None):
    return next((helper.get_attribute_value(one) for one in node.attribute if one.name == name), otherwise)


def dense_head(net, finding):
    gemm = net.node(finding["layer"])
    value = gemm.input[0]
    while net.producer(value).op_type not in ("Flatten", "Reshape"):
        value = net.producer(value).input[0]
    flatten = net.producer(value)
    pooled = net.insert(flatten, helper.make_node("GlobalAveragePool", [flatten.input[0]], ["gap_out"]))
    flat = net.insert(flatten, helper.make_node("Flatten", [pooled], ["gap_flat"], axis=1))
    net.replace_uses(flatten.output[0], flat)
    net.graph.node.remove(flatten)
    channels = int(re.search(r"map of (\d+)x", finding["message"]).group(1))
    net.reshape_parameter(gemm, 1, [net.dims(gemm.input[1])[0], channels])


def large_kernel(net, finding):
    conv = net.node(finding["layer"])
    out, per_group, k, _ = net.dims(conv.input[1])
    stride, group, pads = (attribute(conv, "strides", [1, 1]), attribute(conv, "group", 1),
                           attribute(conv, "pads", [0, 0, 0, 0]))
    bias = len(conv.input) > 2
    if "3x3" in finding["saving"]["change"]:
        assert pads == [k // 2] * 4
        value = conv.input[0]
        for i in range(k // 2 - 1):
            inputs = [value, net.parameter(f"{conv.name}/w{i}", [out, per_group if i == 0 else out // group, 3, 3])]
            inputs += [net.parameter(f"{conv.name}/b{i}", [out])] if bias else []
            value = net.insert(conv, helper.make_node("Conv", inputs, [f"{conv.name}/t{i}"], kernel_shape=[3, 3],
                                                      pads=[1] * 4, group=group, strides=stride if i == 0 else [1, 1]))
        conv.input[0] = value
        net.reshape_parameter(conv, 1, [out, out // group, 3, 3])
        net.set(conv, kernel_shape=[3, 3], pads=[1] * 4, strides=[1, 1])
        return
    inputs = [conv.input[0], net.parameter(f"{conv.name}/column", [out, per_group, k, 1])]
    inputs += [net.parameter(f"{conv.name}/column_b", [out])] if bias else []
    column = helper.make_node("Conv", inputs, [f"{conv.name}/column_out"], kernel_shape=[k, 1], group=group,
                              pads=[pads[0], 0, pads[2], 0], strides=[stride[0], 1])
    conv.input[0] = net.insert(conv, column)
    net.reshape_parameter(conv, 1, [out, out // group, 1, k])
    net.set(conv, kernel_shape=[1, k], pads=[0, pads[1], 0, pads[3]], strides=[1, stride[1]])


def depthwise(net, finding):
    conv = net.node(finding["layer"])
    out, _, height, width = net.dims(conv.input[1])
    if "a group" in finding["saving"]["change"]:
        net.reshape_parameter(conv, 1, [out, 8, height, width])
        net.set(conv, group=out // 8)
        return
    expansion = net.node(re.search(r"and '(.*)'$", finding["saving"]["change"].split(" (estimated")[0]).group(1))
    conv.input[0] = expansion.input[0]
    net.reshape_parameter(conv, 1, [out, net.dims(expansion.input[1])[1], height, width])
    net.set(conv, group=1)


def few_output_channels(net, finding):
    conv = net.node(finding["layer"])
    out, channels, height, width = net.dims(conv.input[1])
    inputs = [conv.input[0], net.parameter(f"{conv.name}/narrow", [out, channels, 1, 1])]
    inputs += [net.parameter(f"{conv.name}/narrow_b", [out])] if len(conv.input) > 2 else []
    conv.input[0] = net.insert(conv, helper.make_node("Conv", inputs, [f"{conv.name}/narrow_out"], kernel_shape=[1, 1]))
    net.reshape_parameter(conv, 1, [out, out, height, width])


def early_resolution(net, finding):
    net.set(net.node(finding["layer"]), strides=[2, 2])
    pool = re.search(r"in the place of '(.*)' \(MaxPool\)", finding["saving"]["change"])
    if pool:
        node = net.node(pool.group(1))
        net.replace_uses(node.output[0], node.input[0])
        net.graph.node.remove(node)


SAME_CHANNELS = ("Relu", "Clip", "Sigmoid", "HardSwish", "LeakyRelu", "Mul", "Add", "MaxPool", "AveragePool",
                 "GlobalAveragePool", "Flatten")


def resize_channels(net, value, channels):
    """All that shares channels with the value, through sums and gates and a Flatten of one position too."""
    pending, seen, resized = [value], set(), set()

    def resize(node, i, axis):
        if i < len(node.input) and (node.name, i, axis) not in resized:
            resized.add((node.name, i, axis))
            dims = [channels] if i == 2 else net.dims(node.input[i])
            net.reshape_parameter(node, i, dims[:axis] + [channels] + dims[axis + 1:])

    while pending:
        value = pending.pop()
        if value in seen:
            continue
        seen.add(value)
        for node in net.graph.node:
            depthwise_conv = node.op_type == "Conv" and attribute(node, "group", 1) > 1
            if value in node.output and node.op_type == "Conv" or value in node.input and depthwise_conv:
                resize(node, 1, 0)
                resize(node, 2, 0)
            if value in node.input and node.op_type == "Conv" and not depthwise_conv:
                resize(node, 1, 1)
            if value in node.input and node.op_type == "Gemm":
                resize(node, 1, attribute(node, "transB", 0))
            dense = node.op_type == "Conv" and not depthwise_conv or node.op_type == "Gemm"
            if value not in [*node.input, *node.output] or dense:
                continue
            if depthwise_conv:
                net.set(node, group=channels)
            else:
                assert node.op_type in SAME_CHANNELS, node.op_type
            operands = node.input if node.op_type in ("Add", "Mul") else node.input[:1]
            pending += [one for one in operands if net.producer(one) is not None] + list(node.output)


def channel_tiling(net, finding):
    """The channels of the side of the convolution that the finding speaks of."""
    channels = int(re.match(r"(\d+) channels", finding["saving"]["change"]).group(1))
    conv = net.node(finding["layer"])
    resize_channels(net, conv.input[0] if " input channels" in finding["message"] else conv.output[0], channels)


def parameters_above_memory(net, finding):
    channels = int(re.match(r"(\d+) of its", finding["saving"]["change"]).group(1))
    resize_channels(net, net.node(finding["layer"]).output[0], channels)


def unfused_activation(net, finding):
    """All activations of that operator behind a convolution or Gemm become Relu; gates x · f(x) too."""
    for node in list(net.graph.node):
        before = net.producer(node.input[0]) if node.op_type == finding["op"] else None
        if before is None or before.op_type not in ("Conv", "Gemm"):
            continue
        readers = [other for other in net.graph.node if node.output[0] in other.input]
        gated, node.op_type = node.input[0], "Relu"
        del node.attribute[:]
        if len(readers) == 1 and readers[0].op_type == "Mul" and gated in readers[0].input:
            net.replace_uses(readers[0].output[0], node.output[0])
            net.graph.node.remove(readers[0])


def sibling_convolutions(net, finding):
    """Every group becomes one convolution with the channels of all and a Split."""
    groups = {}
    for node in net.graph.node:
        if node.op_type == "Conv" and attribute(node, "group", 1) == 1:
            key = (node.input[0], net.dims(node.input[1])[2:], attribute(node, "strides"), attribute(node, "pads"))
            groups.setdefault(str(key), []).append(node)
    merged = [group for group in groups.values() if len(group) > 1]
    assert finding["message"].startswith(f"{sum(map(len, merged))} convolutions in {len(merged)} groups")
    for group in merged:
        first = group[0]
        dims = [net.dims(node.input[1]) for node in group]
        channels = [one[0] for one in dims]
        inputs = [first.input[0], net.parameter(f"{first.name}/all", [sum(channels)] + dims[0][1:])]
        inputs += [net.parameter(f"{first.name}/all_b", [sum(channels)])] if len(first.input) > 2 else []
        conv = helper.make_node("Conv", inputs, [f"{first.name}/merged"])
        conv.attribute.extend(first.attribute)
        net.insert(first, conv)
        net.graph.initializer.append(helper.make_tensor(f"{first.name}/sizes", TensorProto.INT64, [len(group)], channels))
        net.insert(first, helper.make_node("Split", [conv.output[0], f"{first.name}/sizes"],
                                           [node.output[0] for node in group], axis=1))
        for node in group:
            net.graph.node.remove(node)


CASES = [
    ("large-kernel", "tv_alexnet_op13_nw.onnx", "jetson-nano", large_kernel),
    ("large-kernel", "tv_alexnet_op13_nw.onnx", "xavier-nx", large_kernel),
    ("large-kernel", "tv_efficientnet_b1_op13_nw.onnx", "xavier-nx", large_kernel),
    ("dense-head", "tv_alexnet_op13_nw.onnx", "jetson-nano", dense_head),
    ("dense-head", "tv_alexnet_op13_nw.onnx", "edge-tpu", dense_head),
    ("depthwise-inefficient", "tv_mobilenet_v2_op13.onnx", "edge-tpu", depthwise),
    ("depthwise-inefficient", "tv_mobilenet_v2_op13.onnx", "xavier-nx", depthwise),
    ("few-output-channels", "microsoft_pytorch_super_resolution.onnx", str(BOARDS / "jetson-tx2.yaml"), few_output_channels),
    ("early-resolution", "tv_vgg16_op13_nw.onnx", "xavier-nx", early_resolution),
    ("channel-tiling", "mlperf_edge/mobilenet_v2_1.4_224.onnx", "jetson-nano", channel_tiling),
    ("channel-tiling", "modern/yoloxt_640.onnx", "agx-xavier-dla", channel_tiling),
    ("parameters-above-memory", "mlperf_edge/mobilenet_v2_1.3_224.onnx", "edge-tpu", parameters_above_memory),
    ("sibling-convolutions", "tv_googlenet_op13_nw.onnx", str(BOARDS / "jetson-tx2.yaml"), sibling_convolutions),
    ("sibling-convolutions", "tv_inception_v3_op13_nw.onnx", "xavier-nx", sibling_convolutions),
    ("unfused-activation", "tv_efficientnet_b1_op13_nw.onnx", "ncs2", unfused_activation),
]


def parameters_that_fit(tools, path, board):
    """The network's energy on the board with a memory of a terabyte."""
    text = (BOARDS / f"{board}.yaml").read_text()
    roomy = re.sub(r'("parameter_memory": {value: )[0-9.e]+', r"\g<1>1e12", text)
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / f"{board}.yaml"
        file.write_text(roomy)
        return run(tools[0], "--format=json", f"--board={file}", path)["totals"]["energy_j"]


def at_half_precision(tools, path, board):
    return run(tools[0], "--format=json", f"--board={board}", "--setting=precision=fp16",
               path)["totals"]["energy_j"]


BOARD_CASES = [
    ("parameter-streaming", "tv_resnet18_op9_nw.onnx", "edge-tpu", parameters_that_fit),
    ("low-precision", "tv_alexnet_op13_nw.onnx", "jetson-nano", at_half_precision),
]


def findings(tools, path, board, rule):
    report = run(tools[1], "--no-config", "--format=json", f"--board={board}", "--rule=all=off",
                 f"--rule={rule}=warn", path)
    return report["results"][0]["findings"]


def main(tools, models):
    failures = 0

    def compare(rule, file, board, finding, saved):
        nonlocal failures
        stated = finding["saving"]["energy_j"]
        good = abs(stated - saved) <= 1e-6 * abs(saved)
        failures += not good
        print(f"{'ok  ' if good else 'FAIL'} {rule:22} {file:42} {board:15} {1000 * stated:12.6f} mJ stated "
              f"{1000 * saved:12.6f} mJ found  {finding['layer'] or ''}")

    for rule, file, board, change in CASES:
        before = run(tools[0], "--format=json", f"--board={board}", models / file)["totals"]["energy_j"]
        found = findings(tools, models / file, board, rule)
        failures += not found
        for finding in found or print(f"FAIL {rule} finds nothing in {file} on {board}") or []:
            net = Network(models / file)
            change(net, finding)
            compare(rule, file, board, finding, before - net.energy(tools, board))
    for rule, file, board, after in BOARD_CASES:
        before = run(tools[0], "--format=json", f"--board={board}", models / file)["totals"]["energy_j"]
        for finding in findings(tools, models / file, board, rule):
            compare(rule, file, board, finding, before - after(tools, models / file, board))
    return 1 if failures else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    if "ENERGY_OPT_EXTRA_DATA" not in os.environ:
        print("ENERGY_OPT_EXTRA_DATA is not set")
        sys.exit(77)
    sys.exit(main(sys.argv[1:], pathlib.Path(os.environ["ENERGY_OPT_EXTRA_DATA"]) / "models"))
