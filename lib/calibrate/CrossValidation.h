//===- CrossValidation.h - predictions for rows a fit has not seen --------------------------------------===//
#ifndef ENERGY_OPT_LIB_CALIBRATE_CROSSVALIDATION_H
#define ENERGY_OPT_LIB_CALIBRATE_CROSSVALIDATION_H

#include "lib/calibrate/Fit.h"
#include "lib/calibrate/Folds.h"
#include "lib/calibrate/Metrics.h"
#include "lib/cost/Interval.h"

namespace eo {

/// The ends of an interval, in SI units.
struct Bounds {
  double low = 0, high = 0;
  /// Ends included.
  bool hold(double value) const { return low <= value && value <= high; }
};

/// A prediction for one row, as reports print it; absent where the board has none.
struct Prediction {
  std::optional<double> energyJ, timeS;
  std::optional<Bounds> energyBounds = {}, timeBounds = {};
  std::optional<Doubt> doubt = {}; ///< of a network, where the board has calibrated ranges
};

/// What the board says of every row of the dataset, at the row's settings. Settings the board does not
/// declare are ignored; those the row does not give are the board's defaults.
std::vector<Prediction> predict(BoardModel const &board, Dataset const &data);

/// Every row predicted by a fit without its fold. A fold whose fit fails leaves its rows without prediction
/// and the reason in `failures`.
std::vector<Prediction> predictHeldOut(Fitter const &fitter, FitSkeleton const &skeleton, Dataset const &data,
                                       Folds const &folds, std::vector<std::string> &failures);

/// Pairs of predicted and measured values of the rows that have both.
struct PairedValues {
  std::vector<size_t> rows;
  std::vector<double> predicted, measured;
};

/// The rows that have both a prediction and a measured value of `quantity`, in SI units.
PairedValues pairUp(Dataset const &data, llvm::ArrayRef<Prediction> predictions, Measured quantity);

/// The mean relative error that a board may claim of groups to come: that of the held-out pairs and what so few
/// groups leave open, the upper end of Student's one-sided interval of the mean of level 0.9, no more than twice the
/// mean. (Fits of 3 to 10 networks that claimed their held-out mean were off 1.3 to 1.5 times as much: the best of
/// several forms is taken, and few networks do not show all there is.) One group: the mean.
double claimedError(PairedValues const &pairs, llvm::ArrayRef<std::string> groups);

/// Factors 1/f and f on an estimate that hold `level` of the measured values to come, from held-out pairs: the
/// quantile of |ln measured/predicted| at rank level · (1 + 1/g) of g groups (rows of a network err together),
/// as conformal prediction takes it; with fewer than nine groups that among all rows, widened as Student's
/// interval of so few is against the normal one. nullopt for fewer than 3 rows.
std::optional<IntervalFactors> calibrateInterval(PairedValues const &pairs,
                                                 llvm::ArrayRef<std::string> groups, double level);

} // namespace eo

#endif
