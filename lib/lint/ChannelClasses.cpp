#include "lib/lint/ChannelClasses.h"

#include "lib/lint/ConvLayer.h"
#include "llvm/ADT/STLExtras.h"

#include <fmt/format.h>

namespace eo {

ChannelClasses::ChannelClasses(LintedNetwork const &linted)
    : network(linted), table(linted.graph, linted.annotations.get<InferredTypes>().types) {
  coupleChannels(network, table);
  all = table.rows();
}

int64_t ChannelClasses::mostRemovable(ChannelRow const &row) const {
  int64_t most = row.channels;
  for (auto const &[value, each] : row.values)
    most = std::min(most, (table.count(value) - 1) / each);
  return most;
}

namespace {
/// New sizes for everything that holds channels of a row.
class ChannelChange {
public:
  ChannelChange(LintedNetwork const &network, ChannelTable const &channelTable, ChannelRow const &changed,
                int64_t many)
      : graph(network.graph), table(channelTable), inferred(network.annotations.get<InferredTypes>()),
        types(inferred.types), roles(network.annotations.get<NodeRoles>()), row(changed), more(many) {}

  SizeChanges run() {
    for (auto const &held : row.values)
      changes.resized.push_back(held.first);
    for (NodeId id : touched())
      change(graph.node(id));
    return std::move(changes);
  }

private:
  /// How many more the value has.
  int64_t of(ValueId value) const {
    auto found = llvm::partition_point(row.values, [&](auto const &held) { return held.first < value; });
    return found == row.values.end() || found->first != value ? 0 : more * found->second;
  }

  /// Nodes of the main graph that make or read values of the row.
  std::vector<NodeId> touched() const {
    std::vector<NodeId> found;
    auto add = [&](NodeId id) {
      if (graph.node(id).body == graph.main().id)
        found.push_back(id);
    };
    for (auto const &held : row.values) {
      if (NodeId producer = graph.value(held.first).producer; producer.valid())
        add(producer);
      llvm::for_each(graph.users(held.first), add);
    }
    llvm::sort(found);
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
  }

  void change(Node const &node) {
    OpClass op = opClass(node.kind);
    if (node.kind == OpKind::Conv || node.kind == OpKind::ConvTranspose)
      convolution(node);
    else if (node.kind == OpKind::Gemm || node.kind == OpKind::MatMul)
      matrix(node);
    else if (op == OpClass::Elementwise || op == OpClass::Activation || node.kind == OpKind::Concat)
      spreadOperands(node);
    else if (op == OpClass::Normalization || op == OpClass::Quantization)
      for (size_t i = 1; i < node.inputs.size(); ++i)
        resize(node, i, {{0, of(node.outputs[0])}}, table.count(node.outputs[0]));
    else if (node.kind == OpKind::Split)
      splitSizes(node);
    else if (node.kind == OpKind::Reshape)
      sizesInput(node, 1);
    else if (node.kind == OpKind::Resize && node.hasInput(3))
      sizesInput(node, 3);
  }

  void convolution(Node const &node) {
    int64_t in = of(node.inputs[0]), out = of(node.outputs[0]), group = node.intOr("group", 1);
    bool depthwise = group > 1 && group == table.count(node.inputs[0]);
    if (node.kind == OpKind::ConvTranspose)
      resize(node, 1, {{0, in}, {1, out}});
    else
      resize(node, 1, {{0, out}, {1, depthwise ? 0 : in / group}});
    resize(node, 2, {{0, out}});
    if (depthwise)
      changes.set(node.id, "group", group + in);
  }

  void matrix(Node const &node) {
    int64_t in = of(node.inputs[0]), out = of(node.outputs[0]);
    bool turned = node.kind == OpKind::Gemm && node.intOr("transB", 0) != 0;
    resize(node, 1, {{turned ? 1 : 0, in}, {turned ? 0 : 1, out}});
    if (node.hasInput(2) && types[node.inputs[2]].rank() > 0)
      resize(node, 2, {{types[node.inputs[2]].rank() - 1, out}}, table.count(node.outputs[0]));
  }

