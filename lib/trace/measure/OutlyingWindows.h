//===- OutlyingWindows.h - windows that do not count ----------------------------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_MEASURE_OUTLYINGWINDOWS_H
#define ENERGY_OPT_LIB_TRACE_MEASURE_OUTLYINGWINDOWS_H

#include "lib/support/Diagnostics.h"
#include "lib/trace/formats/PowerTrace.h"
#include "lib/trace/measure/Analysis.h"

namespace eo {

/// Takes windows whose time, power or energy is unlike the others' out of the mean, each with a warning, and says in a
/// line what it did. `stepW`: from idle to execution, which is what a sample too many or too few is worth. Where more
/// than one window in five is unlike the others, they are no disturbances: all stay.
std::string leaveOutliersOut(PowerTrace const &trace, double stepW, OutlierRule rule,
                             std::vector<WindowFigures> &windows, DiagnosticEngine &diagnostics);

} // namespace eo

#endif
