#include "lib/lint/NetworkEdit.h"

#include "lib/lint/ChannelClasses.h"
#include "lib/lint/ConvLayer.h"
#include "lib/support/Checked.h"
#include "lib/support/Error.h"
#include "lib/support/Spelling.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/STLExtras.h"

namespace eo {

namespace {
/// The node of that name.
llvm::Expected<NodeId> nodeNamed(Graph const &graph, std::string const &name) {
  NodeId found;
  for (NodeId id : graph.main().nodes) {
    if (graph.node(id).name != name)
      continue;
    if (found.valid())
      return usageError("edit: several layers are called '{}'", printable(name, 80));
    found = id;
  }
  if (found.valid())
    return found;
  std::vector<std::string> known;
  for (NodeId id : graph.main().nodes)
    known.push_back(graph.node(id).name.str());
  return usageError("edit: no layer '{}'{}", printable(name, 80), didYouMean(name, known));
}

llvm::Expected<ConvLayer> convolutionNamed(LintedNetwork const &network, std::string const &name) {
  llvm::Expected<NodeId> id = nodeNamed(network.graph, name);
  if (!id)
    return id.takeError();
  std::optional<ConvLayer> conv = convLayer(network, *id);
  if (!conv)
    return usageError("edit of '{}': it is no convolution in two dimensions whose sizes are known", name);
  return *conv;
}

/// Grows the padding along the axis by what the kernel grows; false where that is odd or would be less than nothing.
bool pad(ConvLayer const &conv, size_t axis, int64_t wanted, std::vector<int64_t> &pads) {
  std::optional<int64_t> grown = checkedSub(wanted, conv.kernel[axis]);
  grown = grown ? checkedMul(*grown, conv.dilation[axis]) : std::nullopt;
  if (!grown || *grown % 2 != 0)
    return false;
  std::optional<int64_t> before = checkedAdd(pads[axis], *grown / 2),
                         behind = checkedAdd(pads[axis + 2], *grown / 2);
  if (!before || !behind || *before < 0 || *behind < 0)
    return false;
  pads[axis] = *before, pads[axis + 2] = *behind;
  return true;
}

/// Another kernel for the convolution.
llvm::Expected<SizeChanges> kernelChange(LintedNetwork const &network, ConvLayer const &conv,
                                         int64_t wanted) {
  Node const &node = *conv.node;
  TensorType const &type = network.annotations.get<InferredTypes>().types[node.inputs[1]];
  std::vector<int64_t> pads(4, 0), dims;
  if (llvm::ArrayRef<int64_t> given = node.ints("pads"); given.size() == 4)
    pads = given.vec();
  llvm::StringRef padding = node.stringOr("auto_pad", "NOTSET");
  bool follows = padding == "SAME_UPPER" || padding == "SAME_LOWER"; // whatever the kernel
  if (!type.isStatic() || type.rank() != 4)
    return usageError("edit of '{}': the sizes of its weights are not known", node.name.str());
  for (size_t axis = 0; axis < 2; ++axis) {
    bool fits = follows || (padding != "VALID" && pad(conv, axis, wanted, pads));
    if (!fits && wanted != conv.kernel[axis])
      return usageError("edit of '{}': with a kernel of {} in the place of {} no padding keeps its sizes",
                        node.name.str(), wanted, extentText(conv.kernel));
  }
  for (SymInt const &dim : *type.shape)
    dims.push_back(dim.value());
  dims[2] = dims[3] = wanted;
  SizeChanges changes;
  changes.resize(node.id, 1, type.element, dims);
  if (node.has("kernel_shape"))
    changes.set(node.id, "kernel_shape", std::vector<int64_t>{wanted, wanted});
  if (!follows)
    changes.set(node.id, "pads", std::move(pads));
  return changes;
}

/// Parameters take the place of parameters: what nodes compute (weights that are stored as int8) would be lost.
llvm::Error checkParameters(Graph const &graph, std::string const &asked, SizeChanges const &changes) {
  for (SizeChanges::Operand const &operand : changes.operands) {
    Node const &node = graph.node(operand.node);
    ValueId before = node.input(operand.input);
    if (NodeId maker = before.valid() ? graph.value(before).producer : NodeId(); maker.valid())
      return usageError("edit of '{}': '{}' computes parameters of '{}'", asked, graph.node(maker).name.str(),
                        node.name.str());
  }
  return llvm::Error::success();
}

/// One edit of an analysed network.
class Step {
public:
  Step(LintedNetwork const &analysed, NetworkEdit const &wanted)
      : network(analysed), graph(analysed.graph), edit(analysed.graph), asked(wanted) {}

