#!/usr/bin/python3
"""Writes testdata/networks, testdata/bad and the seeds of testdata/fuzz. Same bytes on every run.

Needs the Debian package python3-onnx (1.12). Run from anywhere; no arguments.
"""

import gzip
import io
import pathlib
import zipfile

import onnx
from onnx import AttributeProto, TensorProto, helper

TESTDATA = pathlib.Path(__file__).resolve().parent.parent / "testdata"
FLOAT, INT8, UINT8, INT32, INT64, BOOL = (
    TensorProto.FLOAT, TensorProto.INT8, TensorProto.UINT8, TensorProto.INT32, TensorProto.INT64, TensorProto.BOOL)
BYTES = {FLOAT: 4, INT8: 1, UINT8: 1, INT32: 4, INT64: 8}


def weight(name, *dims, kind=FLOAT):
    """An initializer of zeros."""
    count = 1
    for dim in dims:
        count *= dim
    return TensorProto(name=name, data_type=kind, dims=dims, raw_data=bytes(count * BYTES[kind]))


def ints(name, *values):
    """A one-dimensional int64 initializer."""
    return helper.make_tensor(name, INT64, [len(values)], values)


def value(name, *dims, kind=FLOAT):
    return helper.make_tensor_value_info(name, kind, dims)


def node(op, inputs, outputs, name=None, **attributes):
    return helper.make_node(op, inputs.split(), outputs.split(), name=name, **attributes)


def model(nodes, inputs, outputs, weights=(), opset=13, name="network", **kwargs):
    graph = helper.make_graph(nodes, name, inputs, outputs, list(weights))
    opsets = kwargs.pop("opset_imports", [helper.make_opsetid("", opset)])
    return helper.make_model(graph, ir_version=8, producer_name="energy-opt-testdata", producer_version="1",
                             opset_imports=opsets, **kwargs)


