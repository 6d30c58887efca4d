//===- ApplyLatencies.cpp -------------------------------------------------------------------------------===//
//
// Finds the kernels that the layers of a latency report are, for estimate-energy to put measured times in the
// place of predicted ones. An engine's layer is one or more nodes, named together:
//
//   "conv1 + relu1" 2 ms          kernel of conv1 and relu1: 2 ms, energy times 2 ms / predicted time
//   "a || b" 3 ms                 kernels of a and b, predicted 1 ms and 2 ms: 1 ms and 2 ms
//   "Reformatting CopyNode" 1 ms  the runtime's own: part of the inference, of no kernel
//   "unknown" 1 ms                no node: named in a remark
//
// passes/LayerMatching.h says how names are compared, lib/cost/NetworkCost.h how times are applied.
//
#include "lib/pass/Pass.h"
#include "lib/support/Quantity.h"
#include "passes/LayerMatching.h"
#include "passes/NodeText.h"
#include "passes/Passes.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

namespace eo {

llvm::Error applyLatencies(PassContext &context) {
  auto const *measured = context.annotations.find<MeasuredLatencies>();
  if (measured == nullptr)
    return llvm::Error::success();
  LayerMatches matches = matchLayers(context.graph, context.annotations.get<KernelGroups>(), *measured);
  MatchedLatencies result;
  result.how = matches.how;
  for (uint32_t i = 0; i < measured->layers.size(); ++i) {
    double seconds = measured->layers[i].seconds;
    if (seconds <= 0)
      continue;
    switch (matches.places[i]) {
    case LayerPlace::Kernels:
      result.mappedS += seconds;
      result.times.layers.push_back({seconds, std::move(matches.kernels[i])});
      break;
    case LayerPlace::NoKernel:
      result.mappedS += seconds;
      result.times.betweenS += seconds;
      break;
    case LayerPlace::Inserted:
      result.insertedS += seconds;
      result.times.betweenS += seconds;
      result.inserted.push_back(i);
      break;
    case LayerPlace::Nowhere:
      result.unmappedS += seconds;
      result.unmapped.push_back(i);
      break;
    }
  }
  if (!matches.swallowed.empty())
    result.times.layers.push_back({0, std::move(matches.swallowed)});
  context.annotations.set(std::move(result));
  return llvm::Error::success();
}

std::string describeLatencies(PassContext const &context, Node const &node) {
  auto const *matched = context.annotations.find<MatchedLatencies>();
  uint32_t position = context.annotations.get<KernelGroups>().position[node.id];
  std::string text;
  if (matched == nullptr || position == 0)
    return text;
  for (MeasuredTimes::Layer const &layer : matched->times.layers)
    if (llvm::is_contained(layer.kernels, position - 1))
      text += fmt::format("{}{} measured{}", text.empty() ? "" : ", ", toText(Seconds{layer.seconds}),
                          layer.kernels.size() > 1 ? ", shared" : "");
  return text;
}

} // namespace eo
