#include "tools/energy-lint/Boards.h"

#include "lib/support/Error.h"
#include "llvm/ADT/STLExtras.h"

namespace eo {

llvm::Expected<std::shared_ptr<ChosenBoard const>>
BoardCache::load(BoardChoice const &choice, std::vector<SettingRequest> const &settings) {
  std::string key = choice.name;
  for (SettingRequest const &setting : settings)
    key += "\n" + setting.board + ":" + setting.name + "=" + setting.value;
  auto &slot = known[key];
  if (slot)
    return slot;
  llvm::Expected<ChosenBoard> chosen = chooseBoard(boardPath, choice.name, settings);
  if (!chosen)
    return config.located(choice.place, chosen.takeError());
  slot = std::make_shared<ChosenBoard const>(std::move(*chosen));
  return slot;
}

llvm::Expected<std::vector<std::shared_ptr<ChosenBoard const>>>
BoardCache::boardsOf(LintPolicy const &policy) {
  std::vector<std::shared_ptr<ChosenBoard const>> boards;
  for (BoardChoice const &choice : policy.boards) {
    std::vector<SettingRequest> settings = policy.settings; // those for other boards do not count
    llvm::append_range(settings, choice.settings);
    llvm::Expected<std::shared_ptr<ChosenBoard const>> board = load(choice, settings);
    if (!board)
      return board.takeError();
    boards.push_back(std::move(*board));
  }
  return boards;
}

} // namespace eo
