#include "passes/Branches.h"

#include "lib/cost/NetworkCost.h"
#include "lib/pass/CanonicalForm.h"
#include "lib/pass/NetworkAnnotations.h"
#include "passes/PickedBranch.h"
#include "passes/Turns.h"
#include "llvm/ADT/STLExtras.h"
#include <array>
#include <fmt/format.h>

namespace eo {

/// Whether what has no price may cost something.
static bool mayCost(CostFeatures const &kernel) { return kernel.macs != 0; }

namespace {

class BranchChooser {
public:
  BranchChooser(Graph const &network, Annotations const &annotations, KernelGroups &kernelGroups)
      : graph(network), form(annotations.get<CanonicalForm>()), inferred(annotations.get<InferredTypes>()),
        groups(kernelGroups), ranges(network.bodyCount()), dropped(kernelGroups.kernels.size()) {
    if (auto const *chosen = annotations.find<ChosenBoard>();
        chosen != nullptr && !chosen->model->coefficients.empty())
      pricer.emplace(*chosen);
  }

  void run() {
    findRanges();
    for (NodeId id : form.nodes)
      if (Node const &node = graph.node(id);
          node.kind == OpKind::If && (form.part[id] == NodePart::Work || form.part[id] == NodePart::Branch))
        choose(node);
    dropOthers();
  }

private:
  /// Kernels are in the order of the canonical form, so that those of a branch stand together.
  struct Range {
    uint32_t first = 0, end = 0;
  };

  void findRanges() {
    for (uint32_t k = 0; k < groups.kernels.size(); ++k)
      for (BodyId body = graph.node(groups.kernels[k].nodes.front()).body; body != graph.main().id;
           body = graph.node(graph.body(body).owner).body) {
        Range &range = ranges[body.index];
        if (range.end == 0)
          range.first = k;
        range.end = k + 1;
      }
  }

  void choose(Node const &node) {
    std::vector<PricedBranch> branches;
    for (char const *name : {"then_branch", "else_branch"})
      if (BodyId body = node.bodyAttribute(name); body.valid())
        branches.push_back(price(node, body));
    if (branches.size() != 2)
      return;
    BodyId picked = pickedBranch(graph, inferred, node);
    bool takesFirst =
        picked.valid() ? picked == branches[0].body : costOf(branches[0]) >= costOf(branches[1]);
    branches[takesFirst ? 0 : 1].runs = true;
    for (PricedBranch &branch : branches) {
      branch.isSure = picked.valid();
      if (!branch.runs)
        for (uint32_t k = ranges[branch.body.index].first; k < ranges[branch.body.index].end; ++k)
          dropped[k] = true;
      groups.branches.push_back(branch);
    }
  }

  PricedBranch price(Node const &node, BodyId body) {
    PricedBranch branch{node.id, body, {}};
    std::vector<Kernel> kernels;
    macs = 0;
    for (uint32_t k = ranges[body.index].first; k < ranges[body.index].end; ++k)
      if (!dropped[k]) {
        kernels.push_back(groups.kernels[k]);
        macs += kernels.back().turns * static_cast<double>(kernels.back().features.macs.value_or(0));
      }
    macsOf[body.index] = macs;
    if (!pricer)
      return branch;
    NetworkCost cost = pricer->price(kernels);
    static_cast<EnergyRange &>(branch.cost) = cost.total;
    branch.cost.base = cost.base;
    branch.cost.latency = cost.deviceLatency;
    if (kernels.empty())
      branch.cost = cost.free; // hands on what it is given
    for (size_t k = 0; k < kernels.size(); ++k)
      if (cost.kernels[k].basis == Basis::None && mayCost(kernels[k].features))
        branch.isAll = false;
    return branch;
  }

  /// Joules; seconds where no energy is known, MACs where neither is.
  std::array<double, 3> costOf(PricedBranch const &branch) const {
    return {branch.cost.energy.value_or(Joules{0}).value, branch.cost.latency.value_or(Seconds{0}).value,
            macsOf.find(branch.body.index)->second};
  }

  void dropOthers() {
    if (llvm::none_of(dropped, [](bool one) { return one; }))
      return;
    std::vector<Kernel> kept;
    for (uint32_t k = 0; k < groups.kernels.size(); ++k) {
      if (!dropped[k])
        kept.push_back(std::move(groups.kernels[k]));
      for (NodeId id : dropped[k] ? groups.kernels[k].nodes : kept.back().nodes)
        groups.position[id] = dropped[k] ? 0 : static_cast<uint32_t>(kept.size());
    }
    groups.kernels = std::move(kept);
  }

