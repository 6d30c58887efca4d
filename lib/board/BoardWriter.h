//===- BoardWriter.h - a board model becomes a YAML file ---------------------------------------------===//
#ifndef ENERGY_OPT_LIB_BOARD_BOARDWRITER_H
#define ENERGY_OPT_LIB_BOARD_BOARDWRITER_H

#include "lib/board/BoardModel.h"

namespace eo {

/// The text of a board file that readBoardModel reads back to the same model; numbers in the shortest form
/// that reads back exactly. Lines of `comment` stand at the top, each behind a '#'.
std::string writeBoardModel(BoardModel const &board, llvm::StringRef comment);

} // namespace eo

#endif
