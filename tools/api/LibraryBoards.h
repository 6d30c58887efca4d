//===- LibraryBoards.h - where the C library finds its boards ----------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_API_LIBRARYBOARDS_H
#define ENERGY_OPT_TOOLS_API_LIBRARYBOARDS_H

#include "lib/board/BoardPath.h"

namespace eo {

/// The folders of `named`, separated by ':'; nullptr: $ENERGY_OPT_BOARD_PATH and the folder that CMake installs boards to,
/// seen from the file this code was loaded from. A usage error for a folder of `named` that is none.
llvm::Expected<BoardPath> libraryBoardPath(char const *named);

} // namespace eo

#endif
