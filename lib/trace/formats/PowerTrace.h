//===- PowerTrace.h - evenly spaced power samples of one recording ----------------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_FORMATS_POWERTRACE_H
#define ENERGY_OPT_LIB_TRACE_FORMATS_POWERTRACE_H

#include <cstddef>
#include <string>
#include <vector>

namespace eo {

/// Samples [begin, end).
struct SampleRange {
  size_t begin = 0, end = 0;
  size_t size() const { return end - begin; }
  bool operator==(SampleRange const &) const = default;
};

/// A stretch of the file that the file itself names (a heading between values).
struct TraceSection {
  std::string name;
  SampleRange samples;
};

/// What every reader delivers: watts on an even grid. Sample n stands for the time from startS + n/rateHz to
/// startS + (n+1)/rateHz, so that the energy of a range is the sum of its watts divided by the rate.
struct PowerTrace {
  std::string source; ///< the file, as the user named it
  std::string format; ///< name of the reader
  std::string board;  ///< what its rails are known to be of; "" where they are of no board or of many
  double rateHz = 0;  ///< 0: the file says nothing about time, joules cannot be known
  double startS = 0;
  std::vector<float> watts;         ///< finite; `missing` ranges hold interpolated values
  std::vector<SampleRange> missing; ///< sorted, disjoint: gaps, NaN, dropped samples
  std::vector<TraceSection> sections;

  bool hasTime() const { return rateHz > 0; }
  /// Seconds a sample lasts; 1 where the file has no time, so that positions are sample numbers.
  double sampleS() const { return rateHz > 0 ? 1 / rateHz : 1; }
  double timeOf(double sample) const { return startS + sample * sampleS(); }
  double sampleOf(double seconds) const { return (seconds - startS) / sampleS(); }
  /// How many samples of [begin, end) are missing.
  size_t missingIn(size_t begin, size_t end) const;
};

} // namespace eo

#endif
