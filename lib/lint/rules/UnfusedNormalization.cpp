//===- UnfusedNormalization.cpp -----------------------------------------------------------------------===//
//
// A BatchNormalization right behind a convolution is a scale and an offset that its weights and bias can
// hold, and that runtimes put there:
//
//   c = Conv(x, w); y = BatchNormalization(c, …)     y = Conv(x, w', b')
//
// One finding for the network.
//
#include "lib/lint/CostlyKernels.h"
#include "lib/lint/Rules.h"
#include "lib/pass/CanonicalForm.h"
#include <fmt/format.h>

namespace eo {

std::vector<Finding> rules::unfusedNormalization(LintedNetwork const &network) {
  auto const *form = network.annotations.find<CanonicalForm>();
  if (form == nullptr)
    return {};
  size_t count = 0;
  NodeId first;
  for (NodeId id : network.graph.main().nodes) {
    CanonicalUnit const *unit = form->unitOf(id);
    if (network.graph.node(id).kind != OpKind::BatchNormalization || unit == nullptr ||
        opClass(unit->op) != OpClass::Convolution)
      continue;
    ++count;
    first = first.valid() ? first : id;
  }
  if (count == 0)
    return {};
  Finding finding = findingAt(network, first);
  finding.message = fmt::format("{} BatchNormalization{} behind a convolution {} not folded into its weights",
                                count, count == 1 ? "" : "s", count == 1 ? "is" : "are");
  return {finding};
}

} // namespace eo
