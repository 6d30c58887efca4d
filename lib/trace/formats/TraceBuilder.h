//===- TraceBuilder.h - raw samples become an even grid ---------------------------------------===//
//
// Every reader pushes what it read; what is wrong with time and values is found and reported here, once for
// all formats: gaps, dropped samples, clock jumps, NaN, saturation.
//
#ifndef ENERGY_OPT_LIB_TRACE_FORMATS_TRACEBUILDER_H
#define ENERGY_OPT_LIB_TRACE_FORMATS_TRACEBUILDER_H

#include "lib/trace/formats/StampLimits.h"
#include "lib/trace/formats/StampSteps.h"
#include "lib/trace/formats/TraceReaders.h"

namespace eo {

/// A number and nothing else.
std::optional<double> plainNumber(llvm::StringRef text);

/// Makes a trace of samples with or without stamps: finds the rate, fills gaps, says what it found.
class TraceBuilder {
public:
  TraceBuilder(TraceInput const &source, llvm::StringRef formatName);

  void reserve(size_t samples);
  /// A sample at the rate given by setRate or --rate-hz. NaN: missing.
  void push(double watts) { values.push_back(static_cast<float>(watts)); }
  /// A sample with its own time stamp in seconds. `line`, `column` (from 1) are for messages.
  llvm::Error push(double seconds, double watts, size_t line, size_t column);
  /// A named stretch begins at the next sample.
  void beginSection(std::string name);
  /// The rate the file states. --rate-hz overrides it.
  void setRate(double hertz) { rateHz = hertz; }
  /// What the rails are known to be of.
  void setBoard(std::string name) { board = std::move(name); }
  /// The stamps are times of a clock: where all are whole seconds, they say no more than how many samples a second has.
  void setCalendar() { calendar = true; }
  size_t size() const { return values.size(); }

  /// The trace. Errors: no samples, time that does not run, gaps longer than the recording itself.
  llvm::Expected<PowerTrace> finish();

private:
  bool isCoarse() const;
  llvm::Error layByRate(PowerTrace &trace);
  llvm::Error layOnGrid(PowerTrace &trace);
  void spread(PowerTrace &trace, double interval, size_t grid);
  void resample(PowerTrace &trace, double interval);
  llvm::Error stampsStandStill() const;
  /// Of the step to stamp i; `before` is the stamp before it.
  llvm::Error gapIsTooLong(double before, size_t i) const;
  /// Samples that a gap may hide.
  double mostMissing() const {
    return limits.hiddenForEach * static_cast<double>(stamps.size()) + limits.hiddenInShort;
  }
  void fillMissing(PowerTrace &trace);
  void reportSaturation(PowerTrace const &trace);

  StampLimits limits;
  TraceInput const &input;
  std::string format, board;
  double rateHz = 0;
  std::vector<float> values;
  StampSteps stamps; ///< empty where samples come without
  bool calendar = false;
  std::optional<std::pair<size_t, size_t>>
      repeated; ///< line and column of the first stamp that repeats the one before
  std::vector<std::pair<std::string, size_t>> sectionStarts;
};

} // namespace eo

#endif
