//===- TranslateMacs.cpp --------------------------------------------------------------------------===//
//
// The multiply-accumulates of every live node the way another tool would count them (--mac-convention):
//
//   y = Relu(x)      0 macs in eo-mac-1, one per element in onnx-tool
//
#include "lib/support/Error.h"
#include "passes/MacConventions.h"
#include "passes/NodeText.h"
#include "passes/Passes.h"

#include <set>

namespace eo {

static void noteUncovered(PassContext &context, std::set<std::string> const &operators) {
  std::string names;
  for (std::string const &one : operators)
    names += (names.empty() ? "" : ", ") + one;
  if (!names.empty())
    context.diagnostics.warn(DiagCode::NotInConvention, "", "left out of the translated total: " + names);
}

llvm::Error translateMacs(PassContext &context) {
  auto const *chosen = context.annotations.find<ChosenConvention>();
  if (chosen == nullptr)
    return llvm::Error::success();
  auto const &inferred = context.annotations.get<InferredTypes>();
  auto const &roles = context.annotations.get<NodeRoles>();
  auto const &counts = context.annotations.get<MacCounts>();
  TranslatedMacs result{chosen->convention, NodeMap<SymInt>(context.graph)};
  std::set<std::string> uncovered;
  for (Node const &node : context.graph.nodes()) {
    NodeId id = node.id;
    if (roles.roles[id] != NodeRole::Live)
      continue;
    CountContext ofNode{context.graph, inferred, counts.macs, node};
    bool learned = node.hasInput(1) && roles.isParameter[node.inputs[1]] != 0;
    result.macs[id] = macsByConvention(chosen->convention, {ofNode, counts.macs[id], learned});
    bool inTotal = node.body == context.graph.main().id;
    if (inTotal && result.macs[id].isUnknown() && counts.macs[id].isKnown())
      uncovered.insert(node.opType.str());
  }
  noteUncovered(context, uncovered);
  context.annotations.set(std::move(result));
  return llvm::Error::success();
}

std::string describeTranslation(PassContext const &context, Node const &node) {
  auto const *translated = context.annotations.find<TranslatedMacs>();
  return translated == nullptr ? std::string()
                               : fmt::format("{} {}", macConventionName(translated->convention),
                                             translated->macs[node.id].str());
}

} // namespace eo
