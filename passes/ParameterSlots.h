//===- ParameterSlots.h - which operands are learned ----------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_PARAMETERSLOTS_H
#define ENERGY_OPT_PASSES_PARAMETERSLOTS_H

#include "lib/ir/Graph.h"

namespace eo {

/// What an operand position holds in a trained network.
enum class Slot : uint8_t {
  Data,    ///< an activation, or a learned tensor of any use (MatMul, Add, …)
  Weight,  ///< always learned: a convolution's filters, a normalisation's scale, …
  Setting, ///< never learned: target shapes, axes, scales, clip limits, quantisation parameters
};

/// What operand `input` of the node is, by column Operands of Ops.def; Data for an operator that is not there.
Slot slotOf(Node const &node, size_t input);

/// Types that weights are stored in: floating point, and integers of up to 16 bits (wider ones are indices and shapes,
/// biases of quantised operators excepted).
bool isWeightType(DataType type);

/// The operator hands its first input on unchanged but for layout or type (Transpose, Reshape, Cast, …).
bool passesThrough(OpKind kind);

} // namespace eo

#endif
