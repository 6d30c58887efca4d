#include "lib/decide/Sweep.h"

#include "lib/decide/CaseText.h"
#include "lib/report/Comparability.h"
#include "lib/report/CsvCell.h"
#include "lib/report/MissingFigures.h"
#include "lib/report/ReportText.h"
#include "lib/support/Quantity.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <map>
#include <set>

namespace eo {

namespace {
struct SweepColumn {
  TextTable::Column look;
  std::string (*read)(Report const &report);
  bool isName; ///< left out where it is the same in every row
};
} // namespace

static std::vector<SweepColumn> sweepColumns() {
  return {{{"network", false, true, 0}, caseNetwork, true},
          {{"size", false, false, 0}, [](Report const &r) { return dimsText(r.model); }, true},
          {{"board", false, false, 0},
           [](Report const &r) { return r.board ? r.board->id : std::string("no board"); },
           true},
          {{"setting", false, false, 0, true}, caseSettings, true},
          {{"MACs", true, false, 3}, [](Report const &r) { return macsText(r.totals); }, false},
          {{"peak", true, false, 4},
           [](Report const &r) { return bytesText(r.totals.peakActivationBytes); },
           false},
          {{"latency", true, false, 0}, [](Report const &r) { return latencyText(r.totals); }, false},
          {{"power", true, false, 2}, [](Report const &r) { return siText(r.totals.power, "W"); }, false},
          {{"energy", true, false, 0}, [](Report const &r) { return energyText(r.totals); }, false},
          {{"low to high", false, false, 6},
           [](Report const &r) { return boundsText(r.totals.energyLow, r.totals.energyHigh, "J"); },
           false},
          {{"a sample", true, false, 1}, perSampleText, false},
          {{"trust", false, false, 5}, trustWord, false}};
}

/// Of the rows that have an estimate.
static std::string comparabilityOf(llvm::ArrayRef<SweepRow> rows) {
  std::vector<Report const *> reports;
  for (SweepRow const &row : rows)
    reports.push_back(row.error.empty() ? &row.report : nullptr);
  return comparabilityText(reports);
}

/// Why figures are lower bounds or missing: each reason once, with the first row it is that of.
static std::vector<std::string> incompleteRows(llvm::ArrayRef<SweepRow> rows) {
  std::vector<std::string> order;
  std::map<std::string, std::pair<std::string, size_t>> rowsOf; // by reason: the first row, and how many
  for (SweepRow const &row : rows)
    for (std::string const &reason :
         row.error.empty() ? incompleteTexts(row.report) : std::vector<std::string>()) {
      auto [known, isNew] = rowsOf.try_emplace(reason, row.what, 0);
      if (isNew)
        order.push_back(reason);
      ++known->second.second;
    }
  std::vector<std::string> notes;
  for (std::string const &reason : order) {
    auto const &[first, count] = rowsOf.at(reason);
    std::string others = count > 1 ? fmt::format(" and {} other{}", count - 1, count > 2 ? "s" : "") : "";
    notes.push_back(count == rows.size() ? reason : fmt::format("{}{}: {}", first, others, reason));
  }
  return notes;
}

SweepTable sweepTable(llvm::ArrayRef<SweepRow> rows) {
  SweepTable table;
  std::vector<SweepColumn> shown;
  for (SweepColumn const &column : sweepColumns()) {
    std::set<std::string> texts;
    for (SweepRow const &row : rows)
      if (row.error.empty())
        texts.insert(column.read(row.report));
    bool same = texts.size() <= 1;
    if (same && column.isName && !texts.empty() && !texts.begin()->empty())
      table.common.push_back(*texts.begin());
    if (!(same && (column.isName || texts.empty() || *texts.begin() == "–" || texts.begin()->empty()))) {
      shown.push_back(column);
      table.columns.push_back(column.look);
    }
  }
  for (SweepRow const &row : rows) {
    if (!row.error.empty()) {
      table.notes.push_back(row.what + ": " + row.error);
      continue;
    }
    std::vector<std::string> &cells = table.rows.emplace_back();
    for (SweepColumn const &column : shown)
      cells.push_back(column.read(row.report));
  }
  llvm::append_range(table.notes, incompleteRows(rows));
  if (std::string text = comparabilityOf(rows); !text.empty())
    table.notes.push_back(text);
  return table;
}

void writeSweepText(llvm::ArrayRef<SweepRow> rows, WriteOptions const &options, llvm::raw_ostream &stream) {
  SweepTable all = sweepTable(rows);
  stream << wrapped(llvm::join(all.common, " · "), options.width, 0) << "\n\n";
  TextTable table(all.columns);
  for (std::vector<std::string> &cells : all.rows)
    table.add(std::move(cells));
  for (std::string const &line : table.lines(options.width))
    stream << line << '\n';
  for (std::string const &note : all.notes)
    stream << " note  " << wrapped(note, options.width, 7) << '\n';
}

void writeSweepJson(llvm::ArrayRef<SweepRow> rows, llvm::raw_ostream &stream) {
  JsonWriter json(stream, 2);
  json.object([&] {
    json.attribute("schema", "energy-opt/sweep/1");
    json.attributeArray("rows", [&] {
      for (SweepRow const &row : rows)
        json.object([&] {
          json.attribute("what", row.what);
          json.attribute("error", row.error.empty() ? std::nullopt : std::optional(row.error));
          if (!row.error.empty())
            return;
          writeCase(json, row.report);
          writeTotals(json, row.report);
        });
    });
    std::string text = comparabilityOf(rows);
    json.attribute("comparability", text.empty() ? std::nullopt : std::optional(text));
  });
  stream << '\n';
}

void writeSweepCsv(llvm::ArrayRef<SweepRow> rows, llvm::raw_ostream &stream) {
  std::vector<ReportCell> header = {std::string("path"), std::string("dims"), std::string("board"),
                                    std::string("setting")};
  for (TotalColumn const &column : totalColumns())
    header.emplace_back(column.key.str());
  header.emplace_back(std::string("trust"));
  header.insert(header.end(), {std::string("error"), std::string("metered"), std::string("idle")});
  stream << csvRow(header);
  for (SweepRow const &row : rows) {
    std::vector<ReportCell> cells = {row.report.model.path, dimsText(row.report.model),
                                     row.report.board ? row.report.board->id : std::string(),
                                     caseSettings(row.report)};
    for (TotalColumn const &column : totalColumns())
      cells.push_back(row.error.empty() ? column.read(row.report.totals) : ReportCell());
    cells.emplace_back(row.report.trust ? trustWord(row.report) : std::string());
    cells.emplace_back(row.error);
    llvm::append_range(cells, meteringCells(row.report));
    stream << csvRow(cells);
  }
}

} // namespace eo
