#include "tools/common/Boards.h"

#include "lib/support/Error.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"

#include <cstdlib>

namespace eo {

llvm::Expected<BoardPath> toolBoardPath(llvm::ArrayRef<std::string> named, char const *program,
                                        llvm::StringRef sourceBoards) {
  for (std::string const &directory : named)
    if (!llvm::sys::fs::is_directory(directory))
      return usageError("--board-path {}: no such directory", directory);
  char const *environment = std::getenv("ENERGY_OPT_BOARD_PATH");
  return BoardPath::standard(
      named, environment == nullptr ? "" : environment,
      llvm::sys::fs::getMainExecutable(program, reinterpret_cast<void *>(&toolBoardPath)), sourceBoards);
}

llvm::Expected<std::vector<ChosenBoard>> chooseBoards(BoardPath const &path,
                                                      llvm::ArrayRef<std::string> names,
                                                      llvm::ArrayRef<SettingRequest> settings) {
  std::vector<ChosenBoard> chosen;
  for (std::string const &name : names) {
    llvm::Expected<ChosenBoard> board = chooseBoard(path, name, settings);
    if (!board)
      return board.takeError();
    chosen.push_back(std::move(*board));
  }
  for (SettingRequest const &request : settings)
    if (!request.board.empty() &&
        llvm::none_of(chosen, [&](ChosenBoard const &board) { return board.model->id == request.board; }))
      return usageError("--setting {}:{}={}: no such board is asked for", request.board, request.name,
                        request.value);
  return chosen;
}

} // namespace eo
