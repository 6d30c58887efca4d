#include "passes/WayOut.h"

#include "lib/pass/NetworkAnnotations.h"
#include "lib/support/ShellText.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/STLFunctionalExtras.h"

#include <set>
#include <vector>

namespace eo {

/// Whether the tensor may be one number; a picture is not given as a value.
static bool mayBeOne(PassContext const &context, ValueId id) {
  std::optional<int64_t> elements = context.annotations.get<InferredTypes>().types[id].elements().tryValue();
  return !elements || *elements == 1;
}

/// The way out for control flow that a scalar input of the network decides.
static std::string steeredBy(PassContext const &context, Node const &node) {
  Graph const &graph = context.graph;
  if (opClass(node.kind) != OpClass::ControlFlow || !node.hasInput(0))
    return {};
  ValueId id = node.inputs[0];
  constexpr unsigned longestChain = 16;
  for (unsigned i = 0; i < longestChain; ++i) {
    Value const &value = graph.value(id);
    if (value.source == ValueSource::Input && value.body == graph.main().id && !mayBeOne(context, id))
      return {};
    if (value.source == ValueSource::Input && value.body == graph.main().id)
      return "--value " + shellWord(value.name.str() + "=V") + " says what it is given";
    if (!value.producer.valid())
      return {};
    Node const &producer = graph.node(value.producer);
    auto open = llvm::find_if(producer.inputs, [&](ValueId input) {
      return input.valid() && graph.value(input).constant == nullptr;
    });
    if (open == producer.inputs.end() || opClass(producer.kind) == OpClass::ControlFlow)
      return {};
    id = *open;
  }
  return {};
}

/// Calls `found` with the types and folded elements of what the node is computed from, nearest first, through branches
/// and bodies.
static void lookBack(Graph const &graph, Node const &node, llvm::function_ref<void(ValueId)> found) {
  constexpr size_t most = 256;
  std::vector<ValueId> pending;
  std::set<uint32_t> seen;
  auto visit = [&](ValueId id) {
    if (id.valid() && seen.size() < most && seen.insert(id.index).second)
      pending.push_back(id);
  };
  auto visitNode = [&](Node const &one) {
    llvm::for_each(one.inputs, visit);
    for (Attribute const &attribute : one.attributes)
      if (auto const *body = std::get_if<BodyId>(&attribute.value))
        llvm::for_each(graph.body(*body).outputs, visit);
  };
  visitNode(node);
  for (size_t i = 0; i < pending.size(); ++i) {
    found(pending[i]);
    if (NodeId producer = graph.value(pending[i]).producer; producer.valid())
      visitNode(graph.node(producer));
  }
}

/// The ways to settle the open dimensions of what the node is computed from.
static std::string openSizes(PassContext const &context, Node const &node) {
  auto const *bound = context.annotations.find<BoundInputs>();
  if (bound == nullptr || bound->openNames.empty())
    return {};
  auto const &inferred = context.annotations.get<InferredTypes>();
  std::set<std::string> names;
  lookBack(context.graph, node, [&](ValueId id) {
    if (TensorType const &type = inferred.types[id]; type.hasRank())
      for (SymInt const &dim : *type.shape)
        dim.collectSymbols(names);
  });
  std::string flags;
  for (std::string const &name : bound->openNames)
    if (names.count(name) != 0)
      flags += (flags.empty() ? "--dim " : " --dim ") + shellWord(name + "=V");
  return flags.empty() ? flags : flags + " gives the size that may decide";
}

/// Of a search the sizes that its decoder is declared with: the runtime gives those of each turn.
static std::string sizesOfATurn(Graph const &graph, Node const &search) {
  std::set<std::string> names;
  for (Attribute const &attribute : search.attributes)
    if (auto const *body = std::get_if<BodyId>(&attribute.value))
      for (ValueId formal : graph.body(*body).inputs)
        if (TensorType const &type = graph.value(formal).declared(); type.hasRank())
          for (SymInt const &dim : *type.shape)
            dim.collectSymbols(names);
  std::string flags;
  for (std::string const &name : names)
    flags += (flags.empty() ? "--dim " : " --dim ") + shellWord(name + "=V");
  return flags.empty() ? flags : flags + " gives the sizes of a turn";
}

std::string wayOut(PassContext const &context, Node const &node) {
  using enum OpKind;
  if (node.kind == BeamSearch || node.kind == GreedySearch || node.kind == Sampling)
    return sizesOfATurn(context.graph, node);
  std::string steered = steeredBy(context, node), sized = openSizes(context, node);
  return steered.empty() || sized.empty() ? steered + sized : steered + "; " + sized;
}

} // namespace eo
