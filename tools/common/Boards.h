//===- Boards.h - the boards that a command line names -----------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_COMMON_BOARDS_H
#define ENERGY_OPT_TOOLS_COMMON_BOARDS_H

#include "lib/board/BoardPath.h"

namespace eo {

/// Where a tool looks for boards: the folders of --board-path, $ENERGY_OPT_BOARD_PATH, what is installed
/// beside the executable, and `sourceBoards` relative to it. A usage error for a folder of --board-path that
/// is none.
llvm::Expected<BoardPath> toolBoardPath(llvm::ArrayRef<std::string> named, char const *program,
                                        llvm::StringRef sourceBoards);

/// A usage error where one setting of a board is asked for twice with different values: none of the two is meant
/// more. A request that names the board is no repetition of one for all boards.
llvm::Error checkRepeats(llvm::ArrayRef<SettingRequest> settings);

/// All lists of settings that come of values that are lists: of {power_mode=maxn,30w; precision=fp16} two. The last one
/// varies fastest.
std::vector<std::vector<SettingRequest>> settingLists(llvm::ArrayRef<SettingRequest> settings);

/// The boards called `names`, with their settings. A usage error for one that cannot be had, for a
/// setting that aims at none of them, and that of checkRepeats. What is asked for by the name of a board goes
/// before what is asked for all.
llvm::Expected<std::vector<ChosenBoard>> chooseBoards(BoardPath const &path,
                                                      llvm::ArrayRef<std::string> names,
                                                      llvm::ArrayRef<SettingRequest> settings);

} // namespace eo

#endif
