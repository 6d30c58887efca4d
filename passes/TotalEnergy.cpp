//===- TotalEnergy.cpp ----------------------------------------------------------------------------------===//
//
// Sums up the nodes: what an inference draws beside its kernels is spread over them, then total, interval and
// coverage, and remarks on what has no estimate, what is extrapolated or priced by a stand-in.
//
#include "lib/board/EnergyEstimate.h"
#include "lib/board/KernelGroups.h"
#include "lib/board/PriceKernel.h"
#include "lib/pass/NetworkAnnotations.h"
#include "lib/support/Utf8.h"
#include "passes/Passes.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>
#include <map>

namespace eo {

/// The modelled nodes' part of a count; absent where a node's count is unknown or all are 0.
static std::optional<double> modelledShare(Graph const &graph, EnergyEstimate const &estimate,
                                           llvm::function_ref<SymInt(NodeId)> countOf) {
  double modelled = 0, all = 0;
  for (NodeId id : graph.main().nodes) {
    std::optional<int64_t> count = countOf(id).tryValue();
    if (!count)
      return std::nullopt;
    all += static_cast<double>(*count);
    if (estimate.nodes[id].basis != Basis::None)
      modelled += static_cast<double>(*count);
  }
  return all > 0 ? std::optional(modelled / all) : std::nullopt;
}

/// Energy of the nodes on this basis.
static double energyOn(Graph const &graph, EnergyEstimate const &estimate, Basis basis) {
  double sum = 0;
  for (NodeId id : graph.main().nodes)
    if (estimate.nodes[id].basis == basis && estimate.nodes[id].energy)
      sum += estimate.nodes[id].energy->value;
  return sum;
}

/// The board's interval of networks. Its error was found inside the calibrated range, so the interval widens
/// with the share of the energy that is extrapolated or priced by a stand-in: to twice its logarithm where
/// all of it is.
static void addInterval(Graph const &graph, BoardModel const &board, EnergyEstimate &estimate) {
  if (!board.error)
    estimate.noInterval = "the source gives none";
  else if (!board.error->network)
    estimate.noInterval = "the board file gives none for networks";
  else if (estimate.total.energy) {
    double outside =
        energyOn(graph, estimate, Basis::Extrapolated) + energyOn(graph, estimate, Basis::Fallback);
    double total = estimate.total.energy->value;
    IntervalFactors factors = board.error->network->widened(1 + (total > 0 ? outside / total : 0));
    estimate.total.low = *estimate.total.energy * factors.low;
    estimate.total.high = *estimate.total.energy * factors.high;
  }
  if (board.error)
    estimate.intervalLevel = board.error->level;
}

/// A total needs a node that was priced, unless nothing of the network costs anything: the zeros of free
/// nodes alone say nothing of what has no estimate.
static bool totalIsKnown(Graph const &graph, EnergyEstimate const &estimate) {
  bool priced = false, missing = false;
  for (NodeId id : graph.main().nodes) {
    Basis basis = estimate.nodes[id].basis;
    missing |= basis == Basis::None;
    priced |= basis == Basis::Fit || basis == Basis::Extrapolated || basis == Basis::Fallback;
  }
  return priced || !missing;
}

static void sumUp(PassContext &context, BoardModel const &board, EnergyEstimate &estimate) {
  Graph const &graph = context.graph;
  Joules sum;
  for (NodeId id : graph.main().nodes) {
    NodeEstimate const &node = estimate.nodes[id];
    ++estimate.coverage.nodes;
    estimate.coverage.nodesModelled += node.basis != Basis::None ? 1 : 0;
    sum += node.energy.value_or(Joules{0});
    if (node.latency && node.basis != Basis::Free)
      estimate.deviceLatency = estimate.deviceLatency.value_or(Seconds{0}) + *node.latency;
    if (node.base)
      estimate.base = estimate.base.value_or(Joules{0}) + *node.base;
  }
  if (totalIsKnown(graph, estimate))
    estimate.total.energy = sum;
  else
    estimate.deviceLatency = estimate.latency = estimate.interval = std::nullopt;
  auto const &counts = context.annotations.get<MacCounts>();
  auto const &traffic = context.annotations.get<MemoryTraffic>();
  estimate.coverage.macsShare = modelledShare(graph, estimate, [&](NodeId id) { return counts.macs[id]; });
  estimate.coverage.bytesShare = modelledShare(
      graph, estimate, [&](NodeId id) { return traffic.bytesRead[id] + traffic.bytesWritten[id]; });
  addInterval(graph, board, estimate);
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
    auto same = [&](Remark const &remark) { return remark.reason == estimate.nodes[id].reason; };
    auto found = llvm::find_if(remarks, same);
    if (found == remarks.end())
      found = remarks.insert(found, Remark{estimate.nodes[id].reason, 0, 0, true, id});
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
  std::string const &reason = estimate.nodes[largest].reason;
  llvm::StringRef name = context.graph.node(largest).name;
  if (nodes == 1)
    context.diagnostics.note(
        code, name, fmt::format("a node with {} of the energy is {}: {}", share, verb.str(), reason));
  else
    context.diagnostics.note(code, "",
                             fmt::format("{} nodes with {} of the energy are {}; the largest, '{}': {}",
                                         nodes, share, verb.str(), name.str(), reason));
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
                  sorted.size() > shown ? ", …" : ""));
}

