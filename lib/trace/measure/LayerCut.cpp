#include "lib/trace/measure/LayerCut.h"
#include "lib/support/Quantity.h"
#include "lib/trace/signal/Statistics.h"
#include "llvm/ADT/StringMap.h"
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace eo {

/// The integral of the measured profile over [from, to) seconds.
static double integral(Profile const &profile, double from, double to) {
  double step = profile.stepS(), sum = 0;
  auto n = static_cast<double>(profile.watts.size());
  double begin = std::clamp(from / step, 0.0, n), end = std::clamp(to / step, 0.0, n);
  for (auto i = static_cast<size_t>(begin); static_cast<double>(i) < end && i < profile.watts.size(); ++i) {
    double low = std::max(begin, static_cast<double>(i)), high = std::min(end, static_cast<double>(i + 1));
    sum += profile.watts[i] * (high - low) * step;
  }
  return sum;
}

/// The measured power at a border: the mean of the neighbouring points.
static double powerAt(Profile const &profile, double seconds) {
  double place =
      std::clamp(seconds / profile.stepS() - 0.5, 0.0, static_cast<double>(profile.watts.size() - 1));
  auto left = static_cast<size_t>(place);
  size_t right = std::min(left + 1, profile.watts.size() - 1);
  double share = place - static_cast<double>(left);
  return (1 - share) * profile.watts[left] + share * profile.watts[right];
}

std::vector<LayerFigures> cutLayers(Profile const &profile, std::vector<std::string> const &names,
                                    std::vector<LayerBorder> const &borders, std::optional<double> baseW,
                                    double tauS) {
  std::vector<LayerFigures> layers;
  for (size_t i = 0; i < names.size(); ++i) {
    LayerBorder from = borders[i], to = borders[i + 1];
    LayerFigures layer;
    layer.name = names[i];
    double seconds = std::max(0.0, to.seconds - from.seconds),
           half = deviations95 * std::hypot(from.spread, to.spread);
    layer.timeS = seconds;
    layer.timeLowS = std::max(0.0, seconds - half);
    layer.timeHighS = seconds + half;
    if (seconds > 0) {
      layer.energyJ = integral(profile, from.seconds, to.seconds) +
                      tauS * (powerAt(profile, to.seconds) - powerAt(profile, from.seconds));
      layer.meanW = *layer.energyJ / seconds;
      if (baseW) {
        layer.baseJ = *baseW * seconds;
        layer.dynamicJ = *layer.energyJ - *layer.baseJ;
      }
    }
    layers.push_back(layer);
  }
  return layers;
}

std::vector<LayerFigures> layersFromReport(Profile const &profile, LatencyReport const &report,
                                           std::optional<double> baseW, double tauS, double edgeS,
                                           DiagnosticEngine &diagnostics, ReportScaleLimits const &limits) {
  double total = report.executedS(), scale = profile.seconds / total;
  diagnostics.note(
      DiagCode::TraceStep, report.source,
      fmt::format("layers: {} of the report, its total of {} scaled by {:.4g} to the measured {}",
                  report.rows.size(), formatSi(total, "s"), scale, formatSi(profile.seconds, "s")));
  if (scale < limits.least || scale > limits.most)
    diagnostics.warn(DiagCode::LatencyMismatch, report.source,
                     fmt::format("the report adds up to {}, the trace shows {} per inference",
                                 formatSi(total, "s"), formatSi(profile.seconds, "s")),
                     "check that both are of the same network and setting");
  std::vector<std::string> names;
  std::vector<LayerBorder> borders = {{0, edgeS}};
  double sum = 0;
  for (LatencyRow const &row : report.rows) {
    sum += row.seconds;
    names.push_back(row.name);
    // Scaling moves a border by its share of the mismatch at most; edges count everywhere.
    double share = sum / total, mismatch = std::fabs(1 - scale) * sum * (1 - share);
    borders.push_back({sum * scale, std::hypot(edgeS, limits.ofMismatch * mismatch)});
  }
  std::vector<LayerFigures> layers = cutLayers(profile, names, borders, baseW, tauS);
  size_t unresolved = 0;
  for (size_t i = 0; i < layers.size(); ++i) {
    LayerFigures &layer = layers[i];
    if (report.rows[i].status != LayerStatus::Executed || report.rows[i].seconds == 0) {
      layer = LayerFigures{};
      layer.name = names[i];
      layer.timeS = layer.timeLowS = layer.timeHighS = layer.energyJ = layer.baseJ = layer.dynamicJ = 0;
      if (!baseW)
        layer.baseJ = layer.dynamicJ = std::nullopt;
    } else {
      unresolved += *layer.timeS < profile.stepS() ? 1 : 0;
    }
  }
  if (unresolved > 0)
    diagnostics.warn(
        DiagCode::LayerUnresolved, report.source,
        fmt::format("{} layers are shorter than one sample ({})", unresolved, formatSi(profile.stepS(), "s")),
        "measure at a higher rate; 'energy-calibrate sampling' says which");
  return layers;
}

std::vector<LayerFigures> layersFromMarkers(std::vector<WindowFigures> const &windows) {
  struct Sum {
    std::string name;
    std::vector<double> seconds, joules, base;
  };
  std::vector<Sum> sums;
  llvm::StringMap<size_t> indexOf;
  for (WindowFigures const &window : windows) {
    if (window.name.empty())
      continue;
    auto [entry, isNew] = indexOf.try_emplace(window.name, sums.size());
    if (isNew)
      sums.push_back({window.name, {}, {}, {}});
    Sum &sum = sums[entry->second];
    sum.seconds.push_back(window.endS - window.startS);
    if (window.energy)
      sum.joules.push_back(window.energy->joules);
    if (window.baseJ)
      sum.base.push_back(*window.baseJ);
  }
  std::vector<LayerFigures> layers;
  for (Sum const &sum : sums) {
    LayerFigures layer;
    layer.name = sum.name;
    double mean = meanOf(sum.seconds), n = static_cast<double>(sum.seconds.size());
    double half = n > 1 ? studentT95(sum.seconds.size() - 1) * deviationOf(sum.seconds) / std::sqrt(n) : 0;
    layer.timeS = mean;
    layer.timeLowS = mean - half;
    layer.timeHighS = mean + half;
    if (!sum.joules.empty()) {
      layer.energyJ = meanOf(sum.joules);
      layer.meanW = *layer.energyJ / mean;
      if (!sum.base.empty()) {
        layer.baseJ = meanOf(sum.base);
        layer.dynamicJ = *layer.energyJ - *layer.baseJ;
      }
    }
    layers.push_back(layer);
  }
  return layers;
}

} // namespace eo
