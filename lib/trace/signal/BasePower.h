//===- BasePower.h - what the board draws while it waits --------------------------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_SIGNAL_BASEPOWER_H
#define ENERGY_OPT_LIB_TRACE_SIGNAL_BASEPOWER_H

#include "lib/trace/signal/Windows.h"

namespace eo {

/// Base power from the idle stretches: per stretch the median of 16 block means (blind to short disturbances,
/// unlike the minimum not biased by noise), over the trace the median of the stretches.
class BasePower {
public:
  /// `idle` must not be empty.
  BasePower(llvm::ArrayRef<SampleRange> idle, PowerSum const &sums);

  double watts() const { return overall; }
  /// The base power around a position: between the idle stretches before and after it.
  double around(double position) const;
  /// Standard error of watts().
  double error() const { return standardError; }

private:
  double overall = 0, standardError = 0;
  std::vector<double> centers, levels;
};

} // namespace eo

#endif
