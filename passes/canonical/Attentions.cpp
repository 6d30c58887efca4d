//===- Attentions.cpp - attention, in one node or in single steps --------------------------------------===//
//
//   q, k, v = Transpose(Reshape(…), [0,2,1,3])
//   s = MatMul(q, Transpose(k)); m = Add(Mul(s, 0.125), mask); p = Softmax(m); y = MatMul(p, v)
//   z = Transpose(y, [0,2,1,3])                                       z = Attention(q, k, v, mask) of the Reshapes
//
// From the softmax backwards to the product of queries and keys, forwards to the product with the values; from there
// back through what only lays out the heads. What others read as well stays outside.
//
#include "passes/canonical/Attentions.h"
#include "passes/OperandGeometry.h"
#include "passes/canonical/AttentionSteps.h"
#include "passes/canonical/Layouts.h"
#include "passes/canonical/OneNode.h"
#include "passes/canonical/Parts.h"
#include "passes/canonical/PlainKind.h"
#include "passes/canonical/Repeating.h"
#include "passes/canonical/StepFunction.h"
#include "passes/canonical/TransposedProducts.h"
#include "llvm/ADT/STLExtras.h"

namespace eo::canonical {

namespace {

class Attention {
public:
  Attention(Knowledge const &knowledge, CanonicalForm const &canonicalForm, NodeMap<uint32_t> const &places)
      : known(knowledge), form(canonicalForm), order(places) {}

  /// Whether the node, or the unit that ends in `softmaxed`, is the softmax of an attention. `ofColumns`: of scores that
  /// have a row for each key.
  bool around(llvm::ArrayRef<NodeId> softmax, ValueId scored, ValueId softmaxed, bool ofColumns) {
    inSteps = true;
    keysInRows = ofColumns;
    home = softmax.front();
    core.assign(softmax.begin(), softmax.end());
    return takeScores(scored, 0) && takeProduct(softmaxed) && (takeOperands(), true);
  }

  /// The operator with what lies around it; false where that is nothing.
  bool around(Node const &op, llvm::ArrayRef<size_t> operands) {
    home = anchor = op.id;
    core = {op.id};
    for (size_t i : operands)
      heads.push_back(op.input(i));
    outputs.assign(op.outputs.begin(), op.outputs.end());
    takeResult(outputs.front());
    takeOperands();
    return core.size() > 1;
  }

  /// The anchor, then the others in graph order.
  CanonicalUnit unit(OpKind op) const {
    std::vector<NodeId> nodes(core.begin(), core.end());
    llvm::sort(nodes, [&](NodeId a, NodeId b) {
      return a != b && b != anchor && (a == anchor || order[a] < order[b]);
    });
    return {nodes, op, outputs};
  }

  /// What stands before the heads' layout: the values whose heads are attended to.
  llvm::ArrayRef<ValueId> sources() const { return beginnings; }

private:
  static constexpr size_t maxScoreSteps = 6, maxHeadSteps = 8;

  bool inCore(NodeId id) const { return llvm::is_contained(core, id); }

  /// The node that computes the value where it may join; nullptr where there is none.
  Node const *producer(ValueId value) const {
    if (!value.valid() || form.constant[value] != 0)
      return nullptr;
    NodeId id = known.graph.value(form.source[value]).producer;
    bool joins = id.valid() && order[id] != 0 && form.part[id] == NodePart::Work && form.unit[id] == 0 &&
                 form.together(known.graph, id, home);
    return joins ? &known.graph.node(id) : nullptr;
  }

  bool isProduct(Node const &node) const {
    bool multiplies = plainKind(node.kind) == OpKind::MatMul || specialKind(known, node) == OpKind::MatMul;
    bool named = multiplies && weightOperand(node.kind) < node.inputs.size();
    if (!named)
      return false;
    return llvm::all_of(std::initializer_list<size_t>{0, weightOperand(node.kind)},
                        [&](size_t i) { return node.hasInput(i) && form.constant[node.inputs[i]] == 0; });
  }

  bool readBy(ValueId value, size_t count) const {
    return form.leaves[value] == 0 && form.readers(value).size() == count;
  }