  llvm::Expected<Graph> run() {
    if (llvm::Error error = asked.kind == NetworkEdit::Kind::Without ? leaveOut() : changeSizes())
      return error;
    return std::move(edit).build();
  }

private:
  llvm::Error changeSizes() {
    std::optional<ChannelClasses> classes;
    llvm::Expected<SizedEdit> sized = sizedEdit(network, classes, asked);
    if (!sized)
      return sized.takeError();
    edit.apply(sized->changes);
    return llvm::Error::success();
  }

  llvm::Error leaveOut() {
    std::vector<NodeId> ids;
    for (std::string const &name : asked.nodes) {
      llvm::Expected<NodeId> id = nodeNamed(graph, name);
      if (!id)
        return id.takeError();
      ids.push_back(*id);
    }
    Node const &first = graph.node(ids.front()), &last = graph.node(ids.back());
    if (!first.hasInput(0) || !last.hasOutput(0))
      return usageError("edit: '{}' reads nothing that could take the place of '{}'", asked.nodes.front(),
                        asked.nodes.back());
    for (NodeId id : ids)
      if (llvm::Error error = checkReaders(graph.node(id), last.outputs[0], ids))
        return error;
    auto const &types = network.annotations.get<InferredTypes>().types;
    if (types[first.inputs[0]].str() != types[last.outputs[0]].str())
      return usageError("edit: without '{}' {} stands where {} was", llvm::join(asked.nodes, "', '"),
                        types[first.inputs[0]].str(), types[last.outputs[0]].str());
    for (NodeId id : ids)
      edit.remove(id);
    edit.replaceUses(last.outputs[0], first.inputs[0]);
    return llvm::Error::success();
  }

  /// Nobody but the nodes that go may read what is between them.
  llvm::Error checkReaders(Node const &node, ValueId kept, llvm::ArrayRef<NodeId> going) const {
    if (llvm::any_of(node.attributes,
                     [](Attribute const &one) { return std::holds_alternative<BodyId>(one.value); }))
      return usageError("edit: '{}' ({}) has a body and cannot be left out", node.name, node.opType);
    for (ValueId output : node.outputs) {
      if (!output.valid() || output == kept)
        continue;
      for (NodeId user : graph.users(output))
        if (!llvm::is_contained(going, user))
          return usageError("edit: '{}' reads what '{}' computes, which is left out", graph.node(user).name,
                            node.name);
      if (llvm::is_contained(graph.main().outputs, output))
        return usageError("edit: '{}' computes an output of the network", node.name);
    }
    return llvm::Error::success();
  }

  LintedNetwork const &network;
  Graph const &graph;
  GraphEdit edit;
  NetworkEdit const &asked;
};
} // namespace

llvm::Expected<SizedEdit> sizedEdit(LintedNetwork const &network, std::optional<ChannelClasses> &classes,
                                    NetworkEdit const &asked) {
  std::string const &name = asked.nodes.front();
  llvm::Expected<ConvLayer> conv = convolutionNamed(network, name);
  if (!conv)
    return conv.takeError();
  SizedEdit result;
  if (asked.kind == NetworkEdit::Kind::Kernel) {
    llvm::Expected<SizeChanges> changes = kernelChange(network, *conv, asked.value);
    if (!changes)
      return changes.takeError();
    result.changes = std::move(*changes);
  } else {
    if (!classes)
      classes.emplace(network);
    ChannelClasses::Resize resize = classes->resize(conv->node->outputs[0], asked.value);
    if (!resize.problem.empty())
      return usageError("edit of '{}': it cannot have {} channels: {}", name, asked.value, resize.problem);
    result.changes = std::move(resize.changes);
    if (resize.each == 1)
      result.row = resize.rows.front();
  }
  if (llvm::Error error = checkParameters(network.graph, name, result.changes))
    return error;
  return result;
}

llvm::Expected<EditedNetwork> EditedNetwork::make(Graph const &original, Annotations const &analysed,
                                                  DimBindings const &bindings,
                                                  llvm::ArrayRef<NetworkEdit> edits,
                                                  Estimator const &estimator) {
  EditedNetwork result(original);
  Report const none;
  std::optional<Annotations> edited; // of what the edits before came to
  for (NetworkEdit const &asked : edits) {
    if (!result.steps.empty()) {
      DiagnosticEngine ignored;
      llvm::Expected<Annotations> again = estimator.analyze(result.graph(), bindings, nullptr, ignored);
      if (!again)
        return again.takeError();
      edited = std::move(*again);
    }
    llvm::Expected<Graph> next =
        Step({result.graph(), bindings, nullptr, edited ? *edited : analysed, none, estimator}, asked).run();
    if (!next)
      return next.takeError();
    result.steps.push_back(std::make_unique<Graph>(std::move(*next)));
  }
  return result;
}

} // namespace eo
