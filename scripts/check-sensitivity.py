#!/usr/bin/python3
"""Checks energy-opt sensitivity by taking the channels out of real networks and estimating them again.

usage: ENERGY_OPT_EXTRA_DATA=DIR check-sensitivity.py ENERGY_OPT [NETWORK.onnx...]

For every row this script takes the last channel of the row's first layer out of the ONNX file with python3-onnx, by its own
code: it follows that one channel, index by index, through the network and shortens every parameter that holds it. The file has
to pass ONNX's own shape inference, and two runs of energy-opt have to differ by what the row says. Exit code 1 where one
differs by more than a millionth of the whole, 77 without networks or without python3-onnx. Rows that end in an operator which
this script does not follow are counted as such.
"""

import collections
import json
import os
import pathlib
import subprocess
import sys
import tempfile

try:
    import onnx
    from onnx import TensorProto, helper, shape_inference
except ImportError:
    print(f"skipped: {sys.executable} has no module onnx (Debian: python3-onnx)")
    sys.exit(77)

BOARDS = pathlib.Path(__file__).resolve().parent.parent / "boardmodels"
NETWORKS = ["tv_resnet50_op13_nw.onnx", "tv_mobilenet_v2_op17_nw.onnx", "tv_densenet121_op13_nw.onnx", "modern/yolov8n_160.onnx",
            "tv_vgg16_op13_nw.onnx"]
SAME = {"Relu", "LeakyRelu", "Sigmoid", "Tanh", "Clip", "HardSigmoid", "HardSwish", "Elu", "Erf", "Sqrt", "Exp", "MaxPool",
        "AveragePool", "GlobalAveragePool", "GlobalMaxPool", "LRN", "Dropout", "Identity", "BatchNormalization",
        "InstanceNormalization", "Resize", "Upsample", "Cast", "Softmax", "Pad", "Softplus", "Mish"}
BROADCAST = {"Add", "Sub", "Mul", "Div", "PRelu", "Pow", "Min", "Max", "Sum"}


class CannotFollow(Exception):
    """An operator that this script knows nothing of."""


def attribute(node, name, otherwise=None):
    return next((helper.get_attribute_value(one) for one in node.attribute if one.name == name), otherwise)


def run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    return json.loads(done.stdout) if done.stdout.strip() else {}


