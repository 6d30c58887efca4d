//===- BoardList.h - the boards there are, by what one chooses them for -----------------------------===//
#ifndef ENERGY_OPT_LIB_REPORT_BOARDLIST_H
#define ENERGY_OPT_LIB_REPORT_BOARDLIST_H

#include "lib/board/BoardModel.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"

namespace eo {

/// A line a board: units, precisions, where it was metered, held-out error of energy and time, the networks the fit
/// rests on, further settings, and the title where `width` leaves room. Boards without any figure follow behind a
/// heading of their own. A line that begins with a blank, but for the first, begins with the name of a board.
void listBoards(llvm::ArrayRef<BoardModel> boards, unsigned width, llvm::raw_ostream &stream);

} // namespace eo

#endif
