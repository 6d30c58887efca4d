//===- CheckDimensions.cpp ----------------------------------------------------------------------------===//
//
// An open dimension of the inputs matters where a count depends on it: then figures would be formulas, and
// the user is told which --dim to give. Open dimensions that no count depends on are left alone.
//
#include "lib/pass/NetworkAnnotations.h"
#include "lib/support/Error.h"
#include "lib/support/ShellText.h"
#include "passes/Passes.h"
#include "llvm/ADT/STLExtras.h"

namespace eo {

static std::set<std::string> symbolsOfCounts(Graph const &graph, MacCounts const &counts,
                                             MemoryTraffic const &traffic) {
  std::set<std::string> names;
  for (NodeId id : graph.main().nodes)
    for (SymInt const *count :
         {&counts.macs[id], &counts.otherOps[id], &traffic.bytesRead[id], &traffic.bytesWritten[id]})
      count->collectSymbols(names);
  return names;
}

/// Whether every size that goes into the node is a number: nothing that is not known can be what it minds.
static bool isSized(InferredTypes const &inferred, Node const &node) {
  return llvm::all_of(node.inputs, [&](ValueId input) {
    return !input.valid() || inferred.types[input].elements().isKnown();
  });
}

/// A node that cannot run, at the sizes the user asks for or at those of the file: what stands behind it has no figures,
/// and the total none either.
static llvm::Error checkRuns(PassContext &context) {
  auto const *given = context.annotations.find<DimBindings>();
  bool asked = given != nullptr && given->asksForSize();
  auto const &inferred = context.annotations.get<InferredTypes>();
  if (!asked && context.annotations.get<BoundInputs>().defaultedBatch)
    return llvm::Error::success(); // a size that nobody gave may be what it minds
  for (NodeId id : inferred.refused) {
    Node const &node = context.graph.node(id);
    if (context.annotations.get<NodeRoles>().roles[id] == NodeRole::Dead ||
        (!asked && !isSized(inferred, node)))
      continue;
    for (Diagnostic const &one : context.diagnostics.diagnostics())
      if (one.code == DiagCode::BadNode && one.node == node.name)
        return asked ? inputError("the network cannot run at the size asked: node '{}': {}; a size may be "
                                  "written into "
                                  "it: export it anew for this one",
                                  one.node, one.message)
                     : inputError("the network cannot run: node '{}': {}", one.node, one.message);
  }
  return llvm::Error::success();
}

llvm::Error checkDimensions(PassContext &context) {
  if (llvm::Error error = checkRuns(context))
    return error;
  auto const &bound = context.annotations.get<BoundInputs>();
  std::set<std::string> used = symbolsOfCounts(context.graph, context.annotations.get<MacCounts>(),
                                               context.annotations.get<MemoryTraffic>());
  std::string names, flags, zeros;
  for (std::string const &name : bound.openNames) {
    if (used.count(name) == 0)
      continue;
    names += (names.empty() ? "'" : ", '") + name + "'";
    flags += " --dim " + shellWord(name + "=V");
    if (context.graph.info().zeroDims.count(name) != 0)
      zeros += " --dim " + shellWord(name + "=0");
  }
  if (names.empty())
    return llvm::Error::success();
  return usageError("the figures depend on open dimensions {}: give{}{}", names, flags,
                    zeros.empty() ? "" : "; the file gives 0, which is taken for open: keep it with" + zeros);
}

} // namespace eo
