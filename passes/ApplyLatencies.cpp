//===- ApplyLatencies.cpp -------------------------------------------------------------------------------===//
//
// Puts measured times in the place of predicted ones where a latency report is given. An engine's layer is
// one or more nodes, named together; its time goes to their kernels by their predicted times, and each kernel
// keeps its predicted power:
//
//   "conv1 + relu1" 2 ms          kernel of conv1 and relu1: 2 ms, energy times 2 ms / predicted time
//   "a || b" 3 ms                 kernels of a and b, predicted 1 ms and 2 ms: 1 ms and 2 ms
//   "Reformatting CopyNode" 1 ms  no node: named in a remark
//
// passes/LayerMatching.h says how names are compared.
//
#include "lib/board/EnergyEstimate.h"
#include "lib/board/KernelGroups.h"
#include "lib/board/MeasuredLatencies.h"
#include "lib/pass/Pass.h"
#include "lib/support/Utf8.h"
#include "passes/LayerMatching.h"
#include "passes/Passes.h"
#include <fmt/format.h>

namespace eo {

namespace {

class LatencyMapper {
public:
  LatencyMapper(PassContext &passContext, MeasuredLatencies const &report, EnergyEstimate &target)
      : context(passContext), measured(report), estimate(target),
        groups(passContext.annotations.get<KernelGroups>()), seconds(groups.kernels.size()) {}

  void run() {
    LayerMatches matches = matchLayers(context.graph, groups, measured);
    for (size_t i = 0; i < measured.layers.size(); ++i) {
      MeasuredLatencies::Layer const &layer = measured.layers[i];
      if (matches.kernels[i].empty() && layer.seconds > 0)
        unmapped.push_back(&layer);
      else if (layer.seconds > 0)
        share(layer.seconds, matches.kernels[i]);
    }
    explain(matches.how);
    size_t predicted = 0;
    for (uint32_t k = 0; k < groups.kernels.size(); ++k)
      predicted += apply(k) ? 0 : 1;
    diagnose(predicted);
  }

private:
  double predictedOf(uint32_t kernel) const {
    return estimate.nodes[groups.kernels[kernel].nodes.front()].latency.value_or(Seconds{0}).value;
  }

  void share(double time, llvm::ArrayRef<uint32_t> kernels) {
    double predicted = 0;
    for (uint32_t kernel : kernels)
      predicted += predictedOf(kernel);
    for (uint32_t kernel : kernels) {
      double part = predicted > 0 ? predictedOf(kernel) / predicted : 1 / static_cast<double>(kernels.size());
      seconds[kernel] = seconds[kernel].value_or(0) + time * part;
    }
  }

  /// Whether the kernel has a measured time, or needs none.
  bool apply(uint32_t kernel) {
    NodeEstimate &node = estimate.nodes[groups.kernels[kernel].nodes.front()];
    if (!seconds[kernel])
      return node.basis == Basis::Free || predictedOf(kernel) == 0;
    if (double predicted = predictedOf(kernel); predicted > 0)
      for (std::optional<Joules> *figure : {&node.energy, &node.base, &node.low, &node.high})
        if (*figure)
          *figure = **figure * (*seconds[kernel] / predicted);
    node.latency = Seconds{*seconds[kernel]};
    node.reason = node.reason.empty() ? "time measured" : node.reason + "; time measured";
    return true;
  }

  void explain(LayerMatching how) {
    if (how == LayerMatching::ByOrder && unmapped.size() < measured.layers.size())
      context.diagnostics.warn(
          DiagCode::LayersByOrder, "",
          fmt::format("no name in {} is a node's: its layers were taken for those of the "
                      "same kind in the same order",
                      measured.source));
    if (how == LayerMatching::Whole)
      context.diagnostics.note(
          DiagCode::LayersByOrder, "",
          fmt::format("{} has one layer, taken for the whole network: kernels share its time as predicted",
                      measured.source));
  }

  void diagnose(size_t predicted) {
    double time = 0, all = 0;
    std::string names;
    for (MeasuredLatencies::Layer const &layer : measured.layers)
      all += layer.seconds;
    constexpr size_t shown = 5;
    for (size_t i = 0; i < unmapped.size(); ++i) {
      time += unmapped[i]->seconds;
      if (i < shown)
        names += fmt::format("{}'{}'", i == 0 ? "" : ", ", printable(unmapped[i]->name, 40));
    }
    if (!unmapped.empty())
      context.diagnostics.warn(
          DiagCode::UnmappedLatency, "",
          fmt::format("{} layers of {} with {:.1f} % of its time are no node of the network: {}{}",
                      unmapped.size(), measured.source, all > 0 ? 100 * time / all : 0, names,
                      unmapped.size() > shown ? ", …" : ""));
    if (predicted > 0)
      context.diagnostics.note(DiagCode::PredictedLatency, "",
                               fmt::format("{} of {} kernels are not in {}: their predicted times stand",
                                           predicted, groups.kernels.size(), measured.source));
  }

  PassContext &context;
  MeasuredLatencies const &measured;
  EnergyEstimate &estimate;
  KernelGroups const &groups;
  std::vector<std::optional<double>> seconds; ///< by kernel
  std::vector<MeasuredLatencies::Layer const *> unmapped;
};

} // namespace

llvm::Error applyLatencies(PassContext &context) {
  auto const *measured = context.annotations.find<MeasuredLatencies>();
  if (measured == nullptr)
    return llvm::Error::success();
  EnergyEstimate estimate = context.annotations.get<EnergyEstimate>();
  LatencyMapper(context, *measured, estimate).run();
  context.annotations.set(std::move(estimate));
  return llvm::Error::success();
}

} // namespace eo
