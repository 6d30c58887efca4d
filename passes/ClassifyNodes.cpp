//===- ClassifyNodes.cpp --------------------------------------------------------------------------===//
//
// Tells what runs at inference from what does not, and activations from learned parameters:
//
//   w: initializer;  t = Transpose(w)     foldable: done once, offline; t is a parameter stored as w
//   s = Shape(x);    y = Reshape(x, s)    s foldable where x has a known shape
//   u = Relu(x)      and nobody reads u   dead
//
#include "lib/pass/NetworkAnnotations.h"
#include "lib/support/Error.h"
#include "passes/NodeText.h"
#include "passes/ParameterSlots.h"
#include "passes/Passes.h"
#include "passes/PickedBranch.h"
#include "llvm/ADT/STLExtras.h"

namespace eo {

namespace {
class Classifier {
public:
  Classifier(PassContext &passContext)
      : graph(passContext.graph), inferred(passContext.annotations.get<InferredTypes>()),
        constant(passContext.graph) {
    result.roles = NodeMap<NodeRole>(graph);
    result.isParameter = ValueMap<char>(graph);
    result.storage = ValueMap<ValueId>(graph);
  }

  NodeRoles run() {
    markDead();
    for (Value const &value : graph.values())
      constant[value.id] = value.source == ValueSource::Initializer ? 1 : 0;
    std::vector<ValueId> inputs = networkInputs();
    for (ValueId id : inputs)
      constant[id] = 0;
    findParameterInputs(inputs);
    for (uint32_t body = 0; body < graph.bodyCount();
         ++body) // outer bodies first: inner ones read their values
      foldBody({body});
    for (Value const &value : graph.values())
      markParameter(value);
    result.isConstant = std::move(constant);
    return std::move(result);
  }

private:
  /// Reverse reachability from the network's outputs. A network without outputs keeps all its nodes.
  void markDead() {
    if (llvm::none_of(graph.main().outputs, [](ValueId id) { return id.valid(); }))
      return;
    std::vector<bool> live(graph.nodeCount());
    std::vector<NodeId> pending;
    auto reach = [&](ValueId id) {
      if (!id.valid())
        return;
      NodeId producer = graph.value(id).producer;
      if (producer.valid() && !live[producer.index]) {
        live[producer.index] = true;
        pending.push_back(producer);
      }
    };
    llvm::for_each(graph.main().outputs, reach);
    while (!pending.empty()) {
      Node const &node = graph.node(pending.back());
      pending.pop_back();
      llvm::for_each(node.inputs, reach);
      for (Attribute const &attribute : node.attributes)
        if (auto const *body = std::get_if<BodyId>(&attribute.value))
          llvm::for_each(graph.body(*body).outputs, reach);
    }
    for (Node const &node : graph.nodes())
      if (!live[node.id.index])
        result.roles[node.id] = NodeRole::Dead;
  }

  /// The inputs of the main graph; in a network that has none without a default value, those with one.
  std::vector<ValueId> networkInputs() const {
    std::vector<ValueId> inputs = graph.main().inputs;
    if (inputs.empty())
      for (Value const &value : graph.values())
        if (value.listedAsInput && value.body == graph.main().id)
          inputs.push_back(value.id);
    return inputs;
  }

  /// Whether every reader takes the value for a learned tensor, directly or behind layout changes. Sets
  /// `sure` where a reader's slot leaves no doubt.
  bool onlyFeedsWeights(ValueId id, bool &sure, unsigned depth = 0) const {
    auto isDead = [&](NodeId user) { return result.roles[user] == NodeRole::Dead; };
    constexpr unsigned mostLayouts = 32; // behind one another; of hostile networks no more are followed
    if (depth > mostLayouts || llvm::all_of(graph.users(id), isDead) ||
        llvm::is_contained(graph.main().outputs, id))
      return false;
    return llvm::all_of(graph.users(id), [&](NodeId user) {
      if (isDead(user))
        return true;
      Node const &node = graph.node(user);
      for (size_t i = 0; i < node.inputs.size(); ++i) {
        if (node.inputs[i] != id)
          continue;
        if (i == 0 && (passesThrough(node.kind) || leavesAlone(node))) {
          if (!node.hasOutput(0) || !onlyFeedsWeights(node.outputs[0], sure, depth + 1))
            return false;
        } else if (slotOf(node, i) == Slot::Weight || (i > 0 && isLinearLayer(node)) ||
                   (factorsAreLearned && isFactorOfChannels(node, id))) {
          sure = true;
        } else if (!mayBeWeight(node, i)) {
          return false;
        }
      }
      return true;
    });
  }

