//===- Canonicalize.cpp ----------------------------------------------------------------------------------===//
//
// Finds out what the network comes to however it is written (lib/pass/CanonicalForm.h):
//
//   i = Identity(x)            Same: whoever reads i reads x
//   q = QuantizeLinear(x)      Format: likewise; how many bits an element has is the board's affair
//   n = BatchNormalization(c)  Member: of the convolution that computes c
//   m = Mul(x, sigmoid(x))     with its Sigmoid a unit, Swish
//
#include "lib/pass/CanonicalForm.h"
#include "passes/NodeText.h"
#include "passes/Passes.h"
#include "passes/PickedBranch.h"
#include "passes/Turns.h"
#include "passes/canonical/Affine.h"
#include "passes/canonical/Attentions.h"
#include "passes/canonical/Broadcasts.h"
#include "passes/canonical/Duplicates.h"
#include "passes/canonical/Exchanges.h"
#include "passes/canonical/Inverted.h"
#include "passes/canonical/Layouts.h"
#include "passes/canonical/NoOps.h"
#include "passes/canonical/Paddings.h"
#include "passes/canonical/Residuals.h"
#include "passes/canonical/Rotations.h"
#include "passes/canonical/Sequences.h"
#include "passes/canonical/Splits.h"
#include "passes/canonical/Steps.h"
#include "passes/canonical/Variances.h"
#include "llvm/ADT/STLExtras.h"

namespace eo {

namespace {

class Canonicalizer {
public:
  explicit Canonicalizer(PassContext &context)
      : graph(context.graph),
        roles(context.annotations.get<NodeRoles>()), known{graph, context.annotations.get<InferredTypes>(),
                                                           form} {
    form.part = NodeMap<NodePart>(graph);
    form.same = NodeMap<ValueId>(graph);
    form.source = ValueMap<ValueId>(graph);
    form.constant = roles.isConstant;
    form.leaves = ValueMap<char>(graph);
    form.unit = NodeMap<uint32_t>(graph);
    form.units.reserve(graph.nodeCount() / 2); // of two nodes and more each; growing copies all of them
    for (Value const &value : graph.values())
      form.source[value.id] = value.id;
  }

  CanonicalForm run() {
    form.passedOver = passedOverBodies(graph, known.inferred, Decided::AtLoad);
    for (uint32_t body = 0; body < graph.bodyCount(); ++body)
      form.home.push_back({body});
    form.turns.assign(graph.bodyCount(), 0);
    form.turns[graph.main().id.index] = 1;
    visit(graph.main());
    for (NodeId id : form.nodes)
      lookThrough(graph.node(id));
    for (uint32_t body = 0; body < graph.bodyCount(); ++body)
      for (ValueId id : graph.body({body}).outputs)
        if (id.valid() && visited[body] && form.home[body].index == body &&
            form.sees(graph, {body}, form.source[id]))
          form.leaves[form.source[id]] = 1;
    markUnread();
    form.listReaders(graph);
    if (canonical::findLayouts(known, form))
      form.listReaders(graph);
    if (canonical::findPaddings(known, form))
      form.listReaders(graph);
    if (canonical::findBroadcasts(known, form))
      form.listReaders(graph);
    canonical::joinPads(known, form);
    canonical::joinSequences(known, form);
    canonical::joinConcats(known, form);
    canonical::findSpaceToDepth(known, form);
    canonical::findRotations(known, form);
    if (canonical::findExchangedFactors(known, form))
      form.listReaders(graph);
    canonical::findSteps(known, form);
    canonical::findVariances(known, form);
    listReadersOfUnits();
    canonical::findAttentions(known, form);
    canonical::findInverted(known, form, canonical::Beside::Activation);
    canonical::findSplits(known, form);
    canonical::joinSlices(known, form);
    canonical::joinRoots(known, form);
    if (canonical::findBiasesBehindSums(known, form))
      form.listReaders(graph);
    listReadersOfUnits();
    canonical::findAffine(known, form);
    canonical::findInverted(known, form, canonical::Beside::Constant);
    canonical::findResidualNormalizations(known, form);
    listReadersOfUnits();
    canonical::findActivationsBehindTransposes(known, form);
    for (CanonicalUnit const &unit : form.units)
      for (NodeId member : llvm::makeArrayRef(unit.nodes).drop_front())
        form.part[member] = NodePart::Member;
    listReadersOfUnits();
    return std::move(form);
  }

private:
  /// The members of a unit read as one; without units nothing has changed.
  void listReadersOfUnits() {
    if (!form.units.empty())
      form.listReaders(graph);
  }

  /// Lists the nodes of the body, those of branches and turns before their owner. Bodies nest as deep as the importer
  /// allows.
  void visit(Body const &body) {
    visited[body.id.index] = true;
    for (NodeId id : body.nodes) {
      Node const &node = graph.node(id);
      if (roles.roles[id] == NodeRole::Live) {
        visitBranches(node);
        visitTurns(node);
      }
      form.nodes.push_back(id);
    }
  }

  void visitBranches(Node const &node) {
    if (node.kind != OpKind::If)
      return;
    for (char const *branch : {"then_branch", "else_branch"})
      if (BodyId inner = node.bodyAttribute(branch); inner.valid() && !visited[inner.index]) {
        if (inner == pickedBranch(graph, known.inferred, node))
          form.home[inner.index] = form.home[node.body.index];
        form.turns[inner.index] = form.turns[node.body.index];
        visit(graph.body(inner));
      }
  }

