#include "lib/trace/measure/Analysis.h"
#include "lib/support/Error.h"
#include "lib/support/Quantity.h"
#include "lib/trace/measure/Inferences.h"
#include "lib/trace/measure/LayerCut.h"
#include "lib/trace/measure/Phases.h"
#include "lib/trace/measure/WindowEnergy.h"
#include "lib/trace/signal/BasePower.h"
#include "lib/trace/signal/Outliers.h"
#include "lib/trace/signal/Statistics.h"

#include <algorithm>
#include <cmath>

namespace eo {

namespace {

/// One run of the pipeline; the steps share what they found.
class Pipeline {
public:
  Pipeline(PowerTrace const &recording, AnalysisOptions const &settings, DiagnosticEngine &engine)
      : trace(recording), options(settings), diagnostics(engine), sums(recording.watts) {}

  llvm::Expected<TraceAnalysis> run();

private:
  void note(std::string message) { diagnostics.note(DiagCode::TraceStep, trace.source, std::move(message)); }
  std::string time(double samples) const {
    return trace.hasTime() ? formatSi(samples * trace.sampleS(), "s")
                           : fmt::format("{:.4g} samples", samples);
  }
  void detect();
  void estimateBase();
  void noteWindows();
  void rejectOutliers();
  void countAndSum();
  void average();

