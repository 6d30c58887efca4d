//===- MacLinearFit.h - coefficients of Lahmer et al. from measured layers ---------------------------===//
#ifndef ENERGY_OPT_LIB_CALIBRATE_MACLINEARFIT_H
#define ENERGY_OPT_LIB_CALIBRATE_MACLINEARFIT_H

#include "lib/calibrate/Fit.h"

namespace eo {

/// a_c, b_c and a_f (lib/cost/kinds/MacLinear.cpp) by least squares of the relative error over all rows; rows of
/// convolutions only and rows of fully connected layers only are fitted apart, so that one's noise does not
/// widen the other's intervals. What was not measured becomes a coefficient with a reason instead of a value.
/// Input error, naming ofm, where all convolutions have one number of output maps: then a_c and b_c cannot be
/// told apart.
llvm::Expected<Fit> fitMacLinear(FitSkeleton const &skeleton, Dataset const &data,
                                 llvm::ArrayRef<size_t> rows);

/// The paper's own two steps, for comparison.
struct PaperFit {
  /// The layers of one number of output channels.
  struct Slope {
    int64_t ofm = 0;
    size_t rows = 0;
    double joulesPerMac = 0; ///< least squares of energy on MACs, through the origin
  };
  std::vector<Slope> slopes; ///< by ofm
  double aC = 0, bC = 0;     ///< equation (6): unweighted least squares of the slopes in 1/ofm
  double mape = 0;           ///< of equation (7) with these, over the rows
};

/// nullopt without measured single convolutions of at least two ofm.
std::optional<PaperFit> fitAsPaper(Dataset const &data);

} // namespace eo

#endif
