//===- BoardPath.h - where board files are found ---------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_BOARD_BOARDPATH_H
#define ENERGY_OPT_LIB_BOARD_BOARDPATH_H

#include "lib/board/BoardModel.h"

namespace eo {

/// Directories of board files, the first one that has a board wins.
struct BoardPath {
  std::vector<std::string> directories;

  /// `named` (--board-path), then `environment` ($ENERGY_OPT_BOARD_PATH, separated by ':'), then
  /// ../share/energy-opt/boardmodels and `sourceTree` relative to the directory of the executable.
  static BoardPath standard(llvm::ArrayRef<std::string> named, llvm::StringRef environment,
                            llvm::StringRef executable, llvm::StringRef sourceTree);
};

/// (name, file) of every *.yaml on the path, sorted by name, each name once.
std::vector<std::pair<std::string, std::string>> findBoards(BoardPath const &path);

/// The board called `nameOrPath`: a file where it contains '/' or ends in .yaml or .yml, else a name on the
/// path. Usage error with suggestions for an unknown name, and where a file's id is not its name.
llvm::Expected<BoardModel> loadBoard(BoardPath const &path, llvm::StringRef nameOrPath);

/// Reads the board that runs what the accelerator leaves, where a file of its own describes it: the one in the
/// folder of `board.path` (empty: none), else on the path. Usage errors of loadBoard, and for a fallback the
/// other board does not know.
llvm::Error loadBeside(BoardPath const &path, BoardModel &board);

/// The board and the settings in force. A request for a unit that the board leaves to another
/// (BoardModel::units) chooses that one, for all requests that concern the board. Usage errors of loadBoard
/// and chooseSettings.
llvm::Expected<ChosenBoard> chooseBoard(BoardPath const &path, llvm::StringRef nameOrPath,
                                        llvm::ArrayRef<SettingRequest> requests);

/// Applies what is known of the input (--input-content): "black", "single", "varied", … A usage error, with
/// suggestions, where the board has no figures for it.
llvm::Error chooseInputContent(ChosenBoard &board, llvm::StringRef content);

} // namespace eo

#endif
