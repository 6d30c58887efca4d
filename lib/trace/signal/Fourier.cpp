#include "lib/trace/signal/Fourier.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <unsupported/Eigen/FFT>

namespace eo {

struct Correlator::Transform {
  Eigen::FFT<double> fft{Eigen::FFT<double>::impl_type(), Eigen::FFT<double>::HalfSpectrum};

  std::vector<std::complex<double>> of(llvm::ArrayRef<double> samples, size_t size) {
    std::vector<double> padded(size);
    std::copy(samples.begin(), samples.end(), padded.begin());
    std::vector<std::complex<double>> result;
    fft.fwd(result, padded);
    return result;
  }
};

/// Correlation by transforms is circular: the shortest power of two in which the pattern at its last lag meets no sample again.
static size_t lengthWithoutWrap(size_t pattern, size_t longest, size_t lags) {
  return llvm::PowerOf2Ceil(std::max({longest, pattern + lags - 1, size_t(2)}));
}

Correlator::Correlator(llvm::ArrayRef<double> pattern, size_t longest, size_t wantedLags)
    : transform(std::make_unique<Transform>()),
      length(lengthWithoutWrap(pattern.size(), longest, wantedLags)), lags(wantedLags) {
  conjugated = transform->of(pattern, length);
  for (std::complex<double> &value : conjugated)
    value = std::conj(value);
}

Correlator::~Correlator() = default;

std::vector<double> Correlator::with(llvm::ArrayRef<double> samples) {
  std::vector<std::complex<double>> spectrum = transform->of(samples, length);
  for (size_t i = 0; i < spectrum.size(); ++i)
    spectrum[i] *= conjugated[i];
  std::vector<double> result;
  transform->fft.inv(result, spectrum, static_cast<Eigen::Index>(length));
  result.resize(lags);
  return result;
}

std::vector<double> correlate(llvm::ArrayRef<double> a, llvm::ArrayRef<double> b, size_t lags) {
  return Correlator(a, b.size(), lags).with(b);
}

} // namespace eo