  /// From what the softmax reads back to q · kᵀ. A mask stays what the attention reads.
  bool takeScores(ValueId value, size_t depth) {
    Node const *node = depth < maxScoreSteps ? producer(value) : nullptr;
    if (node == nullptr || !node->hasOutput(0) || !readBy(node->outputs[0], 1))
      return false;
    core.push_back(node->id);
    if (isProduct(*node)) {
      heads.push_back(node->inputs[0]);
      heads.push_back(node->inputs[weightOperand(node->kind)]);
      return true;
    }
    if (llvm::any_of(scoresBefore(known, *node), [&](ValueId next) { return takeScores(next, depth + 1); }))
      return true;
    core.pop_back();
    return false;
  }

  /// Whether rows and columns of a factor, as the product reads it, have changed places since the value it shows.
  bool isTurned(Node const &product, size_t operand, ValueId held) const {
    llvm::StringRef attribute = operand == 0 ? "transA" : "transB";
    bool turned = product.intOr(attribute, 0) != 0;
    for (ValueId shown = product.inputs[operand]; shown.valid() && shown != held;) {
      NodeId producer = known.graph.value(shown).producer;
      if (!producer.valid())
        break;
      Node const &view = known.graph.node(producer);
      turned ^= view.kind == OpKind::Transpose;
      shown = view.input(0);
    }
    return turned;
  }

  /// From what the softmax gives to the product with the values.
  bool takeProduct(ValueId value) {
    for (size_t steps = 0; steps < 3; ++steps) {
      Node const *next = onlyReader(value);
      if (next == nullptr || !next->hasOutput(0))
        return false;
      core.push_back(next->id);
      if (isProduct(*next)) {
        ValueId left = next->inputs[0], right = next->inputs[weightOperand(next->kind)];
        bool first = form.source[left] == value;
        if (first == (form.source[right] == value))
          return false;
        size_t place = first ? 0 : weightOperand(next->kind);
        bool ofRows = isTurned(*next, place, value) != first;
        bool sumsOverKeys = next->kind == OpKind::Einsum || ofRows != keysInRows;
        if (!sumsOverKeys)
          return false;
        heads.push_back(first ? right : left);
        anchor = next->id;
        outputs = {next->outputs[0]};
        takeResult(outputs.front());
        return true;
      }
      if (next->kind != OpKind::Where && !scaled(known, *next).valid())
        return false;
      value = next->outputs[0];
    }
    return false;
  }

  /// The reader of the value. Where(IsNaN(p), 0, p), for rows that are all masked, is one.
  Node const *onlyReader(ValueId value) {
    llvm::ArrayRef<NodeId> readers = form.readers(value);
    if (readers.empty() || readers.size() > 2 || form.leaves[value] != 0)
      return nullptr;
    for (NodeId id : readers) {
      Node const &node = known.graph.node(id);
      bool joins = form.part[id] == NodePart::Work && form.unit[id] == 0 && order[id] != 0 &&
                   form.together(known.graph, id, home);
      if (!joins)
        return nullptr;
      if (readers.size() == 1)
        return node.kind != OpKind::Where ? &node : nullptr;
      if (node.kind == OpKind::IsNaN && node.hasOutput(0) && readBy(node.outputs[0], 1)) {
        core.push_back(id);
        Node const &picks = known.graph.node(form.readers(node.outputs[0]).front());
        bool keepsNumbers = picks.kind == OpKind::Where && picks.hasInput(2) &&
                            form.source[picks.inputs[0]] == node.outputs[0] &&
                            form.source[picks.inputs[2]] == value;
        return keepsNumbers ? &picks : nullptr;
      }
    }
    return nullptr;
  }

  /// The Transpose that puts the heads of the result side by side, or the pieces and the Concat that do.
  void takeResult(ValueId &result) {
    if (result.valid() && takePieces(result))
      return;
    takeTranspose(result);
    takeTranspose(result); // of sequences before their batch
  }

  void takeTranspose(ValueId &result) {
    if (!result.valid() || !readBy(result, 1))
      return;
    Node const &next = known.graph.node(form.readers(result).front());
    bool joins = next.kind == OpKind::Transpose && next.hasOutput(0) && form.unit[next.id] == 0 &&
                 form.part[next.id] == NodePart::Work && form.together(known.graph, next.id, home);
    if (!joins)
      return;
    core.push_back(next.id);
    result = next.outputs[0];
  }

