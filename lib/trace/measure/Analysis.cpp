#include "lib/trace/measure/Analysis.h"
#include "lib/support/Error.h"
#include "lib/support/Quantity.h"
#include "lib/trace/measure/Inferences.h"
#include "lib/trace/measure/LayerCut.h"
#include "lib/trace/measure/OutlyingWindows.h"
#include "lib/trace/measure/Phases.h"
#include "lib/trace/measure/WindowEnergy.h"
#include "lib/trace/signal/BasePower.h"
#include "lib/trace/signal/Statistics.h"

#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <cmath>

namespace eo {

/// What does not depend on any reading.
static TraceAnalysis described(PowerTrace const &trace) {
  TraceAnalysis analysis;
  analysis.source = trace.source;
  analysis.format = trace.format;
  analysis.board = trace.board;
  analysis.rateHz = trace.rateHz;
  analysis.startS = trace.startS;
  analysis.durationS = static_cast<double>(trace.watts.size()) * trace.sampleS();
  return analysis;
}

namespace {

/// The steps after the states of a trace are known, for one of them as the execution; they share what they
/// found.
class Pipeline {
public:
  Pipeline(PowerTrace const &recording, PowerSum const &partialSums, AnalysisOptions const &settings,
           DiagnosticEngine &engine)
      : trace(recording), sums(partialSums), options(settings), diagnostics(engine),
        result(described(recording)) {}

  /// The executions are the windows of one state.
  TraceAnalysis detected(PowerStates const &states, bool activeHigh);
  /// The executions are given; the states, if one of them is theirs, tell base power and smoothing.
  llvm::Expected<TraceAnalysis> given(PowerStates const *states);
  /// The file names its stretches.
  TraceAnalysis sections();
  /// There is one state only.
  TraceAnalysis oneLevel();

private:
  void note(std::string message) { diagnostics.note(DiagCode::TraceStep, trace.source, std::move(message)); }
  std::string time(double samples) const {
    return trace.hasTime() ? formatSi(samples * trace.sampleS(), "s")
                           : fmt::format("{:.4g} samples", samples);
  }
  bool detect(PowerStates const &states, bool activeHigh);
  std::optional<bool> stateOfGiven(PowerStates const &states) const;
  void estimateBase();
  void noteWindows();
  void countAndSum();
  void average();

  PowerTrace const &trace;
  PowerSum const &sums;
  AnalysisOptions const &options;
  DiagnosticEngine &diagnostics;
  std::optional<WindowSet> set;
  std::optional<BasePower> base;
  InferenceCount count;
  TraceAnalysis result;
};

} // namespace

/// Finds the windows of the state; false where none is complete.
bool Pipeline::detect(PowerStates const &states, bool activeHigh) {
  set = findWindows(trace, sums, states, activeHigh, {options.align, options.deconvolve, options.tauS});
  result.activeHigh = activeHigh;
  if (set->windows.empty()) {
    set.reset();
    return false;
  }
  result.tauS = trace.hasTime() ? set->tau * trace.sampleS() : 0;
  if (set->cutWindows > 0)
    diagnostics.note(DiagCode::WindowIncomplete, trace.source,
                     fmt::format("{} stretches of activity reach the ends of the trace and are left out",
                                 set->cutWindows));
  result.phases = findPhases(trace, *set, sums);
  return true;
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
                   formatSi(deviations95 * base->error(), "W"), idle.size()));
}

