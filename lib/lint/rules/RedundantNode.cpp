//===- RedundantNode.cpp ------------------------------------------------------------------------------===//
//
// Layers whose result is what they were given, left behind by exporters:
//
//   y = Identity(x)                                 Dropout at inference, a Concat or Sum of one
//   y = Cast(x), x has that type                    y = Reshape(x), x has that shape
//   t = Transpose(x, p); y = Transpose(t, q)        where q undoes p
//
// One finding for the network with all of them. Which they are is said by canonicalize: they have no energy.
//
#include "lib/lint/CostlyKernels.h"
#include "lib/lint/Rules.h"
#include "lib/pass/CanonicalForm.h"
#include <fmt/format.h>

namespace eo {

std::vector<Finding> rules::redundantNode(LintedNetwork const &network) {
  auto const *form = network.annotations.find<CanonicalForm>();
  if (form == nullptr)
    return {};
  std::map<std::string, size_t> byOp;
  NodeId first;
  for (NodeId id : network.graph.main().nodes) {
    if (form->part[id] != NodePart::Same)
      continue;
    ++byOp[network.graph.node(id).opType.str()];
    first = first.valid() ? first : id;
  }
  if (!first.valid())
    return {};
  std::string kinds;
  for (auto const &[op, count] : byOp)
    kinds += fmt::format("{}{} {}", kinds.empty() ? "" : ", ", count, op);
  Finding finding = findingAt(network, first);
  finding.message = "layers that change nothing: " + kinds;
  return {finding};
}

} // namespace eo
