//===- Passes.h - the table of passes ----------------------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_PASSES_H
#define ENERGY_OPT_PASSES_PASSES_H

#include "lib/pass/Pass.h"

namespace eo {

#define EO_PASS(function, ...) llvm::Error function(PassContext &context);
#include "passes/Passes.def"

/// The rows of Passes.def.
llvm::ArrayRef<PassInfo> allPasses();

} // namespace eo

#endif
