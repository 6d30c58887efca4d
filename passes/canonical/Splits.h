//===- Splits.h - a tensor cut up by several nodes --------------------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_CANONICAL_SPLITS_H
#define ENERGY_OPT_PASSES_CANONICAL_SPLITS_H

#include "passes/canonical/NoOps.h"

namespace eo::canonical {

/// Makes one unit, a SpaceToDepth, of the Slices that take every n-th row and column and the Concat behind them. Needs
/// the form's readers; leaves them as they are.
void findSpaceToDepth(Knowledge const &known, CanonicalForm &form);

/// Makes one unit, a Split, of the Slices and Gathers that cut all of an axis up, each piece once. Needs no readers.
void findSplits(Knowledge const &known, CanonicalForm &form);

} // namespace eo::canonical

#endif
