//===- BoardFile.h - board models as YAML files ---------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_BOARD_BOARDFILE_H
#define ENERGY_OPT_LIB_BOARD_BOARDFILE_H

#include "lib/board/BoardModel.h"
#include "lib/support/Yaml.h"

namespace eo {

/// The board model in a file (keys: boardmodels/README.md). A usage error names every key that is unknown,
/// missing, or has a value or unit that cannot be, each with line and column.
llvm::Expected<BoardModel> readBoardFile(llvm::StringRef path);

/// The same from a parsed file.
llvm::Expected<BoardModel> readBoardModel(YamlFile const &file);

} // namespace eo

#endif
