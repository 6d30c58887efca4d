//===- PlainActivation.h - Relu in the place of other activations ----------------------------------===//
#ifndef ENERGY_OPT_LIB_LINT_PLAINACTIVATION_H
#define ENERGY_OPT_LIB_LINT_PLAINACTIVATION_H

#include "lib/ir/GraphEdit.h"

namespace eo {

/// Makes the activation a Relu. Where it only gates its own input (x · sigmoid(x)), the multiplication goes
/// too.
void makeRelu(Graph const &graph, GraphEdit &edit, NodeId activation);

/// Whether makeRelu can: one input, one output, an activation but none that Relu itself is.
bool canBeRelu(Node const &node);

} // namespace eo

#endif