  PowerTrace const &trace;
  AnalysisOptions const &options;
  DiagnosticEngine &diagnostics;
  PowerSum sums;
  std::optional<WindowSet> set;
  std::optional<BasePower> base;
  InferenceCount count;
  TraceAnalysis result;
};

} // namespace

void Pipeline::detect() {
  WindowOptions windowOptions{options.active, options.align, options.deconvolve, options.tauS};
  set = findWindows(trace, sums, windowOptions);
  if (!set || set->windows.empty()) {
    if (options.windows.empty())
      diagnostics.warn(DiagCode::NoActivity, trace.source,
                       set ? "no stretch of activity begins and ends inside the trace"
                           : "the trace has one power level only: idle and execution cannot be told apart",
                       "record idle time around the run, or give --windows or --active");
    if (set && set->windows.empty())
      set.reset();
    return;
  }
  result.activeHigh = set->activeHigh;
  result.tauS = trace.hasTime() ? set->tau * trace.sampleS() : 0;
  note(fmt::format("execution is the {} state ({})", set->activeHigh ? "high" : "low", set->reason));
  if (set->cutWindows > 0)
    diagnostics.note(DiagCode::WindowIncomplete, trace.source,
                     fmt::format("{} stretches of activity reach the ends of the trace and are left out",
                                 set->cutWindows));
}

void Pipeline::estimateBase() {
  if (!options.base) {
    note("base power: skipped");
    return;
  }
  if (!set || set->idle.empty())
    return;
  std::vector<SampleRange> idle = idleForBase(trace, *set, result.phases);
  base.emplace(idle, sums);
  result.baseW = base->watts();
  note(fmt::format("base power {} ± {} (median of {} idle stretches)", formatSi(base->watts(), "W"),
                   formatSi(1.96 * base->error(), "W"), idle.size()));
}

void Pipeline::noteWindows() {
  note(fmt::format("{} {}, edges {}, known to ±{} and ±{}", set->windows.size(),
                   set->windows.size() == 1 ? "window" : "windows",
                   options.align && set->windows.size() > 1 ? "aligned" : "each on its own",
                   time(1.96 * set->beginSpread), time(1.96 * set->endSpread)));
  if (set->tau > 0)
    note(fmt::format("supply smoothing undone, tau {} ({})", time(set->tau),
                     set->tauGiven ? "given" : "from the falling edges"));
  else
    note(options.deconvolve ? "supply smoothing: none seen at this rate" : "supply smoothing: skipped");
  size_t damaged = 0;
  for (ActiveWindow const &window : set->windows)
    damaged += window.damaged ? 1 : 0;
  if (damaged > 0)
    diagnostics.warn(
        DiagCode::WindowIncomplete, trace.source,
        fmt::format("{} windows miss more than 5 % of their samples: no energy is given for them", damaged));
}

void Pipeline::rejectOutliers() {
  if (options.outliers == OutlierRule::None) {
    note("outliers: skipped");
    return;
  }
  Features features;
  std::vector<size_t> rows;
  for (size_t i = 0; i < result.windows.size(); ++i) {
    WindowFigures const &window = result.windows[i];
    if (!window.inMean || !window.meanW)
      continue;
    double seconds = window.endS - window.startS;
    features.push_back({seconds, *window.meanW, *window.meanW * seconds});
    rows.push_back(i);
  }
  std::vector<bool> outlier =
      options.outliers == OutlierRule::Robust ? robustOutliers(features) : isolationForestOutliers(features);
  size_t dropped = 0;
  for (size_t i = 0; i < rows.size(); ++i) {
    if (!outlier[i])
      continue;
    WindowFigures &window = result.windows[rows[i]];
    window.inMean = false;
    ++dropped;
    diagnostics.warn(DiagCode::WindowOutlier, trace.source,
                     fmt::format("the window at {:.6g} {} is unlike the others ({}, {})", window.startS,
                                 trace.hasTime() ? "s" : "samples",
                                 formatSi(features[i][0], trace.hasTime() ? "s" : "samples"),
                                 formatSi(features[i][1], "W")));
  }
  note(fmt::format("outliers: {} of {} windows left out of the averages ({})", dropped, rows.size(),
                   options.outliers == OutlierRule::Robust ? "robust rule, 5 robust standard deviations"
                                                           : "isolation forest"));
}

/// Counts the inferences and gives the energy of one, with the scatter of the windows and the edges in its
/// interval.
void Pipeline::countAndSum() {
  double report = options.latency && trace.hasTime() ? options.latency->executedS() / trace.sampleS() : 0;
  count = countInferences(*set, sums, options.inferences, report);
  if (!count.perWindow) {
    diagnostics.warn(DiagCode::InferenceCountUnknown, trace.source,
                     "inferences per window are not known: " + count.reason,
                     "give --inferences or --latency-report");
    return;
  }
  note(fmt::format("{:g} inferences per window ({})", *count.perWindow, count.reason));
  std::vector<double> sizes;
  for (ActiveWindow const &window : set->windows)
    sizes.push_back(window.size());
  double typical = medianOf(sizes);
  std::vector<double> joules, seconds, baseJ;
  double edges = 0;
  InferenceFigures figures;
  for (size_t i = 0; i < result.windows.size(); ++i) {
    WindowFigures &window = result.windows[i];
    double inferences = *count.perWindow;
    if (!options.inferences && inferences > 1) // windows of other lengths hold other numbers
      inferences = std::max(1.0, std::round(inferences * set->windows[i].size() / typical));
    window.inferences = inferences;
    if (!window.inMean || !window.energy)
      continue;
    figures.count += inferences;
    joules.push_back(window.energy->joules / inferences);
    seconds.push_back((window.endS - window.startS) / inferences);
    if (window.baseJ)
      baseJ.push_back(*window.baseJ / inferences);
    edges +=
        std::hypot(set->beginSpread * set->beginW, set->endSpread * set->endW) * trace.sampleS() / inferences;
  }
  if (joules.empty())
    return;
  auto n = static_cast<double>(joules.size());
  double mean = meanOf(joules);
  // The edges are found on the mean of all windows, so their error is common to all of them; what the windows
  // do not share is their scatter. A single window has only its own interval.
  double scatter = joules.size() > 1 ? studentT95(joules.size() - 1) * deviationOf(joules) / std::sqrt(n) : 0;
  double noise =
      joules.size() > 1 ? 0 : 1.96 * set->noiseW * std::sqrt(typical) * trace.sampleS() / *count.perWindow;
  double half = std::hypot(scatter, noise, 1.96 * edges / n);
  figures.energy = {mean, mean - half, mean + half};
  figures.seconds = meanOf(seconds);
  if (count.period > 0)
    figures.periodS = count.period * trace.sampleS();
  if (!baseJ.empty()) {
    figures.baseJ = meanOf(baseJ);
    figures.dynamicJ = mean - *figures.baseJ;
  }
  result.inference = figures;
}

void Pipeline::average() {
  if (!options.average)
    note("mean profile: skipped");
  if (!count.perWindow || !options.average)
    return;
  std::vector<Span> spans;
  for (size_t i = 0; i < result.windows.size(); ++i) {
    if (!result.windows[i].inMean)
      continue;
    ActiveWindow const &window = set->windows[i];
    double inferences = *result.windows[i].inferences;
    double step = window.size() / inferences;
    for (double k = 0; k < inferences && spans.size() < 5000; ++k)
      spans.push_back({window.begin + k * step, window.begin + (k + 1) * step});
  }
  if (spans.empty())
    return;
  result.profile = averageSpans(sums, spans, trace.sampleS(), set->tau, set->noiseW);
  note(fmt::format("mean profile of {} inferences, {}, band ±{}", spans.size(),
                   time(result.profile->seconds / trace.sampleS()),
                   formatSi(medianOf(result.profile->halfBand), "W")));
}

llvm::Expected<TraceAnalysis> Pipeline::run() {
  result.source = trace.source;
  result.format = trace.format;
  result.board = trace.board;
  result.rateHz = trace.rateHz;
  result.startS = trace.startS;
  result.durationS = static_cast<double>(trace.watts.size()) * trace.sampleS();
  double noise = whiteNoise(llvm::ArrayRef<float>(trace.watts));
  if (trace.sections.size() > 1 && options.windows.empty()) {
    note(fmt::format("the file names {} sections of its own: they are the windows", trace.sections.size()));
    result.windows = sectionFigures(trace, sums, noise);
    return std::move(result);
  }
  detect();
  if (set)
    result.phases = findPhases(trace, *set, sums);
  estimateBase();
  if (!options.windows.empty()) {
    double tau = set ? set->tau : options.tauS.value_or(0) * trace.rateHz;
    if (tau > 0)
      note(fmt::format("supply smoothing undone, tau {}", time(tau)));
    auto figures =
        givenWindowFigures(trace, options.windows, sums, noise, tau, base ? &*base : nullptr, diagnostics);
    if (!figures)
      return figures.takeError();
    result.windows = std::move(*figures);
    for (WindowFigures &window : result.windows)
      window.inferences = options.inferences;
    result.layers = layersFromMarkers(result.windows);
    return std::move(result);
  }
  if (!set)
    return std::move(result);
  noteWindows();
  result.windows = detectedWindowFigures(trace, *set, sums, base ? &*base : nullptr);
  rejectOutliers();
  countAndSum();
  average();
  if (options.latency && result.profile)
    result.layers =
        layersFromReport(*result.profile, *options.latency, result.baseW, set->tau * trace.sampleS(),
                         std::hypot(set->beginSpread, set->endSpread) * trace.sampleS(), diagnostics);
  return std::move(result);
}

llvm::Expected<TraceAnalysis> analyseTrace(PowerTrace const &trace, AnalysisOptions const &options,
                                           DiagnosticEngine &diagnostics) {
  return Pipeline(trace, options, diagnostics).run();
}

} // namespace eo
