#include "passes/Branches.h"

#include "lib/cost/NetworkCost.h"
#include "lib/pass/CanonicalForm.h"
#include "lib/pass/NetworkAnnotations.h"
#include "passes/PickedBranch.h"
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
      groups.branches.push_back(std::move(branch));
    }
  }

  PricedBranch price(Node const &node, BodyId body) {
    PricedBranch branch{node.id, body, {}};
    std::vector<Kernel> kernels;
    macs = 0;
    for (uint32_t k = ranges[body.index].first; k < ranges[body.index].end; ++k)
      if (!dropped[k]) {
        kernels.push_back(groups.kernels[k]);
        macs += static_cast<double>(kernels.back().features.macs.value_or(0));
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

static void add(std::optional<Joules> &sum, std::optional<Joules> const &more) {
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

/// One kernel more; the basis is that of the kernel with the most energy.
static void add(NodeEstimate &sum, double &most, KernelCost const &kernel, CostFeatures const &features) {
  sum.atLeast |= kernel.basis == Basis::None && mayCost(features);
  add(sum.energy, kernel.whole.energy);
  add(sum.low, kernel.whole.low);
  add(sum.high, kernel.whole.high);
  add(sum.base, kernel.whole.base);
  if (kernel.whole.latency)
    sum.latency = sum.latency.value_or(Seconds{0}) + *kernel.whole.latency;
  double joules = kernel.whole.energy.value_or(Joules{0}).value;
  if (kernel.basis != Basis::None && joules > most) {
    most = joules;
    sum.basis = kernel.basis;
  }
}

std::map<NodeId, NodeEstimate> branchEstimates(Graph const &graph, Annotations const &annotations) {
  auto const &groups = annotations.get<KernelGroups>();
  auto const &cost = annotations.get<NetworkCost>();
  std::map<NodeId, NodeEstimate> estimates;
  std::map<NodeId, double> most;
  for (size_t i = 0; i + 1 < groups.branches.size(); i += 2) { // both of an If, one behind the other
    PricedBranch const &a = groups.branches[i], &b = groups.branches[i + 1];
    PricedBranch const &runs = a.runs ? a : b, &other = a.runs ? b : a;
    NodeEstimate &sum = estimates[a.owner];
    sum.anchor = a.owner;
    sum.atLeast = !runs.isAll || (!runs.isSure && !other.isAll);
    sum.reason = whichRuns(graph, runs, other);
    most[a.owner] = -1;
  }
  for (size_t k = 0; k < groups.kernels.size(); ++k)
    for (BodyId body = graph.node(groups.kernels[k].nodes.front()).body; body != graph.main().id;) {
      NodeId owner = graph.body(body).owner;
      add(estimates[owner], most[owner], cost.kernels[k], groups.kernels[k].features);
      body = graph.node(owner).body;
    }
  for (auto &[id, sum] : estimates)
    if (most[id] < 0 && !sum.atLeast) { // hands on what it is given
      static_cast<Cost &>(sum) = cost.free;
      sum.basis = Basis::Free;
    }
  return estimates;
}

} // namespace eo
