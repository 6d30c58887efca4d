#include "lib/lint/ChannelChange.h"

#include "lib/lint/ConvLayer.h"
#include <fmt/format.h>

namespace eo {

namespace {
class ChannelChange {
public:
  ChannelChange(LintedNetwork const &lintedNetwork, GraphEdit &graphEdit, int64_t newChannels)
      : network(lintedNetwork), graph(network.graph), edit(graphEdit),
        types(network.annotations.get<InferredTypes>().types), roles(network.annotations.get<NodeRoles>()),
        channels(newChannels) {}

  llvm::DenseSet<uint32_t> const &changed() const { return seen; }

  std::string run(ValueId value) {
    old = channelsOf(value);
    if (!old)
      return "its channels are not known";
    reach(value);
    while (!pending.empty() && problem.empty()) {
      ValueId next = pending.back();
      pending.pop_back();
      if (seen.size() > most)
        return "too many layers share its channels";
      follow(next);
    }
    return problem;
  }

private:
  static constexpr size_t most = 256; ///< values; networks that share more are not asked

  Count channelsOf(ValueId value) const {
    TensorType const &type = types[value];
    return type.isStatic() && type.rank() >= 2 ? (*type.shape)[1].tryValue() : std::nullopt;
  }

  void reach(ValueId value) {
    if (seen.insert(value.index).second)
      pending.push_back(value);
  }

  void refuse(Node const &node, llvm::StringRef what) {
    if (problem.empty())
      problem = fmt::format("'{}' ({}) {} them", node.name.str(), node.opType.str(), what.str());
  }

  void follow(ValueId value) {
    NodeId producer = graph.value(value).producer;
    if (!producer.valid()) {
      problem = "the network's input has them";
      return;
    }
    for (ValueId output : graph.main().outputs)
      if (output == value) {
        problem = "the network's output has them";
        return;
      }
    edit.forgetTypesAfter(value);
    Node const &node = graph.node(producer);
    if (std::optional<ConvLayer> conv = convLayer(network, producer); conv && conv->group == 1)
      resize(node, {1, 2}, 0);
    else if (!passThrough(node))
      refuse(node, "computes");
    for (NodeId user : graph.users(value)) {
      Node const &reader = graph.node(user);
      std::optional<ConvLayer> next = convLayer(network, user);
      if (next && next->group == 1 && reader.inputs[0] == value)
        resize(reader, {1}, 1);
      else if (!passThrough(reader))
        refuse(reader, "reads");
    }
  }

  /// New parameters for these inputs of the node, with the new number of channels on that axis.
  void resize(Node const &node, std::initializer_list<size_t> inputs, size_t axis) {
    for (size_t i : inputs) {
      if (!node.hasInput(i))
        continue;
      ValueId now = edit.node(node.id).inputs[i];
      auto known = resized.find(now.index);
      TensorType type = known != resized.end() ? known->second : types[node.inputs[i]];
      if (!type.isStatic() || axis >= type.rank())
        return refuse(node, "has parameters of unknown size for");
      (*type.shape)[axis] = channels;
      std::vector<int64_t> dims;
      for (SymInt const &dim : *type.shape)
        dims.push_back(dim.value());
      ValueId parameter = edit.addParameter(type.element, dims);
      edit.node(node.id).inputs[i] = parameter;
      resized[parameter.index] = std::move(type);
    }
  }

  /// Whether the channels of the node's inputs and output are one and the same; changes what it holds itself
  /// and goes on to its operands.
  bool passThrough(Node const &node) {
    if (!done.insert(node.id.index).second)
      return true;
    if (node.body != graph.main().id || !node.hasInput(0) || !node.hasOutput(0))
      return false;
    std::optional<ConvLayer> conv = convLayer(network, node.id);
    OpClass op = opClass(node.kind);
    if (conv) {
      if (conv->group == 1 || conv->group != conv->in || conv->in != conv->out)
        return false;
      resize(node, {1, 2}, 0);
      setAttribute(edit.node(node.id), "group", channels);
    } else if (node.kind == OpKind::BatchNormalization) {
      resize(node, {1, 2, 3, 4}, 0);
    } else if (op == OpClass::Elementwise) {
      return elementwise(node);
    } else if (op != OpClass::Activation && op != OpClass::Pooling && node.kind != OpKind::Dropout &&
               node.kind != OpKind::Identity) {
      return false;
    }
    reach(node.inputs[0]);
    reach(node.outputs[0]);
    return true;
  }

  /// Operands that are spread over the channels stay; all others have as many.
  bool elementwise(Node const &node) {
    for (ValueId input : node.inputs) {
      if (!input.valid())
        return false;
      bool isParameter = roles.isParameter[input] != 0 || !graph.value(input).producer.valid();
      if (!isParameter && channelsOf(input) == old)
        reach(input);
      else if (types[input].elements() != SymInt(1))
        return false;
    }
    if (types[node.outputs[0]].rank() != types[node.inputs[0]].rank())
      return false;
    reach(node.outputs[0]);
    return true;
  }

  LintedNetwork const &network;
  Graph const &graph;
  GraphEdit &edit;
  ValueMap<TensorType> const &types;
  NodeRoles const &roles;
  int64_t channels;
  Count old;
  std::vector<ValueId> pending;
  llvm::DenseSet<uint32_t> seen, done;
  llvm::DenseMap<uint32_t, TensorType> resized; ///< types of parameters made here
  std::string problem;
};
} // namespace

std::string changeChannels(LintedNetwork const &network, GraphEdit &edit, ValueId value, int64_t channels,
                           llvm::DenseSet<uint32_t> &changed) {
  ChannelChange change(network, edit, channels);
  std::string problem = change.run(value);
  changed.insert(change.changed().begin(), change.changed().end());
  return problem;
}

} // namespace eo
