#include "lib/report/BoardList.h"

#include "lib/cost/Kind.h"
#include "lib/report/ReportText.h"
#include "lib/report/TextTable.h"
#include "lib/support/Quantity.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <fmt/format.h>

namespace eo {

static SettingDeclaration const *settingOf(BoardModel const &board, llvm::StringRef name) {
  for (SettingDeclaration const &one : board.settings)
    if (one.name == name)
      return &one;
  return nullptr;
}

/// The values, or what the file says where it has no such setting.
static std::string valuesOf(BoardModel const &board, llvm::StringRef name, std::string otherwise) {
  SettingDeclaration const *setting = settingOf(board, name);
  return setting != nullptr ? llvm::join(setting->values, ",") : std::move(otherwise);
}

static std::string furtherSettings(BoardModel const &board) {
  std::vector<std::string> names;
  for (SettingDeclaration const &setting : board.settings)
    if (setting.name != "unit" && setting.name != "precision")
      names.push_back(setting.name);
  return names.empty() ? dash : llvm::join(names, " ");
}

/// "5.7 %"; of a board that nobody measured, only that its figures are another board's, scaled.
static std::string errorText(BoardModel const &board, std::optional<double> error) {
  if (!board.derivedFrom.empty())
    return "scaled";
  return error ? formatShare(*error) : dash;
}

BoardFacts boardFacts(BoardModel const &board) {
  BoardFacts facts;
  facts.hasFigures =
      llvm::any_of(board.coefficients, [](Coefficient const &one) { return one.value.has_value(); });
  if (!board.derivedFrom.empty())
    return facts;
  if (board.error) {
    facts.latencyError = board.error->latencyMape;
    // An error of energy stands in the file only where energies were held out; for a board of times alone both are that
    // of the time.
    if (board.error->network || !board.error->latencyMape)
      facts.energyError = board.error->mape;
  }
  if (board.calibration)
    facts.networks = board.calibration->networks;
  return facts;
}

static std::vector<std::string> cellsOf(BoardModel const &board, BoardFacts const &facts) {
  return {board.id,
          valuesOf(board, "unit", dash),
          valuesOf(board, "precision", precisionWord(board.precision).str()),
          board.metered.empty() ? dash : board.metered,
          errorText(board, facts.energyError),
          errorText(board, facts.latencyError),
          facts.networks > 0 ? std::to_string(facts.networks) : dash,
          furtherSettings(board),
          board.title};
}

void listBoards(llvm::ArrayRef<BoardModel> boards, unsigned width, llvm::raw_ostream &stream) {
  TextTable table({{"board", false, false, 0},
                   {"unit", false, false, 0},
                   {"precision", false, false, 3},
                   {"metered", false, false, 2},
                   {"energy", true, false, 0},
                   {"time", true, false, 0},
                   {"nets", true, false, 4},
                   {"settings", false, false, 5, true},
                   {"title", false, true, 6}});
  std::string names;
  for (BoardModel const &board : boards)
    if (BoardFacts facts = boardFacts(board); facts.hasFigures)
      table.add(cellsOf(board, facts));
    else
      names += " " + padded(board.id, 18, false) + " " + wrapped(board.title, width, 20) + "\n";
  for (std::string const &line : table.lines(width))
    stream << line << '\n';
  if (!names.empty())
    stream << '\n'
           << wrapped("without figures: counts and memory only, until measured (docs/calibration.md)", width,
                      0)
           << '\n'
           << names;
  stream << '\n';
  for (std::string const &line :
       {fmt::format(
            "energy, time: the mean error claimed for networks the fit has not seen ({}: none published)",
            dash),
        std::string("nets: networks the fit rests on"),
        std::string("energy-opt --describe-board=NAME says what a board rests on")})
    stream << wrapped(line, width, 0) << '\n';
}

} // namespace eo
