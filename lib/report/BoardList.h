//===- BoardList.h - the boards there are, by what one chooses them for -----------------------------===//
#ifndef ENERGY_OPT_LIB_REPORT_BOARDLIST_H
#define ENERGY_OPT_LIB_REPORT_BOARDLIST_H

#include "lib/board/BoardModel.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"
#include <optional>

namespace eo {

/// What one chooses a board by, beside its settings.
struct BoardFacts {
  /// Mean errors claimed for networks the fit has not seen; none: none published, or the board's figures are another's, scaled.
  std::optional<double> energyError, latencyError;
  int64_t networks = 0;    ///< that the fit rests on; 0: not stated
  bool hasFigures = false; ///< without: counts and memory only
};
/// What the board file says of it.
BoardFacts boardFacts(BoardModel const &board);

/// A line a board: units, precisions, where it was metered, held-out error of energy and time, the networks the fit
/// rests on, further settings, and the title where `width` leaves room. Boards without any figure follow behind a
/// heading of their own. A line that begins with a blank, but for the first, begins with the name of a board.
void listBoards(llvm::ArrayRef<BoardModel> boards, unsigned width, llvm::raw_ostream &stream);

} // namespace eo

#endif
