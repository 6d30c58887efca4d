//===- FilePrecisionOf.h - what a node computes with ------------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_FILEPRECISIONOF_H
#define ENERGY_OPT_PASSES_FILEPRECISIONOF_H

#include "lib/ir/Graph.h"
#include "lib/pass/FilePrecision.h"
#include "lib/pass/Pass.h"

namespace eo {

/// How the node's arithmetic is written, by its operator and by what its operands come from. Needs InferredTypes
/// and CanonicalForm.
FilePrecision precisionOf(PassContext const &context, Node const &node);

/// Whether signed and unsigned 8-bit numbers meet in the node's QDQ group: among the activations that it reads and its result, behind
/// its activation function. Signed numbers that one pair of QuantizeLinear and DequantizeLinear makes for one reader count as
/// unsigned, as ONNX Runtime keeps them on x86 ("QDQS8ToU8Transformer"); those that several read, before a residual addition, stay.
bool mixesIntegers(PassContext const &context, Node const &node);

} // namespace eo

#endif
