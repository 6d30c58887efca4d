//===- ChooseHtml.cpp - candidates as one page --------------------------------------------------------===//
//
// The best and all candidates stand in the page as text. Scripts (html/choose.js) draw latency against energy or power,
// with intervals, limits and the front, and a table that is sorted and searched.
//
#include "lib/decide/CaseText.h"
#include "lib/decide/ChooseWords.h"
#include "lib/decide/page/DecidePage.h"
#include "lib/report/ReportText.h"
#include "lib/report/page/HtmlData.h"
#include "lib/support/Html.h"
#include <fmt/format.h>

#include <algorithm>

namespace eo {

static constexpr llvm::StringLiteral chooseScript =
#include "html/choose.js.inc"
    ;

static void writeTable(Choice const &choice, llvm::raw_ostream &stream) {
  // The network names the row, so the marks stand behind.
  std::vector<HtmlColumn> columns = htmlColumns(choiceColumns(choice));
  std::rotate(columns.begin(), columns.begin() + 1, columns.end());
  std::vector<std::vector<std::string>> rows;
  for (Contender const &one : choice.candidates) {
    std::vector<std::string> cells = choiceCells(choice, one);
    std::rotate(cells.begin(), cells.begin() + 1, cells.end());
    rows.push_back(std::move(cells));
  }
  stream << "<div class=\"card layers\">\n";
  writeHtmlTable("Candidates, the best first", columns, rows, stream, "top");
  stream << "</div>\n";
}

static void writeContent(Choice const &choice, llvm::raw_ostream &stream) {
  stream << "<section>\n<div class=\"card headline\">\n<h2 class=\"verdict\">"
         << escapedName(bestText(choice)) << "</h2>\n";
  if (choice.limits.any())
    stream << "<p>Limits: " << escapedName(limitsText(choice.limits)) << "</p>\n";
  stream << "</div>\n<div class=\"picture\"></div>\n";
  writeTable(choice, stream);
  std::vector<std::string> notes = choiceLegend(choice);
  for (SkippedContender const &one : choice.skipped)
    notes.push_back("left out: " + one.what + ": " + one.reason);
  writeHtmlList("Notes", notes, stream);
  stream << "</section>\n";
}

static void writeData(Choice const &choice, llvm::raw_ostream &stream) {
  auto const &all = choice.candidates;
  ChoiceLimits const &limits = choice.limits;
  stream << fmt::format(
      "{{\"limits\":{{\"energy\":{},\"latency\":{},\"power\":{},\"rate\":{}}},\"limited\":{}",
      pageNumber(limits.energyJ), pageNumber(limits.latencyS), pageNumber(limits.powerW),
      pageNumber(limits.ratePerS), limits.any());
  auto texts = [&](char const *key, llvm::function_ref<std::string(Contender const &)> read) {
    stream << ",";
    writePageColumn(
        key, all.size(), [&](size_t i) { return pageString(read(all[i]), longestPageName); }, stream);
  };
  auto flags = [&](char const *key, bool Contender::*flag) {
    stream << ",";
    writePageColumn(
        key, all.size(), [&](size_t i) { return std::string(all[i].*flag ? "1" : "0"); }, stream);
  };
  texts("network", [](Contender const &one) { return caseNetwork(one.report); });
  texts("size", [](Contender const &one) { return dimsText(one.report.model); });
  texts("board", [](Contender const &one) { return one.report.board ? one.report.board->id : "no board"; });
  texts("setting", [](Contender const &one) { return one.settings; });
  texts("trust", [](Contender const &one) { return trustWord(one.report); });
  texts("verdict", [](Contender const &one) { return verdictWord(one.verdict).str(); });
  texts("failing", [](Contender const &one) { return one.failing; });
  flags("measured", &Contender::measured);
  flags("front", &Contender::onFront);
  flags("best", &Contender::best);
  flags("like", &Contender::likeBest);
  using Figure = std::optional<BoundedFigure> Contender::*;
  for (auto const &[key, figure] : {std::pair<char const *, Figure>("energy", &Contender::sampleJ),
                                    {"latency", &Contender::latencyS},
                                    {"power", &Contender::powerW},
                                    {"rate", &Contender::ratePerS}}) {
    Figure read = figure;
    stream << ",";
    writeBoundedColumns(
        key, all.size(), [&](size_t i) { return all[i].*read; }, stream);
  }
  stream << "}";
}

void writeChoiceHtml(Choice const &choice, llvm::raw_ostream &stream) {
  writeDecidePage(
      {"The best operating point", "The best operating point", chooseScript},
      [&](llvm::raw_ostream &out) { writeContent(choice, out); },
      [&](llvm::raw_ostream &out) { writeData(choice, out); }, stream);
}

} // namespace eo
