#include "lib/trace/signal/Fourier.h"
#include <complex>
#include <unsupported/Eigen/FFT>

namespace eo {

std::vector<double> correlate(llvm::ArrayRef<double> a, llvm::ArrayRef<double> b, size_t lags) {
  size_t length = 1;
  while (length < a.size() + b.size())
    length *= 2;
  std::vector<double> x(length), y(length), result;
  std::copy(a.begin(), a.end(), x.begin());
  std::copy(b.begin(), b.end(), y.begin());
  Eigen::FFT<double> fft;
  fft.SetFlag(Eigen::FFT<double>::HalfSpectrum);
  std::vector<std::complex<double>> fx, fy;
  fft.fwd(fx, x);
  fft.fwd(fy, y);
  for (size_t i = 0; i < fx.size(); ++i)
    fx[i] = std::conj(fx[i]) * fy[i];
  fft.inv(result, fx, static_cast<Eigen::Index>(length));
  result.resize(std::min(lags, length));
  return result;
}

} // namespace eo
