#include "lib/lint/Figures.h"

#include "lib/cost/TrustLevel.h"
#include "lib/support/Error.h"
#include "lib/support/Glob.h"
#include "lib/support/Quantity.h"
#include "llvm/ADT/STLExtras.h"

namespace eo {

static std::optional<double> number(ReportCount count) {
  return count ? std::optional(static_cast<double>(*count)) : std::nullopt;
}

static Figure exactly(std::optional<double> value) { return {value, value, value, {}}; }

/// What the estimate of the network leaves out.
static std::string leftOut(ReportCoverage const &coverage, double minCoverage) {
  if (coverage.nodesModelled == coverage.nodes || (coverage.macsShare && *coverage.macsShare >= minCoverage))
    return {};
  return coverage.macsShare
             ? formatShare(*coverage.macsShare) + " of the MACs has an estimate"
             : fmt::format("{} of {} layers have an estimate", coverage.nodesModelled, coverage.nodes);
}

/// A figure of which less than half lies inside what the board was calibrated on.
static void distrust(Figure &figure, double calibratedShare) {
  figure.isGuess = true;
  figure.untrusted = figure.missing.empty();
  if (figure.untrusted)
    figure.missing = formatShare(calibratedShare) + " of it lies inside what the board was calibrated on";
}

Figure networkFigure(Metric metric, Report const &report, double minCoverage) {
  ReportTotals const &totals = report.totals;
  Figure figure;
  switch (metric) {
  case Metric::Energy:
  case Metric::BatteryLife:
    figure = {totals.energy, totals.energyLow, totals.energyHigh, {}};
    break;
  case Metric::Latency:
    figure = {totals.latency, totals.latencyLow, totals.latencyHigh, {}};
    break;
  case Metric::Power:
    figure.value = totals.power;
    break;
  case Metric::Macs:
    figure = exactly(number(totals.macs));
    if (!totals.macsAreAll)
      figure.missing = "the MACs of some layers are known";
    return figure;
  case Metric::ParamBytes:
    return exactly(number(totals.paramBytes));
  case Metric::PeakActivationBytes:
    return exactly(number(totals.peakActivationBytes));
  case Metric::Memory: // DecidedFigures.h: a report does not tell
  case Metric::Hours:
  case Metric::StreamedBytes:
    return {};
  }
  figure.missing = leftOut(report.coverage, minCoverage);
  if (report.trust && report.trust->level == TrustLevel::Guess)
    distrust(figure, report.trust->calibratedShare);
  return figure;
}

static Figure estimateOf(ReportLayer const &layer, Figure figure) {
  if (figure.value && layer.basis && isOutside(*layer.basis))
    distrust(figure, 0);
  return figure;
}

Figure layerFigure(Metric metric, ReportLayer const &layer) {
  switch (metric) {
  case Metric::Energy:
    return estimateOf(layer, {layer.energy, layer.energyLow, layer.energyHigh, {}});
  case Metric::Latency:
    return estimateOf(layer, {layer.latency, {}, {}, {}});
  case Metric::Power:
    return estimateOf(layer, {layer.power, {}, {}, {}});
  case Metric::Macs:
    return exactly(number(layer.macs));
  case Metric::ParamBytes: // readBudgets lets none of these through
  case Metric::PeakActivationBytes:
  case Metric::BatteryLife:
  case Metric::Memory:
  case Metric::Hours:
  case Metric::StreamedBytes:
    return {};
  }
  return {};
}

static void add(std::optional<double> &sum, std::optional<double> const &more) {
  sum = sum && more ? std::optional(*sum + *more) : std::nullopt;
}

Figure sumFigure(Metric metric, llvm::ArrayRef<ReportLayer const *> layers) {
  if (metric == Metric::Power) {
    Figure energy = sumFigure(Metric::Energy, layers), time = sumFigure(Metric::Latency, layers);
    Figure power{{}, {}, {}, energy.missing, energy.isGuess, energy.untrusted};
    if (energy.value && time.value && *time.value > 0)
      power.value = *energy.value / *time.value;
    return power;
  }
  Figure sum{0, 0, 0, {}};
  size_t known = 0;
  double outside = 0;
  for (ReportLayer const *layer : layers) {
    Figure one = layerFigure(metric, *layer);
    if (!one.value)
      continue;
    ++known;
    add(sum.value, one.value);
    add(sum.low, one.low);
    add(sum.high, one.high);
    outside += one.isGuess ? *one.value : 0;
  }
  if (known == 0)
    return {};
  if (known != layers.size())
    sum.missing = fmt::format("{} of its {} layers are known", known, layers.size());
  if (double inside = 1 - outside / *sum.value; *sum.value > 0 && trustLevel(inside) == TrustLevel::Guess)
    distrust(sum, inside);
  return sum;
}

std::string layerPath(ReportLayer const &layer) {
  return layer.scope.empty() ? layer.name : layer.scope + "/" + layer.name;
}

static bool isUnder(llvm::StringRef scope, llvm::StringRef path) {
  return path.consume_front(scope) &&
         (path.empty() || scope.endswith("/") || path.startswith("/") || path.startswith("."));
}

std::vector<ReportLayer const *> selectLayers(Budget const &budget, Report const &report) {
  std::vector<ReportLayer const *> selected;
  for (ReportLayer const &layer : report.layers) {
    bool concerned = !budget.layer.empty() ? globMatches(budget.layer, layer.name) ||
                                                 globMatches(budget.layer, layerPath(layer))
                     : !budget.op.empty() ? layer.op == budget.op
                                          : isUnder(budget.scope, layerPath(layer));
    bool priced =
        budget.metric == Metric::Macs || (layer.basis != Basis::Fused && layer.basis != Basis::Free);
    if (concerned && priced)
      selected.push_back(&layer);
  }
  return selected;
}

} // namespace eo
