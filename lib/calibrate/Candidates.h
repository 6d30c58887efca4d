//===- Candidates.h - kinds of board models, fitted and compared ----------------------------------===//
#ifndef ENERGY_OPT_LIB_CALIBRATE_CANDIDATES_H
#define ENERGY_OPT_LIB_CALIBRATE_CANDIDATES_H

#include "lib/calibrate/CrossValidation.h"

namespace eo {

/// A kind with its variant and the function that fits it.
struct Candidate {
  std::string name; ///< "mac-linear", "latency-power roofline", "latency-power additive", "polynomial", …
  Fitter fitter;
  std::string needs = {}; ///< a coefficient that the data must identify, or the candidate is not taken
  double doubt = 1;       ///< its held-out error counts as so many times as large against others'
};

/// A fitted candidate and how it did.
struct Evaluated {
  std::string name;
  Fit fit;
  std::vector<Prediction> inSample, heldOut; ///< by row of the dataset
  std::vector<std::string> failures;         ///< why folds could not be fitted
  std::optional<Metrics> energy, time;       ///< held out; absent where nothing could be

  /// What candidates are ranked by: the mean of the held-out mean relative errors of energy and time; nullopt
  /// where nothing could be held out.
  std::optional<double> score() const;
};

/// The variants of a kind and form (empty: of every form), of which the best on held-out rows is taken.
std::vector<Candidate> candidatesOf(llvm::StringRef kind, llvm::StringRef form, Dataset const &data);

/// Fits the candidate on all rows and on all but each fold.
llvm::Expected<Evaluated> evaluate(Candidate const &candidate, FitSkeleton const &skeleton,
                                   Dataset const &data, Folds const &folds);

/// The one of least score, of those that could be fitted; the first error where none could. Errors of the
/// others are named in its remarks.
llvm::Expected<Evaluated> evaluateBest(llvm::ArrayRef<Candidate> candidates, FitSkeleton const &skeleton,
                                       Dataset const &data, Folds const &folds);

/// Writes held-out error, intervals of level 0.9 and the number of points into the board. The errors claimed are
/// those that networks to come exceed one time in ten on the mean (claimedError). The interval of
/// layers is that of their energies, else of their times (a device's power varies far less from layer to
/// layer), else what the board had before the fit.
void addHeldOutError(Evaluated &evaluated, Dataset const &data, Folds const &folds);

/// The group names of the dataset's rows.
std::vector<std::string> groupsOf(Dataset const &data);

} // namespace eo

#endif
