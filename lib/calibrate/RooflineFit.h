//===- RooflineFit.h - time and power of kernels from measured networks ------------------------------===//
//
// The figures of lib/cost/kinds/Roofline.h. Time first, from everything that has a time; then
// power, from the mean power of every row that has energy and time, the times of its kernels being the fitted
// ones. Families and settings are factors around a common figure, held near 1 by their priors, so that a
// class of kernels that few networks contain, or a mode measured on few, does not go astray.
//
#ifndef ENERGY_OPT_LIB_CALIBRATE_ROOFLINEFIT_H
#define ENERGY_OPT_LIB_CALIBRATE_ROOFLINEFIT_H

#include "lib/calibrate/Fit.h"

namespace eo {

/// Which figures the fit may use beside launch, peak, bandwidth, base and dynamic.
struct RooflineOptions {
  bool freeFamilies = false; ///< families far from the common figures: worth it with ten networks and more
  bool onChip = false;       ///< memory on chip with a slower one behind it: worth it with dozens of networks
  /// Settings that change families and each other's effect (another runtime has other kernels): worth it with
  /// ten networks and more at each combination.
  bool freeSettings = false;
};

/// The fit. Input errors where no row has a time, or rows are of more than one unit.
llvm::Expected<Fit> fitRoofline(FitSkeleton const &skeleton, Dataset const &data, llvm::ArrayRef<size_t> rows,
                                RooflineOptions const &options);

} // namespace eo

#endif
