#include "passes/PackedWeights.h"

#include "passes/ParameterSlots.h"

namespace eo {

static SymInt lastDim(ValueId id, TypeMap const &types) {
  TensorType const *type = id.valid() ? &types[id] : nullptr;
  return type != nullptr && type->hasRank() && type->rank() > 0 ? type->shape->back() : SymInt::unknown();
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

} // namespace eo