  /// What cuts the result up, with the Concat of all pieces in another order, as early TensorFlow lays heads side by side.
  bool takePieces(ValueId &result) {
    llvm::ArrayRef<NodeId> cuts = form.readers(result);
    if (form.leaves[result] != 0 || cuts.empty())
      return false;
    NodeId joined;
    for (NodeId cut : cuts)
      for (ValueId piece : known.graph.node(cut).outputs) {
        bool once =
            piece.valid() && readBy(piece, 1) && form.unit[cut] == 0 && form.part[cut] == NodePart::Work;
        NodeId reader = once ? form.readers(piece).front() : NodeId();
        if (!reader.valid() || (joined.valid() && joined != reader))
          return false;
        joined = reader;
      }
    if (!joined.valid() || !ordersAnew(known.graph.node(joined)) || !form.together(known.graph, joined, home))
      return false;
    core.append(cuts.begin(), cuts.end());
    core.push_back(joined);
    result = known.graph.node(joined).outputs[0];
    return true;
  }

  /// Whether the node is a Concat of all pieces of one tensor in another order: a Transpose of heads.
  bool ordersAnew(Node const &node) const {
    return inSteps && node.kind == OpKind::Concat && node.hasOutput(0) &&
           specialKind(known, node) == OpKind::Transpose;
  }

  /// Back from the operands through what only lays out their heads, as far as nobody else reads it.
  void takeOperands() {
    for (ValueId head : heads)
      follow(head, 0);
    llvm::sort(laidOut, [&](NodeId a, NodeId b) { return order[a] > order[b]; });
    laidOut.erase(std::unique(laidOut.begin(), laidOut.end()), laidOut.end());
    for (NodeId id : laidOut) // readers come before what they read
      if (staysInside(known.graph.node(id))) {
        core.push_back(id);
        for (ValueId output : known.graph.node(id).outputs)
          if (output.valid() && form.leaves[output] != 0)
            outputs.push_back(output);
      }
    for (NodeId id : core)
      for (ValueId input : known.graph.node(id).inputs)
        if (input.valid() && form.constant[input] == 0)
          beginnings.push_back(form.source[input]);
  }

  void follow(ValueId value, size_t depth) {
    Node const *node = depth < maxHeadSteps ? producer(value) : nullptr;
    if (node == nullptr || inCore(node->id))
      return;
    ValueId next = laysOut(*node);
    if (!next.valid())
      return;
    laidOut.push_back(node->id);
    if (ordersAnew(*node)) { // from pieces of one tensor
      for (ValueId piece : node->inputs)
        if (Node const *cut = producer(piece))
          laidOut.push_back(cut->id);
      return follow(partOf(known, form.source[next]).whole, depth + 1);
    }
    follow(next, depth + 1);
    if (node->kind == OpKind::Concat)
      follow(node->inputs[1], depth + 1);
  }

  /// What the node lays out for the heads; invalid where it does anything else.
  ValueId laysOut(Node const &node) const {
    using enum OpKind;
    if (!node.hasInput(0))
      return {};
    if (ValueId given = inSteps ? repeatedBy(known, node) : ValueId(); given.valid())
      return given;
    if (turnsHeads(known, node) || ordersAnew(node) || (inSteps && repeatsHeads(known, node)))
      return node.inputs[0];
    if (inSteps)
      if (ValueId whole = scaled(known, node); whole.valid())
        return whole;
    if (node.kind == Split ? sharesOutHeads(known, node)
                           : (node.kind == Slice || node.kind == Gather) && isShareOfHeads(known, node))
      return node.inputs[0];
    if (node.kind == Split || node.kind == Slice || node.kind == Gather) { // of q, k and v in one
      Node const *packed = producer(node.inputs[0]);
      return packed != nullptr && turnsHeads(known, *packed) ? node.inputs[0] : ValueId();
    }
    return appendsToCache(known, node) ? node.inputs[0] : ValueId();
  }

  /// Whether nobody outside reads what the node computes, but for the cache that the next run is given.
  bool staysInside(Node const &node) const {
    bool picks =
        node.kind == OpKind::Slice ||
        (node.kind == OpKind::Gather && !picksEachAlike(known, node)); // several of them share out the whole
    if (picks && form.readers(form.source[node.inputs[0]]).size() < 2)
      return false;
    return llvm::all_of(node.outputs, [&](ValueId output) {
      bool kept = !output.valid() || form.leaves[output] == 0 || node.kind == OpKind::Concat;
      return kept && (!output.valid() ||
                      llvm::all_of(form.readers(output), [&](NodeId user) { return inCore(user); }));
    });
  }

