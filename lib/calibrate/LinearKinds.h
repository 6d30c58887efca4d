//===- LinearKinds.h - kinds of boards that are linear in counts --------------------------------------===//
#ifndef ENERGY_OPT_LIB_CALIBRATE_LINEARKINDS_H
#define ENERGY_OPT_LIB_CALIBRATE_LINEARKINDS_H

#include "lib/calibrate/Fit.h"

namespace eo {

/// Kind latency-power, form additive: energy and time each by non-negative least squares of the relative
/// error in MACs by family, parameters, activations and number of kernels; every further value of a setting
/// scales the whole. Input errors where no row has energy or time, or there are fewer rows than terms in use.
llvm::Expected<Fit> fitAdditive(FitSkeleton const &skeleton, Dataset const &data,
                                llvm::ArrayRef<size_t> rows);

/// Kind polynomial: monomials chosen by the lasso at the penalty of least held-out relative error (folds by
/// network), then fitted by least squares of the relative error. Settings scale as above.
llvm::Expected<Fit> fitPolynomial(FitSkeleton const &skeleton, Dataset const &data,
                                  llvm::ArrayRef<size_t> rows);

} // namespace eo

#endif
