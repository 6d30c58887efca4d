#include "lib/decide/ChooseWriters.h"

#include "lib/decide/Bounded.h"
#include "lib/decide/CaseText.h"
#include "lib/decide/ChooseWords.h"
#include "lib/report/Comparability.h"
#include "lib/report/CsvCell.h"
#include "lib/report/ReportText.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

namespace eo {

namespace {
/// Places of choiceColumns.
enum ChoicePlace : ptrdiff_t { SizePlace = 2, BoardPlace = 3, SettingPlace = 4, VerdictPlace = 11 };
} // namespace

/// Without what stands under the board on a narrow terminal.
template <typename T> static std::vector<T> withoutStacked(std::vector<T> row) {
  if (row.size() > VerdictPlace)
    row.erase(row.begin() + VerdictPlace);
  row.erase(row.begin() + SettingPlace);
  row.erase(row.begin() + SizePlace);
  return row;
}

static TextTable choiceTable(Choice const &choice, llvm::ArrayRef<Contender> shown, size_t width) {
  constexpr size_t narrowest = 72; // columns: below, size, setting and verdict stand under the board
  std::vector<TextTable::Column> columns = choiceColumns(choice);
  if (width >= narrowest) {
    TextTable table(std::move(columns));
    for (Contender const &one : shown)
      table.add(choiceCells(choice, one));
    return table;
  }
  columns[BoardPlace].wraps = true;
  TextTable table(withoutStacked(std::move(columns)));
  for (Contender const &one : shown) {
    std::vector<std::string> cells = choiceCells(choice, one);
    for (ptrdiff_t place : {ptrdiff_t(SizePlace), ptrdiff_t(SettingPlace), ptrdiff_t(VerdictPlace)})
      if (static_cast<size_t>(place) < cells.size())
        cells[BoardPlace] += " " + cells[static_cast<size_t>(place)];
    table.add(withoutStacked(std::move(cells)));
  }
  return table;
}

void writeChoiceText(Choice const &choice, WriteOptions const &options, llvm::raw_ostream &stream) {
  if (choice.limits.any())
    stream << wrapped("limits: " + limitsText(choice.limits), options.width, 0) << '\n';
  stream << wrapped(bestText(choice), options.width, 0) << "\n\n";
  auto shown = llvm::makeArrayRef(choice.candidates);
  if (options.top != 0)
    shown = shown.take_front(options.top);
  if (!shown.empty())
    for (std::string const &line : choiceTable(choice, shown, options.width).lines(options.width))
      stream << line << '\n';
  if (shown.size() < choice.candidates.size())
    stream << fmt::format(" and {} more (--top=0 shows all)\n", choice.candidates.size() - shown.size());
  if (!shown.empty()) {
    stream << '\n';
    for (std::string const &line : choiceLegend(choice))
      stream << wrapped(" " + line, options.width, 4) << '\n';
  }
  for (SkippedContender const &one : choice.skipped)
    stream << " note  " << wrapped(printable(one.what) + ": " + one.reason, options.width, 7) << '\n';
}

static void writeContender(JsonWriter &json, Contender const &one, bool limited) {
  json.object([&] {
    writeCase(json, one.report);
    json.attribute("measured_setting", one.measured);
    writeBounded(json, "energy_per_sample", "_j", one.sampleJ);
    writeBounded(json, "latency", "_s", one.latencyS);
    writeBounded(json, "power", "_w", one.powerW);
    writeBounded(json, "highest_rate", "_per_s", one.ratePerS);
    json.attribute("verdict", limited ? std::optional(verdictWord(one.verdict).str()) : std::nullopt);
    json.attribute("failing", one.failing);
    json.attribute("on_front", one.onFront);
    json.attribute("best", one.best);
    json.attribute("like_best", one.likeBest);
  });
}

void writeChoiceJson(Choice const &choice, llvm::raw_ostream &stream) {
  JsonWriter json(stream, 2);
  json.object([&] {
    json.attribute("schema", "energy-opt/choose/1");
    json.attributeObject("limits", [&] {
      json.attribute("energy_j", choice.limits.energyJ);
      json.attribute("latency_s", choice.limits.latencyS);
      json.attribute("power_w", choice.limits.powerW);
      json.attribute("rate_per_s", choice.limits.ratePerS);
    });
    json.attributeArray("candidates", [&] {
      for (Contender const &one : choice.candidates)
        writeContender(json, one, choice.limits.any());
    });
    json.attributeArray("skipped", [&] {
      for (SkippedContender const &one : choice.skipped)
        json.object([&] {
          json.attribute("what", one.what);
          json.attribute("reason", one.reason);
        });
    });
    std::string text = comparabilityOf(choice);
    json.attribute("comparability", text.empty() ? std::nullopt : std::optional(text));
  });
  stream << '\n';
}

void writeChoiceCsv(Choice const &choice, llvm::raw_ostream &stream) {
  stream
      << "path,dims,board,setting,measured_setting,energy_per_sample_j,energy_low_j,energy_high_j,latency_s,"
         "latency_low_s,latency_high_s,power_w,power_low_w,power_high_w,highest_rate_per_s,trust,verdict,"
         "on_front,like_best,metered,idle\n";
  auto yes = [](bool is) { return ReportCell(std::string(is ? "true" : "false")); };
  for (Contender const &one : choice.candidates) {
    std::vector<ReportCell> row = {one.report.model.path, dimsText(one.report.model),
                                   one.report.board ? one.report.board->id : "", caseSettings(one.report),
                                   yes(one.measured)};
    for (auto const *figure : {&one.sampleJ, &one.latencyS, &one.powerW})
      llvm::append_range(row, boundedCells(*figure));
    row.push_back(boundedCells(one.ratePerS).front());
    row.emplace_back(trustWord(one.report));
    row.emplace_back(choice.limits.any() ? verdictWord(one.verdict).str() : std::string());
    row.push_back(yes(one.onFront));
    row.push_back(yes(one.likeBest || one.best));
    llvm::append_range(row, meteringCells(one.report));
    stream << csvRow(row);
  }
}

} // namespace eo
