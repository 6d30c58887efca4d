#include "passes/ResizedAnalysis.h"

#include "lib/cost/KernelGroups.h"
#include "lib/cost/NetworkCost.h"
#include "lib/pass/CanonicalForm.h"
#include "passes/FeaturesOf.h"
#include "passes/Followed.h"
#include "passes/KernelEdges.h"
#include "passes/MemoryPlanner.h"
#include "passes/NodeCounts.h"
#include "passes/Passes.h"
#include "passes/Pipeline.h"
#include "passes/SizeRules.h"
#include "passes/TrafficCounter.h"
#include "passes/shape/ApplyRule.h"
#include "passes/shape/ShapeRules.h"
#include "llvm/ADT/STLExtras.h"
#include <queue>

namespace eo {

/// The analysis of the network as it is, and the same with what a change has come to so far.
class ResizedAnalysis::State {
public:
  State(Graph const &network, DiagnosticEngine const &loaded)
      : graph(network), diagnostics(loaded), place(network), isDirty(network), isTouched(network) {
    uint32_t next = 0;
    for (NodeId id : graph.main().nodes)
      place[id] = next++;
  }

  bool analyse(DimBindings const &bindings, ChosenBoard const &board) {
    annotations.set(bindings);
    annotations.set(board);
    PassContext context{graph, annotations, diagnostics};
    if (llvm::Error error = runPasses(context, {"plan-memory", "total-energy"}, {})) {
      llvm::consumeError(std::move(error));
      return false;
    }
    if (!isFollowed(context))
      return false;
    prepare(context);
    return true;
  }

  bool run(llvm::ArrayRef<SizeChanges> changes, llvm::function_ref<void(PassContext const &)> take) {
    bool done =
        std::all_of(changes.begin(), changes.end(), [&](SizeChanges const &one) { return begin(one); }) &&
        infer() && count() && extract();
    if (done) {
      price();
      DiagnosticEngine all = diagnostics;
      PassContext context{graph, annotations, all};
      // neither can fail where the network itself had an estimate
      llvm::cantFail(totalEnergy(context));
      llvm::cantFail(explainEnergy(context));
      take(context);
    }
    undo();
    return done;
  }

private:
  void prepare(PassContext &context) {
    ChosenBoard const &chosen = annotations.get<ChosenBoard>(); // as match-precision left it
    model = chosen.model;
    inferred = &annotations.set(InferredTypes(annotations.get<InferredTypes>()));
    counts = &annotations.set(MacCounts(annotations.get<MacCounts>()));
    traffic = &annotations.set(MemoryTraffic(annotations.get<MemoryTraffic>()));
    features = &annotations.set(NodeFeatures(annotations.get<NodeFeatures>()));
    groups = &annotations.set(KernelGroups(annotations.get<KernelGroups>()));
    before = {*inferred, *counts, *traffic, *features, groups->kernels, {}};
    shapes = std::make_unique<ShapeState>(graph, annotations.get<BoundInputs>());
    shapes->result = *inferred;
    counter = std::make_unique<TrafficCounter>(context);
    planner = std::make_unique<MemoryPlanner>(context);
    pricer = std::make_unique<NetworkPricer>(chosen);
    rules = std::make_unique<SizeRules>(model->kernels);
    work = pricer->workOf(groups->kernels);
    for (Kernel const &kernel : groups->kernels)
      prices.push_back(pricer->priceOf(kernel, work));
    before.prices = prices;
    isTouchedKernel.resize(prices.size());
  }

  Node const &nodeOf(NodeId id) const {
    auto found = changed.find(id.index);
    return found == changed.end() ? graph.node(id) : found->second;
  }

  void markDirty(NodeId id) {
    if (isDirty[id] != 0)
      return;
    isDirty[id] = 1;
    dirty.push_back(id);
    pending.push(place[id]);
  }

