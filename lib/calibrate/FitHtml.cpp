#include "lib/calibrate/FitSummary.h"

#include "lib/support/Html.h"
#include "lib/support/HtmlPage.h"
#include "lib/support/HtmlTable.h"
#include "lib/support/Quantity.h"
#include <algorithm>
#include <cmath>
#include <limits>

namespace eo {

static std::string percentCell(std::optional<double> share) {
  return share ? fmt::format("{:.2f} %", 100 * *share) : "–";
}

namespace {

/// Both axes of a plot: powers of ten from the least to the greatest value, the same across and up.
struct LogAxes {
  static constexpr double left = 64, bottom = 34, top = 10, side = 420, right = 24;
  static constexpr double width = left + side + right, height = top + side + bottom;
  static constexpr double beyond = std::numeric_limits<double>::infinity();
  double low = beyond, high = -beyond; ///< powers of ten

  void take(double value) {
    if (value <= 0)
      return;
    low = std::min(low, std::log10(value));
    high = std::max(high, std::log10(value));
  }
  /// A little room around the outermost points; a single value gets a decade.
  void widen() {
    double room = high > low ? (high - low) / 25 : 0.5;
    low -= room;
    high += room;
  }
  double across(double value) const { return left + side * (std::log10(value) - low) / (high - low); }
  double up(double value) const { return top + side * (high - std::log10(value)) / (high - low); }
  /// Powers of ten, and 2 and 5 between them where there are few.
  std::vector<double> ticks() const {
    std::vector<double> all;
    for (int decade = static_cast<int>(std::floor(low)); decade <= high; ++decade)
      for (double step : {1.0, 2.0, 5.0}) {
        double tick = step * std::pow(10.0, decade), place = std::log10(tick);
        if (place >= low && place <= high && (step == 1 || high - low < 2))
          all.push_back(tick);
      }
    return all;
  }
};

} // namespace

static void writeTicks(LogAxes const &axes, std::string const &unit, llvm::raw_ostream &out) {
  for (double tick : axes.ticks()) {
    double x = axes.across(tick), y = axes.up(tick), right = LogAxes::left + LogAxes::side,
           floor = LogAxes::top + LogAxes::side;
    std::string label = escaped(formatSi(tick, unit.c_str()));
    out << fmt::format("<path class=\"tick\" d=\"M{0:.1f} {1}V{2}M{3} {4:.1f}H{5}\"/>"
                       "<text x=\"{0:.1f}\" y=\"{6}\" text-anchor=\"middle\">{8}</text>"
                       "<text x=\"{7}\" y=\"{4:.1f}\" text-anchor=\"end\" dy=\"4\">{8}</text>\n",
                       x, LogAxes::top, floor, LogAxes::left, y, right, floor + 16, LogAxes::left - 6, label);
  }
}

/// Measured against predicted on logarithmic axes; hovering over a point names it.
static void writePlot(SummaryQuantity const &quantity, llvm::raw_ostream &out) {
  constexpr size_t mostPoints = 5000;
  auto predicted = [](SummaryPoint const &p) { return p.heldOut.value_or(p.predicted); };
  LogAxes axes;
  for (SummaryPoint const &p : quantity.points) {
    axes.take(p.measured);
    axes.take(predicted(p));
  }
  if (axes.low > axes.high)
    return;
  axes.widen();
  std::string title = fmt::format("{}: measured (across) against {} (up)", quantity.name,
                                  quantity.heldOut ? "held-out prediction" : "fit");
  out << fmt::format(
      "<section class=\"card\"><h2>{0}</h2>\n<svg viewBox=\"0 0 {1} {2}\" width=\"{1}\" role=\"img\" "
      "aria-label=\"{0}; {3} points\"><rect class=\"frame\" x=\"{4}\" y=\"{5}\" width=\"{6}\" "
      "height=\"{6}\"/>",
      escaped(title), LogAxes::width, LogAxes::height, quantity.points.size(), LogAxes::left, LogAxes::top,
      LogAxes::side);
  writeTicks(axes, quantity.unit, out);
  out << fmt::format("<path class=\"diagonal\" d=\"M{} {}L{} {}\"/>\n", LogAxes::left,
                     LogAxes::top + LogAxes::side, LogAxes::left + LogAxes::side, LogAxes::top);
  char const *unit = quantity.unit.c_str();
  for (SummaryPoint const &p : llvm::makeArrayRef(quantity.points).take_front(mostPoints))
    if (predicted(p) > 0 && p.measured > 0)
      out << fmt::format("<circle class=\"point\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\"><title>{}: {} "
                         "measured, {} predicted</title></circle>\n",
                         axes.across(p.measured), axes.up(predicted(p)), escaped(p.label),
                         formatSi(p.measured, unit), formatSi(predicted(p), unit));
  out << "</svg></section>\n";
}

static void writeTable(llvm::raw_ostream &out, llvm::StringRef caption, std::vector<HtmlColumn> const &header,
                       llvm::ArrayRef<std::vector<std::string>> rows) {
  out << "<section class=\"card\">";
  writeHtmlTable(caption, header, rows, out);
  out << "</section>\n";
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
    rows.push_back({p.name, fmt::format("{:.6g} {}", p.value, p.unit == "1" ? "" : p.unit),
                    p.standardError && !p.fixed ? fmt::format("{:.3g}", *p.standardError) : "–",
                    p.fixed        ? "fixed"
                    : p.identified ? ""
                                   : "not identified"});
  writeTable(out, "Parameters", {{"parameter"}, {"value"}, {"standard error"}, {""}}, rows);
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
  writeTable(out, "Errors", {{""}, {"n"}, {"MAPE"}, {"RMSPE"}, {"worst"}}, rows);
}

static void writeSettingTable(FitSummary const &summary, llvm::raw_ostream &out) {
  if (summary.settings.empty())
    return;
  std::vector<HtmlColumn> header = {{"setting"}, {"rows"}, {"energy"}, {"time"}};
  for (SimplePredictor const &simple : summary.settings.front().simple)
    header.push_back({simple.name});
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
.tick { stroke: var(--line); stroke-width: .5; fill: none; }
.diagonal { stroke: var(--muted); fill: none; }
.point { fill: var(--c0); fill-opacity: .5; }
td { white-space: nowrap; }
@media (max-width: 640px) { th, td { padding: 4px 6px; } th[scope=row] { overflow-wrap: anywhere; } }
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
