//===- Like.h - what a board's siblings say of it before anything is measured -----------------------===//
//
// Boards of one architecture have the same kernels: how fast a depthwise convolution is against a pointwise
// one, how a launch compares to a pass over memory. A few measurements then have to say only how fast the board
// is as a whole and what it draws.
//
#ifndef ENERGY_OPT_LIB_CALIBRATE_LIKE_H
#define ENERGY_OPT_LIB_CALIBRATE_LIKE_H

#include "lib/calibrate/Fit.h"

namespace eo {

/// A board whose shape another is expected to have.
struct Sibling {
  ChosenBoard board;
  double weight = 1; ///< of its figures in the mean of several
};

/// Makes the skeleton expect the figures of the siblings under their settings (the weighted geometric mean where
/// there are several) up to a common factor on all times and one on all powers, which the fit finds from its rows
/// as well. Settings that differ among the rows and that all siblings know change what they change there. Kernel
/// rules and `idle` come from the first sibling, where the skeleton has none. What the skeleton gives itself
/// stands. `familySpread`: how far, as a logarithm, the speed of a family of kernels against the others may be from the
/// siblings'. Input error where a sibling is of another kind than the roofline.
llvm::Error expectLike(FitSkeleton &skeleton, llvm::ArrayRef<Sibling> siblings, Dataset const &data,
                       double familySpread);

/// To what power a figure takes the factor on all times, or that on all powers, between a board and its siblings: rates
/// and watts whole, what the host does by its root, launches hardly, as faster silicon starts kernels hardly sooner. 0 for
/// what is no time and no power. Of 41 boards at one setting fitted like another, one network told the energy of the others
/// to 19.1 % with the root for launches too (times 21.0 %) and tells it to 17.4 % (18.7 %); with the tenth root for the
/// host as well the times of Jetsons came out 17.8 % off, not 13.9.
double shareOfScale(BoardFigure figure);

/// What a board that was fitted like its siblings errs by where its own networks are too few to hold any out: what other
/// boards did (scripts/study-like.py, each of 33 boards fitted from one and two networks; 8 076 energies and 9 330 times of
/// the others). Sets the intervals and, where nothing was held out, the errors that `board` does not have yet; those of
/// energy only where it was `metered`. Intervals widen with what lies outside (lib/cost/Interval.h), as nearly all does:
/// these factors held 90 % of what lay inside, 95 % of all energies and 93 % of all times.
void adoptErrorOfOthers(BoardModel &board, bool metered);

} // namespace eo

#endif