class Layers:
    """Collects the layers of a feed-forward network; every method returns the name of its output."""

    def __init__(self):
        self.nodes, self.weights = [], []

    def add(self, op, inputs, name, **attributes):
        self.nodes.append(node(op, inputs, name + "_out", name, **attributes))
        return name + "_out"

    def conv(self, x, name, cin, cout, kernel, stride=1, group=1):
        self.weights += [weight(name + "_w", cout, cin // group, kernel, kernel), weight(name + "_b", cout)]
        pad = kernel // 2
        return self.add("Conv", f"{x} {name}_w {name}_b", name, kernel_shape=[kernel] * 2, strides=[stride] * 2,
                        pads=[pad] * 4, group=group)

    def relu(self, x, name):
        return self.add("Relu", x, name)

    def gemm(self, x, name, cin, cout):
        self.weights += [weight(name + "_w", cout, cin), weight(name + "_b", cout)]
        return self.add("Gemm", f"{x} {name}_w {name}_b", name, transB=1)


# ---- networks -----------------------------------------------------------------------------------------------


def tiny_cnn(squeeze=8, group=1, classes=10):
    """A small SqueezeNet: stem, two fire modules, classifier as 1x1 convolution."""
    net = Layers()

    def fire(x, name, cin, squeeze, expand):
        s = net.relu(net.conv(x, name + "/squeeze", cin, squeeze, 1), name + "/squeeze_relu")
        e1 = net.relu(net.conv(s, name + "/expand1x1", squeeze, expand, 1), name + "/expand1x1_relu")
        e3 = net.relu(net.conv(s, name + "/expand3x3", squeeze, expand, 3, group=group), name + "/expand3x3_relu")
        return net.add("Concat", f"{e1} {e3}", name + "/concat", axis=1)

    x = net.relu(net.conv("image", "stem", 3, 16, 3, stride=2), "stem_relu")
    x = net.add("MaxPool", x, "pool1", kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
    x = fire(x, "fire2", 16, 8, 16)
    x = fire(x, "fire3", 32, squeeze, 16)
    x = net.conv(x, "classifier", 32, classes, 1)
    x = net.add("GlobalAveragePool", x, "pool2")
    x = net.add("Flatten", x, "flatten")
    net.nodes.append(node("Softmax", x, "probabilities", "softmax"))
    return model(net.nodes, [value("image", 1, 3, 64, 64)], [value("probabilities", 1, classes)], net.weights,
                 name="tiny-cnn")


def depthwise(with_depthwise=True):
    """A MobileNet block: depthwise and pointwise convolution with BatchNormalization and ReLU6; open batch."""
    net = Layers()
    net.weights += [helper.make_tensor("zero", FLOAT, [], [0.0]), helper.make_tensor("six", FLOAT, [], [6.0])]

    def block(x, name, cin, cout, kernel, stride, group):
        net.weights.append(weight(name + "_w", cout, cin // group, kernel, kernel))
        x = net.add("Conv", f"{x} {name}_w", name, kernel_shape=[kernel] * 2, strides=[stride] * 2,
                    pads=[kernel // 2] * 4, group=group)
        net.weights += [weight(f"{name}_bn_{part}", cout) for part in ("scale", "bias", "mean", "var")]
        x = net.add("BatchNormalization", f"{x} {name}_bn_scale {name}_bn_bias {name}_bn_mean {name}_bn_var",
                    name + "_bn")
        return net.add("Clip", f"{x} zero six", name + "_relu6")

    x = block("image", "stem", 3, 8, 3, 2, 1)
    if with_depthwise:
        x = block(x, "depthwise", 8, 8, 3, 1, 8)
    x = block(x, "pointwise", 8, 16, 1, 1, 1)
    x = net.add("GlobalAveragePool", x, "pool")
    x = net.add("Flatten", x, "flatten")
    x = net.gemm(x, "classifier", 16, 4)
    return model(net.nodes, [value("image", "batch", 3, 32, 32)], [value(x, "batch", 4)], net.weights,
                 name="depthwise")


def mlp():
    """Fully connected layers in both spellings: Gemm, and MatMul with a bias added."""
    net = Layers()
    x = net.relu(net.gemm("x", "fc1", 64, 32), "relu1")
    net.weights += [weight("fc2_w", 32, 10), weight("fc2_b", 10)]
    x = net.add("MatMul", f"{x} fc2_w", "fc2")
    net.nodes.append(node("Add", f"{x} fc2_b", "y", "fc2_bias"))
    return model(net.nodes, [value("x", 1, 64)], [value("y", 1, 10)], net.weights, name="mlp")


def transformer_block():
    """One encoder layer over [batch, sequence, 32], 4 heads; shapes are computed from Shape as exporters do."""
    net = Layers()
    width, heads = 32, 4
    net.weights += [weight(name, width, width) for name in ("wq", "wk", "wv", "wo")]
    net.weights += [weight("w1", width, 4 * width), weight("w2", 4 * width, width)]
    net.weights += [weight(name, width) for name in ("ln1_scale", "ln1_bias", "ln2_scale", "ln2_bias")]
    net.weights += [ints("axis0", 0), ints("axis1", 1), ints("heads", heads), ints("per_head", width // heads),
                    ints("width", width), helper.make_tensor("root", FLOAT, [], [8 ** 0.5]),
                    helper.make_tensor("root2", FLOAT, [], [2 ** 0.5]), helper.make_tensor("one", FLOAT, [], [1.0]),
                    helper.make_tensor("half", FLOAT, [], [0.5])]
    shape = net.add("Shape", "x", "shape")
    batch = net.add("Gather", f"{shape} axis0", "batch")
    sequence = net.add("Gather", f"{shape} axis1", "sequence")
    split = net.add("Concat", f"{batch} {sequence} heads per_head", "split_shape", axis=0)
    merged = net.add("Concat", f"{batch} {sequence} width", "merged_shape", axis=0)

    def head(name, perm):
        projected = net.add("MatMul", f"x w{name}", name)
        return net.add("Transpose", net.add("Reshape", f"{projected} {split}", name + "_split"),
                       name + "_transposed", perm=perm)

    q, k, v = head("q", [0, 2, 1, 3]), head("k", [0, 2, 3, 1]), head("v", [0, 2, 1, 3])
    scores = net.add("Div", net.add("MatMul", f"{q} {k}", "scores") + " root", "scaled")
    attended = net.add("MatMul", net.add("Softmax", scores, "softmax", axis=-1) + " " + v, "attended")
    attended = net.add("Transpose", attended, "attended_transposed", perm=[0, 2, 1, 3])
    attended = net.add("Reshape", f"{attended} {merged}", "attended_merged")
    x = net.add("Add", "x " + net.add("MatMul", f"{attended} wo", "projection"), "residual1")
    x = net.add("LayerNormalization", f"{x} ln1_scale ln1_bias", "ln1", axis=-1)
    hidden = net.add("MatMul", f"{x} w1", "fc1")
    erf = net.add("Erf", net.add("Div", f"{hidden} root2", "gelu_div"), "gelu_erf")
    gelu = net.add("Mul", hidden + " " + net.add("Add", f"{erf} one", "gelu_add"), "gelu_mul")
    gelu = net.add("Mul", f"{gelu} half", "gelu_half")
    x = net.add("Add", f"{x} " + net.add("MatMul", f"{gelu} w2", "fc2"), "residual2")
    net.nodes.append(node("LayerNormalization", f"{x} ln2_scale ln2_bias", "y", "ln2", axis=-1))
    return model(net.nodes, [value("x", "batch", "sequence", width)], [value("y", "batch", "sequence", width)],
                 net.weights, opset=17, name="transformer-block")


def if_branches():
    """An If whose branches multiply an outer value by a small and a large matrix."""
    then_branch = helper.make_graph([node("MatMul", "x small", "then_out", "then_matmul")], "then",
                                    [], [value("then_out", 4, 8)])
    else_branch = helper.make_graph(
        [node("MatMul", "x large", "hidden", "else_matmul"), node("MatMul", "hidden back", "else_out", "else_back")],
        "else", [], [value("else_out", 4, 8)])
    nodes = [node("If", "condition", "y", "choose", then_branch=then_branch, else_branch=else_branch)]
    return model(nodes, [value("condition", kind=BOOL), value("x", 4, 16)], [value("y", 4, 8)],
                 [weight("small", 16, 8), weight("large", 16, 64), weight("back", 64, 8)], name="if")


def loop():
    """A Loop of ten steps that multiplies its state by an outer matrix."""
    body = helper.make_graph(
        [node("Identity", "condition_in", "condition_out", "keep"),
         node("MatMul", "state_in w", "state_out", "step")],
        "body", [value("i", kind=INT64), value("condition_in", kind=BOOL), value("state_in", 1, 8)],
        [value("condition_out", kind=BOOL), value("state_out", 1, 8)])
    nodes = [node("Loop", "trips true state", "y", "repeat", body=body)]
    weights = [helper.make_tensor("trips", INT64, [], [10]), helper.make_tensor("true", BOOL, [], [True]),
               weight("w", 8, 8)]
    return model(nodes, [value("state", 1, 8)], [value("y", 1, 8)], weights, name="loop")


def decode_step(past="past"):
    """Scores over a cache and what is new; the mask is as long as both, and its name says so."""
    nodes = [node("Concat", "cache k", "keys", "append", axis=2),
             node("Transpose", "keys", "turned", "turn", perm=[0, 1, 3, 2]),
             node("MatMul", "q turned", "scores", "score")]
    inputs = [value("q", 1, 2, "new", 8), value("k", 1, 2, "new", 8), value("cache", 1, 2, past, 8)]
    if past:
        nodes.append(node("Add", "scores mask", "y", "hide"))
        inputs.append(value("mask", 1, 1, 1, f"{past} + new"))
    else:
        nodes[-1].output[0] = "y"
    return model(nodes, inputs, [value("y", 1, 2, "new", "all")], name="decode-step")


def two_rates():
    """Voice at one of two rates; each branch takes blocks of its own length only."""
    def branch(name, block):
        return helper.make_graph([node("Reshape", f"x {name}_shape", f"{name}_block", f"{name}_cut"),
                                  node("MatMul", f"{name}_block {name}_w", f"{name}_y", f"{name}_filter")], name,
                                 [], [value(f"{name}_y", 1, 4)])
    nodes = [node("Equal", "rate high_rate", "is_high", "which"),
             node("If", "is_high", "y", "choose", then_branch=branch("high", 48), else_branch=branch("low", 24))]
    weights = [helper.make_tensor("high_rate", INT64, [], [48000]), ints("high_shape", 1, 48), ints("low_shape", 1, 24),
               weight("high_w", 48, 4), weight("low_w", 24, 4)]
    return model(nodes, [value("x", 1, "samples"), value("rate", kind=INT64)], [value("y", 1, 4)], weights,
                 name="two-rates")


def fixed_tokens():
    """Patches of 4 by 4 with a position each: the 9 of a 12 by 12 image are written into the file."""
    nodes = [node("Conv", "image w", "patches", "cut", kernel_shape=[4, 4], strides=[4, 4]),
             node("Flatten", "patches", "rows", "flatten", axis=2), node("Add", "rows positions", "y", "place")]
    return model(nodes, [value("image", 1, 3, "height", "width")], [value("y", 8, "tokens")],
                 [weight("w", 8, 3, 4, 4), weight("positions", 8, 9)], name="fixed-tokens")


def counted_turns():
    """A Loop whose iteration number and condition are declared [1], as torch writes them; it collects ten numbers."""
    body = helper.make_graph([node("Identity", "go", "go_on", "keep"), node("Cast", "i", "number", "cast", to=FLOAT)],
                             "body", [value("i", 1, kind=INT64), value("go", 1, kind=BOOL)],
                             [value("go_on", 1, kind=BOOL), value("number", 1)])
    weights = [helper.make_tensor("trips", INT64, [], [10]), helper.make_tensor("true", BOOL, [], [True]), weight("w", 1, 6)]
    return model([node("Loop", "trips true", "numbers", "count", body=body), node("MatMul", "numbers w", "y", "spread")], [],
                 [value("y", 10, 6)], weights, name="counted-turns")


def blocked():
    """What ONNX Runtime saves: 3 channels in, 20 and 12 inside in blocks of 8 or 16, 12 out."""
    def of(op, inputs, outputs, name, **attributes):
        return node(op, inputs, outputs, name, domain="com.microsoft.nchwc", **attributes)
    nodes = [of("Conv", "x w1", "a", "first", kernel_shape=[3, 3], pads=[1, 1, 1, 1], activation="Relu"),
             of("MaxPool", "a", "b", "pool", kernel_shape=[2, 2], strides=[2, 2]),
             of("Conv", "b w2", "c", "second", kernel_shape=[1, 1]),
             of("ReorderOutput", "c", "y", "back", channels=12)]
    return model(nodes, [value("x", 1, 3, 8, 8)], [value("y", 1, 12, 4, 4)],
                 [weight("w1", 32, 3, 3, 3), weight("w2", 16, 32, 1, 1)], name="blocked",
                 opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft.nchwc", 1)])


def scan():
    """A Scan over 5 time steps; its body holds an If that reads a value two levels up."""
    deep = helper.make_graph([node("MatMul", "element w", "deep_out", "deep_matmul")], "deep", [],
                             [value("deep_out", 1, 4)])
    flat = helper.make_graph([node("Identity", "element", "flat_out", "flat_identity")], "flat", [],
                             [value("flat_out", 1, 4)])
    body = helper.make_graph(
        [node("If", "flag", "stepped", "inner_if", then_branch=deep, else_branch=flat),
         node("Add", "state_in stepped", "state_out", "accumulate")],
        "body", [value("state_in", 1, 4), value("element", 1, 4)],
        [value("state_out", 1, 4), value("stepped", 1, 4)])
    nodes = [node("Scan", "start sequence", "last all", "scan", body=body, num_scan_inputs=1)]
    return model(nodes, [value("flag", kind=BOOL), value("sequence", 5, 1, 4)],
                 [value("last", 1, 4), value("all", 5, 1, 4)], [weight("start", 1, 4), weight("w", 4, 4)], name="scan")


def unsorted():
    network = mlp()
    nodes = list(network.graph.node)
    del network.graph.node[:]
    network.graph.node.extend(reversed(nodes))
    network.graph.name = "unsorted"
    return network


def weights_as_inputs():
    network = mlp()
    for tensor in network.graph.initializer:
        network.graph.input.append(value(tensor.name, *tensor.dims))
    del network.graph.initializer[:]
    network.graph.name = "weights-as-inputs"
    return network


def external_data():
    """Weights in a file that is not there."""
    network = mlp()
    for tensor in network.graph.initializer:
        tensor.ClearField("raw_data")
        tensor.data_location = TensorProto.EXTERNAL
        tensor.external_data.add(key="location", value="missing.bin")
    network.graph.name = "external-data"
    return network


def quantized():
    """QLinearConv, then the QuantizeLinear/DequantizeLinear form of a fully connected layer."""
    scales = [helper.make_tensor(name, FLOAT, [], [0.5]) for name in ("x_scale", "w_scale", "y_scale", "f_scale")]
    zeros = [weight(name, kind=UINT8) for name in ("x_zero", "y_zero")] + \
        [weight(name, kind=INT8) for name in ("w_zero", "f_zero")]
    nodes = [
        node("QuantizeLinear", "image x_scale x_zero", "q", "quantize"),
        node("QLinearConv", "q x_scale x_zero conv_w w_scale w_zero y_scale y_zero conv_b", "c", "conv",
             kernel_shape=[3, 3], pads=[1, 1, 1, 1]),
        node("DequantizeLinear", "c y_scale y_zero", "d", "dequantize"),
        node("GlobalAveragePool", "d", "p", "pool"), node("Flatten", "p", "flat", "flatten"),
        node("DequantizeLinear", "fc_w f_scale f_zero", "fc_wd", "fc_weights"),
        node("Gemm", "flat fc_wd", "y", "fc", transB=1)]
    return model(nodes, [value("image", 1, 3, 16, 16)], [value("y", 1, 10)],
                 scales + zeros + [weight("conv_w", 8, 3, 3, 3, kind=INT8), weight("conv_b", 8, kind=INT32),
                                   weight("fc_w", 10, 8, kind=INT8)], name="quantized")


def custom_operator():
    """A convolution of an operator that only an op-file knows, and a quantiser behind it."""
    nodes = [
        node("StridedConv", "image conv_w", "c", "conv", domain="com.example", stride=2),
        node("Quant", "c scale zero bits", "q", "quantize", domain="onnx.brevitas"),
        node("GlobalAveragePool", "q", "p", "pool"), node("Flatten", "p", "y", "flatten")]
    scalars = [helper.make_tensor(name, FLOAT, [], [1.0]) for name in ("scale", "zero", "bits")]
    return model(nodes, [value("image", 1, 3, 32, 32)], [value("y", 1, 8)], [weight("conv_w", 8, 3, 3, 3)] + scalars,
                 name="custom-operator", opset_imports=[helper.make_opsetid("", 13), helper.make_opsetid("com.example", 1),
                                                        helper.make_opsetid("onnx.brevitas", 1)])


def reference(attribute, to):
    """An attribute of a node in a function that stands for an attribute of the function."""
    return AttributeProto(name=attribute, ref_attr_name=to, type=AttributeProto.FLOAT)


def functions():
    """Two calls of a function that calls another one; the slope of the activation is passed down."""
    activation = node("LeakyRelu", "a", "b", "leaky")
    activation.attribute.append(reference("alpha", "slope"))
    act = helper.make_function("local", "Act", ["a"], ["b"], [activation], [helper.make_opsetid("", 16)], ["slope"])
    inner = helper.make_node("Act", ["h"], ["out"], name="act", domain="local")
    inner.attribute.append(reference("slope", "slope"))
    dense = helper.make_function("local", "Dense", ["in", "w"], ["out"],
                                 [node("MatMul", "in w", "h", "matmul"), inner],
                                 [helper.make_opsetid("", 16), helper.make_opsetid("local", 1)], ["slope"])
    nodes = [helper.make_node("Dense", ["x", "w1"], ["h"], name="layer1", domain="local", slope=0.25),
             helper.make_node("Dense", ["h", "w2"], ["y"], name="layer2", domain="local", slope=0.5)]
    return model(nodes, [value("x", "N", 16)], [value("y", "N", 4)], [weight("w1", 16, 8), weight("w2", 8, 4)],
                 name="functions", functions=[dense, act],
                 opset_imports=[helper.make_opsetid("", 16), helper.make_opsetid("local", 1)])


def constants():
    """A Constant node in every spelling that opset 13 has, each read by one node."""
    sparse = onnx.SparseTensorProto(values=TensorProto(name="s", data_type=FLOAT, dims=[1], float_data=[1.0]),
                                    indices=TensorProto(data_type=INT64, dims=[1], int64_data=[3]), dims=[2, 4])
    nodes = [node("Constant", "", "c_value", value=helper.make_tensor("t", INT64, [2], [2, 4])),
             node("Constant", "", "c_int", value_int=3), node("Constant", "", "c_ints", value_ints=[4, 2]),
             node("Constant", "", "c_float", value_float=0.5),
             node("Constant", "", "c_floats", value_floats=[0.5, 2.0]),
             node("Constant", "", "c_string", value_string="text"),
             node("Constant", "", "c_strings", value_strings=["a", "b"])]
    sparse_node = node("Constant", "", "c_sparse")
    sparse_node.attribute.add(name="sparse_value", type=AttributeProto.SPARSE_TENSOR, sparse_tensor=sparse)
    nodes += [sparse_node, node("Reshape", "x c_value", "r1"), node("Reshape", "r1 c_ints", "r2"),
              node("Reshape", "r2 c_value", "r3"), node("Add", "r3 c_sparse", "r4"), node("Mul", "r4 c_float", "y")]
    return model(nodes, [value("x", 8)], [value("y", 2, 4)], name="constants")


# ---- broken files ---------------------------------------------------------------------------------------------


def cycle():
    return model([node("Add", "x b", "a", "first"), node("Relu", "a", "b", "second")], [value("x", 2)], [value("b", 2)])


def recursive_functions():
    opsets = [helper.make_opsetid("", 13), helper.make_opsetid("local", 1)]
    ping = helper.make_function("local", "Ping", ["a"], ["b"],
                                [helper.make_node("Pong", ["a"], ["b"], domain="local")], opsets)
    pong = helper.make_function("local", "Pong", ["a"], ["b"],
                                [helper.make_node("Ping", ["a"], ["b"], domain="local")], opsets)
    return model([helper.make_node("Ping", ["x"], ["y"], domain="local")], [value("x", 2)], [value("y", 2)],
                 functions=[ping, pong], opset_imports=opsets)


def function_bomb():
    """30 functions, each calling the next one twice: 2^30 nodes."""
    opsets = [helper.make_opsetid("", 13), helper.make_opsetid("local", 1)]
    levels = []
    for level in range(30):
        called, domain = (f"F{level + 1}", "local") if level < 29 else ("Relu", "")
        levels.append(helper.make_function("local", f"F{level}", ["a"], ["c"],
                                           [helper.make_node(called, ["a"], ["b"], domain=domain),
                                            helper.make_node(called, ["b"], ["c"], domain=domain)], opsets))
    return model([helper.make_node("F0", ["x"], ["y"], domain="local")], [value("x", 2)], [value("y", 2)],
                 functions=levels, opset_imports=opsets)


def nested_if(depth):
    graph = helper.make_graph([node("Relu", "x", "y")], "innermost", [], [value("y", 2)])
    for level in range(depth):
        graph = helper.make_graph([node("If", "c", "y", f"if{level}", then_branch=graph)], "g", [], [value("y", 2)])
    graph.input.extend([value("c", kind=BOOL), value("x", 2)])
    return helper.make_model(graph, ir_version=8, opset_imports=[helper.make_opsetid("", 13)])


def undefined_values():
    """An input, an output and an argument of a body that nothing produces."""
    body = helper.make_graph([node("Add", "x nowhere", "b")], "body", [], [value("b", 2)])
    return model([node("Add", "x missing", "a", "add"), node("If", "c", "z", "if", then_branch=body, else_branch=body)],
                 [value("c", kind=BOOL), value("x", 2)], [value("a", 2), value("absent", 2)])


def duplicates():
    """Everything that has a name, twice."""
    network = model([node("Relu", "x", "y", "n"), node("Abs", "x", "y", "n"), node("Neg", "x", "x", "m")],
                    [value("x", 2), value("x", 3)], [value("y", 2)], [ints("w", 1), ints("w", 1, 2)])
    network.graph.node[0].attribute.extend([helper.make_attribute("k", 1), helper.make_attribute("k", 2)])
    return network


def broken_tensors():
    weights = [TensorProto(name="short", data_type=FLOAT, dims=[4, 4], raw_data=bytes(7)),
               TensorProto(name="long", data_type=INT64, dims=[1], int64_data=[1, 2]),
               TensorProto(name="negative", data_type=FLOAT, dims=[-4]),
               TensorProto(name="huge", data_type=FLOAT, dims=[1 << 40, 1 << 40]),
               TensorProto(name="untyped", dims=[2], raw_data=bytes(8)),
               TensorProto(name="odd", data_type=99, dims=[2], raw_data=bytes(8))]
    return model([node("Sum", " ".join(w.name for w in weights), "y")], [], [value("y", 4, 4)], weights)


def wrong_attributes():
    conv = node("Conv", "x w", "y", "conv")
    conv.attribute.add(name="strides", type=AttributeProto.INTS, s=b"two")
    conv.attribute.add(name="group", type=AttributeProto.INT)
    conv.attribute.add(name="pads", ints=[1, 1, 1, 1])
    conv.attribute.add(name="dilations", ref_attr_name="outer", type=AttributeProto.INTS)
    return model([conv], [value("x", 1, 3, 8, 8)], [value("y", None)], [weight("w", 8, 3, 3, 3)])


def no_opset():
    network = model([node("Relu", "x", "y")], [value("x", 2)], [value("y", 2)])
    del network.opset_import[:]
    return network


def invalid_utf8():
    data = model([node("Relu", "x", "y", "name-XX")], [value("x", 2)], [value("y", 2)]).SerializeToString()
    return data.replace(b"name-XX", b"name-\xff\xfe")


def archive(name, content):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as out:
        out.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


def hostile_names():
    """Names that try to leave the page, the comment, the table or the line they are shown in."""
    names = [
        "</script><script>document.title='owned'</script>", "\"><img src=x onerror=document.title='owned'>",
        "'; document.title='owned'; //", "${document.title='owned'}", "<!--", "</title></style></main>",
        "a|b`c\\", "two\nlines", "right\u202eleft\u2066", "=cmd()", "@user #1 https://example.org",
        "__proto__", "constructor", "\u6f22\u5b57 \u00e4 \U0001f600", "n" * 5000,
    ]
    layers = Layers()
    x = "x"
    for i, name in enumerate(names):
        x = layers.conv(x, f"c{i}", 4, 4, 3)
        layers.nodes[-1].name = name
    return model(layers.nodes, [value("x", 1, 4, 16, 16)], [value(x, 1, 4, 16, 16)], layers.weights,
                 name=names[0])


NETWORKS = {
    "tiny-cnn": tiny_cnn, "depthwise": depthwise, "mlp": mlp, "transformer-block": transformer_block,
    "if": if_branches, "loop": loop, "scan": scan, "unsorted": unsorted, "weights-as-inputs": weights_as_inputs,
    "external-data": external_data, "quantized": quantized, "functions": functions, "constants": constants,
    "custom-operator": custom_operator, "hostile-names": hostile_names,
    "no-layers": lambda: model([], [value("x", 1, 4)], [value("x", 1, 4)]),
    "views-only": lambda: model([node("Flatten", "x", "f"), node("Identity", "f", "y")], [value("x", 1, 4, 2, 2)],
                                [value("y", 1, 16)]),
    "decode-step": decode_step, "empty-cache": lambda: decode_step(past=0), "two-rates": two_rates,
    "fixed-tokens": fixed_tokens, "counted-turns": counted_turns, "blocked": blocked,
}
BAD = {
    # not ONNX
    "empty": lambda: b"",
    "git-lfs-pointer": lambda: b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 9\n",
    "html-page": lambda: b"\n<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head></html>\n",
    "json": lambda: b'{"model": "resnet"}\n',
    "xml": lambda: b'<?xml version="1.0"?>\n<net name="resnet" version="11"/>\n',
    "text": lambda: b"ir_version: 8\ngraph {\n}\n",
    "zip": lambda: archive("model.onnx", mlp().SerializeToString()),
    "zip-start": lambda: b"PK\x03\x04\x03\x04",
    "pytorch-checkpoint": lambda: archive("model/data.pkl", b"\x80\x02}."),
    "pickle": lambda: b"\x80\x02}q\x00.",
    "gzip": lambda: gzip.compress(mlp().SerializeToString(), mtime=0),
    "tflite": lambda: b"\x1c\x00\x00\x00TFL3" + bytes(24),
    "ort": lambda: b"\x20\x00\x00\x00ORTM" + bytes(24),
    "hdf5": lambda: b"\x89HDF\r\n\x1a\n" + bytes(24),
    "noise": lambda: bytes((i * 167 + 13) % 256 for i in range(256)),
    # damaged
    "truncated": lambda: tiny_cnn().SerializeToString()[:9000],
    "no-graph": lambda: b"\x08\x08",
    "length-overflow": lambda: b"\x08\x08\x3a" + b"\xff" * 8 + b"\x7f",
    "groups": lambda: b"\x08\x08" + b"\x0b" * 64,
    "half-a-float": lambda: b"\x08\x08" + b"\x3a\x0c\x2a\x0a\x08\x01\x10\x01\x22\x02\x00\x00\x42\x00",
    "cycle": cycle, "recursive-functions": recursive_functions, "function-bomb": function_bomb,
    "nested-if-300": lambda: nested_if(300), "nested-if-400": lambda: nested_if(400),
    # can be gone on with
    "nested-if-200": lambda: nested_if(200), "undefined-values": undefined_values, "duplicates": duplicates,
    "broken-tensors": broken_tensors, "wrong-attributes": wrong_attributes, "no-opset": no_opset,
    "invalid-utf8": invalid_utf8,
}

# A repository with two networks and what five pull requests change in it: tests/scenario.
SCENARIO = {
    "repository": {"vision": tiny_cnn, "keywords": depthwise},
    "neutral": {"vision": lambda: tiny_cnn(classes=12)},  # 0.2 % more energy
    "hungrier": {"vision": lambda: tiny_cnn(squeeze=10, classes=27)},
    "outside-range": {"vision": lambda: tiny_cnn(squeeze=10, classes=34, group=2)},  # the board was measured without groups
    "stale-suppression": {"keywords": lambda: depthwise(with_depthwise=False)},
    "broken-file": {"vision": lambda: tiny_cnn().SerializeToString()[:2000]},
}


def write(path, made):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(made if isinstance(made, bytes) else made.SerializeToString())


def main():
    for folder, files in SCENARIO.items():
        for name, make in files.items():
            write(TESTDATA / "scenario" / folder / "nets" / (name + ".onnx"), make())
    for folder, files in (("networks", NETWORKS), ("bad", BAD)):
        for name, make in files.items():
            write(TESTDATA / folder / (name + ".onnx"), make())
    for name in ("mlp", "scan", "functions", "constants", "quantized"):
        for target in ("slim_reader_fuzz", "loader_fuzz"):
            seeds = TESTDATA / "fuzz" / target
            seeds.mkdir(parents=True, exist_ok=True)
            (seeds / (name + ".onnx")).write_bytes(NETWORKS[name]().SerializeToString())
    seeds = TESTDATA / "fuzz" / "passes_fuzz"
    seeds.mkdir(parents=True, exist_ok=True)
    for name in ("if", "loop", "scan", "functions", "constants", "quantized", "custom-operator", "weights-as-inputs"):
        (seeds / (name + ".onnx")).write_bytes(NETWORKS[name]().SerializeToString())


if __name__ == "__main__":
    main()
