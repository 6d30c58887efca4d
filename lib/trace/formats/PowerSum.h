//===- PowerSum.h - integrals over any stretch of a trace -------------------------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_FORMATS_POWERSUM_H
#define ENERGY_OPT_LIB_TRACE_FORMATS_POWERSUM_H

#include "llvm/ADT/ArrayRef.h"
#include <vector>

namespace eo {

/// Partial sums every 64 samples: the integral of 10^7 samples between any two points in a few additions,
/// with 1.25 MB of memory beside the samples.
class PowerSum {
public:
  explicit PowerSum(llvm::ArrayRef<float> samples);

  /// The sum of the samples from `begin` to `end`, both fractional and cut to the trace: sample n fills
  /// [n, n + 1). Times the seconds per sample this is joules.
  double sum(double begin, double end) const;
  /// sum / (end - begin); the sample at `begin` where the stretch is empty.
  double mean(double begin, double end) const;
  /// The sample at a position between samples, linear between the centres of cells.
  double at(double position) const;
  size_t size() const { return samples.size(); }
  llvm::ArrayRef<float> values() const { return samples; }

private:
  double upTo(double position) const;
  llvm::ArrayRef<float> samples;
  std::vector<double> partial;
};

/// Means of blocks of `block` samples; the last block may be shorter.
std::vector<float> blockMeans(llvm::ArrayRef<float> samples, size_t block);

} // namespace eo

#endif
