//===- ExplainEnergy.cpp --------------------------------------------------------------------------------===//
//
// Remarks on an estimate: what has none, what is extrapolated or priced by a stand-in, what runs beside the
// accelerator, which measured times were not found.
//
#include "lib/cost/KernelGroups.h"
#include "lib/cost/NetworkCost.h"
#include "lib/pass/NetworkAnnotations.h"
#include "lib/support/Quantity.h"
#include "lib/support/Utf8.h"
#include "passes/LayerMatching.h"
#include "passes/Passes.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>
#include <map>

namespace eo {

/// Energy of the nodes on this basis.
static double energyOn(Graph const &graph, EnergyEstimate const &estimate, Basis basis) {
  double sum = 0;
  for (NodeId id : graph.main().nodes)
    if (estimate.nodes[id].basis == basis && estimate.nodes[id].energy)
      sum += estimate.nodes[id].energy->value;
  return sum;
}

namespace {
/// Nodes that share a remark.
struct Remark {
  std::string reason;
  size_t nodes = 0;
  double macs = 0;
  bool macsKnown = true;
  NodeId first;
};
} // namespace

/// The nodes without an estimate, by reason in order of appearance.
static std::vector<Remark> missingByReason(PassContext &context, EnergyEstimate const &estimate) {
  auto const &macs = context.annotations.get<MacCounts>().macs;
  std::vector<Remark> remarks;
  for (NodeId id : context.graph.main().nodes) {
    if (estimate.nodes[id].basis != Basis::None)
      continue;
    std::string reason = estimate.nodes[id].reason.text();
    auto same = [&](Remark const &remark) { return remark.reason == reason; };
    auto found = llvm::find_if(remarks, same);
    if (found == remarks.end())
      found = remarks.insert(found, Remark{reason, 0, 0, true, id});
    ++found->nodes;
    found->macsKnown &= macs[id].isKnown();
    found->macs += static_cast<double>(macs[id].tryValue().value_or(0));
  }
  return remarks;
}

static void diagnoseMissing(PassContext &context, EnergyEstimate const &estimate) {
  double total = 0;
  bool totalKnown = true;
  for (NodeId id : context.graph.main().nodes) {
    SymInt const &macs = context.annotations.get<MacCounts>().macs[id];
    totalKnown &= macs.isKnown();
    total += static_cast<double>(macs.tryValue().value_or(0));
  }
  for (Remark const &remark : missingByReason(context, estimate)) {
    std::string share = !remark.macsKnown  ? "with an unknown share of the MACs"
                        : remark.macs == 0 ? "without MACs"
                        : totalKnown ? fmt::format("with {} of the MACs", formatShare(remark.macs / total))
                                     : fmt::format("with {} MACs", formatCount(remark.macs));
    bool one = remark.nodes == 1;
    llvm::StringRef name = one ? context.graph.node(remark.first).name : "";
    std::string text =
        one ? fmt::format("a node {} has no energy estimate: {}", share, remark.reason)
            : fmt::format("{} nodes {} have no energy estimate: {}", remark.nodes, share, remark.reason);
    if (remark.macs > 0 || !remark.macsKnown)
      context.diagnostics.warn(DiagCode::NoEstimate, name, text);
    else
      context.diagnostics.note(DiagCode::NoEstimate, name, text);
  }
}

/// One remark for all nodes on a basis, with the largest of them as example.
static void diagnoseBasis(PassContext &context, EnergyEstimate const &estimate, Basis basis, DiagCode code,
                          llvm::StringRef verb) {
  size_t nodes = 0;
  NodeId largest;
  for (NodeId id : context.graph.main().nodes) {
    if (estimate.nodes[id].basis != basis)
      continue;
    ++nodes;
    if (!largest.valid() || *estimate.nodes[id].energy > *estimate.nodes[largest].energy)
      largest = id;
  }
  if (nodes == 0)
    return;
  double total = estimate.total.energy->value;
  std::string share = formatShare(total > 0 ? energyOn(context.graph, estimate, basis) / total : 0);
  std::string reason = estimate.nodes[largest].reason.text();
  llvm::StringRef name = context.graph.node(largest).name;
  if (nodes == 1)
    context.diagnostics.note(code, name,
                             fmt::format("a node with {} of the energy is {}: {}", share, verb, reason));
  else
    context.diagnostics.note(code, "",
                             fmt::format("{} nodes with {} of the energy are {}; the largest, '{}': {}",
                                         nodes, share, verb, name, reason));
}

/// "; 'conv9': ksize 40 is above 32 (…) and 2 more break a published limit"; empty where none does.
static std::string brokenLimits(PassContext const &context) {
  auto const *chosen = context.annotations.find<ChosenBoard>();
  if (chosen == nullptr || !chosen->model->kernels.delegate)
    return {};
  std::string first;
  size_t more = 0;
  for (Kernel const &kernel : context.annotations.get<KernelGroups>().kernels) {
    if (kernel.delegated)
      continue;
    std::string limit = chosen->model->kernels.delegate->limitOf(kernel.features);
    if (!limit.empty() && !first.empty())
      ++more;
    if (!limit.empty() && first.empty())
      first = fmt::format("; '{}': {}", printable(context.graph.node(kernel.features.node).name, 60), limit);
  }
  return more == 0 ? first : fmt::format("{}, and {} more break a published limit", first, more);
}

/// What the accelerator does not run, by operator, the most frequent first.
static void diagnoseDelegation(PassContext &context, EnergyEstimate const &estimate) {
  std::map<std::string, size_t> counts;
  double energy = 0;
  size_t kernels = 0;
  for (Kernel const &kernel : context.annotations.get<KernelGroups>().kernels) {
    if (kernel.delegated)
      continue;
    Node const &anchor = context.graph.node(kernel.nodes.front());
    ++kernels;
    ++counts[anchor.opType.str()];
    energy += estimate.nodes[anchor.id].energy.value_or(Joules{0}).value;
  }
  if (kernels == 0)
    return;
  std::vector<std::pair<std::string, size_t>> sorted(counts.begin(), counts.end());
  llvm::stable_sort(sorted, [](auto const &a, auto const &b) { return a.second > b.second; });
  constexpr size_t shown = 6;
  std::string list;
  for (size_t i = 0; i < std::min(shown, sorted.size()); ++i)
    list += fmt::format("{}{} ({})", i == 0 ? "" : ", ", printable(sorted[i].first, 40), sorted[i].second);
  double total = estimate.total.energy.value_or(Joules{0}).value;
  std::string cost =
      energy > 0 && total > 0 ? fmt::format(", with {} of the energy", formatShare(energy / total)) : "";
  context.diagnostics.warn(
      DiagCode::LeftToAnother, "",
      fmt::format("{} beside the accelerator{}: {}{}",
                  kernels == 1 ? "1 kernel runs" : fmt::format("{} kernels run", kernels), cost, list,
                  (sorted.size() > shown ? ", …" : "") + brokenLimits(context)));
}

/// Where an accelerator that takes one part of the network stops, and how much is behind.
static void diagnoseStop(PassContext &context) {
  auto const &groups = context.annotations.get<KernelGroups>();
  if (!groups.stop.valid())
    return;
  double macs = 0, all = 0;
  size_t kernels = 0;
  for (Kernel const &kernel : groups.kernels) {
    double own = static_cast<double>(kernel.features.macs.value_or(0));
    all += own;
    if (kernel.delegated)
      continue;
    macs += own;
    ++kernels;
  }
  Node const &first = context.graph.node(groups.stop);
  context.diagnostics.warn(
      DiagCode::LeftToAnother, first.name,
      fmt::format(
          "the accelerator stops at this {}, which it does not support: {} of {} kernels with {} of the "
          "MACs run on the host",
          printable(first.opType, 40), kernels, groups.kernels.size(),
          formatShare(all > 0 ? macs / all : 0)));
}

static void diagnoseUnmapped(PassContext &context, MeasuredLatencies const &measured,
                             MatchedLatencies const &matched) {
  if (matched.unmapped.empty())
    return;
  constexpr size_t shown = 5;
  std::string names;
  for (size_t i = 0; i < matched.unmapped.size(); ++i) {
    MeasuredLatencies::Layer const &layer = measured.layers[matched.unmapped[i]];
    if (i < shown)
      names += fmt::format("{}'{}'", i == 0 ? "" : ", ", printable(layer.name, 40));
  }
  context.diagnostics.warn(
      DiagCode::UnmappedLatency, "",
      fmt::format("{} layers of {} with {:.1f} % of its time are no node of the network: {}{}",
                  matched.unmapped.size(), measured.source, 100 * matched.unmappedS / matched.totalS(), names,
                  matched.unmapped.size() > shown ? ", …" : ""));
}

/// What the runtime added, as one line.
static void diagnoseInserted(PassContext &context, MeasuredLatencies const &measured,
                             MatchedLatencies const &matched) {
  if (!matched.inserted.empty())
    context.diagnostics.note(
        DiagCode::InsertedLatency, "",
        fmt::format(
            "inserted by the runtime: {} of {} with {} ({:.1f} % of its time): layout changes, copies and "
            "casts "
            "that are no node; in the latency, in no layer",
            matched.inserted.size() == 1 ? "1 layer" : fmt::format("{} layers", matched.inserted.size()),
            measured.source, toText(Seconds{matched.insertedS}), 100 * matched.insertedS / matched.totalS()));
}

/// A report that is far from the prediction is of another network, board or setting, or of a cold run.
static void diagnoseDistance(PassContext &context, MeasuredLatencies const &measured,
                             MatchedLatencies const &matched) {
  double predicted = 0;
  for (KernelCost const &kernel : context.annotations.get<NetworkCost>().kernels)
    predicted += kernel.alone.value_or(Seconds{0}).value;
  double times = predicted > 0 ? matched.totalS() / predicted : 1;
  if (times >= 5 || times <= 0.2)
    context.diagnostics.warn(
        DiagCode::LatencyFarFromPrediction, "",
        fmt::format(
            "{} takes {}, {:.3g} times the {} that the board file predicts: is it of this network, on this "
            "board, at these settings?",
            measured.source, toText(Seconds{matched.totalS()}), times, toText(Seconds{predicted})));
}

/// How the layers of a latency report were found, which were not, and which kernels kept predicted times.
static void diagnoseLatencies(PassContext &context) {
  auto const *measured = context.annotations.find<MeasuredLatencies>();
  auto const *matched = context.annotations.find<MatchedLatencies>();
  if (measured == nullptr || matched == nullptr)
    return;
  if (matched->how == LayerMatching::ByOrder && !matched->times.layers.empty())
    context.diagnostics.warn(DiagCode::LayersByOrder, "",
                             fmt::format("no name in {} is a node's: its layers were taken for those of the "
                                         "same kind in the same order",
                                         measured->source));
  if (matched->how == LayerMatching::Whole)
    context.diagnostics.note(
        DiagCode::LayersByOrder, "",
        fmt::format("{} has one layer, taken for the whole network: kernels share its time as predicted",
                    measured->source));
  diagnoseUnmapped(context, *measured, *matched);
  diagnoseInserted(context, *measured, *matched);
  diagnoseDistance(context, *measured, *matched);
  auto const &kernels = context.annotations.get<NetworkCost>().kernels;
  std::vector<char> found(kernels.size(), 0);
  for (MeasuredTimes::Layer const &layer : matched->times.layers)
    for (uint32_t k : layer.kernels)
      found[k] = 1;
  size_t predicted = 0;
  for (size_t k = 0; k < kernels.size(); ++k)
    predicted += found[k] == 0 && kernels[k].alone.value_or(Seconds{0}).value > 0 ? 1 : 0;
  if (predicted > 0)
    context.diagnostics.note(DiagCode::PredictedLatency, "",
                             fmt::format("{} of {} kernels are not in {}: their predicted times stand",
                                         predicted, kernels.size(), measured->source));
}

llvm::Error explainEnergy(PassContext &context) {
  auto const &estimate = context.annotations.get<EnergyEstimate>();
  diagnoseLatencies(context);
  if (auto const *chosen = context.annotations.find<ChosenBoard>())
    for (std::string const &note : chosen->notes)
      context.diagnostics.note(DiagCode::RunsAs, "", note);
  diagnoseDelegation(context, estimate);
  diagnoseStop(context);
  diagnoseMissing(context, estimate);
  diagnoseBasis(context, estimate, Basis::Extrapolated, DiagCode::Extrapolated, "extrapolated");
  diagnoseBasis(context, estimate, Basis::Fallback, DiagCode::StandIn, "priced by a stand-in");
  if (estimate.noInterval != NoInterval::Given)
    context.diagnostics.note(DiagCode::NoInterval, "",
                             "no interval: " + noIntervalText(estimate.noInterval).str());
  return llvm::Error::success();
}

} // namespace eo
