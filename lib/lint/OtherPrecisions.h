//===- OtherPrecisions.h - the network in another number format of the board --------------------===//
#ifndef ENERGY_OPT_LIB_LINT_OTHERPRECISIONS_H
#define ENERGY_OPT_LIB_LINT_OTHERPRECISIONS_H

#include "lib/lint/WhatIf.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace eo {

/// What saves most among the precisions that the board's setting has and whose bits of an element `wanted` accepts; the
/// one in force is not among them. The change is called "precision=fp16". Not known without such a precision.
WhatIf atOtherPrecision(LintedNetwork const &network, llvm::function_ref<bool(unsigned bits)> wanted);

} // namespace eo

#endif
