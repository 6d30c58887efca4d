//===- Siblings.h - fit --like=BOARD[,BOARD] -------------------------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_SIBLINGS_H
#define ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_SIBLINGS_H

#include "lib/board/BoardPath.h"
#include "lib/calibrate/Candidates.h"

namespace eo {

/// The boards that --like names, under the settings of the tables' first rows as far as the boards know them.
/// Usage errors of loadBoard.
llvm::Expected<std::vector<ChosenBoard>> chooseSiblings(BoardPath const &path, llvm::StringRef names,
                                                        llvm::ArrayRef<MeasurementTable> tables);

/// What a board that is not described otherwise takes from its first sibling: kernel rules, precision, whether
/// idle is in, the unit.
void adoptSibling(BoardModel &board, ChosenBoard const &sibling);

/// Fits that expect the figures of siblings: of one or two networks those of the sibling nearest in speed and power; of
/// more those of all together and of each alone, in the proportions of their families and away from them, of which the
/// held-out error chooses, and from ten on those of `own`, which expect nothing. What is held out together counts as one
/// network. Input errors of expectLike.
llvm::Expected<std::vector<Candidate>> likeCandidates(FitSkeleton const &skeleton,
                                                      llvm::ArrayRef<ChosenBoard> siblings,
                                                      Dataset const &data, std::vector<Candidate> own);

} // namespace eo

#endif
