//===- BoardText.h - a board model for people -----------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_REPORT_BOARDTEXT_H
#define ENERGY_OPT_LIB_REPORT_BOARDTEXT_H

#include "lib/board/BoardModel.h"
#include "llvm/Support/raw_ostream.h"

namespace eo {

/// Everything the board file says: formula, coefficients with units, settings, range, error, sources, notes.
void describeBoard(BoardModel const &board, unsigned width, llvm::raw_ostream &stream);

} // namespace eo

#endif
