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
#include "lib/trace/measure/Figures.h"
#include "lib/trace/measure/WindowFile.h"
#include "lib/trace/signal/Activity.h"
#include <optional>

namespace eo {

/// How windows unlike the others are found; they stay out of the averages.
enum class OutlierRule { None, Robust, IsolationForest };

/// What is done and what is given; the defaults ask for everything and know nothing.
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

/// Analyses a trace. What was found and decided is reported as notes and warnings; an error diagnostic where
/// the trace does not say which state is the execution (TraceAnalysis::ambiguous). Errors: given windows outside
/// the trace.
llvm::Expected<TraceAnalysis> analyseTrace(PowerTrace const &trace, AnalysisOptions const &options,
                                           DiagnosticEngine &diagnostics);

/// Warns where windows or layers draw less than idle: true of some boards, a wrong reading on most.
void warnOfNegativeDynamic(TraceAnalysis const &analysis, DiagnosticEngine &diagnostics);

} // namespace eo

#endif
