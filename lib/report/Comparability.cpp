#include "lib/report/Comparability.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <utility>
#include <vector>

namespace eo {

static std::string meteringOf(ReportBoard const &board) {
  return (board.metered.empty() ? "not stated" : board.metered) +
         (board.idle.empty() ? ", idle not stated" : ", idle " + board.idle);
}

/// Of each board with the name it goes by.
static std::string textOf(llvm::ArrayRef<std::pair<ReportBoard const *, std::string>> boards) {
  std::vector<std::string> said;
  bool differ = false;
  for (auto const &[board, name] : boards) {
    if (board == nullptr)
      return "";
    std::string const how = meteringOf(*board);
    differ |= how != meteringOf(*boards.front().first);
    std::string one = fmt::format("{} {}", name, how);
    if (!llvm::is_contained(said, one))
      said.push_back(std::move(one));
  }
  std::string text;
  for (std::string const &one : said)
    text += (text.empty() ? "" : "; ") + one;
  return differ ? "energies do not compare as they are, metered: " + text : "";
}

static ReportBoard const *meteredBoard(Report const &report) {
  return report.board ? &*report.board : nullptr;
}
static std::string idOf(Report const &report) { return report.board ? report.board->id : ""; }

std::string comparabilityText(llvm::ArrayRef<Report> reports, llvm::ArrayRef<std::string> names) {
  std::vector<std::pair<ReportBoard const *, std::string>> boards;
  for (size_t i = 0; i < reports.size(); ++i)
    boards.emplace_back(meteredBoard(reports[i]), names[i]);
  return textOf(boards);
}

std::string comparabilityText(llvm::ArrayRef<Report> reports) {
  std::vector<Report const *> all;
  for (Report const &report : reports)
    all.push_back(&report);
  return comparabilityText(all);
}

std::string comparabilityText(llvm::ArrayRef<Report const *> reports) {
  std::vector<std::pair<ReportBoard const *, std::string>> boards;
  for (Report const *report : reports)
    if (report != nullptr)
      boards.emplace_back(meteredBoard(*report), idOf(*report));
  return textOf(boards);
}

std::optional<double> pauseOf(ReportTotals const &totals) {
  constexpr double rounding = 1e-6; // of figures that are the same
  if (!totals.throughput || !totals.latency || !(*totals.throughput > 0))
    return std::nullopt;
  double pause = 1 / *totals.throughput - *totals.latency;
  return pause > rounding * *totals.latency ? std::optional(pause) : std::nullopt;
}

std::string pausesText(llvm::ArrayRef<Report const *> reports) {
  std::vector<std::string> boards;
  for (Report const *report : reports)
    if (report != nullptr && pauseOf(report->totals) && !llvm::is_contained(boards, idOf(*report)))
      boards.push_back(idOf(*report));
  return boards.empty()
             ? ""
             : llvm::join(boards, ", ") + ": fewer a second than 1/latency, for between a result and "
                                          "the next input some time passes";
}

std::vector<ReportCell> meteringCells(Report const &report) {
  auto cell = [](std::string const &text) { return text.empty() ? ReportCell() : ReportCell(text); };
  if (!report.board)
    return {ReportCell(), ReportCell()};
  return {cell(report.board->metered), cell(report.board->idle)};
}

} // namespace eo