  /// Parameters that are spread over the channels of the output.
  void spreadOperands(Node const &node) {
    ValueId output = node.outputs[0];
    for (size_t i = 0; i < node.inputs.size(); ++i)
      if (ValueId input = node.inputs[i]; input.valid() && !table.tracked(input) && of(output) != 0)
        if (std::optional<size_t> axis = alignedAxis(types[input], types[output].rank(), table.axis(output));
            axis && (roles.isParameter[input] != 0 || roles.isConstant[input] != 0))
          resize(node, i, {{*axis, of(output)}}, table.count(output));
  }

  /// A new parameter for the input, so much larger along these axes; nothing where it has not `only` elements along the first
  /// of them (0: whatever it has).
  void resize(Node const &node, size_t i, std::vector<std::pair<size_t, int64_t>> const &axes,
              int64_t only = 0) {
    if (!node.hasInput(i) || llvm::all_of(axes, [](auto const &one) { return one.second == 0; }))
      return;
    TensorType const &type = types[node.inputs[i]];
    std::vector<int64_t> dims;
    for (SymInt const &dim : *type.shape)
      dims.push_back(dim.value());
    if (axes.front().first >= dims.size() || (only != 0 && dims[axes.front().first] != only))
      return;
    for (auto const &[axis, grown] : axes)
      dims[axis] += grown;
    changes.resize(node.id, i, type.element, dims);
  }

  /// What names the output's sizes; -1 and 0 at the channels follow by themselves.
  void sizesInput(Node const &node, size_t i) {
    ValueId output = node.outputs[0];
    auto const &sizes = inferred.constants[node.inputs[i]];
    if (of(output) == 0 || (sizes && sizes->ints.size() == types[output].rank() &&
                            sizes->ints[table.axis(output)].tryValue().value_or(1) <= 0))
      return;
    std::vector<int64_t> dims;
    for (SymInt const &dim : *types[output].shape)
      dims.push_back(dim.value());
    dims[table.axis(output)] += of(output);
    changes.list(node.id, i, std::move(dims));
  }

  void splitSizes(Node const &node) {
    std::vector<int64_t> sizes;
    int64_t along = node.intOr("axis", 0);
    along += along < 0 ? static_cast<int64_t>(types[node.inputs[0]].rank()) : 0;
    if (along != static_cast<int64_t>(table.axis(node.inputs[0])))
      return;
    for (ValueId output : node.outputs)
      sizes.push_back(table.count(output) + of(output));
    if (node.opset < 13) {
      changes.set(node.id, "split", std::move(sizes));
      return;
    }
    changes.set(node.id, "num_outputs", std::monostate());
    changes.list(node.id, 1, std::move(sizes));
  }

  Graph const &graph;
  ChannelTable const &table;
  InferredTypes const &inferred;
  TypeMap const &types;
  NodeRoles const &roles;
  ChannelRow const &row;
  int64_t more;
  SizeChanges changes;
};
} // namespace

SizeChanges ChannelClasses::change(ChannelRow const &row, int64_t more) const {
  return ChannelChange(network, table, row, more).run();
}

ChannelClasses::Resize ChannelClasses::resize(ValueId value, int64_t channels) const {
  Resize result;
  auto refused = [&](std::string why) {
    result.problem = std::move(why);
    return std::move(result);
  };
  result.rows = rowsOf(value);
  result.rows.erase(std::unique(result.rows.begin(), result.rows.end()), result.rows.end());
  if (result.rows.empty())
    return refused(network.graph.value(value).producer.valid() ? "its channels are not known"
                                                               : "the network's input has them");
  for (size_t i : result.rows)
    if (!all[i].problem.empty())
      return refused(all[i].problem);
  if (result.rows.size() > 1)
    return refused("different layers share parts of them");
  ChannelRow const &row = all[result.rows.front()];
  auto held = llvm::find_if(row.values, [&](auto const &one) { return one.first == value; });
  int64_t more = channels - table.count(value);
  if (more % held->second != 0)
    return refused(fmt::format("they go by {}", held->second));
  result.each = held->second;
  result.changes = change(row, more / held->second);
  return result;
}

} // namespace eo
