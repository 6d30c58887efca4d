//===- ChannelCoupling.cpp - which channels a node makes one ------------------------------------------===//
#include "lib/lint/ChannelClasses.h"

#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

namespace eo {

namespace {
class Coupling {
public:
  Coupling(LintedNetwork const &linted, ChannelTable &channelTable)
      : network(linted), graph(linted.graph), table(channelTable),
        types(linted.annotations.get<InferredTypes>().types), roles(linted.annotations.get<NodeRoles>()) {}

  void run() {
    for (NodeId id : graph.main().nodes)
      visit(graph.node(id));
    for (ValueId output : graph.main().outputs)
      if (output.valid())
        table.block(output, "the network's output has them");
    for (Value const &value : graph.values())
      if (table.tracked(value.id))
        for (NodeId user : graph.users(value.id))
          if (graph.node(user).body != graph.main().id)
            refuse(graph.node(user), value.id, "reads");
  }

private:
  int64_t dim(ValueId value, size_t axis) const { return (*types[value].shape)[axis].value(); }
  bool isStatic(ValueId value) const { return value.valid() && types[value].isStatic(); }
  bool isParameter(ValueId value) const {
    return isStatic(value) && (roles.isParameter[value] != 0 || roles.isConstant[value] != 0);
  }
  bool reads(Node const &node) const {
    return llvm::any_of(node.inputs, [&](ValueId input) { return table.tracked(input); });
  }

  void refuse(Node const &node, ValueId value, llvm::StringRef what) {
    table.block(value, fmt::format("'{}' ({}) {} them", node.name, node.opType, what));
  }
  /// The node does not say what becomes of its channels: none that it reads can go, and its own are no channels.
  void refuse(Node const &node) {
    for (ValueId input : node.inputs)
      if (input.valid())
        refuse(node, input, "reads");
    for (ValueId output : node.outputs)
      if (output.valid())
        refuse(node, output, "computes");
  }

  void mergeAll(ValueId one, ValueId other, int64_t from = 0) {
    for (int64_t i = 0; i < table.count(one); ++i)
      table.merge(one, i, other, from + i);
  }

  void visit(Node const &node) {
    if (makesChannels(network, node))
      return layer(node);
    if (!reads(node) || node.kind == OpKind::Shape || node.kind == OpKind::Size)
      return;
    if (!node.hasInput(0) || !node.hasOutput(0) || !isStatic(node.outputs[0]))
      return refuse(node);
    OpClass op = opClass(node.kind);
    if (op == OpClass::Elementwise || op == OpClass::Activation)
      return elementwise(node);
    if (node.kind == OpKind::Concat)
      return concat(node);
    if (!table.tracked(node.inputs[0])) // only an operand beside the data has channels
      return refuse(node);
    if (node.kind == OpKind::Split)
      return split(node);
    if (node.kind == OpKind::Transpose)
      return transpose(node);
    if (node.kind == OpKind::Flatten || node.kind == OpKind::Reshape || node.kind == OpKind::Squeeze ||
        node.kind == OpKind::Unsqueeze)
      return reshape(node);
    if (op == OpClass::Reduction)
      return reduce(node);
    passThrough(node);
  }

  // --- layers that make channels -------------------------------------------------------------------------

  void layer(Node const &node) {
    ValueId input = node.inputs[0], output = node.outputs[0];
    bool matrix = node.kind == OpKind::MatMul || node.kind == OpKind::Gemm;
    size_t axis = matrix ? types[output].rank() - 1 : 1;
    if (!table.track(output, axis))
      return refuse(node);
    if (table.tracked(input) && table.axis(input) != (matrix ? types[input].rank() - 1 : 1))
      return refuse(node);
    if (node.hasInput(2) && !isParameter(node.inputs[2]))
      return refuse(node);
    if (!matrix)
      groups(node);
    shareWeights(node);
  }

  /// Channels of a depthwise layer are those of its input; of other groups one channel of each goes.
  void groups(Node const &node) {
    ValueId input = node.inputs[0], output = node.outputs[0];
    int64_t group = node.intOr("group", 1), in = dim(input, 1), out = dim(output, 1);
    if (group == 1)
      return;
    if (group < 1 || in % group != 0 || out % group != 0 || node.kind != OpKind::Conv)
      return refuse(node);
    if (group == in) {
      if (!table.tracked(input))
        return table.block(output, "the network's input has them");
      for (int64_t i = 0; i < out; ++i)
        table.merge(input, i / (out / in), output, i);
      return;
    }
    for (ValueId value : {input, output}) {
      int64_t each = dim(value, 1) / group;
      for (int64_t i = each; i < table.count(value); ++i)
        table.merge(value, i % each, value, i);
    }
  }

