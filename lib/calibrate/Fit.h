//===- Fit.h - a board model and how sure one can be of it ------------------------------------------===//
#ifndef ENERGY_OPT_LIB_CALIBRATE_FIT_H
#define ENERGY_OPT_LIB_CALIBRATE_FIT_H

#include "lib/board/BoardModel.h"
#include "lib/board/RuntimeRules.h"
#include "lib/calibrate/Dataset.h"
#include <functional>

namespace eo {

/// One coefficient of a fit.
struct FittedParameter {
  std::string name, unit;
  double value = 0;
  std::optional<double> standardError;
  /// 95 % intervals that hold for all parameters of the fit together (Bonferroni).
  std::optional<double> low, high;
  bool fixed = false;     ///< taken from --from, not fitted
  bool identified = true; ///< false: the data say nothing of it, the value is a guess from experience
};

/// What a fit is made from besides data: identity, settings, precision and notes of the board to be, and
/// coefficients that are not to be fitted.
struct FitSkeleton {
  BoardModel board; ///< `coefficients`: fixed ones
  /// Where an iterative fit starts, for example the fit of all rows for that of a fold; empty: where it
  /// likes.
  std::vector<Coefficient> start;
  /// The expected figures are another board's: right up to a factor on all times and one on all powers.
  bool scaleUnknown = false;
  std::vector<FamilyExpectation> families; ///< what the runtime's rules say

  /// That of this family's figure, or of what these settings change of it; nullptr where nothing is said.
  FamilyExpectation const *expectationOf(BoardFigure figure, KernelFamily family,
                                         SettingValues const &conditions = {}) const;
};

/// A fitted board, with what the data say of each parameter.
struct Fit {
  BoardModel board; ///< the skeleton with coefficients and ranges
  std::vector<FittedParameter> parameters;
  double conditionNumber = 0;
  size_t freeParameters = 0;
  /// How many of them the data determine and not what was known before; absent where nothing was.
  std::optional<double> effectiveParameters = {};
  /// What the data cannot tell, each with the measurement to add.
  std::vector<std::string> unidentified;
  std::vector<std::string> remarks;
};

/// Fits one kind of board on the rows whose indices are given; the same function serves the fit itself and
/// every fold. An input error where the rows cannot identify the kind at all.
using Fitter = std::function<llvm::Expected<Fit>(FitSkeleton const &skeleton, Dataset const &data,
                                                 llvm::ArrayRef<size_t> rows)>;

/// The smallest and largest value of every feature of every class of kernels in the rows, of what the board
/// runs itself.
std::vector<FeatureRange> featureRanges(Dataset const &data, llvm::ArrayRef<size_t> rows);

/// Adds the parameter to the fit and, as a coefficient, to its board.
void addParameter(Fit &fit, FittedParameter parameter);

/// "16", or "16, 32 and 64", at most eight of them.
std::string listValues(llvm::ArrayRef<std::string> values);

} // namespace eo

#endif
