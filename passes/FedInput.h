//===- FedInput.h - what a network is fed ----------------------------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_FEDINPUT_H
#define ENERGY_OPT_PASSES_FEDINPUT_H

#include "lib/pass/CanonicalForm.h"

namespace eo {

/// Whether the value is an input of the network, or that prepared as pictures are: scaled, padded, cut, quantised, laid out
/// anew. What two computed values make is not.
bool isFed(Graph const &graph, CanonicalForm const &form, ValueId value);

} // namespace eo

#endif
