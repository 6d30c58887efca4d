#include "lib/calibrate/FitSummary.h"

#include "lib/support/Html.h"
#include "lib/support/HtmlPage.h"
#include <algorithm>
#include <cmath>

namespace eo {

static std::string percentCell(std::optional<double> share) {
  return share ? fmt::format("{:.2f} %", 100 * *share) : "–";
}

/// Measured against predicted on logarithmic axes; hovering over a point names it.
static void writePlot(SummaryQuantity const &quantity, llvm::raw_ostream &out) {
  constexpr double size = 480, margin = 20;
  constexpr size_t mostPoints = 5000;
  double low = INFINITY, high = -INFINITY;
  auto predicted = [](SummaryPoint const &p) { return p.heldOut.value_or(p.predicted); };
  for (SummaryPoint const &p : quantity.points)
    for (double value : {p.measured, predicted(p)})
      if (value > 0) {
        low = std::min(low, std::log10(value));
        high = std::max(high, std::log10(value));
      }
  double range = std::max(high - low, 1e-6);
  auto scale = [&](double value) { return margin + (size - 2 * margin) * (std::log10(value) - low) / range; };
  std::string title = fmt::format("{}: measured (across) against {} (up), {}", quantity.name,
                                  quantity.heldOut ? "held-out prediction" : "fit", quantity.unit);
  out << fmt::format(
      "<section class=\"card\"><h2>{0}</h2>\n<svg viewBox=\"0 0 {1} {1}\" width=\"{1}\" role=\"img\" "
      "aria-label=\"{0}; {4} points\"><rect class=\"frame\" width=\"{1}\" height=\"{1}\"/>"
      "<line class=\"diagonal\" x1=\"{2}\" y1=\"{3}\" x2=\"{3}\" y2=\"{2}\"/>\n",
      escaped(title), size, margin, size - margin, quantity.points.size());
  for (size_t i = 0; i < std::min(quantity.points.size(), mostPoints); ++i) {
    SummaryPoint const &p = quantity.points[i];
    if (predicted(p) > 0)
      out << fmt::format("<circle class=\"point\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\"><title>{}: {:.4g} "
                         "measured, {:.4g} predicted</title></circle>\n",
                         scale(p.measured), size - scale(predicted(p)), escaped(p.label), p.measured,
                         predicted(p));
  }
  out << "</svg></section>\n";
}

/// Of strings only; the first cell of a row names it.
static void writeTable(llvm::raw_ostream &out, llvm::StringRef caption, llvm::ArrayRef<std::string> header,
                       llvm::ArrayRef<std::vector<std::string>> rows) {
  out << "<section class=\"card wide\"><table><caption>" << caption << "</caption>\n<thead><tr>";
  for (std::string const &cell : header)
    out << (cell.empty() ? "<td></td>" : "<th scope=\"col\">" + escapedName(cell) + "</th>");
  out << "</tr></thead>\n<tbody>\n";
  for (std::vector<std::string> const &row : rows) {
    out << "<tr><th scope=\"row\">" << escapedName(row.front()) << "</th>";
    for (std::string const &cell : llvm::makeArrayRef(row).drop_front())
      out << "<td>" << escapedName(cell) << "</td>";
    out << "</tr>\n";
  }
  out << "</tbody></table></section>\n";
}

static void writeList(llvm::raw_ostream &out, llvm::StringRef heading, llvm::ArrayRef<std::string> lines) {
  if (lines.empty())
    return;
  out << "<section class=\"card\"><h2>" << heading << "</h2>\n<ul>\n";
  for (std::string const &line : lines)
    out << "<li>" << escapedName(line) << "</li>\n";
  out << "</ul></section>\n";
}

static void writeParameterTable(FitSummary const &summary, llvm::raw_ostream &out) {
  std::vector<std::vector<std::string>> rows;
  for (FittedParameter const &p : summary.parameters)
    rows.push_back({p.name, fmt::format("{:.6g}", p.value), p.unit,
                    p.standardError && !p.fixed ? fmt::format("{:.3g}", *p.standardError) : "–",
                    p.fixed        ? "fixed"
                    : p.identified ? ""
                                   : "not identified"});
  writeTable(out, "Parameters", {"parameter", "value", "unit", "standard error", ""}, rows);
}

static void writeErrors(FitSummary const &summary, llvm::raw_ostream &out) {
  std::vector<std::vector<std::string>> rows;
  for (SummaryQuantity const &quantity : summary.quantities) {
    auto add = [&](std::string const &label, Metrics const &m) {
      rows.push_back({quantity.name + ", " + label, std::to_string(m.n), percentCell(m.mape),
                      percentCell(m.rmspe), percentCell(m.worst)});
    };
    add("fitted", quantity.inSample);
    if (quantity.heldOut)
      add("held out", *quantity.heldOut);
  }
  writeTable(out, "Errors", {"", "n", "MAPE", "RMSPE", "worst"}, rows);
}

static void writeSettingTable(FitSummary const &summary, llvm::raw_ostream &out) {
  if (summary.settings.empty())
    return;
  std::vector<std::string> header = {"setting", "rows", "energy", "time"};
  for (SimplePredictor const &simple : summary.settings.front().simple)
    header.push_back(simple.name);
  std::vector<std::vector<std::string>> rows;
  for (SummarySetting const &setting : summary.settings) {
    rows.push_back({setting.setting, std::to_string(setting.rows), percentCell(setting.energyMape),
                    percentCell(setting.timeMape)});
    for (SimplePredictor const &simple : setting.simple)
      rows.back().push_back(percentCell(simple.mape));
  }
  writeTable(out, "Held-out error by setting", header, rows);
}

static constexpr llvm::StringLiteral style = R"(
.frame { fill: none; stroke: var(--line); }
.diagonal { stroke: var(--muted); }
.point { fill: var(--c0); fill-opacity: .5; }
)";

void writeHtml(FitSummary const &summary, llvm::raw_ostream &stream) {
  auto content = [&](llvm::raw_ostream &out) {
    out << fmt::format("<h1>{}</h1>\n<p>{} free parameters, {} rows, {} networks; held out: {}</p>\n",
                       escapedName(summary.name), summary.freeParameters, summary.rows, summary.networks,
                       summary.heldOutKind.empty() ? "nothing" : escapedName(summary.heldOutKind));
    writeParameterTable(summary, out);
    writeErrors(summary, out);
    writeSettingTable(summary, out);
    for (SummaryQuantity const &quantity : summary.quantities)
      writePlot(quantity, out);
    writeList(out, "What these data cannot tell", summary.unidentified);
    writeList(out, "Points that look wrong", summary.suspects);
    writeList(out, "Remarks", summary.remarks);
  };
  writePage({summary.name, style}, content, stream);
}

} // namespace eo
