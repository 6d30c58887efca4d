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
/// first. Settings that differ among the rows and that all siblings know change what they change there. Kernel
/// rules and `idle` come from the first sibling, where the skeleton has none. What the skeleton gives itself
/// stands. `familySpread`: how far, as a logarithm, the speed of a family of kernels against the others may be from the
/// siblings'. Input error where a sibling is of another kind than the roofline.
llvm::Error expectLike(FitSkeleton &skeleton, llvm::ArrayRef<Sibling> siblings, Dataset const &data,
                       double familySpread);

/// Makes what the skeleton expects slower by `factor`: rates by all of it, seconds (launches, the work of the host) by its
/// root. Faster silicon starts kernels hardly sooner: of boards fitted like another (scripts/study-like.py) one network
/// told the others an eighth better than with launches that follow the rates; with launches that stay, not better.
void scaleTimes(FitSkeleton &skeleton, double factor);
/// Multiplies what it expects of powers.
void scalePowers(FitSkeleton &skeleton, double factor);

/// What a board that was fitted like its siblings errs by where its own networks are too few to hold any out: what other
/// boards did (scripts/study-like.py, each of 33 boards fitted from one and two networks; 8 076 energies and 9 330 times of
/// the others). Sets the intervals and, where nothing was held out, the errors that `board` does not have yet; those of
/// energy only where it was `metered`. Intervals widen with what lies outside (lib/cost/Interval.h), as nearly all does:
/// these factors held 90 % of what lay inside, 95 % of all energies and 93 % of all times.
void adoptErrorOfOthers(BoardModel &board, bool metered);

} // namespace eo

#endif
