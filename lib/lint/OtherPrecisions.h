//===- OtherPrecisions.h - the network in another number format of the board --------------------===//
#ifndef ENERGY_OPT_LIB_LINT_OTHERPRECISIONS_H
#define ENERGY_OPT_LIB_LINT_OTHERPRECISIONS_H

#include "lib/lint/Rules.h"
#include "lib/lint/WhatIf.h"

namespace eo {

/// The finding that a precision of fewer bits (or, with `larger`, of more) takes less; none where it saves less than
/// `worthwhile`, a share of the energy. The change is called "precision=fp16".
std::vector<Finding> cheaperPrecision(LintedNetwork const &network, bool larger, double worthwhile);

} // namespace eo

#endif