static void diagnoseEnergy(PassContext &context, EnergyEstimate const &estimate) {
  if (auto const *chosen = context.annotations.find<ChosenBoard>())
    for (std::string const &note : chosen->notes)
      context.diagnostics.note(DiagCode::RunsAs, "", note);
  diagnoseDelegation(context, estimate);
  diagnoseMissing(context, estimate);
  diagnoseBasis(context, estimate, Basis::Extrapolated, DiagCode::Extrapolated, "extrapolated");
  diagnoseBasis(context, estimate, Basis::Fallback, DiagCode::StandIn, "priced by a stand-in");
  if (!estimate.noInterval.empty())
    context.diagnostics.note(DiagCode::NoInterval, "", "no interval: " + estimate.noInterval);
}

/// Layer energies sum to the total, so each kernel bears what is drawn beside the kernels by its share of
/// their time.
static void spreadRest(PassContext &context, ChosenBoard const &chosen, EnergyEstimate &estimate) {
  KernelPricer pricer(chosen);
  NetworkWork network;
  double time = 0;
  for (Kernel const &kernel : context.annotations.get<KernelGroups>().kernels) {
    pricer.count(kernel.features, network);
    time += estimate.nodes[kernel.nodes.front()].latency.value_or(Seconds{0}).value;
  }
  std::optional<KernelPricer::Inference> inference = pricer.inference(network, time);
  if (!inference)
    return;
  estimate.interval = Seconds{inference->times.intervalS};
  estimate.latency = Seconds{inference->times.latencyS};
  for (NodeId id : context.graph.main().nodes) {
    NodeEstimate &node = estimate.nodes[id];
    if (!node.latency || !node.energy)
      continue;
    Joules share = Joules{inference->besideJ} * (node.latency->value / time);
    double growth = 1 + (node.energy->value > 0 ? share / *node.energy : 0);
    for (std::optional<Joules> *figure : {&node.low, &node.high})
      if (*figure)
        *figure = **figure * growth;
    node.energy = *node.energy + share;
    if (node.base)
      node.base = *node.base + share;
  }
}

/// Power depends on what the network is shown: black images flip fewer transistors (Holly et al. 2020).
static void scaleToInput(PassContext &context, double factor, EnergyEstimate &estimate) {
  if (factor == 1)
    return;
  for (NodeId id : context.graph.main().nodes) {
    NodeEstimate &node = estimate.nodes[id];
    for (std::optional<Joules> *figure : {&node.energy, &node.base, &node.low, &node.high})
      if (*figure)
        *figure = **figure * factor;
  }
}

llvm::Error totalEnergy(PassContext &context) {
  auto const &chosen = context.annotations.get<ChosenBoard>();
  EnergyEstimate estimate = context.annotations.get<EnergyEstimate>();
  spreadRest(context, chosen, estimate);
  scaleToInput(context, chosen.inputFactor, estimate);
  sumUp(context, *chosen.model, estimate);
  diagnoseEnergy(context, context.annotations.set(std::move(estimate)));
  return llvm::Error::success();
}

} // namespace eo
