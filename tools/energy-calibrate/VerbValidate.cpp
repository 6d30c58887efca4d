//===- VerbValidate.cpp - energy-calibrate validate: a board file against measurements --------===//

#include "lib/board/BoardFile.h"
#include "lib/calibrate/Validation.h"
#include "tools/common/Boards.h"
#include "tools/energy-calibrate/DataFlags.h"
#include "tools/energy-calibrate/Verbs.h"

namespace eo {

static char const *const validateOverview = R"(Predicts every measured row with a board file and compares.

  energy-calibrate validate myboard.yaml new-measurements.csv

Tables are those of 'energy-calibrate fit'. Exit code 1 when a figure that the
board file claims is missed: the mean error of energies, that of times, the share of either inside its intervals.)";

static int validateBoard(llvm::StringRef path, DataFlags const &flags, bool json) {
  llvm::Expected<BoardModel> board = readBoardFile(path);
  if (!board)
    return failWith(board.takeError());
  llvm::Expected<BoardPath> boards = toolBoardPath({}, "energy-calibrate", ENERGY_OPT_SOURCE_BOARDS);
  if (!boards)
    return failWith(boards.takeError());
  if (llvm::Error error = loadBeside(*boards, *board))
    return failWith(std::move(error));
  llvm::Expected<std::vector<MeasurementTable>> tables = flags.read();
  if (!tables)
    return failWith(tables.takeError());
  llvm::Expected<std::unique_ptr<Dataset>> data = flags.load(&*board, std::move(*tables));
  if (!data)
    return failWith(data.takeError());
  llvm::Expected<ValidationSummary> summary = validate(*board, **data);
  if (!summary)
    return failWith(summary.takeError());
  json ? writeJson(*summary, llvm::outs()) : writeText(*summary, llvm::outs());
  return summary->worse().value_or(false) ? 1 : 0;
}

int runValidate(int argc, char const *const *argv) {
  llvm::cl::opt<std::string> board(llvm::cl::Positional, llvm::cl::desc("BOARD.yaml"), llvm::cl::Required);
  DataFlags flags;
  llvm::cl::opt<bool> json("json", llvm::cl::desc("Report as JSON"));
  if (std::optional<int> code = parseVerbArguments(argc, argv, validateOverview))
    return *code;
  return validateBoard(board, flags, json);
}

} // namespace eo