  Graph const &graph;
  CanonicalForm const &form;
  InferredTypes const &inferred;
  KernelGroups &groups;
  std::optional<NetworkPricer> pricer;
  std::vector<Range> ranges; ///< by body; empty for those without kernels
  std::vector<bool> dropped; ///< by kernel
  std::map<uint32_t, double> macsOf;
  double macs = 0;
};

} // namespace

void chooseBranches(Graph const &graph, Annotations const &annotations, KernelGroups &groups) {
  if (graph.bodyCount() > 1)
    BranchChooser(graph, annotations, groups).run();
}

static void add(KnownJoules &sum, KnownJoules more) {
  if (more)
    sum = sum.value_or(Joules{0}) + *more;
}

static std::string costText(PricedBranch const &branch) {
  return branch.cost.energy    ? toText(*branch.cost.energy)
         : branch.cost.latency ? toText(*branch.cost.latency)
                               : std::string("no estimate");
}

/// "then_branch runs", "else_branch, the larger (61.2 mJ against 1.9 mJ)".
static std::string whichRuns(Graph const &graph, PricedBranch const &runs, PricedBranch const &other) {
  bool first = graph.node(runs.owner).bodyAttribute("then_branch") == runs.body;
  std::string name = first ? "then_branch" : "else_branch";
  return runs.isSure ? name + " runs"
                     : fmt::format("{}, the larger ({} against {})", name, costText(runs), costText(other));
}

namespace {
/// What the kernels of a node's bodies come to.
struct BodySum {
  NodeEstimate estimate;
  KernelCost const *largest = nullptr; ///< by energy; its basis is the node's

  BodySum(NodeId owner, bool atLeast, std::string reason) {
    estimate.anchor = owner;
    estimate.atLeast = atLeast;
    estimate.reason = std::move(reason);
  }

  void add(KernelCost const &kernel, CostFeatures const &features) {
    estimate.atLeast |= kernel.basis == Basis::None && mayCost(features);
    eo::add(estimate.energy, kernel.whole.energy);
    eo::add(estimate.low, kernel.whole.low);
    eo::add(estimate.high, kernel.whole.high);
    eo::add(estimate.base, kernel.whole.base);
    if (kernel.whole.latency)
      estimate.latency = estimate.latency.value_or(Seconds{0}) + *kernel.whole.latency;
    if (kernel.basis != Basis::None && kernel.basis != Basis::Free &&
        (largest == nullptr || energyOf(kernel) > energyOf(*largest)))
      largest = &kernel;
  }

  NodeEstimate whole(Cost const &free) && {
    if (largest != nullptr) {
      estimate.basis = largest->basis;
      if (largest->basis != Basis::Fit && !largest->reason.empty())
        estimate.reason.add(largest->reason.text());
    } else if (!estimate.atLeast) { // hands on what it is given
      static_cast<Cost &>(estimate) = free;
      estimate.basis = Basis::Free;
    }
    return std::move(estimate);
  }

private:
  static double energyOf(KernelCost const &kernel) { return kernel.whole.energy.value_or(Joules{0}).value; }
};
} // namespace

/// Of an If whose branches are priced, without its kernels.
static BodySum sumOfBranches(Graph const &graph, PricedBranch const &a, PricedBranch const &b) {
  PricedBranch const &runs = a.runs ? a : b, &other = a.runs ? b : a;
  return {a.owner, !runs.isAll || (!runs.isSure && !other.isAll), whichRuns(graph, runs, other)};
}

/// Of a loop that is looked into, without its kernels.
static BodySum sumOfTurns(SymInt const &turns, NodeId id) {
  return {id, !turns.isKnown(),
          turns.isKnown() ? turns.str() + (turns == 1 ? " turn" : " turns")
                          : std::string("one turn at least")};
}

std::map<NodeId, NodeEstimate> bodyEstimates(Graph const &graph, Annotations const &annotations) {
  if (graph.bodyCount() == 1)
    return {};
  auto const &groups = annotations.get<KernelGroups>();
  auto const &cost = annotations.get<NetworkCost>();
  auto const &form = annotations.get<CanonicalForm>();
  std::map<NodeId, BodySum> sums;
  for (size_t i = 0; i + 1 < groups.branches.size(); i += 2) // both of an If, one behind the other
    sums.emplace(groups.branches[i].owner, sumOfBranches(graph, groups.branches[i], groups.branches[i + 1]));
  for (NodeId id : form.nodes)
    if (Node const &node = graph.node(id); node.kind != OpKind::If && form.isOpen(graph, node))
      sums.emplace(id, sumOfTurns(turnsOf(graph, annotations.get<InferredTypes>(), node), id));
  for (size_t k = 0; k < groups.kernels.size(); ++k)
    for (BodyId body = graph.node(groups.kernels[k].nodes.front()).body; body != graph.main().id;) {
      NodeId owner = graph.body(body).owner;
      // an If that lacks a branch is not chosen of
      auto sum = sums.try_emplace(owner, owner, /*atLeast=*/true, "not all of it is known").first;
      sum->second.add(cost.kernels[k], groups.kernels[k].features);
      body = graph.node(owner).body;
    }
  std::map<NodeId, NodeEstimate> estimates;
  for (auto &[id, sum] : sums)
    estimates.emplace(id, std::move(sum).whole(cost.free));
  return estimates;
}

} // namespace eo
