//===- Analysis.h - from a power trace to energies --------------------------------------------===//
//
// The pipeline: windows (states, edges, alignment) -> base power -> energies -> outliers -> mean profile ->
// inferences. Each step can be switched off and leaves a note of what it found.
//
#ifndef ENERGY_OPT_LIB_TRACE_MEASURE_ANALYSIS_H
#define ENERGY_OPT_LIB_TRACE_MEASURE_ANALYSIS_H

#include "lib/support/Diagnostics.h"
#include "lib/trace/formats/PowerTrace.h"
#include "lib/trace/latency/LatencyReport.h"
#include "lib/trace/measure/WindowFile.h"
#include "lib/trace/signal/Activity.h"
#include "lib/trace/signal/Profile.h"
#include <optional>

namespace eo {

enum class OutlierRule { None, Robust, IsolationForest };

struct AnalysisOptions {
  ActiveChoice active = ActiveChoice::Auto;
  bool base = true;       ///< estimate the base power
  bool align = true;      ///< align windows before averaging
  bool deconvolve = true; ///< undo the supply's capacitors
  bool average = true;    ///< mean profile of one inference; layers need it
  OutlierRule outliers = OutlierRule::Robust;
  std::optional<double> tauS;       ///< time constant of the supply; default: estimated
  std::optional<double> inferences; ///< per window; default: counted
  std::vector<GivenWindow> windows; ///< given windows instead of detection
  std::optional<LatencyReport> latency;
};

/// Joules with the ends of a 95 % interval.
struct EnergyFigure {
  double joules = 0, low = 0, high = 0;
};

struct WindowFigures {
  double startS = 0, endS = 0;
  std::string name; ///< of a given window
  std::optional<double> meanW;
  std::optional<EnergyFigure> energy; ///< absent without time, or where too much is missing
  std::optional<double> baseJ, dynamicJ;
  std::optional<double> inferences;
  bool inMean = true; ///< enters the averages
};

struct LayerFigures {
  std::string name;
  std::optional<double> timeS, timeLowS, timeHighS; ///< absent where the trace cannot tell
  std::optional<double> energyJ, baseJ, dynamicJ, meanW;
};

struct InferenceFigures {
  double count = 0;              ///< inferences averaged
  std::optional<double> periodS; ///< from start to start inside a window
  double seconds = 0;
  EnergyFigure energy;
  std::optional<double> baseJ, dynamicJ;
};

/// A stretch of the recording at one level, for the overview.
struct Phase {
  double startS = 0, endS = 0, meanW = 0;
  std::string kind; ///< "idle", "inference", "build", "other"
};

struct TraceAnalysis {
  std::string source, format;
  std::string board; ///< of the rails, where the log tells it
  double rateHz = 0; ///< 0: unknown, all times are sample numbers
  double startS = 0; ///< of the first sample, in the file's clock
  double durationS = 0;
  std::optional<double> baseW;
  double tauS = 0;
  bool activeHigh = true;
  std::vector<WindowFigures> windows;
  std::vector<LayerFigures> layers;
  std::optional<InferenceFigures> inference;
  std::vector<Phase> phases;
  std::optional<Profile> profile; ///< of one inference
};

/// Analyses a trace. What was found and decided is reported as notes and warnings. Errors: given windows
/// outside the trace.
llvm::Expected<TraceAnalysis> analyseTrace(PowerTrace const &trace, AnalysisOptions const &options,
                                           DiagnosticEngine &diagnostics);

} // namespace eo

#endif
