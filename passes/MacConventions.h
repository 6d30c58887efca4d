//===- MacConventions.h - MACs of a node as other tools count them ------------------------------------===//
#ifndef ENERGY_OPT_PASSES_MACCONVENTIONS_H
#define ENERGY_OPT_PASSES_MACCONVENTIONS_H

#include "lib/pass/MacConvention.h"
#include "passes/CountContext.h"

namespace eo {

/// A node and what eo-mac-1 says of it.
struct CountedNode {
  CountContext const &context;
  SymInt macs;        ///< by eo-mac-1
  bool learnedFactor; ///< the second operand of a matrix product is a parameter
};

/// What the tool counts for the node; unknown where the node has a linear part that the tool does not cover,
/// or that it counts in no way known here.
SymInt macsByConvention(MacConvention convention, CountedNode const &node);

} // namespace eo

#endif
