//===- Siblings.h - fit --like=BOARD[,BOARD] -------------------------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_SIBLINGS_H
#define ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_SIBLINGS_H

#include "lib/board/BoardPath.h"
#include "lib/calibrate/Candidates.h"

namespace eo {

/// Whose figures a new board is expected to have.
struct BoardSiblings {
  std::vector<ChosenBoard> named; ///< by --like
  /// Other boards of the first one's kernel rules that know its unit, runtime and precision and were fitted
  /// and judged on ten networks or more.
  std::vector<ChosenBoard> kindred;
};

/// The boards that --like names, under the settings of the tables' first rows as far as the boards know them, and
/// their kindred but for the one called `own`. Usage errors of loadBoard.
llvm::Expected<BoardSiblings> chooseSiblings(BoardPath const &path, llvm::StringRef names,
                                             llvm::StringRef own, llvm::ArrayRef<MeasurementTable> tables);

/// What a board that is not described otherwise takes from its first sibling: kernel rules, precision, whether
/// idle is in, the unit.
void adoptSibling(BoardModel &board, ChosenBoard const &sibling);

/// Fits that expect the figures of siblings: the mean of named and kindred, the more of each the nearer it is in speed
/// and power; from three networks on also those of each named one alone where there are several, from five on in the
/// proportions of their families and away from them, of which the held-out error chooses; and from ten on those of `own`,
/// which expect nothing. What is held out together counts as one network. Input errors of expectLike.
llvm::Expected<std::vector<Candidate>> likeCandidates(FitSkeleton const &skeleton,
                                                      BoardSiblings const &siblings, Dataset const &data,
                                                      std::vector<Candidate> own);

} // namespace eo

#endif