  void setType(ValueId id, TensorType type) {
    if (isTouched[id] == 0)
      touched.push_back(id);
    isTouched[id] = 1;
    inferred->types[id] = type;
    shapes->result.types[id] = std::move(type);
  }

  /// Parameters and attributes of a change.
  bool begin(SizeChanges const &change) {
    for (SizeChanges::Operand const &operand : change.operands) {
      Node const &node = nodeOf(operand.node);
      if (operand.tensor.hasElements || !node.hasInput(operand.input) ||
          !takes(node, node.inputs[operand.input], operand.tensor))
        return false;
    }
    llvm::SmallVector<uint32_t, 4> own;
    for (SizeChanges::NewAttribute const &one : change.attributes) {
      auto [copy, isNew] = changed.try_emplace(one.node.index, graph.node(one.node));
      if (isNew)
        own.push_back(one.node.index);
      else if (!llvm::is_contained(own, one.node.index)) // of another change
        return false;
      setAttribute(copy->second, one.attribute.name, one.attribute.value);
      markDirty(one.node);
    }
    return true;
  }

  /// A parameter of its own gets another size along axes that have several elements before and after. Changes add up.
  bool takes(Node const &node, ValueId id, ConstantTensor const &tensor) {
    Value const &value = graph.value(id);
    TensorType const &type = inferred->types[id];
    bool mayHoldElements = opClass(node.kind) == OpClass::Convolution ||
                           opClass(node.kind) == OpClass::MatrixProduct ||
                           opClass(node.kind) == OpClass::Normalization;
    if (value.source != ValueSource::Initializer || value.constant == nullptr || value.listedAsInput ||
        graph.users(id).size() != 1 || inferred->constants[id] != nullptr || !type.isStatic() ||
        type.rank() != tensor.dims.size() || type.element != tensor.type ||
        (value.constant->hasElements && !mayHoldElements))
      return false;
    TensorType next = type;
    for (size_t axis = 0; axis < tensor.dims.size(); ++axis) {
      SymInt const &was = (*before.inferred.types[id].shape)[axis];
      SymInt &now = (*next.shape)[axis];
      now += SymInt(tensor.dims[axis]) - was;
      bool isKernel = axis >= 2 && node.kind == OpKind::Conv;
      if (!now.isKnown() || now.value() < 1 ||
          (now.value() != was.value() && !isKernel && (was.value() < 2 || now.value() < 2)))
        return false;
    }
    setType(id, std::move(next));
    markDirty(node.id);
    return true;
  }

  bool infer() {
    while (!pending.empty()) {
      Node const &node = nodeOf(graph.main().nodes[pending.top()]);
      pending.pop();
      if (!isFollowed(node.kind) || !ownsParameters(node))
        return false;
      DiagnosticEngine heard(1);
      ShapeContext context(*shapes, node, heard);
      applyShapeRule(shapeRule(node.kind), context);
      if (context.isBad() || !heard.diagnostics().empty())
        return false;
      for (ValueId output : node.outputs)
        if (output.valid() && !follow(output))
          return false;
    }
    return true;
  }

  bool ownsParameters(Node const &node) const {
    auto const &roles = annotations.get<NodeRoles>();
    if (roles.roles[node.id] != NodeRole::Live)
      return false;
    return llvm::all_of(node.inputs, [&](ValueId input) {
      return !input.valid() || roles.isParameter[input] == 0 ||
             (!graph.value(input).producer.valid() && graph.users(input).size() == 1);
    });
  }

  /// The type that a rule has given the output goes on to who reads it.
  bool follow(ValueId output) {
    TensorType const &now = shapes->result.types[output], &was = inferred->types[output];
    if (isSameType(now, was))
      return true;
    if (!now.isStatic() || !was.isStatic() || now.rank() != was.rank() || now.element != was.element ||
        inferred->constants[output] != nullptr)
      return false;
    for (size_t axis = 0; axis < now.rank(); ++axis)
      if (!((*now.shape)[axis] == (*was.shape)[axis]) &&
          (axis != 1 || (*now.shape)[axis].value() < 2 || (*was.shape)[axis].value() < 2))
        return false;
    setType(output, now);
    for (NodeId user : graph.users(output))
      markDirty(user);
    return true;
  }