void Pipeline::noteWindows() {
  note(fmt::format("{} {}, edges {}, known to ±{} and ±{}", set->windows.size(),
                   set->windows.size() == 1 ? "window" : "windows",
                   options.align && set->windows.size() > 1 ? "aligned" : "each on its own",
                   time(deviations95 * set->beginSpread), time(deviations95 * set->endSpread)));
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
  result.inference =
      meanInference(*set, count, options.inferences.has_value(), trace.sampleS(), result.windows);
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

/// The state that the given windows are in.
std::optional<bool> Pipeline::stateOfGiven(PowerStates const &states) const {
  double energy = 0, length = 0, all = static_cast<double>(sums.size());
  for (GivenWindow const &window : options.windows) {
    double begin = std::max(0.0, trace.sampleOf(window.startS)),
           end = std::min(all, trace.sampleOf(window.endS));
    energy += sums.sum(begin, end);
    length += std::max(0.0, end - begin);
  }
  if (length < 1 || all - length < 1)
    return std::nullopt;
  return stateInside(states, energy / length, (sums.sum(0, all) - energy) / (all - length));
}

TraceAnalysis Pipeline::sections() {
  note(fmt::format("the file names {} sections of its own: they are the windows", trace.sections.size()));
  result.windows = sectionFigures(trace, sums, whiteNoise(sums.values()));
  return std::move(result);
}

TraceAnalysis Pipeline::oneLevel() {
  result.ambiguous = true;
  diagnostics.error(DiagCode::NoActivity, trace.source,
                    "the trace has one power level only: idle and execution cannot be told apart",
                    "record idle time around the run, or give --windows");
  return std::move(result);
}

llvm::Expected<TraceAnalysis> Pipeline::given(PowerStates const *states) {
  std::optional<bool> high;
  if (options.active != ActiveChoice::Auto)
    high = options.active == ActiveChoice::High;
  else if (states)
    high = stateOfGiven(*states);
  if (states && high && detect(*states, *high))
    estimateBase();
  double tau = set ? set->tau : options.tauS.value_or(0) * trace.rateHz;
  if (tau > 0)
    note(fmt::format("supply smoothing undone, tau {}", time(tau)));
  auto figures = givenWindowFigures(trace, options.windows, sums, whiteNoise(sums.values()), tau,
                                    base ? &*base : nullptr, diagnostics);
  if (!figures)
    return figures.takeError();
  result.windows = std::move(*figures);
  for (WindowFigures &window : result.windows)
    window.inferences = options.inferences;
  result.layers = layersFromMarkers(result.windows);
  return std::move(result);
}

TraceAnalysis Pipeline::detected(PowerStates const &states, bool activeHigh) {
  if (!detect(states, activeHigh)) {
    diagnostics.warn(DiagCode::NoActivity, trace.source,
                     fmt::format("no stretch in the {} state begins and ends inside the trace",
                                 activeHigh ? "high" : "low"),
                     "record idle time around the run, or give --windows");
    result.readings.push_back({activeHigh, {}, {}, {}});
    return std::move(result);
  }
  estimateBase();
  noteWindows();
  result.windows = detectedWindowFigures(trace, *set, sums, base ? &*base : nullptr);
  note(leaveOutliersOut(trace, set->stepW, options.outliers, result.windows, diagnostics));
  countAndSum();
  average();
  if (options.latency && result.profile)
    result.layers =
        layersFromReport(*result.profile, *options.latency, result.baseW, set->tau * trace.sampleS(),
                         std::hypot(set->beginSpread, set->endSpread) * trace.sampleS(), diagnostics);
  result.readings.push_back({activeHigh, result.baseW, result.windows, result.inference});
  return std::move(result);
}

/// Both readings of a trace that does not say which one holds.
static TraceAnalysis bothReadings(PowerTrace const &trace, PowerSum const &sums, PowerStates const &states,
                                  AnalysisOptions const &options, llvm::StringRef reason,
                                  DiagnosticEngine &diagnostics) {
  TraceAnalysis both = described(trace);
  for (bool high : {false, true}) {
    DiagnosticEngine own; // what is found on the way holds for one reading only
    TraceAnalysis one = Pipeline(trace, sums, options, own).detected(states, high);
    both.readings.push_back(std::move(one.readings.front()));
  }
  both.ambiguous = true;
  diagnostics.error(
      DiagCode::AmbiguousActivity, trace.source,
      fmt::format("the trace does not say whether the low state ({}) or the high state ({}) is the "
                  "execution: {}",
                  formatSi(states.lowW, "W"), formatSi(states.highW, "W"), reason),
      "give --active=low, --active=high or --windows, or record idle before and after the runs");
  return both;
}

void warnOfNegativeDynamic(TraceAnalysis const &analysis, DiagnosticEngine &diagnostics) {
  size_t windows = 0, layers = 0;
  double least = 0;
  auto look = [&](std::optional<double> dynamicJ, size_t &count) {
    if (!dynamicJ || !(*dynamicJ < 0))
      return;
    ++count;
    least = std::min(least, *dynamicJ);
  };
  for (WindowFigures const &window : analysis.windows)
    look(window.dynamicJ, windows);
  for (LayerFigures const &layer : analysis.layers)
    look(layer.dynamicJ, layers);
  if (windows + layers == 0)
    return;
  diagnostics.warn(
      DiagCode::NegativeDynamic, analysis.source,
      fmt::format("{} of {} windows and {} of {} layers have negative dynamic energy, down to {}: they "
                  "draw less than idle ({})",
                  windows, analysis.windows.size(), layers, analysis.layers.size(), formatSi(least, "J"),
                  formatSi(analysis.baseW.value_or(0), "W")),
      "right where the board sleeps less deeply than it computes; else give --active or record idle "
      "around the runs");
}

llvm::Expected<TraceAnalysis> analyseTrace(PowerTrace const &trace, AnalysisOptions const &options,
                                           DiagnosticEngine &diagnostics) {
  PowerSum sums(trace.watts);
  Pipeline pipeline(trace, sums, options, diagnostics);
  if (trace.sections.size() > 1 && options.windows.empty())
    return pipeline.sections();
  std::optional<PowerStates> states = findStates(trace.watts);
  if (!options.windows.empty()) {
    auto analysis = pipeline.given(states ? &*states : nullptr);
    if (analysis)
      warnOfNegativeDynamic(*analysis, diagnostics);
    return analysis;
  }
  if (!states)
    return pipeline.oneLevel();
  Activity activity{options.active == ActiveChoice::High, "given with --active"};
  if (options.active == ActiveChoice::Auto)
    activity = findActivity(trace, *states);
  if (!activity.high)
    return bothReadings(trace, sums, *states, options, activity.reason, diagnostics);
  diagnostics.note(
      DiagCode::TraceStep, trace.source,
      fmt::format("execution is the {} state ({})", *activity.high ? "high" : "low", activity.reason));
  TraceAnalysis analysis = pipeline.detected(*states, *activity.high);
  warnOfNegativeDynamic(analysis, diagnostics);
  return analysis;
}

} // namespace eo
