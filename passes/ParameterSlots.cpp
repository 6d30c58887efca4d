#include "passes/ParameterSlots.h"

namespace eo {

/// One function per name in column Operands of Ops.def; a row that names none of them does not compile.
namespace operands {
using enum Slot;

/// Computes on all its operands.
static Slot data(size_t) { return Data; }
/// Shapes and limits, nothing else.
static Slot settings(size_t) { return Setting; }
/// x, then shapes, axes, limits, scales and zero points.
static Slot firstAlone(size_t input) { return input == 0 ? Data : Setting; }
/// a, b, then scales and zero points.
static Slot firstTwo(size_t input) { return input < 2 ? Data : Setting; }
/// x, then what was learned. A FusedConv's fourth, a tensor that is added, is data as often.
static Slot weights(size_t input) { return input == 0 ? Data : Weight; }

/// x, w, offset, b, mask
static Slot deformConv(size_t input) { return input == 1 || input == 3 ? Weight : Data; }
/// x, w, zero points
static Slot convInteger(size_t input) { return input == 0 ? Data : input == 1 ? Weight : Setting; }
/// x, scale, zero, w, scale, zero, scale, zero, b
static Slot qLinearConv(size_t input) {
  return input == 0 ? Data : input == 3 || input == 8 ? Weight : Setting;
}
/// x, w, pads, b
static Slot convTransposeWithDynamicPads(size_t input) {
  return input == 1 || input == 3 ? Weight : input == 2 ? Setting : Data;
}

/// x, w, r, b, sequence_lens, initial_h, initial_c, p
static Slot recurrent(size_t input) {
  if (input == 4)
    return Setting;
  return (input >= 1 && input <= 3) || input == 7 ? Weight : Data;
}
/// As `recurrent`, then scales and zero points.
static Slot dynamicQuantizeLstm(size_t input) { return input > 7 ? Setting : recurrent(input); }

/// x, skip, gamma, beta, bias
static Slot skipNormalization(size_t input) { return input < 2 ? Data : Weight; }
/// x, gamma, beta, skip, bias
static Slot skipGroupNorm(size_t input) { return input == 0 || input == 3 ? Data : Weight; }
/// ids, segments, three embeddings, gamma, beta, mask, positions
static Slot embedLayerNormalization(size_t input) { return input >= 2 && input <= 6 ? Weight : Data; }

/// x, w, b, mask, past, …
static Slot msAttention(size_t input) { return input == 1 || input == 2 ? Weight : Data; }
/// x, w, b, scales, mask, zero points, past
static Slot qAttention(size_t input) {
  if (input == 1 || input == 2)
    return Weight;
  return input == 0 || input == 5 || input == 8 ? Data : Setting;
}

/// a, b, scales, zero points, group indices, bias
static Slot matMulPacked(size_t input) {
  return input == 1 || input == 5 ? Weight : input == 0 ? Data : Setting;
}
/// a, scale, zero, b, scale, zero, c, scale, zero
static Slot qGemm(size_t input) {
  return input == 0 || input == 3 ? Data : input == 6 ? Weight : Setting; // a bias of int32, no indices
}
/// a, scale, zero, b, scale, zero, scale, zero
static Slot qLinearBinary(size_t input) { return input == 0 || input == 3 ? Data : Setting; }
/// scale, zero, then tensor, scale, zero
static Slot qLinearConcat(size_t input) { return input >= 2 && input % 3 == 2 ? Data : Setting; }
/// a, b, scale, zero, bias
static Slot dynamicQuantizeMatMul(size_t input) { return input < 2 || input == 4 ? Data : Setting; }
/// a, b, scales, zeros, bias
static Slot matMulIntegerToFloat(size_t input) { return input < 2 || input == 6 ? Data : Setting; }

/// data, indices, scales, zero points
static Slot gatherBlockQuantized(size_t input) { return input == 0 ? Weight : input == 1 ? Data : Setting; }
/// x, router, then weights and bias of each product
static Slot experts(size_t input) { return input < 2 ? Data : Weight; }
/// x, router, then weights, scales and bias of each product, zero points
static Slot quantisedExperts(size_t input) {
  if (input < 2)
    return Data;
  return input < 11 && (input - 2) % 3 != 1 ? Weight : Setting;
}
/// x, five scales, weights of q, k, v, their scales, their biases, …
static Slot qOrderedAttention(size_t input) {
  if ((input >= 5 && input <= 7) || (input >= 11 && input <= 13))
    return Weight;
  return input == 0 || input > 16 ? Data : Setting;
}
/// a, scale, b, scale, scale, bias, c, scale
static Slot qOrderedMatMul(size_t input) {
  return input == 0 || input == 2 || input == 5 || input == 6 ? Data : Setting;
}

} // namespace operands

Slot slotOf(Node const &node, size_t input) {
  using Rule = Slot (*)(size_t);
  static constexpr Rule rules[] = {
      operands::data, // Unknown
#define EO_OP(Kind, Domain, Name, Class, Shape, Macs, OtherOps, Operands, Tools) operands::Operands,
#include "lib/ir/Ops.def"
  };
  return rules[static_cast<size_t>(node.kind)](input);
}

bool isWeightType(DataType type) {
  return isFloatingPoint(type) || (isInteger(type) && bitWidth(type) <= 16) || type == DataType::Undefined;
}

bool passesThrough(OpKind kind) {
  using enum OpKind;
  return kind == Transpose || kind == Reshape || kind == Cast || kind == Identity || kind == Squeeze ||
         kind == Unsqueeze || kind == Flatten || kind == DequantizeLinear || kind == MsDequantizeLinear ||
         kind == Quant;
}

} // namespace eo