  bool count() {
    for (NodeId id : dirty) {
      Node const &node = nodeOf(id);
      counts->macs[id] = macsOf({graph, *inferred, counts->macs, node});
      counts->otherOps[id] = otherOpsOf({graph, *inferred, counts->otherOps, node});
      if (!counts->macs[id].isKnown() || !counts->otherOps[id].isKnown())
        return false;
      counter->recount(node, *traffic);
      if (!traffic->bytesRead[id].isKnown() || !traffic->bytesWritten[id].isKnown())
        return false;
    }
    return true;
  }

  bool extract() {
    if (model->kernels.runsBeside()) // copies of maps depend on kernels that no edit reaches
      return false;
    auto const &form = annotations.get<CanonicalForm>();
    DiagnosticEngine unheard(0);
    PassContext context{graph, annotations, unheard};
    for (NodeId id : dirty) {
      NodeId anchor = form.anchorOf(id);
      if (features->position[anchor] == 0)
        return false;
      size_t own = features->position[anchor] - 1;
      if (!isTouchedFeature(own))
        continue;
      CostFeatures next = featuresOf(context, nodeOf(anchor));
      CostFeatures const &was = before.features.kernels[own];
      bool mergesAnew = next.kernel != was.kernel || rules->merges(next) != rules->merges(was);
      if (!rules->same(was, next) || !sameEqualSizes(graph, form, before.inferred, *inferred, anchor) ||
          !next.macs || (mergesAnew && rules->hasSiblings(graph, form, *features, anchor)))
        return false;
      features->kernels[own] = std::move(next);
    }
    KernelEdges edges(graph, form);
    for (NodeId id : dirty) {
      uint32_t position = groups->position[id];
      if (position == 0) // a view
        continue;
      if (isTouchedKernel[position - 1] != 0)
        continue;
      isTouchedKernel[position - 1] = 1;
      touchedKernels.push_back(position - 1);
      Kernel &kernel = groups->kernels[position - 1];
      CostFeatures const *anchor = features->find(kernel.nodes.front());
      if (anchor == nullptr || rules->isMergedOf(*features, kernel.nodes))
        return false;
      double passes = kernel.features.passes, // the rules say the same of its nodes as before
          softmaxPasses = kernel.features.rare->softmaxPasses;
      kernel.features = *anchor;
      auto units =
          llvm::count_if(kernel.nodes, [&](NodeId one) { return form.part[one] != NodePart::Member; });
      if (units > 1)
        edges.sumUp(*features, inferred->types, kernel);
      kernel.features.passes = passes;
      if (softmaxPasses != 1)
        kernel.features.rare.edit().softmaxPasses = softmaxPasses;
    }
    return true;
  }

  /// False where it has been looked at already.
  bool isTouchedFeature(size_t own) {
    if (llvm::is_contained(touchedFeatures, own))
      return false;
    touchedFeatures.push_back(own);
    return true;
  }

  void price() {
    NetworkPricer::Work now = pricer->workOf(groups->kernels);
    bool all = pricer->dependsOnWork() && !(now == work);
    allPriced = all;
    if (all)
      for (size_t k = 0; k < prices.size(); ++k)
        prices[k] = pricer->priceOf(groups->kernels[k], now);
    else
      for (uint32_t k : touchedKernels)
        prices[k] = pricer->priceOf(groups->kernels[k], now);
    annotations.set(pricer->price(groups->kernels, prices, now));
    annotations.set(planner->run());
  }

