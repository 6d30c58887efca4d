//===- Exchanges.cpp - steps that compute the same in another order -----------------------------------===//
//
//   p = Mul(u, g); s = Sigmoid(g); y = Mul(p, s)               s = Swish(g); y = Mul(u, s)
//   a = Abs(x); y = Mul(a, a)                                  y = Mul(x, x)
//   c = Conv(x, w); s = Add(c, r); y = Add(s, b)               c = Conv(x, w, b); y = Add(c, r)
//   c = Conv(x, w); t = Transpose(c); y = Sigmoid(t)           s = Sigmoid(c); y = Transpose(s)
//
#include "passes/canonical/Exchanges.h"
#include "passes/canonical/Layouts.h"
#include "passes/canonical/OneNode.h"
#include "llvm/ADT/STLExtras.h"
#include <array>

namespace eo::canonical {

/// Whether the node runs, and nothing else has been found of it.
static bool isFree(CanonicalForm const &form, NodeId id) {
  return form.part[id] == NodePart::Work && form.unit[id] == 0;
}

/// The node that computes the value for one reader, in the same body, and for nobody else; nullptr where there is none.
static Node const *computedFor(Knowledge const &known, Node const &reader, ValueId read) {
  CanonicalForm const &form = known.form;
  ValueId const held = read.valid() ? form.source[read] : ValueId();
  NodeId const producer = held.valid() ? known.graph.value(held).producer : NodeId();
  bool alone = producer.valid() && form.part[producer] == NodePart::Work && form.leaves[held] == 0 &&
               form.readers(held).size() == 1 && form.together(known.graph, reader.id, producer);
  return alone ? &known.graph.node(producer) : nullptr;
}

static bool haveSameShape(Knowledge const &known, ValueId a, ValueId b) {
  TensorType const &first = known.inferred.types[a], &second = known.inferred.types[b];
  return first.hasRank() && first.shape == second.shape;
}

/// The node's result is that of its operand, as far as work goes.
static void handOn(Node const &node, ValueId operand, CanonicalForm &form) {
  form.part[node.id] = NodePart::View;
  form.source[node.outputs[0]] = form.source[operand];
}

bool squares(Knowledge const &known, Node const &node) {
  if (node.inputs.size() != 2 || !node.hasInput(0) || !node.hasInput(1))
    return false;
  return (node.kind == OpKind::Mul && node.inputs[0] == node.inputs[1]) ||
         (node.kind == OpKind::Pow && uniformValue(known, node.inputs[1]) == 2.0);
}

/// |x| of what is only squared.
static bool handsOnSquared(Knowledge const &known, CanonicalForm &form, Node const &node) {
  if (node.kind != OpKind::Abs || !isFree(form, node.id) || !node.hasInput(0) || !node.hasOutput(0) ||
      form.leaves[node.outputs[0]] != 0)
    return false;
  llvm::ArrayRef<NodeId> readers = form.readers(node.outputs[0]);
  bool squared = !readers.empty() && llvm::all_of(readers, [&](NodeId id) {
    Node const &reader = known.graph.node(id);
    return isFree(form, id) && squares(known, reader) && form.source[reader.inputs[0]] == node.outputs[0];
  });
  if (squared)
    handOn(node, node.inputs[0], form);
  return squared;
}

/// What x · gate(x) is; Unknown of any other node.
static OpKind gated(OpKind gate) {
  using enum OpKind;
  return gate == Sigmoid ? Swish : Unknown;
}

/// Of a product of two activations of one shape; nullopt of any other node.
static std::optional<std::array<ValueId, 2>> factorsOf(Knowledge const &known, Node const &node) {
  bool multiplies = node.kind == OpKind::Mul && isFree(known.form, node.id) && node.inputs.size() == 2 &&
                    node.hasInput(0) && node.hasInput(1) && node.hasOutput(0) &&
                    known.form.constant[node.inputs[0]] == 0 && known.form.constant[node.inputs[1]] == 0 &&
                    haveSameShape(known, node.inputs[0], node.inputs[1]) &&
                    known.form.source[node.inputs[0]] != known.form.source[node.inputs[1]];
  return multiplies ? std::optional(std::array{node.inputs[0], node.inputs[1]}) : std::nullopt;
}

/// The gate of x that computes the factor for the product alone; nullptr where there is none.
static Node const *gateOf(Knowledge const &known, Node const &product, ValueId factor) {
  Node const *gate = computedFor(known, product, factor);
  bool gates = gate != nullptr && isFree(known.form, gate->id) && gated(gate->kind) != OpKind::Unknown &&
               gate->hasInput(0) && haveSameShape(known, gate->inputs[0], gate->outputs[0]);
  return gates ? gate : nullptr;
}

/// u · g · gate(g), whichever of the two products comes first: u · (g · gate(g)). The gate is taken as the activation that it
/// is with g, and the product that g would have been left out for is the other factor's.
static bool findGate(Knowledge const &known, CanonicalForm &form, Node const &last) {
  std::optional<std::array<ValueId, 2>> factors = factorsOf(known, last);
  if (!factors)
    return false;
  for (size_t i : {size_t{0}, size_t{1}}) {
    ValueId const other = (*factors)[1 - i];
    Node const *first = computedFor(known, last, (*factors)[i]);
    std::optional<std::array<ValueId, 2>> inner = first != nullptr ? factorsOf(known, *first) : std::nullopt;
    if (!inner || !haveSameShape(known, first->outputs[0], last.outputs[0]))
      continue;
    for (size_t j : {size_t{0}, size_t{1}}) {
      ValueId const one = (*inner)[j], rest = (*inner)[1 - j];
      // (u · g) · gate(g): the gate is the last product's, g the first one's
      if (Node const *gate = gateOf(known, last, other);
          gate != nullptr && form.source[gate->inputs[0]] == form.source[one]) {
        form.units.push_back({{gate->id}, gated(gate->kind), {gate->outputs[0]}});
        form.unit[gate->id] = static_cast<uint32_t>(form.units.size());
        handOn(*first, rest, form);
        return true;
      }
      // (u · gate(g)) · g: the gate is the first product's, g the last one's
      if (Node const *gate = gateOf(known, *first, one); gate != nullptr &&
                                                         form.source[gate->inputs[0]] == form.source[other] &&
                                                         form.source[rest] != form.source[other]) {
        form.units.push_back({{gate->id}, gated(gate->kind), {gate->outputs[0]}});
        form.unit[gate->id] = static_cast<uint32_t>(form.units.size());
        handOn(last, first->outputs[0], form);
        return true;
      }
    }
  }
  return false;
}

bool findExchangedFactors(Knowledge const &known, CanonicalForm &form) {
  bool found = false;
  for (NodeId id : form.nodes) {
    Node const &node = known.graph.node(id);
    found |= handsOnSquared(known, form, node) || findGate(known, form, node);
  }
  if (found)
    settleSources(known.graph, form);
  return found;
}

/// Whether the constant is a number for each feature or channel of what the node computes, or one for all.
static bool isBiasOf(Knowledge const &known, Node const &node, ValueId constant) {
  TensorType const &sum = known.inferred.types[node.outputs[0]], &bias = known.inferred.types[constant];
  if (!sum.hasRank() || !bias.hasRank() || sum.rank() < 2 || bias.rank() > sum.rank())
    return false;
  bool ofMaps = opClass(node.kind) == OpClass::Convolution;
  size_t const channel = ofMaps ? 1 : sum.rank() - 1;
  for (size_t i = 0; i < bias.rank(); ++i) {
    size_t const axis = sum.rank() - bias.rank() + i;
    if (!((*bias.shape)[i] == 1) && axis != channel)
      return false;
  }
  return bias.elements() == (*sum.shape)[channel];
}

/// The operand of the sum that a product with learned weights, or a convolution, computes for it alone and without a bias.
static bool addsUnbiased(Knowledge const &known, Node const &sum, ValueId bias) {
  return llvm::any_of(sum.inputs, [&](ValueId operand) {
    Node const *layer = computedFor(known, sum, operand);
    if (layer == nullptr || !isFree(known.form, layer->id) || operand != layer->outputs[0])
      return false;
    bool weighs = (layer->kind == OpKind::Conv || layer->kind == OpKind::MatMul) &&
                  layer->inputs.size() == 2 && layer->hasInput(1) &&
                  known.form.constant[layer->inputs[1]] != 0 && known.form.constant[layer->inputs[0]] == 0;
    return weighs && haveSameShape(known, layer->outputs[0], sum.outputs[0]) && isBiasOf(known, *layer, bias);
  });
}

bool findBiasesBehindSums(Knowledge const &known, CanonicalForm &form) {
  bool found = false;
  for (NodeId id : form.nodes) {
    Node const &node = known.graph.node(id);
    if (node.kind != OpKind::Add || !isFree(form, id) || node.inputs.size() != 2 || !node.hasInput(0) ||
        !node.hasInput(1) || !node.hasOutput(0))
      continue;
    bool const first = form.constant[node.inputs[0]] != 0;
    if (first == (form.constant[node.inputs[1]] != 0))
      continue;
    ValueId const bias = node.inputs[first ? 0 : 1], shown = node.inputs[first ? 1 : 0];
    Node const *sum = computedFor(known, node, shown);
    bool ofTwo = sum != nullptr && sum->kind == OpKind::Add && isFree(form, sum->id) &&
                 sum->inputs.size() == 2 && sum->hasInput(0) && sum->hasInput(1) &&
                 form.constant[sum->inputs[0]] == 0 && form.constant[sum->inputs[1]] == 0 &&
                 shown == sum->outputs[0] && haveSameShape(known, shown, node.outputs[0]);
    if (!ofTwo || !addsUnbiased(known, *sum, bias))
      continue;
    handOn(node, shown, form);
    found = true;
  }
  if (found)
    settleSources(known.graph, form);
  return found;
}

/// Whether the node, or the unit that it anchors, bends each number of its one operand.
static bool bendsEach(Knowledge const &known, CanonicalForm const &form, Node const &node) {
  CanonicalUnit const *unit = form.unitOf(node.id);
  OpKind const kind = unit != nullptr ? unit->op : node.kind;
  if (opClass(kind) != OpClass::Activation || kind == OpKind::PRelu ||
      form.inputs(known.graph, node.id).size() != 1)
    return false;
  return llvm::all_of(node.inputs, [&](ValueId input) {
    return !input.valid() || form.constant[input] == 0 || known.inferred.types[input].elements() == 1;
  });
}

/// Whether the node moves the elements that it reads, each once.
static bool moves(Knowledge const &known, CanonicalForm const &form, NodeId id) {
  Node const &node = known.graph.node(id);
  bool blocks = (node.kind == OpKind::DepthToSpace || node.kind == OpKind::SpaceToDepth) &&
                form.part[id] == NodePart::Work && node.hasInput(0) && node.hasOutput(0);
  return form.unit[id] == 0 && (blocks || isTranspose(known, form, id));
}

void findActivationsBehindTransposes(Knowledge const &known, CanonicalForm &form) {
  for (NodeId id : form.nodes) {
    if (!moves(known, form, id))
      continue;
    Node const &transpose = known.graph.node(id);
    llvm::ArrayRef<NodeId> readers = form.readers(transpose.outputs[0]);
    Node const *layer = computedFor(known, transpose, transpose.inputs[0]);
    if (layer == nullptr || readers.size() != 1 || form.leaves[transpose.outputs[0]] != 0 ||
        form.part[readers.front()] != NodePart::Work || !form.together(known.graph, id, readers.front()))
      continue;
    Node const &activation = known.graph.node(readers.front());
    CanonicalUnit const *whole = form.unitOf(layer->id);
    OpClass const work = opClass(whole != nullptr ? whole->op : layer->kind);
    if ((work != OpClass::Convolution && work != OpClass::MatrixProduct) ||
        !bendsEach(known, form, activation))
      continue;
    OpKind bends = activation.kind, special = specialKind(known, transpose);
    OpKind const moved = special != OpKind::Unknown ? special : transpose.kind;
    if (CanonicalUnit const *unit = form.unitOf(activation.id)) {
      bends = unit->op;
      form.units[form.unit[activation.id] - 1].op = moved;
    } else {
      if (OpKind plainer = specialKind(known, activation); plainer != OpKind::Unknown)
        bends = plainer;
      form.units.push_back({{activation.id}, moved, {activation.outputs[0]}});
      form.unit[activation.id] = static_cast<uint32_t>(form.units.size());
    }
    form.units.push_back({{id}, bends, {transpose.outputs[0]}});
    form.unit[id] = static_cast<uint32_t>(form.units.size());
  }
}

} // namespace eo::canonical
