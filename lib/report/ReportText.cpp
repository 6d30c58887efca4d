#include "lib/report/ReportText.h"

#include "lib/support/Quantity.h"
#include "lib/support/Utf8.h"

#include <fmt/format.h>

namespace eo {

constexpr char const *dash = "–";

std::string weightText(Report const &report, double weight) {
  return report.board ? formatSi(weight, "J") : formatCount(weight);
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

std::string siText(ReportNumber value, char const *unit) {
  return value ? formatSi(*value, unit) : std::string(dash);
}

std::string macsText(ReportTotals const &totals) {
  return (totals.macs && !totals.macsAreAll ? "≥ " : "") + countText(totals.macs);
}

std::string perSampleText(Report const &report) {
  if (!report.totals.energy || !report.model.batch || *report.model.batch < 1)
    return dash;
  return formatSi(*report.totals.energy / static_cast<double>(*report.model.batch), "J");
}

std::string dimsText(ReportModel const &model) {
  std::string text;
  for (auto const &[name, value] : model.dims)
    text += fmt::format("{}{}={}", text.empty() ? "" : ", ", printable(name, 24), value);
  return text;
}

} // namespace eo