  void undo() {
    for (ValueId id : touched) {
      inferred->types[id] = shapes->result.types[id] = before.inferred.types[id];
      isTouched[id] = 0;
    }
    for (NodeId id : dirty) {
      for (ValueId output : graph.node(id).outputs) // a rule may have begun
        if (output.valid())
          shapes->result.types[output] = before.inferred.types[output];
      isDirty[id] = 0;
      counts->macs[id] = before.counts.macs[id];
      counts->otherOps[id] = before.counts.otherOps[id];
      for (auto map :
           {&MemoryTraffic::params, &MemoryTraffic::paramBytes, &MemoryTraffic::bytesRead,
            &MemoryTraffic::bytesWritten, &MemoryTraffic::activationsWritten, &MemoryTraffic::parametersRead})
        (traffic->*map)[id] = (before.traffic.*map)[id];
    }
    traffic->totalParams = before.traffic.totalParams;
    traffic->totalParamBytes = before.traffic.totalParamBytes;
    traffic->activationBytes = before.traffic.activationBytes;
    for (size_t own : touchedFeatures)
      features->kernels[own] = before.features.kernels[own];
    for (uint32_t k : touchedKernels) {
      groups->kernels[k] = before.kernels[k];
      isTouchedKernel[k] = 0;
      prices[k] = before.prices[k];
    }
    if (allPriced)
      prices = before.prices;
    allPriced = false;
    touched.clear();
    dirty.clear();
    touchedFeatures.clear();
    touchedKernels.clear();
    changed.clear();
    pending = {};
  }

  /// What the network has as it is.
  struct Before {
    InferredTypes inferred;
    MacCounts counts;
    MemoryTraffic traffic;
    NodeFeatures features;
    std::vector<Kernel> kernels;
    std::vector<KernelPrice> prices;
  };

  Graph const &graph;
  DiagnosticEngine diagnostics; ///< of the network as it is, but for the remarks on its estimate
  Annotations annotations;
  NodeMap<uint32_t> place; ///< of nodes, in graph order
  std::shared_ptr<BoardModel const> model;
  Before before;
  // Parts of `annotations`, as they are with the change.
  InferredTypes *inferred = nullptr;
  MacCounts *counts = nullptr;
  MemoryTraffic *traffic = nullptr;
  NodeFeatures *features = nullptr;
  KernelGroups *groups = nullptr;
  // What looks at them.
  std::unique_ptr<ShapeState> shapes;
  std::unique_ptr<TrafficCounter> counter;
  std::unique_ptr<MemoryPlanner> planner;
  std::unique_ptr<NetworkPricer> pricer;
  std::unique_ptr<SizeRules> rules;
  NetworkPricer::Work work;
  std::vector<KernelPrice> prices;
  // What the change has reached.
  llvm::DenseMap<uint32_t, Node> changed; ///< nodes with other attributes
  std::vector<NodeId> dirty;
  NodeMap<char> isDirty;
  std::priority_queue<uint32_t, std::vector<uint32_t>, std::greater<>> pending; ///< places of dirty nodes
  std::vector<ValueId> touched;                                                 ///< values of another type
  ValueMap<char> isTouched;
  std::vector<size_t> touchedFeatures;
  std::vector<uint32_t> touchedKernels;
  std::vector<char> isTouchedKernel;
  bool allPriced = false;
};

ResizedAnalysis::ResizedAnalysis(std::unique_ptr<State> analysed) : state(std::move(analysed)) {}
ResizedAnalysis::~ResizedAnalysis() = default;

std::unique_ptr<ResizedAnalysis> ResizedAnalysis::make(Graph const &graph, DimBindings const &bindings,
                                                       ChosenBoard const &board,
                                                       DiagnosticEngine const &loaded) {
  auto state = std::make_unique<State>(graph, loaded);
  if (!state->analyse(bindings, board))
    return nullptr;
  return std::unique_ptr<ResizedAnalysis>(new ResizedAnalysis(std::move(state)));
}

bool ResizedAnalysis::with(llvm::ArrayRef<SizeChanges> changes,
                           llvm::function_ref<void(PassContext const &)> take) {
  return state->run(changes, take);
}

} // namespace eo
