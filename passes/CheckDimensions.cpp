//===- CheckDimensions.cpp ----------------------------------------------------------------------------===//
//
// An open dimension of the inputs matters where a count depends on it: then figures would be formulas, and
// the user is told which --dim to give. Open dimensions that no count depends on are left alone.
//
#include "lib/pass/NetworkAnnotations.h"
#include "lib/support/Error.h"
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

llvm::Error checkDimensions(PassContext &context) {
  auto const &bound = context.annotations.get<BoundInputs>();
  std::set<std::string> used = symbolsOfCounts(context.graph, context.annotations.get<MacCounts>(),
                                               context.annotations.get<MemoryTraffic>());
  std::string names, flags;
  for (std::string const &name : bound.openNames) {
    if (used.count(name) == 0)
      continue;
    names += (names.empty() ? "'" : ", '") + name + "'";
    flags += fmt::format(" --dim {}=V", name);
  }
  if (names.empty())
    return llvm::Error::success();
  return usageError("the figures depend on open dimensions {}: give{}", names, flags);
}

} // namespace eo
