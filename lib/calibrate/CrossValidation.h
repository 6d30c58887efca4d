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
/// mean. Where the mean is below 8 % it is first drawn towards that as calibrateInterval does. (Fits of 3 to 10 networks that claimed their held-out mean were off 1.3 to 1.5 times as much: the best of
/// several forms is taken, and few networks do not show all there is.) One group: the mean.
double claimedError(PairedValues const &pairs, llvm::ArrayRef<std::string> groups);

/// Factors 1/f and f on an estimate that hold 0.9 of the measured values to come, from held-out pairs of g groups (rows of
/// a network err together): with m the mean of |ln measured/predicted|,
///
///   ln f = √(h² + 1/max(g, 5)²),   h = 2.3 · (1 + 0.5/g) · m^w · 0.08^(1 − w),   w = g / (g + 0.8/0.55²)
///
/// A mean is told by few networks where a quantile of 0.9 is not; 2.3 times it is that quantile on the boards of
/// docs/accuracy.md. What few networks leave open of it is taken from the other boards: their means lie round 8 %, with
/// a spread of 0.55 in logarithms. The second term is what another laboratory is off that no network of the first can
/// show (another build of the runtime, another way to time it): two boards of five networks were asked about another's and
/// were off by 0.12 and 0.02 in logarithms beyond h; of two boards the larger counts, 1.645 · 0.12 = 0.2 (docs/intervals.md).
/// That it falls as 1/g is assumed; of fewer than five nobody asked. No narrower than what holds 0.8 of the pairs. nullopt for fewer than 3 rows.
std::optional<IntervalFactors> calibrateInterval(PairedValues const &pairs,
                                                 llvm::ArrayRef<std::string> groups);

/// The interval that each of the rows has from the errors of the other groups alone, at its place outside the calibrated
/// ranges (Prediction::doubt): what a report would have printed of a network nobody had measured. By pair; nullopt where
/// the others are too few.
std::vector<std::optional<Bounds>> heldOutBounds(PairedValues const &pairs,
                                                 llvm::ArrayRef<std::string> groups,
                                                 llvm::ArrayRef<Prediction> predictions);

} // namespace eo

#endif
