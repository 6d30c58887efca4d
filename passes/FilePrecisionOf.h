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

} // namespace eo

#endif