class Network:
    """A network whose sizes are all known, to be shortened; parameters count by their shape alone."""

    def __init__(self, path):
        self.model = onnx.load(path, load_external_data=False)
        for one in self.model.graph.input:
            for dim in one.type.tensor_type.shape.dim:
                if dim.dim_value < 1:
                    dim.dim_value = 1
        del self.model.graph.value_info[:]
        inferred = shape_inference.infer_shapes(self.model)
        self.shapes = {tensor.name: list(tensor.dims) for tensor in self.model.graph.initializer}
        for one in list(inferred.graph.value_info) + list(inferred.graph.input) + list(inferred.graph.output):
            self.shapes.setdefault(one.name, [dim.dim_value for dim in one.type.tensor_type.shape.dim])
        for one in self.model.graph.node:
            if one.op_type == "Constant":
                self.shapes[one.output[0]] = list(attribute(one, "value").dims)
        self.parameters = {tensor.name for tensor in self.model.graph.initializer}
        self.parameters |= {one.output[0] for one in self.model.graph.node if one.op_type == "Constant"}
        self.nodes = list(self.model.graph.node)
        data = {node.input[0] for node in self.nodes if node.input}
        self.parameters |= {one.name for one in self.model.graph.input if one.name not in data}  # weights passed in
        self.names = {node.name: node for node in self.nodes if node.name}
        counts = collections.Counter()
        for i, node in enumerate(self.nodes):
            self.names.setdefault(f"{node.op_type}_{i}", node)
            counts[node.op_type] += 1
        self.producer = {value: node for node in self.nodes for value in node.output}
        self.readers = collections.defaultdict(list)
        for node in self.nodes:
            for value in node.input:
                self.readers[value].append(node)

    def follow(self, node, channel):
        """Everything that goes with a channel of what the node computes: value -> (axis, indices)."""
        self.gone = {}
        self.pending = []
        rank = len(self.shapes[node.output[0]])
        self.reach(node.output[0], rank - 1 if node.op_type in ("Gemm", "MatMul") else 1, {channel})
        while self.pending:
            value = self.pending.pop()
            if value in self.producer:
                self.visit(self.producer[value])
            for reader in self.readers[value]:
                self.visit(reader)
        return self.gone

    def reach(self, value, axis, indices):
        known = self.gone.setdefault(value, (axis, set()))
        if known[0] != axis:
            raise CannotFollow(f"{value} on two axes")
        if not indices <= known[1]:
            known[1].update(indices)
            self.pending.append(value)

    def both(self, one, other, there, axis_there, back, axis_back):
        """Indices of each go with those of the other."""
        if one in self.gone:
            self.reach(other, axis_there, {j for i in self.gone[one][1] for j in there(i)})
        if other in self.gone:
            self.reach(one, axis_back, {i for j in self.gone[other][1] for i in back(j)})

    def visit(self, node):
        kind, data, out = node.op_type, node.input[0] if node.input else None, node.output[0]
        if kind in ("Conv", "ConvTranspose"):
            group, channels, filters = attribute(node, "group", 1), self.shapes[data][1], self.shapes[out][1]
            if group == 1:
                return
            if group != channels:
                raise CannotFollow("groups")
            each = filters // channels
            return self.both(data, out, lambda i: range(i * each, (i + 1) * each), 1, lambda j: [j // each], 1)
        if kind in ("Gemm", "MatMul"):
            if node.input[1] not in self.parameters or attribute(node, "transA", 0):
                raise CannotFollow(kind)
            return
        if kind == "Shape":
            return
        rank = len(self.shapes[out])
        if kind in SAME:
            axis = next(self.gone[value][0] for value in (data, out) if value in self.gone)
            return self.both(data, out, lambda i: [i], axis, lambda j: [j], axis)
        if kind in BROADCAST:
            axis = next(self.gone[value][0] + rank - len(self.shapes[value])
                        for value in list(node.input) + [out] if value in self.gone)
            for value in node.input:
                own = axis - rank + len(self.shapes[value])
                if value not in self.parameters and own >= 0 and self.shapes[value][own] != 1:
                    self.both(value, out, lambda i: [i], axis, lambda j: [j], own)
            return
        if kind == "Concat":
            along = attribute(node, "axis") % rank
            at = 0
            for value in node.input:
                size = self.shapes[value][along]
                axis = next(self.gone[one][0] for one in list(node.input) + [out] if one in self.gone)
                start = at if axis == along else 0
                self.both(value, out, lambda i, s=start: [i + s], axis,
                          lambda j, s=start, n=size if axis == along else 1 << 60: [j - s] if s <= j < s + n else [], axis)
                if value in self.gone and not self.gone[value][1]:
                    del self.gone[value]
                at += size
            return
        if kind == "Split":
            along, at = attribute(node, "axis", 0) % len(self.shapes[data]), 0
            for value in node.output:
                axis = next(self.gone[one][0] for one in [data, *node.output] if one in self.gone)
                start, size = (at, self.shapes[value][along]) if axis == along else (0, 1 << 60)
                self.both(value, data, lambda i, s=start: [i + s], axis,
                          lambda j, s=start, n=size: [j - s] if s <= j < s + n else [], axis)
                if value in self.gone and not self.gone[value][1]:
                    del self.gone[value]
                at += self.shapes[value][along]
            return
        if kind == "Transpose":
            order = attribute(node, "perm") or list(range(rank))[::-1]
            if data in self.gone:
                self.reach(out, order.index(self.gone[data][0]), set(self.gone[data][1]))
            if out in self.gone:
                self.reach(data, order[self.gone[out][0]], set(self.gone[out][1]))
            return
        if kind in ("Flatten", "Reshape", "Squeeze", "Unsqueeze") and data in self.gone:
            before, after = self.shapes[data], self.shapes[out]
            axis = self.gone[data][0]
            if before[0] == after[0] == 1 and axis == 1 and len(after) >= 2 and after[1] % before[1] == 0:
                each = after[1] // before[1]
                return self.both(data, out, lambda i: range(i * each, (i + 1) * each), 1, lambda j: [j // each], 1)
        if kind == "ReduceMean" and attribute(node, "axes") in ([2, 3], [-2, -1], [-1, -2]):
            return self.both(data, out, lambda i: [i], 1, lambda j: [j], 1)
        raise CannotFollow(kind)

    def lost(self, value):
        return len(self.gone[value][1]) if value in self.gone else 0

    def shorten(self, node, i, *axes):
        """The input becomes a parameter so much shorter along (axis, lost), where it has that axis."""
        if i >= len(node.input) or not node.input[i] or not any(lost for _, lost in axes):
            return
        dims = list(self.shapes[node.input[i]])
        for axis, lost in axes:
            dims[axis] -= lost
        name = node.input[i] + "/" + "x".join(map(str, dims))
        if name not in self.made:
            self.made.add(name)
            tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=dims, data_location=TensorProto.EXTERNAL)
            tensor.external_data.add(key="location", value="missing.bin")
            self.graph.initializer.append(tensor)
        node.input[i] = name

    def write(self, file):
        """The file without what `follow` found."""
        model = onnx.ModelProto()
        model.CopyFrom(self.model)
        self.graph, self.made = model.graph, set()
        for node in self.graph.node:
            self.change(node)
        used = {value for node in self.graph.node for value in node.input} | {one.name for one in self.graph.output}
        kept = [tensor for tensor in self.graph.initializer if tensor.name in used]
        inputs = [one for one in self.graph.input if one.name in used or one.name not in self.parameters]
        del self.graph.initializer[:], self.graph.input[:]
        self.graph.initializer.extend(kept)
        self.graph.input.extend(inputs)
        shape_inference.infer_shapes(model, strict_mode=True, check_type=True)
        file.write(model.SerializeToString())
        file.flush()

    def change(self, node):
        less, more = (self.lost(node.input[0]) if node.input else 0), self.lost(node.output[0])
        kind = node.op_type
        if kind in ("Conv", "ConvTranspose") and less + more > 0:
            depthwise = attribute(node, "group", 1) > 1
            self.shorten(node, 1, *([(0, less), (1, more)] if kind == "ConvTranspose" else
                                    [(0, more), (1, 0 if depthwise else less)]))
            self.shorten(node, 2, (0, more))
            if depthwise:
                kept = [one for one in node.attribute if one.name != "group"]
                group = attribute(node, "group") - less
                del node.attribute[:]
                node.attribute.extend(kept + [helper.make_attribute("group", group)])
        elif kind in ("Gemm", "MatMul") and less + more > 0:
            turned = attribute(node, "transB", 0)
            self.shorten(node, 1, (1, less) if turned else (0, less), (0, more) if turned else (1, more))
            if len(node.input) > 2 and self.shapes[node.input[2]]:
                self.shorten(node, 2, (-1, more))
        elif kind in ("BatchNormalization", "InstanceNormalization") and more > 0:
            for i in range(1, len(node.input)):
                self.shorten(node, i, (0, more))
        elif kind in BROADCAST and more > 0:
            axis = self.gone[node.output[0]][0] - len(self.shapes[node.output[0]])
            for i, value in enumerate(node.input):
                if value in self.parameters and len(self.shapes[value]) >= -axis and self.shapes[value][axis] != 1:
                    self.shorten(node, i, (axis, more))
        elif kind == "Split" and less > 0:
            self.resplit(node)
        elif kind == "Reshape" and more > 0:
            dims = list(self.shapes[node.output[0]])
            dims[self.gone[node.output[0]][0]] -= more
            name = node.output[0] + "/shape"
            self.graph.initializer.append(helper.make_tensor(name, TensorProto.INT64, [len(dims)], dims))
            node.input[1] = name

    def resplit(self, node):
        along = attribute(node, "axis", 0)
        sizes = [self.shapes[value][along] - self.lost(value) for value in node.output]
        if len(node.input) > 1:
            name = node.output[0] + "/sizes"
            self.graph.initializer.append(helper.make_tensor(name, TensorProto.INT64, [len(sizes)], sizes))
            node.input[1] = name
            return
        kept = [one for one in node.attribute if one.name != "split"]
        del node.attribute[:]
        node.attribute.extend(kept + [helper.make_attribute("split", sizes)])


def check(tool, board, path):
    """(rows that agree, rows that are not followed here, rows without figures, what disagrees)."""
    answer = run(tool, "sensitivity", "--json", f"--board={board}", path)
    whole = run(tool, "--format=json", f"--board={board}", path)["totals"]
    network = Network(path)
    agree, unfollowed, without, wrong = 0, collections.Counter(), 0, []
    for row in answer["groups"]:
        if row["unknown"] is not None:
            without += 1
            continue
        try:
            network.follow(network.names[row["layers"][0]], row["last"])
            with tempfile.NamedTemporaryFile(suffix=".onnx") as file:
                network.write(file)
                totals = run(tool, "--format=json", f"--board={board}", file.name)["totals"]
        except CannotFollow as reason:
            unfollowed[str(reason)] += 1
            continue
        except (KeyError, StopIteration, RuntimeError, ValueError, onnx.shape_inference.InferenceError) as error:
            wrong.append(f"{path} {row['layers'][0]}: the shortened file is broken: {error!r}")
            continue
        pairs = {"energy_j": "energy_per_channel_j", "macs": "macs_per_channel", "params": "params_per_channel"}
        off = [f"{key}: row {row[of]:g}, files {whole[key] - totals[key]:g}" for key, of in pairs.items()
               if row[of] is not None and whole[key] is not None and totals[key] is not None
               and abs(whole[key] - totals[key] - row[of]) > 1e-6 * abs(whole[key])]
        agree += not off
        if off:
            wrong.append(f"{path} {row['layers'][0]} channel {row['last']}: " + "; ".join(off))
    return agree, unfollowed, without, wrong


def main():
    tool, named = sys.argv[1], sys.argv[2:]
    folder = pathlib.Path(os.environ.get("ENERGY_OPT_EXTRA_DATA", "")) / "models"
    paths = [pathlib.Path(name) for name in named] or [folder / name for name in NETWORKS]
    paths = [path for path in paths if path.is_file()]
    if not paths:
        print("skipped: no networks (set ENERGY_OPT_EXTRA_DATA)")
        return 77
    failures = []
    for path in paths:
        agree, unfollowed, without, wrong = check(tool, BOARDS / "jetson-nano.yaml", path)
        print(f"{path.name}: {agree} rows as the shortened files say, {len(wrong)} not; {without} without figures; "
              f"not followed here: {dict(unfollowed) or 'none'}")
        failures += wrong
    for line in failures[:20]:
        print(line)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
