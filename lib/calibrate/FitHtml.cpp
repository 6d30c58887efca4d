#include "lib/calibrate/FitSummary.h"

#include "lib/support/Html.h"
#include <algorithm>
#include <cmath>

namespace eo {

static std::string percent(std::optional<double> share) {
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
  out << fmt::format(
      "<h3>{0}: measured (across) against {1} (up), {2}</h3>\n<svg viewBox=\"0 0 {3} {3}\" width=\"{3}\">"
      "<rect width=\"{3}\" height=\"{3}\" fill=\"none\" stroke=\"#999\"/>"
      "<line x1=\"{4}\" y1=\"{5}\" x2=\"{5}\" y2=\"{4}\" stroke=\"#999\"/>\n",
      quantity.name, quantity.heldOut ? "held-out prediction" : "fit", quantity.unit, size, margin,
      size - margin);
  for (size_t i = 0; i < std::min(quantity.points.size(), mostPoints); ++i) {
    SummaryPoint const &p = quantity.points[i];
    if (predicted(p) > 0)
      out << fmt::format(
          "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\" fill=\"#26a\" fill-opacity=\"0.5\"><title>{}: {:.4g} "
          "measured, {:.4g} predicted</title></circle>\n",
          scale(p.measured), size - scale(predicted(p)), escaped(p.label), p.measured, predicted(p));
  }
  out << "</svg>\n";
}

static void writeRow(llvm::raw_ostream &out, llvm::ArrayRef<std::string> cells, llvm::StringRef tag = "td") {
  out << "<tr>";
  for (std::string const &cell : cells)
    out << '<' << tag << '>' << escaped(cell) << "</" << tag << '>';
  out << "</tr>\n";
}

static void writeList(llvm::raw_ostream &out, llvm::StringRef heading, llvm::ArrayRef<std::string> lines) {
  if (lines.empty())
    return;
  out << "<h2>" << heading << "</h2>\n<ul>\n";
  for (std::string const &line : lines)
    out << "<li>" << escaped(line) << "</li>\n";
  out << "</ul>\n";
}

void writeHtml(FitSummary const &summary, llvm::raw_ostream &out) {
  out << "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" << escaped(summary.name)
      << "</title>\n<style>body{font:14px sans-serif;max-width:60em;margin:2em auto}td,th{padding:2px 10px;"
         "text-align:left;border-bottom:1px solid #ddd}</style></head><body>\n";
  out << fmt::format("<h1>{}</h1>\n<p>{} free parameters, {} rows, {} networks; held out: {}</p>\n",
                     escaped(summary.name), summary.freeParameters, summary.rows, summary.networks,
                     summary.heldOutKind.empty() ? "nothing" : escaped(summary.heldOutKind));
  out << "<table>\n";
  writeRow(out, {"parameter", "value", "unit", "standard error", ""}, "th");
  for (FittedParameter const &p : summary.parameters)
    writeRow(out, {p.name, fmt::format("{:.6g}", p.value), p.unit,
                   p.standardError && !p.fixed ? fmt::format("{:.3g}", *p.standardError) : "–",
                   p.fixed        ? "fixed"
                   : p.identified ? ""
                                  : "not identified"});
  out << "</table>\n<h2>Errors</h2>\n<table>\n";
  writeRow(out, {"", "n", "MAPE", "RMSPE", "worst"}, "th");
  for (SummaryQuantity const &quantity : summary.quantities) {
    auto row = [&](std::string const &label, Metrics const &m) {
      writeRow(out, {quantity.name + ", " + label, std::to_string(m.n), percent(m.mape), percent(m.rmspe),
                     percent(m.worst)});
    };
    row("fitted", quantity.inSample);
    if (quantity.heldOut)
      row("held out", *quantity.heldOut);
  }
  out << "</table>\n";
  if (!summary.settings.empty()) {
    out << "<h2>Held-out error by setting</h2>\n<table>\n";
    std::vector<std::string> header = {"setting", "rows", "energy", "time"};
    for (SimplePredictor const &simple : summary.settings.front().simple)
      header.push_back(simple.name);
    writeRow(out, header, "th");
    for (SummarySetting const &setting : summary.settings) {
      std::vector<std::string> cells = {setting.setting, std::to_string(setting.rows),
                                        percent(setting.energyMape), percent(setting.timeMape)};
      for (SimplePredictor const &simple : setting.simple)
        cells.push_back(percent(simple.mape));
      writeRow(out, cells);
    }
    out << "</table>\n";
  }
  for (SummaryQuantity const &quantity : summary.quantities)
    writePlot(quantity, out);
  writeList(out, "What these data cannot tell", summary.unidentified);
  writeList(out, "Points that look wrong", summary.suspects);
  writeList(out, "Remarks", summary.remarks);
  out << "</body></html>\n";
}

} // namespace eo