  /// What cuts, pads, repeats or resizes to the size that is there already.
  bool leavesAlone(Node const &node) const {
    using enum OpKind;
    auto is = [&](auto... kinds) { return ((node.kind == kinds) || ...); };
    return is(Dropout, Pad, Slice, Expand, Tile, Resize, Upsample, Concat) && node.hasOutput(0) &&
           inferred.types[node.inputs[0]].isStatic() &&
           inferred.types[node.inputs[0]].str() == inferred.types[node.outputs[0]].str();
  }

  /// A Gemm that adds one number a column: a layer as exporters write it, with weights and bias behind its data.
  bool isLinearLayer(Node const &node) const {
    return node.kind == OpKind::Gemm && node.hasInput(2) && inferred.types[node.inputs[2]].hasRank() &&
           inferred.types[node.inputs[2]].rank() == 1;
  }

  /// A factor for each channel of maps, [C, 1, 1]: the scale of a layer, as ConvNeXt has it.
  bool isFactorOfChannels(Node const &node, ValueId operand) const {
    if (node.kind != OpKind::Mul || !node.hasOutput(0))
      return false;
    TensorType const &factor = inferred.types[operand], &maps = inferred.types[node.outputs[0]];
    if (!factor.isStatic() || !maps.isStatic() || maps.rank() != 4 || factor.rank() < 3 || factor.rank() > 4)
      return false;
    auto length = [](TensorType const &type, size_t fromBack) {
      return (*type.shape)[type.rank() - fromBack];
    };
    return length(factor, 1) == 1 && length(factor, 2) == 1 && length(factor, 3) == length(maps, 3) &&
           (factor.rank() == 3 || length(factor, 4) == 1);
  }

  /// Operands that are learned in most networks, but need not be.
  bool mayBeWeight(Node const &node, size_t input) const {
    OpClass work = opClass(node.kind);
    if (work == OpClass::MatrixProduct)
      return input > 0 && slotOf(node, input) == Slot::Data;
    if (work == OpClass::Elementwise)
      return slotOf(node, input) == Slot::Data;
    return node.kind == OpKind::Gather && input == 0;
  }

  /// Several matrices, as the keys of several heads: a layer has one.
  static bool isBatch(TensorType const &type) {
    return type.hasRank() && type.rank() > 2 &&
           !llvm::all_of(llvm::makeArrayRef(*type.shape).drop_back(2),
                         [](SymInt const &size) { return size == 1; });
  }

  /// By a word that weights are called by. PyTorch calls what it folded after its reader, onnx::MatMul_7, and so the
  /// inputs that nobody named; a weight is one matrix, and not read by what only lays it out anew, which would be folded too.
  static bool namedLikeWeight(Value const &value) {
    llvm::StringRef name = value.name;
    std::string lower = name.lower();
    bool named = llvm::any_of(std::initializer_list<llvm::StringRef>{"weight", "bias", "kernel"},
                              [&](llvm::StringRef word) { return llvm::StringRef(lower).contains(word); });
    size_t reader = name.find("onnx::");
    if (named || reader == llvm::StringRef::npos)
      return named;
    llvm::StringRef op = name.drop_front(reader + llvm::StringRef("onnx::").size()).split('_').first;
    return !passesThrough(opKindFromName("", op)) && !(op == "MatMul" && isBatch(value.declared()));
  }

  /// Some exporters pass weights as network inputs. Taken for such: inputs of fixed shape that only feed
  /// weights and either stand in a slot that is always learned or have a name that says so; where there are such, factors of
  /// channels as well. One input always stays data.
  void findParameterInputs(std::vector<ValueId> const &inputs) {
    std::vector<ValueId> found = parametersAmong(inputs);
    if (!found.empty()) {
      factorsAreLearned = true;
      found = parametersAmong(inputs);
    }
    if (found.size() == inputs.size())
      return;
    for (ValueId id : found)
      constant[id] = 1;
    result.parametersAsInputs = !found.empty();
  }

  std::vector<ValueId> parametersAmong(std::vector<ValueId> const &inputs) const {
    std::vector<ValueId> found;
    for (ValueId id : inputs) {
      Value const &value = graph.value(id);
      bool sure = false;
      if (value.declared().isStatic() && isWeightType(value.declared().element) &&
          onlyFeedsWeights(id, sure) && (sure || namedLikeWeight(value)))
        found.push_back(id);
    }
    return found;
  }

  /// Equal operands give equal results, so that it may be done offline.
  static bool isPure(OpKind kind) {
    OpClass work = opClass(kind);
    return work != OpClass::Random && work != OpClass::Unknown && work != OpClass::ControlFlow;
  }

