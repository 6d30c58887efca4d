#include "lib/report/Ranking.h"

#include "lib/support/Quantity.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/STLExtras.h"

#include <fmt/format.h>

namespace eo {

constexpr char const *dash = "–";

ReportNumber weightOf(Report const &report, ReportLayer const &layer) {
  if (report.board)
    return layer.energy;
  return layer.macs ? ReportNumber(static_cast<double>(*layer.macs)) : std::nullopt;
}

std::string weightText(Report const &report, double weight) {
  return report.board ? formatSi(weight, "J") : formatCount(weight);
}

Ranking rankedLayers(Report const &report) {
  Ranking ranking;
  for (ReportLayer const &layer : report.layers)
    if (double weight = weightOf(report, layer).value_or(0); weight > 0) {
      ranking.layers.push_back(&layer);
      ranking.sum += weight;
    }
  llvm::stable_sort(ranking.layers, [&](ReportLayer const *a, ReportLayer const *b) {
    return *weightOf(report, *a) > *weightOf(report, *b);
  });
  return ranking;
}

std::string scopedName(ReportLayer const &layer) {
  return layer.scope.empty() ? layer.name : layer.scope + "/" + layer.name;
}

std::string shapeText(ReportLayer const &layer) {
  if (layer.outputs.empty() || !layer.outputs.front().shape)
    return dash;
  std::string text;
  for (ReportDim const &dim : *layer.outputs.front().shape) {
    text += text.empty() ? "" : "x";
    if (auto const *number = std::get_if<int64_t>(&dim))
      text += std::to_string(*number);
    else if (auto const *expression = std::get_if<std::string>(&dim))
      text += printable(*expression, 20);
    else
      text += "?";
  }
  return text.empty() ? "scalar" : printable(text, 28);
}

std::string countText(ReportCount count) {
  return count ? formatCount(static_cast<double>(*count)) : std::string(dash);
}

std::string bytesText(ReportCount bytes) {
  return bytes ? formatBytes(static_cast<double>(*bytes)) : std::string(dash);
}

std::string trafficText(ReportLayer const &layer) {
  if (!layer.bytesRead || !layer.bytesWritten)
    return dash;
  return formatBytes(static_cast<double>(*layer.bytesRead) + static_cast<double>(*layer.bytesWritten));
}

std::string intervalText(ReportTotals const &totals) {
  if (totals.energyLow && totals.energyHigh)
    return fmt::format("{} to {}{}", formatSi(*totals.energyLow, "J"), formatSi(*totals.energyHigh, "J"),
                       totals.intervalLevel ? fmt::format(" ({:g} % interval)", 100 * *totals.intervalLevel)
                                            : "");
  return totals.noInterval.empty() ? std::string() : "no interval: " + totals.noInterval;
}

} // namespace eo
