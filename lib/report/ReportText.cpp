#include "lib/report/ReportText.h"

#include "lib/support/Quantity.h"
#include "lib/support/Utf8.h"

#include <fmt/format.h>

namespace eo {

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

std::string boundsText(ReportNumber low, ReportNumber high, char const *unit) {
  return low && high ? formatSi(*low, unit) + " to " + formatSi(*high, unit) : std::string();
}

/// An interval of a lower bound speaks of the part only that has an estimate.
static std::string withLevel(std::string bounds, ReportTotals const &totals) {
  if (bounds.empty())
    return bounds;
  std::string text = (totals.energyIsAll ? "" : "of what has an estimate ") + bounds;
  return totals.intervalLevel ? fmt::format("{} ({:g} % interval)", text, 100 * *totals.intervalLevel) : text;
}

std::string intervalText(ReportTotals const &totals) {
  std::string bounds = boundsText(totals.energyLow, totals.energyHigh, "J");
  if (bounds.empty() && !totals.noInterval.empty())
    return "no interval: " + totals.noInterval;
  return withLevel(std::move(bounds), totals);
}

std::string latencyIntervalText(ReportTotals const &totals) {
  return withLevel(boundsText(totals.latencyLow, totals.latencyHigh, "s"), totals);
}

std::string basisText(ReportLayer const &layer) { return layer.basis ? basisName(*layer.basis).str() : ""; }

std::string trustText(ReportTrust const &trust) {
  std::string text = fmt::format("calibrated for {} of this energy", formatShare(trust.calibratedShare));
  for (std::string const &reason : trust.reasons)
    text += "; " + reason;
  if (trust.level == TrustLevel::Guess)
    text += trust.factor ? fmt::format("; a guess, factor {:.2g}", *trust.factor) : "; a guess";
  else if (trust.factor)
    text += fmt::format("; factor {:.2g}", *trust.factor);
  return text;
}

llvm::StringRef trustGrade(ReportTrust const &trust) {
  constexpr double wide = 2;
  if (trust.level != TrustLevel::Calibrated)
    return trustLevelName(trust.level);
  return trust.factor && *trust.factor >= wide ? "wide" : "good";
}

std::string siText(ReportNumber value, char const *unit) {
  return value ? formatSi(*value, unit) : std::string(dash);
}

std::string energyText(ReportTotals const &totals) {
  return (totals.energy && !totals.energyIsAll ? "≥ " : "") + siText(totals.energy, "J");
}

std::string latencyText(ReportTotals const &totals) {
  return (totals.latency && !totals.energyIsAll ? "≥ " : "") + siText(totals.latency, "s");
}

std::string macsText(ReportTotals const &totals) {
  return (totals.macs && !totals.macsAreAll ? "≥ " : "") + countText(totals.macs);
}

std::string perSampleText(Report const &report) {
  if (!report.totals.energy || !report.model.batch || *report.model.batch < 1)
    return dash;
  return (report.totals.energyIsAll ? "" : "≥ ") +
         formatSi(*report.totals.energy / static_cast<double>(*report.model.batch), "J");
}

std::string dimsText(ReportModel const &model) {
  std::string text;
  for (auto const &[name, value] : model.dims)
    text += fmt::format("{}{}={}", text.empty() ? "" : ", ", printable(name, 24), value);
  return text;
}

} // namespace eo
