#include "passes/PackedWeights.h"

#include "lib/pass/CanonicalForm.h"
#include "lib/pass/NetworkAnnotations.h"
#include "passes/OperandGeometry.h"
#include "passes/OperandTraffic.h"
#include "passes/ParameterSlots.h"
#include "passes/canonical/NoOps.h"

namespace eo {

static SymInt lastDim(ValueId id, TypeMap const &types) {
  TensorType const &type = types[id];
  return type.hasRank() && type.rank() > 0 ? type.shape->back() : SymInt::unknown();
}

bool hasWeightBlob(OpKind kind) {
  return kind == OpKind::MatMulNBits || kind == OpKind::MatMulBnb4 || kind == OpKind::MatMulFpQ4;
}

bool readsPacked(OpKind kind) {
  return hasWeightBlob(kind) || kind == OpKind::GatherBlockQuantized || kind == OpKind::QMixtureOfExperts;
}

SymInt blobInputs(Node const &node, TypeMap const &types) { return lastDim(node.input(0), types); }
SymInt blobOutputs(Node const &node, TypeMap const &types) { return lastDim(node.output(0), types); }

SymInt weightsIn(Node const &node, size_t input, TypeMap const &types) {
  using enum OpKind;
  TensorType const &type = types[node.inputs[input]];
  if (hasWeightBlob(node.kind) && input == 1)
    return blobInputs(node, types) * blobOutputs(node, types);
  bool table = node.kind == GatherBlockQuantized && input == 0 && type.element == DataType::UInt8;
  bool expert =
      node.kind == QMixtureOfExperts && slotOf(node, input) == Slot::Weight && bitWidth(type.element) == 8;
  int64_t bits = table ? node.intOr("bits", 4) : expert ? node.intOr("expert_weight_bits", 4) : 8;
  return bits >= 1 && bits <= 8 ? type.elements() * (8 / bits) : type.elements();
}

bool isQuantisationTable(Node const &node, size_t input, TensorType const &type) {
  if (slotOf(node, input) != Slot::Setting || type.elements() == 1)
    return false;
  if (node.kind == OpKind::GatherBlockQuantized)
    return true;
  switch (opClass(node.kind)) {
  case OpClass::Convolution:
    return node.kind != OpKind::ConvTransposeWithDynamicPads;
  case OpClass::MatrixProduct:
  case OpClass::Attention:
  case OpClass::Quantization:
    return true;
  case OpClass::Recurrent:
    return input > 7; // before them the lengths of sequences
  case OpClass::Pooling:
  case OpClass::Normalization:
  case OpClass::Activation:
  case OpClass::Elementwise:
  case OpClass::Reduction:
  case OpClass::Softmax:
  case OpClass::Resampling:
  case OpClass::DataMovement:
  case OpClass::View:
  case OpClass::ShapeArithmetic:
  case OpClass::ControlFlow:
  case OpClass::Sequence:
  case OpClass::Selection:
  case OpClass::Signal:
  case OpClass::Random:
  case OpClass::Classical:
  case OpClass::Text:
  case OpClass::Training:
  case OpClass::Unknown:
    return false;
  }
  return false;
}

/// The value without what changes nothing, and without what only lays a constant out anew.
static ValueId beforeLayout(canonical::Knowledge const &known, ValueId value) {
  for (value = canonical::behindNoOps(known, value); value.valid() && known.form.constant[value] != 0;) {
    NodeId producer = known.graph.value(value).producer;
    if (!producer.valid())
      break;
    Node const &node = known.graph.node(producer);
    bool layout = passesThrough(node.kind) && opClass(node.kind) != OpClass::Quantization && node.hasInput(0);
    if (!layout)
      break;
    value = canonical::behindNoOps(known, node.inputs[0]);
  }
  return value;
}

void addPacked(PassContext const &context, Node const &node, CostFeatures &f) {
  using enum OpKind;
  canonical::Knowledge const known{context.graph, context.annotations.get<InferredTypes>(),
                                   context.annotations.get<CanonicalForm>()};
  TypeMap const &types = known.inferred.types;
  SymInt elements = 0, bytes = 0;
  if (readsPacked(node.kind)) {
    elements = context.annotations.get<MemoryTraffic>().parametersRead[node.id];
    for (size_t i = 0; i < node.inputs.size(); ++i)
      if (ValueId input = node.inputs[i]; input.valid() && known.form.constant[input] != 0)
        bytes += bytesOfElements(elementsRead(node, i, types), types[input].element);
  } else if (opClass(node.kind) == OpClass::MatrixProduct || opClass(node.kind) == OpClass::Convolution ||
             node.kind == Gather) {
    size_t const place = node.kind == Gather ? 0 : weightOperand(node.kind);
    ValueId const weight = beforeLayout(known, node.input(place));
    NodeId producer = weight.valid() ? known.graph.value(weight).producer : NodeId();
    if (!producer.valid() || known.graph.node(producer).kind != DequantizeLinear ||
        known.form.constant[weight] == 0)
      return;
    Node const &unpacked = known.graph.node(producer);
    DataType const stored = types[unpacked.input(0)].element;
    if (bitWidth(stored) == 0 || bitWidth(stored) > 4)
      return;
    elements = elementsRead(node, place, types);
    bytes = bytesOfElements(elements, stored);
    if (node.kind != Gather) // a look-up reads the scales of its rows, which are few
      for (size_t table : {size_t{1}, size_t{2}})
        if (unpacked.hasInput(table))
          bytes += types[unpacked.inputs[table]].bytes();
  }
  Count packed = elements.tryValue(), stored = bytes.tryValue();
  if (!packed || !stored || !f.weightElements || *packed > *f.weightElements ||
      (*packed == 0 && *stored == 0))
    return;
  f.rare.edit().packedElements = *packed;
  f.rare.edit().packedBytes = *stored;
}

} // namespace eo
