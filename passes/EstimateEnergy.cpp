//===- EstimateEnergy.cpp
//---------------------------------------------------------------------------------===//
//
// Prices every node of the main graph by the board that the tool has chosen:
//
//   y = Conv(x, w)       109.1 mJ, fit
//   z = Relu(y)          no estimate: only convolutions and fully connected layers are in the board's model
//   v = Flatten(z)       0 J, free: a view
//
#include "lib/board/EnergyEstimate.h"
#include "lib/board/MacLinear.h"
#include "lib/board/PriceKernel.h"
#include "lib/pass/NetworkAnnotations.h"
#include "lib/support/Error.h"
#include "passes/EnergySummary.h"
#include "passes/NodeText.h"
#include "passes/Passes.h"
#include "llvm/ADT/STLExtras.h"

namespace eo {

namespace {
class EnergyPass {
public:
  EnergyPass(PassContext &passContext, ChosenBoard const &chosen)
      : graph(passContext.graph), roles(passContext.annotations.get<NodeRoles>()), board(*chosen.model),
        pricer(chosen), types(passContext.annotations.get<InferredTypes>().types),
        features(passContext.annotations.get<NodeFeatures>()) {}

  EnergyEstimate run() {
    estimate.nodes = NodeMap<NodeEstimate>(graph);
    for (NodeId id : graph.main().nodes) {
      NodeEstimate &node = estimate.nodes[id];
      node = priceNode(graph.node(id));
      if (!node.anchor.valid())
        node.anchor = id;
    }
    spreadOverhead();
    return std::move(estimate);
  }

private:
  /// Layer energies sum to the total, so each kernel bears the overhead's energy by its share of the time.
  void spreadOverhead() {
    std::optional<KernelCost> overhead = pricer.overhead();
    double time = 0;
    for (NodeId id : graph.main().nodes)
      time += estimate.nodes[id].latency.value_or(Seconds{0}).value;
    if (!overhead || time <= 0)
      return;
    estimate.overhead = Seconds{overhead->timeS};
    for (NodeId id : graph.main().nodes) {
      NodeEstimate &node = estimate.nodes[id];
      if (!node.latency || !node.energy)
        continue;
      Joules share = Joules{overhead->energyJ} * (node.latency->value / time);
      double growth = 1 + (node.energy->value > 0 ? share / *node.energy : 0);
      for (std::optional<Joules> *figure : {&node.low, &node.high})
        if (*figure)
          *figure = **figure * growth;
      node.energy = *node.energy + share;
      if (node.base)
        node.base = *node.base + share;
    }
  }

  NodeEstimate priceNode(Node const &node) {
    switch (roles.roles[node.id]) {
    case NodeRole::Dead:
      return nothing(Basis::Free, "dead");
    case NodeRole::Foldable:
      return nothing(Basis::Free, "constant");
    case NodeRole::Live:
      break;
    }
    CostFeatures const *kernel = features.find(node.id);
    if (kernel == nullptr)
      return {};
    if (kernel->costClass == CostClass::View)
      return nothing(Basis::Free, "a view");
    if (NodeId anchor = fullyConnectedBefore(node, kernel->costClass); anchor.valid())
      return fusedInto(anchor);
    return pricer.price(*kernel);
  }

  /// No energy of its own; exactly so, hence an interval where the board has any.
  NodeEstimate nothing(Basis basis, llvm::StringRef why) const {
    NodeEstimate result;
    result.energy = Joules{0};
    if (board.kind != BoardKind::MacLinear) // which knows no time
      result.latency = Seconds{0};
    if (board.error)
      result.low = result.high = Joules{0};
    result.basis = basis;
    result.reason = why.str();
    return result;
  }

  /// The node runs as part of the anchor's kernel; without an estimate where that has none.
  NodeEstimate fusedInto(NodeId anchor) const {
    NodeEstimate const &paid = estimate.nodes[anchor];
    NodeEstimate result = paid.energy ? nothing(Basis::Fused, "part of the fully connected layer") : paid;
    result.anchor = anchor;
    return result;
  }

  /// The fully connected layer whose bias or activation this node is; invalid where it is neither. A
  /// mac-linear fully connected layer is the weighted sum with its activation (Lahmer et al., section III).
  NodeId fullyConnectedBefore(Node const &node, CostClass costClass) const {
    if (board.kind != BoardKind::MacLinear)
      return {};
    for (ValueId input : node.inputs) {
      NodeId producer = input.valid() ? graph.value(input).producer : NodeId();
      if (!producer.valid() || graph.users(input).size() != 1)
        continue;
      NodeId anchor = estimate.nodes[producer].anchor;
      CostFeatures const *layer = anchor.valid() ? features.find(anchor) : nullptr;
      if (layer == nullptr || layer->costClass != CostClass::FullyConnected)
        continue;
      bool direct = producer == anchor;
      if (direct && isBias(node, *layer))
        return anchor;
      if (costClass == CostClass::Activation && (direct || isBias(graph.node(producer), *layer)))
        return anchor;
    }
    return {};
  }

  /// An addition of one learned number per output of the layer.
  bool isBias(Node const &node, CostFeatures const &layer) const {
    return node.kind == OpKind::Add && layer.ofm && llvm::any_of(node.inputs, [&](ValueId input) {
             return input.valid() && roles.isParameter[input] != 0 && types[input].elements() == *layer.ofm;
           });
  }

  Graph const &graph;
  NodeRoles const &roles;
  BoardModel const &board;
  KernelPricer pricer;
  ValueMap<TensorType> const &types;
  NodeFeatures const &features;
  EnergyEstimate estimate;
};
} // namespace

llvm::Error estimateEnergy(PassContext &context) {
  auto const *chosen = context.annotations.find<ChosenBoard>();
  if (chosen == nullptr)
    return usageError("estimate-energy needs a board: give --board");
  EnergyEstimate &estimate = context.annotations.set(EnergyPass(context, *chosen).run());
  sumUp(context, *chosen->model, estimate);
  diagnoseEnergy(context, estimate);
  return llvm::Error::success();
}

std::string describeEnergy(Annotations const &annotations, Node const &node) {
  NodeEstimate const &estimate = annotations.get<EnergyEstimate>().nodes[node.id];
  std::string text = estimate.energy ? toText(*estimate.energy) + ", " : std::string();
  text += basisName(estimate.basis).str();
  return estimate.reason.empty() ? text : text + ": " + estimate.reason;
}

} // namespace eo