  /// Every output is shape arithmetic with a known result.
  bool resultKnown(Node const &node) const {
    return llvm::all_of(node.outputs, [&](ValueId id) {
      if (!id.valid())
        return true;
      std::shared_ptr<FoldedConstant const> const &folded = inferred.constants[id];
      return folded != nullptr && llvm::all_of(folded->ints, [](SymInt const &one) { return one.isKnown(); });
    });
  }

  void foldBody(BodyId body) {
    if (visited[body.index])
      return;
    visited[body.index] = true;
    for (NodeId id : graph.body(body).nodes) {
      Node const &node = graph.node(id);
      if (BodyId picked = pickedBranch(graph, inferred, node); picked.valid())
        foldBranch(node, picked);
      else
        fold(node);
    }
  }

  /// What a known condition picks is as constant as it would be outside of the If.
  void foldBranch(Node const &node, BodyId picked) {
    foldBody(picked);
    llvm::ArrayRef<ValueId> results = graph.body(picked).outputs;
    bool all = !node.outputs.empty() && result.roles[node.id] != NodeRole::Dead;
    for (size_t i = 0; i < node.outputs.size(); ++i) {
      bool isConstant = i < results.size() && results[i].valid() && constant[results[i]] != 0;
      if (isConstant && node.outputs[i].valid())
        constant[node.outputs[i]] = 1;
      all &= isConstant;
    }
    if (all)
      result.roles[node.id] = NodeRole::Foldable;
  }

  void fold(Node const &node) {
    if (result.roles[node.id] == NodeRole::Dead || !isPure(node.kind) || node.outputs.empty())
      return;
    bool constantInputs =
        llvm::all_of(node.inputs, [&](ValueId id) { return !id.valid() || constant[id] != 0; });
    if (!constantInputs && !resultKnown(node))
      return;
    result.roles[node.id] = NodeRole::Foldable;
    for (ValueId output : node.outputs)
      if (output.valid())
        constant[output] = 1;
  }

  /// A constant that live nodes compute with. Single numbers (a scaling factor, an epsilon) are none, unless
  /// they stand where only weights stand; neither are 32- and 64-bit integers (indices, shapes), biases
  /// excepted.
  void markParameter(Value const &value) {
    if (constant[value.id] == 0)
      return;
    TensorType const &type = inferred.types[value.id];
    bool isWeight = false;
    for (NodeId user : graph.users(value.id)) {
      Node const &node = graph.node(user);
      if (result.roles[user] != NodeRole::Live)
        continue;
      for (size_t i = 0; i < node.inputs.size(); ++i)
        if (node.inputs[i] == value.id) {
          Slot slot = slotOf(node, i);
          isWeight |= slot == Slot::Weight || (slot == Slot::Data && isWeightType(type.element) &&
                                               (!(type.elements() == 1) || (i == 2 && isLinearLayer(node))));
        }
    }
    if (!isWeight)
      return;
    result.isParameter[value.id] = 1;
    result.storage[value.id] = storageOf(value.id);
  }

  ValueId storageOf(ValueId id) const {
    for (;;) {
      id = behindBranches(graph, inferred, id);
      NodeId producer = graph.value(id).producer;
      if (!producer.valid() || !passesThrough(graph.node(producer).kind) || !graph.node(producer).hasInput(0))
        return id;
      id = graph.node(producer).inputs[0];
    }
  }

  Graph const &graph;
  InferredTypes const &inferred;
  ValueMap<char> constant;
  std::vector<bool> visited = std::vector<bool>(graph.bodyCount()); ///< by body
  bool factorsAreLearned = false; ///< the network hands weights in as inputs
  NodeRoles result;
};
} // namespace

llvm::Error classifyNodes(PassContext &context) {
  NodeRoles const &found = context.annotations.set(Classifier(context).run());
  constexpr size_t named = 5;
  size_t dead = 0;
  std::string names;
  for (Node const &node : context.graph.nodes())
    if (found.roles[node.id] == NodeRole::Dead && dead++ < named)
      names += (names.empty() ? "'" : ", '") + node.name.str() + "'";
  if (dead != 0)
    context.diagnostics.note(DiagCode::DeadNodes, "",
                             fmt::format("{} of {} nodes reach no output and are not counted: {}{}", dead,
                                         context.graph.nodeCount(), names, dead > named ? ", …" : ""));
  return llvm::Error::success();
}

std::string describeRole(PassContext const &context, Node const &node) {
  switch (context.annotations.get<NodeRoles>().roles[node.id]) {
  case NodeRole::Live:
    return {};
  case NodeRole::Dead:
    return "dead";
  case NodeRole::Foldable:
    return "foldable";
  }
  return {};
}

} // namespace eo