  /// Layers with the same weights have the same channels on both sides.
  void shareWeights(Node const &node) {
    ValueId weight = node.inputs[1];
    for (NodeId user : graph.users(weight)) {
      Node const &other = graph.node(user);
      if (other.id == node.id)
        break; // those behind it do this when they are visited
      bool alike = other.kind == node.kind && other.body == node.body && other.input(1) == weight;
      ValueId in = other.input(0), out = other.output(0);
      if (!alike || !table.tracked(out) || table.count(out) != table.count(node.outputs[0]) ||
          table.count(in) != table.count(node.inputs[0])) {
        refuse(node);
        refuse(other);
        continue;
      }
      mergeAll(out, node.outputs[0]);
      if (table.tracked(in))
        mergeAll(in, node.inputs[0]);
    }
  }

  // --- nodes that hand channels on -----------------------------------------------------------------------

  void elementwise(Node const &node) {
    ValueId output = node.outputs[0];
    size_t rank = types[output].rank();
    std::optional<size_t> axis;
    if (node.kind == OpKind::RotaryEmbedding || node.kind == OpKind::CumSum || node.kind == OpKind::CumProd)
      return refuse(node);
    for (ValueId input : node.inputs) {
      if (!input.valid())
        continue;
      if (!isStatic(input) || types[input].rank() > rank)
        return refuse(node);
      if (!table.tracked(input) || (table.count(input) == 1 && node.inputs.size() > 1))
        continue;
      size_t own = table.axis(input) + (rank - types[input].rank());
      if (axis && *axis != own)
        return refuse(node);
      axis = own;
    }
    if (!axis)
      return refuse(node);
    int64_t channels = dim(output, *axis);
    for (ValueId input : node.inputs)
      if (std::optional<size_t> own = input.valid() ? alignedAxis(types[input], rank, *axis) : std::nullopt)
        if (dim(input, *own) != 1 && !isParameter(input) &&
            (!table.tracked(input) || table.count(input) != channels))
          return refuse(node);
    if (!table.track(output, *axis))
      return refuse(node);
    for (ValueId input : node.inputs)
      if (input.valid() && table.tracked(input) && table.count(input) == channels)
        mergeAll(input, output);
  }

  void concat(Node const &node) {
    ValueId output = node.outputs[0];
    size_t rank = types[output].rank();
    int64_t along = node.intOr("axis", 1);
    along += along < 0 ? static_cast<int64_t>(rank) : 0;
    std::optional<size_t> axis;
    for (ValueId input : node.inputs) {
      if (!isStatic(input) || types[input].rank() != rank ||
          (table.tracked(input) && axis && table.axis(input) != *axis))
        return refuse(node);
      if (table.tracked(input))
        axis = table.axis(input);
    }
    bool sideBySide = static_cast<int64_t>(*axis) == along;
    for (ValueId input : node.inputs)
      if (!sideBySide && !table.tracked(input) && !isParameter(input))
        return refuse(node);
    if (!table.track(output, *axis))
      return refuse(node);
    int64_t from = 0;
    for (ValueId input : node.inputs) {
      if (table.tracked(input))
        mergeAll(input, output, from);
      from += sideBySide ? dim(input, *axis) : 0;
    }
  }

  void split(Node const &node) {
    ValueId input = node.inputs[0];
    int64_t along = node.intOr("axis", 0), from = 0;
    along += along < 0 ? static_cast<int64_t>(types[input].rank()) : 0;
    for (ValueId output : node.outputs)
      if (!isStatic(output))
        return refuse(node);
    for (ValueId output : node.outputs) {
      if (!table.track(output, table.axis(input)))
        return refuse(node);
      for (int64_t i = 0; i < table.count(output); ++i)
        table.merge(output, i, input, from + i);
      from += along == static_cast<int64_t>(table.axis(input)) ? table.count(output) : 0;
    }
  }

  void transpose(Node const &node) {
    ValueId input = node.inputs[0], output = node.outputs[0];
    llvm::ArrayRef<int64_t> order = node.ints("perm");
    size_t rank = types[output].rank(), axis = rank - 1 - table.axis(input);
    if (!order.empty())
      axis = static_cast<size_t>(llvm::find(order, static_cast<int64_t>(table.axis(input))) - order.begin());
    if (axis >= rank || !table.track(output, axis))
      return refuse(node);
    mergeAll(input, output);
  }

  /// The output axis before which as many elements stand as before the channels, and which holds whole channels: C, or
  /// C times what follows.
  void reshape(Node const &node) {
    ValueId input = node.inputs[0], output = node.outputs[0];
    int64_t channels = table.count(input), before = 1, behind = 1;
    for (size_t i = 0; i < types[input].rank(); ++i)
      (i < table.axis(input) ? before : behind) *= dim(input, i); // `behind` with the channels
    int64_t stand = 1;
    for (size_t axis = 0; axis < types[output].rank(); ++axis) {
      int64_t here = dim(output, axis);
      if (stand == before && here > 1 && here % channels == 0 && behind % here == 0) {
        bool shapeStays = node.kind == OpKind::Reshape && !node.hasInput(1); // an attribute before opset 5
        if (shapeStays || !table.track(output, axis))
          break;
        int64_t columns = here / channels;
        for (int64_t i = 0; i < here; ++i)
          table.merge(input, i / columns, output, i);
        return;
      }
      stand *= here;
    }
    refuse(node);
  }

