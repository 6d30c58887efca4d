//===- CheckDimensions.cpp ----------------------------------------------------------------------------===//
//
// An open dimension of the inputs matters where a count depends on it: then figures would be formulas, and
// the user is told which --dim to give. Open dimensions that no count depends on are left alone.
//
#include "lib/pass/NetworkAnnotations.h"
#include "lib/support/Error.h"
#include "lib/support/ShellText.h"
#include "passes/Passes.h"

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

/// A node that cannot run at the sizes the user asks for: what stands behind it has no figures, and the total none either.
static llvm::Error checkSizeAsked(PassContext &context) {
  auto const *given = context.annotations.find<DimBindings>();
  if (given == nullptr || !given->asksForSize())
    return llvm::Error::success();
  for (NodeId id : context.annotations.get<InferredTypes>().refused) {
    if (context.annotations.get<NodeRoles>().roles[id] == NodeRole::Dead)
      continue;
    llvm::StringRef name = context.graph.node(id).name;
    for (Diagnostic const &one : context.diagnostics.diagnostics())
      if (one.code == DiagCode::BadNode && one.node == name)
        return inputError(
            "the network cannot run at the size asked: node '{}': {}; a size may be written into it: "
            "export it anew for this one",
            one.node, one.message);
  }
  return llvm::Error::success();
}

llvm::Error checkDimensions(PassContext &context) {
  if (llvm::Error error = checkSizeAsked(context))
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