  Knowledge const &known;
  CanonicalForm const &form;
  NodeMap<uint32_t> const &order; ///< 1 + place in the canonical form
  bool inSteps = false, keysInRows = false;
  NodeId home, anchor;
  llvm::SmallVector<NodeId, 16> core;    ///< what is sure to be part of it
  llvm::SmallVector<ValueId, 3> heads;   ///< q, k, v
  llvm::SmallVector<NodeId, 16> laidOut; ///< what may be, between them and what they are made of
  llvm::SmallVector<ValueId, 8> beginnings;
  llvm::SmallVector<ValueId, 1> outputs;
};

} // namespace

static bool isSoftmax(Node const &node) {
  return plainKind(node.kind) == OpKind::Softmax && node.hasInput(0) && node.hasOutput(0);
}

/// Of the last axis or the last but one; 0 for all others.
static int64_t axisFromBehind(Knowledge const &known, llvm::ArrayRef<NodeId> softmax) {
  for (int64_t axis : {1, 2})
    if (worksOnLastAxis(known, softmax, axis))
      return axis;
  return 0;
}

/// Where the operator takes queries, keys and values apart.
static llvm::SmallVector<size_t, 3> headOperands(OpKind kind) {
  using enum OpKind;
  bool apart = kind == OpKind::Attention || kind == MultiHeadAttention || kind == GroupQueryAttention ||
               kind == SparseAttention || kind == DecoderMaskedMultiHeadAttention;
  return apart ? llvm::SmallVector<size_t, 3>{0, 1, 2} : llvm::SmallVector<size_t, 3>{};
}

/// Transposes that lay out heads only to turn them: views.
static bool lookThroughBeforeRotations(Knowledge const &known, CanonicalForm &form,
                                       llvm::ArrayRef<ValueId> sources) {
  bool any = false;
  for (ValueId turned : sources) {
    NodeId rotation = known.graph.value(turned).producer;
    if (!rotation.valid())
      continue;
    CanonicalUnit const *unit = form.unitOf(rotation);
    NodeId anchor = form.anchorOf(rotation);
    if (plainKind(unit != nullptr ? unit->op : known.graph.node(rotation).kind) != OpKind::RotaryEmbedding)
      continue;
    for (ValueId input : form.inputs(known.graph, anchor)) {
      NodeId producer = known.graph.value(input).producer;
      bool alone = producer.valid() && form.part[producer] == NodePart::Work && form.unit[producer] == 0 &&
                   known.graph.node(producer).kind == OpKind::Transpose && form.leaves[input] == 0 &&
                   form.readers(input).size() == 1;
      if (!alone)
        continue;
      lookThrough(known.graph.node(producer), form);
      any = true;
    }
  }
  return any;
}

void findAttentions(Knowledge const &known, CanonicalForm &form) {
  NodeMap<uint32_t> order(known.graph);
  uint32_t place = 0;
  for (NodeId id : form.nodes)
    order[id] = ++place;
  bool turned = false;
  for (NodeId id : form.nodes) {
    Node const &node = known.graph.node(id);
    if (form.part[id] != NodePart::Work)
      continue;
    Attention attention(known, form, order);
    CanonicalUnit const *steps = form.unitOf(id);
    bool found = false;
    if (steps != nullptr) {
      llvm::SmallVector<ValueId, 4> read = form.inputs(known.graph, id);
      bool softens = steps->op == OpKind::Softmax && steps->nodes.front() == id && read.size() == 1;
      int64_t const axis = softens ? axisFromBehind(known, steps->nodes) : 0;
      found = axis != 0 && attention.around(steps->nodes, read.front(), steps->outputs.front(), axis == 2);
    } else if (isSoftmax(node)) {
      int64_t const axis = axisFromBehind(known, id);
      found = axis != 0 && attention.around(id, node.inputs[0], node.outputs[0], axis == 2);
    } else if (llvm::SmallVector<size_t, 3> operands = headOperands(node.kind); !operands.empty())
      found = node.hasOutput(0) && attention.around(node, operands);
    turned |= lookThroughBeforeRotations(known, form, attention.sources());
    if (!found)
      continue;
    bool inSteps = steps != nullptr || opClass(node.kind) != OpClass::Attention;
    CanonicalUnit unit = attention.unit(inSteps ? OpKind::Attention : node.kind);
    if (steps == nullptr)
      form.units.emplace_back();
    uint32_t number = steps != nullptr ? form.unit[id] : static_cast<uint32_t>(form.units.size());
    for (NodeId member : unit.nodes)
      form.unit[member] = number;
    form.units[number - 1] = std::move(unit);
  }
  if (turned)
    settleSources(known.graph, form);
}

} // namespace eo::canonical
