#include "lib/trace/measure/SamplingStudy.h"
#include "lib/trace/formats/PowerSum.h"
#include "lib/trace/measure/LayerCut.h"
#include "lib/trace/signal/Statistics.h"

#include <algorithm>
#include <cmath>

namespace eo {

namespace {

/// A trace as a meter of a lower rate shows it: one mean per new sample.
class SlowMeter {
public:
  SlowMeter(PowerSum const &full, double samplesEach) : sums(full), factor(samplesEach) {}

  /// Energy (watt-samples of the full trace) between two borders that the slow meter can only place on its
  /// samples.
  double energy(double begin, double end) const {
    return sums.sum(std::round(begin / factor) * factor, std::round(end / factor) * factor);
  }
  bool sees(double begin, double end) const { return end - begin >= factor; }

private:
  PowerSum const &sums;
  double factor;
};

struct Cut {
  double begin, end, baseW;
};

} // namespace

static std::vector<Cut> windowCuts(PowerTrace const &trace, TraceAnalysis const &analysis) {
  std::vector<Cut> cuts;
  for (WindowFigures const &window : analysis.windows)
    if (window.energy)
      cuts.push_back({trace.sampleOf(window.startS), trace.sampleOf(window.endS),
                      window.baseJ ? *window.baseJ / (window.endS - window.startS) : 0});
  return cuts;
}

/// The layers of every window that is one inference, in the trace.
static std::vector<Cut> layerCuts(PowerTrace const &trace, TraceAnalysis const &analysis) {
  std::vector<Cut> cuts;
  double total = 0;
  for (LayerFigures const &layer : analysis.layers)
    total += layer.timeS.value_or(0);
  if (total <= 0)
    return cuts;
  for (WindowFigures const &window : analysis.windows) {
    if (!window.energy || !window.inMean || window.inferences != 1)
      continue;
    double at = trace.sampleOf(window.startS), scale = trace.sampleOf(window.endS) - at;
    for (LayerFigures const &layer : analysis.layers) {
      double length = layer.timeS.value_or(0) / total * scale;
      if (length > 0)
        cuts.push_back({at, at + length, analysis.baseW.value_or(0)});
      at += length;
    }
    if (cuts.size() > 200000)
      break;
  }
  return cuts;
}

static std::optional<double> meanError(std::vector<Cut> const &cuts, PowerSum const &sums,
                                       SlowMeter const &meter, bool dynamicOnly) {
  std::vector<double> errors;
  for (Cut const &cut : cuts) {
    if (!meter.sees(cut.begin, cut.end))
      continue;
    double base = dynamicOnly ? cut.baseW * (cut.end - cut.begin) : 0,
           truth = sums.sum(cut.begin, cut.end) - base;
    if (truth != 0)
      errors.push_back(std::fabs((meter.energy(cut.begin, cut.end) - base) / truth - 1));
  }
  if (errors.empty())
    return std::nullopt;
  return meanOf(errors);
}

std::vector<SamplingRow> studySampling(PowerTrace const &trace, TraceAnalysis const &analysis) {
  std::vector<SamplingRow> rows;
  PowerSum sums(trace.watts);
  std::vector<Cut> windows = windowCuts(trace, analysis), layers = layerCuts(trace, analysis);
  if (windows.empty() || !trace.hasTime())
    return rows;
  std::vector<double> rates = {trace.rateHz};
  double decade = std::pow(10, std::floor(std::log10(trace.rateHz)));
  for (; decade >= trace.rateHz * 1e-6; decade /= 10)
    for (double step : {5.0, 2.0, 1.0})
      if (step * decade < trace.rateHz * 0.999)
        rates.push_back(step * decade);
  for (double rate : rates) {
    SlowMeter meter(sums, trace.rateHz / rate);
    SamplingRow row;
    row.rateHz = rate;
    std::optional<double> total = meanError(windows, sums, meter, false);
    if (!total)
      break; // no window lasts a sample
    row.totalError = *total;
    if (analysis.baseW)
      row.dynamicError = meanError(windows, sums, meter, true);
    if (!layers.empty()) {
      row.layerError = meanError(layers, sums, meter, false);
      auto lost = llvm::count_if(layers, [&](Cut const &cut) { return !meter.sees(cut.begin, cut.end); });
      row.layersLost = static_cast<double>(lost) / static_cast<double>(layers.size());
    }
    rows.push_back(row);
  }
  return rows;
}

std::optional<double> sufficientRate(std::vector<SamplingRow> const &rows, double limit) {
  std::optional<double> best;
  for (SamplingRow const &row : rows) {
    bool good = row.totalError <= limit && row.dynamicError.value_or(0) <= limit &&
                row.layerError.value_or(0) <= limit && row.layersLost.value_or(0) == 0;
    if (!good)
      break;
    best = row.rateHz;
  }
  return best;
}

} // namespace eo
