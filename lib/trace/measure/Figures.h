//===- Figures.h - what the analysis of a trace finds -----------------------------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_MEASURE_FIGURES_H
#define ENERGY_OPT_LIB_TRACE_MEASURE_FIGURES_H

#include "lib/trace/signal/Profile.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace eo {

/// Joules with the ends of a 95 % interval.
struct EnergyFigure {
  double joules = 0, low = 0, high = 0;
};

/// One execution, or one named stretch, of the trace.
struct WindowFigures {
  double startS = 0, endS = 0;
  std::string name; ///< of a given window
  std::optional<double> meanW;
  std::optional<EnergyFigure> energy; ///< absent without time, or where too much is missing
  std::optional<double> baseJ, dynamicJ;
  std::optional<double> inferences;
  bool inMean = true; ///< enters the averages
};

/// One layer of an inference. Base and dynamic energy add up to the whole.
struct LayerFigures {
  std::string name;
  std::optional<double> timeS, timeLowS, timeHighS; ///< absent where the trace cannot tell
  std::optional<double> energyJ, baseJ, dynamicJ, meanW;
};

/// One inference, averaged over all good windows.
struct InferenceFigures {
  double count = 0;              ///< inferences averaged
  std::optional<double> periodS; ///< from start to start inside a window
  double seconds = 0;
  EnergyFigure energy;
  std::optional<double> baseJ, dynamicJ;
};

/// What the board does in a stretch of the recording.
enum class PhaseKind : uint8_t {
  Idle,
  Inference,
  Build, ///< loading and compiling, before the first inference
  Other,
};

/// "idle", "inference", "build", "other".
llvm::StringRef phaseName(PhaseKind kind);

/// A stretch of the recording at one level, for the overview.
struct Phase {
  double startS = 0, endS = 0, meanW = 0;
  PhaseKind kind = PhaseKind::Other;
};

/// What the trace says if one given state is the execution.
struct Reading {
  bool activeHigh = true;
  std::optional<double> baseW;
  std::vector<WindowFigures> windows;
  std::optional<InferenceFigures> inference;
};

/// Everything a trace says; the writers only print it.
struct TraceAnalysis {
  std::string source, format;
  std::string board; ///< of the rails, where the log tells it
  double rateHz = 0; ///< 0: unknown, all times are sample numbers
  double startS = 0; ///< of the first sample, in the file's clock
  double durationS = 0;
  std::optional<double> baseW;
  double tauS = 0;
  /// Nothing in the trace says which of its states is the execution, or it has one state only. There are no
  /// figures then beside the readings: none of them is the answer.
  bool ambiguous = false;
  std::vector<Reading>
      readings;           ///< the one that holds; both, low first, where ambiguous; none without states
  bool activeHigh = true; ///< of the one reading
  std::vector<WindowFigures> windows;
  std::vector<LayerFigures> layers;
  std::optional<InferenceFigures> inference;
  std::vector<Phase> phases;
  std::optional<Profile> profile; ///< of one inference
};

} // namespace eo

#endif
