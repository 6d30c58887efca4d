//===- DiffCommand.h - energy-opt diff ----------------------------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_OPT_DIFFCOMMAND_H
#define ENERGY_OPT_TOOLS_ENERGY_OPT_DIFFCOMMAND_H

#include "tools/energy-opt/Options.h"

namespace eo {

/// Compares the new network with the old one, with its report in the baseline, or with itself on another board, at another
/// setting or size, and prints the difference;
/// messages go to standard error. Returns the exit code: 0 whatever the difference, for a diff is no gate; of
/// a network that cannot be analysed its own. Errors: of boards; of the baseline: broken (Input), without a
/// report for the board or with several that may be meant (Usage).
llvm::Expected<int> runDiff(Options const &options, llvm::raw_ostream &stream);

} // namespace eo

#endif
