//===- PlainKind.h - the operator behind a quantised or fused one --------------------------------------===//
#ifndef ENERGY_OPT_PASSES_CANONICAL_PLAINKIND_H
#define ENERGY_OPT_PASSES_CANONICAL_PLAINKIND_H

#include "lib/ir/Ops.h"

namespace eo {

/// The operator of ai.onnx that computes the same on plain numbers: Conv for QLinearConv, Relu6's Clip for
/// itself. Rules of board files name these.
OpKind plainKind(OpKind kind);

} // namespace eo

#endif
