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

llvm::Error checkRepeats(llvm::ArrayRef<SettingRequest> settings) {
  for (size_t i = 0; i < settings.size(); ++i)
    for (SettingRequest const &later : settings.drop_front(i + 1))
      if (SettingRequest const &first = settings[i];
          first.board == later.board && first.name == later.name && first.value != later.value)
        return usageError(
            "--setting {0}{1}={2} and {0}{1}={3}: one value, please ('energy-opt choose' compares "
            "settings)",
            first.board.empty() ? "" : first.board + ":", first.name, first.value, later.value);
  return llvm::Error::success();
}

std::vector<std::vector<SettingRequest>> settingLists(llvm::ArrayRef<SettingRequest> settings) {
  std::vector<std::vector<SettingRequest>> all(1);
  for (SettingRequest const &setting : settings) {
    llvm::SmallVector<llvm::StringRef, 8> values;
    llvm::StringRef(setting.value).split(values, ',', -1, /*KeepEmpty=*/false);
    std::vector<std::vector<SettingRequest>> longer;
    for (std::vector<SettingRequest> const &before : all)
      for (llvm::StringRef value : values) {
        longer.push_back(before);
        longer.back().push_back({setting.board, setting.name, value.str()});
      }
    all = std::move(longer);
  }
  return all;
}

llvm::Expected<std::vector<ChosenBoard>>
chooseBoards(BoardPath const &path, llvm::ArrayRef<std::string> names, llvm::ArrayRef<SettingRequest> asked) {
  if (llvm::Error error = checkRepeats(asked))
    return error;
  std::vector<SettingRequest> settings(asked.begin(), asked.end()); // the last one counts: those of a board
  llvm::stable_sort(settings, [](SettingRequest const &a, SettingRequest const &b) {
    return a.board.empty() && !b.board.empty();
  });
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
