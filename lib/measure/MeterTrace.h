//===- MeterTrace.h - power that a meter beside the machine has recorded ------------------------------===//
#ifndef ENERGY_OPT_LIB_MEASURE_METERTRACE_H
#define ENERGY_OPT_LIB_MEASURE_METERTRACE_H

#include "lib/measure/Bundle.h"
#include "lib/trace/formats/PowerTrace.h"

namespace eo {

/// Where a recording lies against the machine's clock.
struct MeterAlignment {
  double offsetS = 0;     ///< to add to times of the machine to get times of the recording
  double correlation = 0; ///< of the power with the pattern of idle and activity there, at most 1
  double runnerUp = 0;    ///< the best one elsewhere, further away than the shortest pause
};

/// Finds it: where the power follows the pattern idle, activity, idle of the bundle's networks best. Input errors: a
/// recording without time or shorter than the pattern; a bundle without idle stretches; a power that does not follow the
/// pattern anywhere (correlation under 0.6), or at two places as well.
llvm::Expected<MeterAlignment> alignMeter(PowerTrace const &trace, Bundle const &bundle);

/// Fills in powers, energies and idle powers of a bundle that was measured without sensor. `title` names the meter. Errors
/// as of alignMeter; a usage error for a bundle that has powers already.
llvm::Expected<MeterAlignment> addMeterTrace(PowerTrace const &trace, llvm::StringRef title, Bundle &bundle);

} // namespace eo

#endif
