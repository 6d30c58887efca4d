//===- SweepHtml.cpp - every size, board and setting as one page --------------------------------------===//
//
// The table stands in the page as text. A script (html/curves.js) draws the figures against what varies.
//
#include "lib/decide/CaseText.h"
#include "lib/decide/Sweep.h"
#include "lib/decide/page/CurvePage.h"
#include "llvm/ADT/STLExtras.h"

#include <set>

namespace eo {

/// Networks, boards, open dimensions and settings of all rows.
static std::vector<CurvePart> partsOf(llvm::ArrayRef<Report const *> reports) {
  std::set<std::string> paths, names, dims, settings;
  for (Report const *report : reports) {
    paths.insert(report->model.path);
    names.insert(caseNetwork(*report));
    for (auto const &[name, value] : report->model.dims)
      dims.insert(name);
    if (report->board)
      for (auto const &[name, value] : report->board->settings)
        settings.insert(name);
  }
  std::vector<CurvePart> parts;
  auto add = [&](std::string const &name, bool isCase, llvm::function_ref<std::string(Report const &)> read) {
    CurvePart &part = parts.emplace_back(CurvePart{name, isCase});
    for (Report const *report : reports)
      part.texts.push_back(read(*report));
  };
  add("network", true, [&](Report const &report) {
    return paths.size() > names.size() ? report.model.path : caseNetwork(report);
  });
  add("board", true, [](Report const &report) { return report.board ? report.board->id : "no board"; });
  for (std::string const &name : dims)
    add(name, false, [&](Report const &report) {
      auto found = report.model.dims.find(name);
      return found == report.model.dims.end() ? std::string() : std::to_string(found->second);
    });
  for (std::string const &name : settings)
    add(name, false, [&](Report const &report) {
      if (report.board)
        for (auto const &[key, value] : report.board->settings)
          if (key == name)
            return value;
      return std::string();
    });
  return parts;
}

static std::vector<CurveFigure> figuresOf(llvm::ArrayRef<Report const *> reports) {
  std::vector<CurveFigure> figures;
  auto add = [&](char const *title, char const *unit,
                 llvm::function_ref<std::optional<BoundedFigure>(Report const &)> read) {
    CurveFigure figure{title, unit};
    for (Report const *report : reports)
      figure.values.push_back(read(*report));
    bool isKnown = llvm::any_of(figure.values, [](auto const &one) { return one.has_value(); });
    if (isKnown)
      figures.push_back(std::move(figure));
  };
  auto count = [](ReportCount value) {
    return value ? curveFigure(static_cast<double>(*value)) : std::nullopt;
  };
  add("energy", "J", [](Report const &report) {
    ReportTotals const &t = report.totals;
    return curveFigure(t.energy, t.energyLow, t.energyHigh);
  });
  std::set<ReportCount> batches;
  for (Report const *report : reports)
    batches.insert(report->model.batch);
  if (batches.size() > 1)
    add("energy of a sample", "J", [](Report const &report) -> std::optional<BoundedFigure> {
      ReportTotals const &t = report.totals;
      if (report.model.batch.value_or(0) < 1)
        return std::nullopt;
      auto share = [&](ReportNumber value) {
        return value ? ReportNumber(*value / static_cast<double>(*report.model.batch)) : std::nullopt;
      };
      return curveFigure(share(t.energy), share(t.energyLow), share(t.energyHigh));
    });
  add("latency", "s", [](Report const &report) {
    ReportTotals const &t = report.totals;
    return curveFigure(t.latency, t.latencyLow, t.latencyHigh);
  });
  if (figures.empty()) { // without a board
    add("MACs", "", [&](Report const &report) { return count(report.totals.macs); });
    add("peak of activations", "B",
        [&](Report const &report) { return count(report.totals.peakActivationBytes); });
  }
  return figures;
}

void writeSweepHtml(llvm::ArrayRef<SweepRow> rows, llvm::raw_ostream &stream) {
  std::vector<Report const *> reports;
  for (SweepRow const &row : rows)
    if (row.error.empty())
      reports.push_back(&row.report);
  SweepTable table = sweepTable(rows);
  auto content = [&](llvm::raw_ostream &out) {
    out << "<div class=\"card\">";
    writeHtmlTable("All combinations", htmlColumns(table.columns), table.rows, out);
    out << "</div>\n";
    writeHtmlList("In every row", table.common, out);
    writeHtmlList("Notes", table.notes, out);
  };
  writeCurvePage("A sweep", "What changes with size, board and setting",
                 {partsOf(reports), figuresOf(reports)}, content, stream);
}

} // namespace eo