  void reduce(Node const &node) {
    ValueId input = node.inputs[0], output = node.outputs[0];
    size_t axis = table.axis(input);
    if (node.kind == OpKind::ArgMax || node.kind == OpKind::ArgMin || table.count(input) == 1)
      return refuse(node);
    if (types[output].rank() < types[input].rank()) { // dimensions go
      std::vector<int64_t> gone = node.ints("axes").vec();
      if (node.hasInput(1) && network.annotations.get<InferredTypes>().constants[node.inputs[1]])
        for (SymInt const &one : network.annotations.get<InferredTypes>().constants[node.inputs[1]]->ints)
          gone.push_back(one.tryValue().value_or(0));
      auto rank = static_cast<int64_t>(types[input].rank());
      size_t before = 0;
      for (int64_t &one : gone) {
        one += one < 0 ? rank : 0;
        before += one < static_cast<int64_t>(axis) ? 1 : 0;
      }
      if (gone.size() != types[input].rank() - types[output].rank())
        return refuse(node);
      if (llvm::is_contained(gone, static_cast<int64_t>(axis)))
        return; // as below
      axis -= before;
    }
    if (dim(output, axis) == 1)
      return; // summed up over the channels: however many
    if (dim(output, axis) != table.count(input) || !table.track(output, axis))
      return refuse(node);
    mergeAll(input, output);
  }

  /// Whether the channels on that axis of its input are those of its output, where the sizes are the same.
  bool handsOn(Node const &node, size_t axis) const {
    using enum OpKind;
    static constexpr OpKind onTheSecondAxis[] = {AveragePool,
                                                 MaxPool,
                                                 LpPool,
                                                 GlobalAveragePool,
                                                 GlobalMaxPool,
                                                 GlobalLpPool,
                                                 BatchNormalization,
                                                 InstanceNormalization,
                                                 LRN};
    static constexpr OpKind onAnyAxis[] = {Softmax,  LogSoftmax, QuantizeLinear, DequantizeLinear,
                                           Identity, Dropout,    Resize,         Upsample,
                                           Pad,      Slice};
    if (node.kind == LayerNormalization) {
      int64_t from = node.intOr("axis", -1), last = static_cast<int64_t>(types[node.inputs[0]].rank()) - 1;
      return static_cast<int64_t>(axis) == last && (from == -1 || from == last);
    }
    return llvm::is_contained(onTheSecondAxis, node.kind) ? axis == 1 && !node.hasOutput(1)
                                                          : llvm::is_contained(onAnyAxis, node.kind);
  }

  /// The same channels on the same axis.
  void passThrough(Node const &node) {
    ValueId input = node.inputs[0], output = node.outputs[0];
    size_t axis = table.axis(input);
    bool known = handsOn(node, axis);
    for (size_t i = 1; i < node.inputs.size(); ++i)
      known &= !node.inputs[i].valid() || isParameter(node.inputs[i]) || node.kind == OpKind::Resize ||
               node.kind == OpKind::Slice || node.kind == OpKind::Pad;
    if (!known || types[output].rank() != types[input].rank() || dim(output, axis) != table.count(input) ||
        !table.track(output, axis))
      return refuse(node);
    mergeAll(input, output);
  }

  LintedNetwork const &network;
  Graph const &graph;
  ChannelTable &table;
  TypeMap const &types;
  NodeRoles const &roles;
};
} // namespace

bool makesChannels(LintedNetwork const &network, Node const &node) {
  auto const &types = network.annotations.get<InferredTypes>().types;
  auto const &roles = network.annotations.get<NodeRoles>();
  if (!node.hasInput(0) || !node.hasInput(1) || !node.hasOutput(0) || !types[node.inputs[0]].isStatic() ||
      !types[node.inputs[1]].isStatic() || !types[node.outputs[0]].isStatic() ||
      roles.isParameter[node.inputs[1]] == 0)
    return false;
  size_t rank = types[node.inputs[1]].rank(), data = types[node.inputs[0]].rank();
  if (node.kind == OpKind::Conv)
    return rank >= 3 && data == rank;
  if (node.kind == OpKind::ConvTranspose)
    return rank >= 3 && data == rank && node.intOr("group", 1) == 1;
  if (node.kind == OpKind::Gemm)
    return rank == 2 && data == 2 && node.intOr("transA", 0) == 0;
  return node.kind == OpKind::MatMul && rank == 2 && data >= 2;
}

std::optional<size_t> alignedAxis(TensorType const &operand, size_t rank, size_t axis) {
  size_t missing = rank - operand.rank();
  return axis < missing ? std::nullopt : std::optional(axis - missing);
}

void coupleChannels(LintedNetwork const &network, ChannelTable &table) { Coupling(network, table).run(); }

} // namespace eo
