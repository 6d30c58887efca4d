//===- Exchanges.h - rows whose names were exchanged ----------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_CALIBRATE_EXCHANGES_H
#define ENERGY_OPT_LIB_CALIBRATE_EXCHANGES_H

#include "lib/calibrate/Candidates.h"

namespace eo {

/// Two rows of networks that look as if each had the other's figures.
struct Exchange {
  size_t first = 0, second = 0; ///< samples, in the order of the table
  double before = 0, after = 0; ///< root mean square of ln measured/predicted as named, and exchanged
  size_t quantities = 0;        ///< 1 or 2: energy, time
};

/// The pairs of rows at the same settings that a fit without either's network finds far off (four robust spreads and 25 %)
/// as they are named and right (2.5 spreads or 10 %, a third of what it was) with each other's figures; each row in one
/// pair at most, those that gain most first. Needs 8 rows.
std::vector<Exchange> findExchanges(Dataset const &data, llvm::ArrayRef<Prediction> heldOut);

/// evaluateBest; where energy and time both say that rows were exchanged, again with their figures put right, as long as
/// that predicts networks held out better. Downweighted alone such a pair still hides what only its larger network shows.
/// What was found stands in `exchanged` as sentences for people, with file and line; the data keep what was read.
llvm::Expected<Evaluated> evaluateUnmixed(llvm::ArrayRef<Candidate> candidates, FitSkeleton const &skeleton,
                                          Dataset &data, Folds const &folds,
                                          std::vector<std::string> &exchanged);

} // namespace eo

#endif
