//===- Fourier.h - correlation by fast Fourier transform --------------------------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_SIGNAL_FOURIER_H
#define ENERGY_OPT_LIB_TRACE_SIGNAL_FOURIER_H

#include "llvm/ADT/ArrayRef.h"
#include <vector>

namespace eo {

/// result[lag] = sum over i of a[i] · b[i + lag], lag 0 … lags - 1; beyond the end of b counts 0.
std::vector<double> correlate(llvm::ArrayRef<double> a, llvm::ArrayRef<double> b, size_t lags);

} // namespace eo

#endif
