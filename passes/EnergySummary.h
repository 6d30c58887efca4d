//===- EnergySummary.h - totals, coverage and remarks of an energy estimate
//------------------------------===//
#ifndef ENERGY_OPT_PASSES_ENERGYSUMMARY_H
#define ENERGY_OPT_PASSES_ENERGYSUMMARY_H

#include "lib/board/BoardModel.h"
#include "lib/board/EnergyEstimate.h"
#include "lib/pass/Pass.h"

namespace eo {

/// Fills total, interval and coverage of `estimate` from its nodes.
void sumUp(PassContext &context, BoardModel const &board, EnergyEstimate &estimate);

/// Reports what has no estimate (once per reason), what is extrapolated or priced by a stand-in, and a
/// missing interval.
void diagnoseEnergy(PassContext &context, EnergyEstimate const &estimate);

} // namespace eo

#endif