  void visitTurns(Node const &node) {
    if (node.kind != OpKind::Loop && node.kind != OpKind::Scan)
      return;
    auto turns = static_cast<double>(turnsAtLeast(graph, known.inferred, node).tryValue().value_or(0));
    BodyId inner = node.bodyAttribute("body");
    if (turns <= 0 || !inner.valid() || visited[inner.index])
      return;
    form.turns[inner.index] = turns * form.turns[node.body.index];
    visit(graph.body(inner));
  }

  void lookThrough(Node const &node) {
    NodePart &part = form.part[node.id];
    if (roles.roles[node.id] != NodeRole::Live) {
      part = roles.roles[node.id] == NodeRole::Dead ? NodePart::Unread : NodePart::Constant;
      return;
    }
    if (fromConstantsOnly(node)) {
      part = NodePart::Constant;
      for (ValueId output : node.outputs)
        if (output.valid())
          form.constant[output] = 1;
      return;
    }
    if (BodyId picked = pickedBranch(graph, known.inferred, node); picked.valid()) {
      part = NodePart::Branch;
      llvm::ArrayRef<ValueId> results = graph.body(picked).outputs;
      for (size_t i = 0; i < std::min(results.size(), node.outputs.size()); ++i)
        if (results[i].valid() && node.outputs[i].valid()) {
          form.source[node.outputs[i]] = form.source[results[i]];
          form.constant[node.outputs[i]] = form.constant[results[i]];
        }
      return;
    }
    if (node.kind == OpKind::Loop && turnsOf(graph, known.inferred, node) == 0)
      return handOnUnturned(node);
    canonical::HandsOn found = canonical::handsOn(known, node);
    if (found.part == NodePart::Work)
      if (ValueId earlier = duplicates.before(node); earlier.valid())
        found = {NodePart::Same, earlier};
    part = found.part;
    if (part == NodePart::Work)
      return;
    form.source[node.outputs[0]] = form.source[found.value];
    if (part == NodePart::Same)
      form.same[node.id] = found.value;
    if (opClass(node.kind) == OpClass::Quantization) // scale and zero point, as good as constants
      for (ValueId output : llvm::makeArrayRef(node.outputs).drop_front())
        if (output.valid())
          form.constant[output] = 1;
  }

  /// A Loop that does not start returns what it was given.
  void handOnUnturned(Node const &loop) {
    form.part[loop.id] = NodePart::Same;
    for (size_t i = 0; i < loop.outputs.size() && loop.hasInput(i + 2); ++i)
      if (loop.outputs[i].valid()) {
        form.source[loop.outputs[i]] = form.source[loop.inputs[i + 2]];
        form.constant[loop.outputs[i]] = form.constant[loop.inputs[i + 2]];
      }
    if (loop.hasOutput(0) && loop.hasInput(2))
      form.same[loop.id] = loop.inputs[2];
  }

  /// Everything it reads is constant or a scale that came with a quantised activation.
  bool fromConstantsOnly(Node const &node) const {
    OpClass work = opClass(node.kind);
    if (node.inputs.empty() || work == OpClass::Random || work == OpClass::ControlFlow ||
        work == OpClass::Unknown)
      return false;
    return llvm::all_of(node.inputs,
                        [&](ValueId input) { return !input.valid() || form.constant[input] != 0; });
  }

  /// What only fed nodes that turned out to compute nothing, such as the first of two Transposes.
  void markUnread() {
    std::vector<char> read(graph.valueCount());
    auto readAll = [&](Node const &node) {
      for (ValueId input : node.inputs)
        if (input.valid() && form.constant[input] == 0 && form.sees(graph, node.body, form.source[input]))
          read[form.source[input].index] = 1;
    };
    for (uint32_t body = 1; body < graph.bodyCount(); ++body) {
      if (visited[body])
        continue;
      for (NodeId id : graph.body({body}).nodes)
        readAll(graph.node(id));
      for (ValueId output : graph.body({body}).outputs)
        if (output.valid() && form.sees(graph, {body}, form.source[output]))
          read[form.source[output].index] = 1;
    }
    bool hasOutputs = llvm::any_of(graph.main().outputs, [](ValueId id) { return id.valid(); });
    for (NodeId id : llvm::reverse(form.nodes)) {
      Node const &node = graph.node(id);
      if (form.part[id] != NodePart::Work)
        continue;
      bool wanted = !hasOutputs || node.outputs.empty() || llvm::any_of(node.outputs, [&](ValueId output) {
        return output.valid() && (read[output.index] != 0 || form.leaves[output] != 0);
      });
      if (wanted)
        readAll(node);
      else
        form.part[id] = NodePart::Unread;
    }
  }

  Graph const &graph;
  NodeRoles const &roles;
  CanonicalForm form;
  canonical::Knowledge known;
  canonical::Duplicates duplicates{known};
  std::vector<bool> visited = std::vector<bool>(graph.bodyCount()); ///< by body: the main graph and branches
};

} // namespace

llvm::Error canonicalize(PassContext &context) {
  context.annotations.set(Canonicalizer(context).run());
  return llvm::Error::success();
}

std::string describePart(PassContext const &context, Node const &node) {
  auto const &form = context.annotations.get<CanonicalForm>();
  CanonicalUnit const *unit = form.unitOf(node.id);
  if (unit == nullptr)
    return partText(form.part[node.id]).str();
  std::string op = opKindName(unit->op).str();
  return form.part[node.id] == NodePart::Member ? "part of " + op : op;
}

} // namespace eo
