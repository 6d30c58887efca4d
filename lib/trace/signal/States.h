//===- States.h - finds two power states without thresholds from the user ---------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_SIGNAL_STATES_H
#define ENERGY_OPT_LIB_TRACE_SIGNAL_STATES_H

#include "lib/trace/formats/PowerTrace.h"
#include "llvm/ADT/ArrayRef.h"
#include <optional>

namespace eo {

/// A stretch in one state.
struct StateRun {
  SampleRange samples;
  bool high = false;
  bool operator==(StateRun const &) const = default;
};

/// The two levels a recording goes between.
struct PowerStates {
  double threshold = 0;       ///< W, between the two states
  double lowW = 0, highW = 0; ///< mean power of each state
  size_t resolution = 1;      ///< samples: edges are known to about this
  double noiseW = 0;          ///< white noise of one sample, without the steps between the states
  std::vector<StateRun> runs; ///< alternating, covering the whole trace
};

/// What a candidate pair of states costs: the sum of what does not look like windows of one workload between
/// idle stretches of one level. All terms are shares, 0 for a perfect likeness; the weights were found on the
/// simulated recordings of tests/trace/Simulator.h and Recordings.h and the EnergyRunner's (StatesTest.cpp
/// shows what each decides).
struct StateWeights {
  double inequality = 0.8; ///< × √(relative spread of the windows' lengths)
  /// Relative spread taken for a lone window, of which nothing is known.
  double loneInequality = 0.1;
  /// Noise levels that part two states clearly; below that, windows of a few samples may be chance.
  double clearSeparation = 4;
  /// ÷ share of idle: hardly any idle at all is rather a pause inside the activity.
  double littleIdle = 0.003;
  double loneUnexplained = 0.25; ///< × variance that two levels leave, for a lone window
  double beyondLevels = 0.1;     ///< the same for several windows, whose common shape explains more
  double cut = 0.02;             ///< a window that reaches an end of the trace
  double cutTooLong = 0.16;      ///< ... although it is longer than a whole one
  double tooLong = 1.05;         ///< × the typical whole one, and a sample: so long is longer
  double smoothing = 0.001;      ///< × log2 of the smoothing: a longer one must be worth it
  double most = 0.6;             ///< beyond this cost there is one level only
};

/// Which thresholds and smoothings are tried, and how much of a trace is looked at. Chosen by the reasons given, as a bound of the work or
/// so that no level of the simulated recordings is missed; SearchesTest.cpp shows recordings that are read wrong where one moves.
struct StateSearch {
  size_t maxBlocks = size_t{1} << 15; ///< of samples averaged: bounds the work
  size_t bins = 128;                  ///< of the histogram of power
  double outer = 0.001;      ///< quantile at both ends beyond which power counts for no bin: lone peaks
  size_t sampled = 4096;     ///< blocks that tell these quantiles
  double leastValley = 0.01; ///< share of all blocks that a valley of the histogram is deep
  size_t outermost = 3, deepest = 4;     ///< valleys that are tried: from each end, and of all
  size_t shapePlaces = 48, maxRuns = 24; ///< points of the shape of a run, runs that make it
  size_t longestPart = 8;                ///< smoothings are at most this part of the trace
  size_t leastRuns = 3;                  ///< idle, execution, idle
  size_t leastRun = 2;                   ///< blocks of the mean run: of fewer, noise makes states
  size_t leastSamples = 8;               ///< of a trace
  size_t leastDifferences = 4;           ///< inside runs: of fewer, noise is not told by them
  size_t differences = 1024;             ///< looked at in a run: bounds the work
};

/// The relative spread of windows' lengths (samples) beyond what sampling makes of equal ones. A meter gives lengths of 4 and 5 to
/// runs of 4.5: 0.4 of their deviation (1/2.56) is that, and half a sample between their mean and median; beyond, that counts by half.
double inequalityOf(std::vector<double> const &lengths, double loneInequality);

/// Splits a trace into a low and a high state, or nothing where there is one level only.
///
/// Candidates are all valleys of the power histogram, each with smoothing lengths in steps of two. Of each
/// the quality is judged by what a measured workload looks like: windows of one state last equally long, and
/// the other state (idle) is the same each time and flat. No absolute power or time enters, so the same code
/// serves 30 mW and 30 W, milliseconds and minutes.
std::optional<PowerStates> findStates(llvm::ArrayRef<float> watts, StateWeights const &weights = {},
                                      StateSearch const &search = {});

} // namespace eo

#endif
