//===- Fourier.h - correlation by fast Fourier transform --------------------------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_SIGNAL_FOURIER_H
#define ENERGY_OPT_LIB_TRACE_SIGNAL_FOURIER_H

#include "llvm/ADT/ArrayRef.h"
#include <complex>
#include <memory>
#include <vector>

namespace eo {

/// One pattern against many stretches of samples: its transform is made once.
class Correlator {
public:
  /// `longest`: samples of the longest stretch that will be asked about; `lags`: how many are wanted.
  Correlator(llvm::ArrayRef<double> pattern, size_t longest, size_t lags);
  Correlator(Correlator const &) = delete;
  Correlator &operator=(Correlator const &) = delete;
  ~Correlator();

  /// result[lag] = sum over i of pattern[i] · samples[i + lag], lag 0 … lags - 1; beyond the end of the samples counts 0.
  std::vector<double> with(llvm::ArrayRef<double> samples);

private:
  struct Transform;
  std::unique_ptr<Transform> transform; ///< keeps its plan from one call to the next
  std::vector<std::complex<double>> conjugated;
  size_t length, lags;
};

/// Correlator(a, b.size(), lags).with(b), for a single time.
std::vector<double> correlate(llvm::ArrayRef<double> a, llvm::ArrayRef<double> b, size_t lags);

} // namespace eo

#endif
