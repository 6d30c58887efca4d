//===- FitBoard.h - the board that a fit starts from, and what is said of it in the end -----===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_FITBOARD_H
#define ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_FITBOARD_H

#include "lib/calibrate/Fit.h"
#include "tools/energy-calibrate/BundleTables.h"
#include "tools/energy-calibrate/FitFlags.h"
#include "tools/energy-calibrate/Siblings.h"

namespace eo {

/// What is known of the board before its tables are read: --kind and --form, the board of --from (without its
/// figures where it is of another kind), the kernel rules of --runtime, the figures of --prior and the board
/// that computes what an accelerator leaves. Errors: no such kind, form, runtime or file, a prior of another
/// kind (all wrong usage).
llvm::Expected<FitSkeleton> readSkeleton(FitFlags const &flags);

/// The boards of --like, none without it; the board to be takes their rules where --from gives none.
llvm::Expected<BoardSiblings> readSiblings(FitFlags const &flags, llvm::ArrayRef<MeasurementTable> tables,
                                           BoardModel &board);

/// Completes the skeleton by the data's settings and the flags.
llvm::Error completeSkeleton(FitSkeleton &skeleton, FitFlags const &flags, Dataset &data);

/// What the board's figures rest on: tables, rail, rate, date, counts, source.
void addProvenance(BoardModel &board, FitFlags const &flags, BundleMeter const &meter, Dataset const &data,
                   Fit const &fit);

} // namespace eo

#endif
