#include "lib/trace/Deconvolution.h"
#include "lib/trace/Statistics.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

namespace eo {

namespace {
struct Decay {
  double tau = 0, residual = 0;
};
} // namespace

/// y - y0 = -(1/tau)·S + c·t, least squares, S the running integral (trapezoid).
static std::optional<Decay> fitDecay(llvm::ArrayRef<double> y) {
  if (y.size() < 6)
    return std::nullopt;
  auto n = static_cast<Eigen::Index>(y.size());
  Eigen::MatrixXd basis(n, 3);
  Eigen::VectorXd values(n);
  double integral = 0;
  for (Eigen::Index i = 0; i < n; ++i) {
    auto k = static_cast<size_t>(i);
    if (k > 0)
      integral += (y[k - 1] + y[k]) / 2;
    basis(i, 0) = 1;
    basis(i, 1) = integral;
    basis(i, 2) = static_cast<double>(i);
    values(i) = y[k];
  }
  Eigen::VectorXd solution = basis.colPivHouseholderQr().solve(values);
  if (!(solution(1) < 0))
    return std::nullopt;
  double residual = std::sqrt((basis * solution - values).squaredNorm() / static_cast<double>(n));
  return Decay{-1 / solution(1), residual};
}

/// Centred means over an odd number of samples, shorter at the ends.
static std::vector<double> boxMean(llvm::ArrayRef<double> samples, size_t length) {
  size_t half = length / 2;
  std::vector<double> sums(samples.size() + 1), result(samples.size());
  for (size_t i = 0; i < samples.size(); ++i)
    sums[i + 1] = sums[i] + samples[i];
  for (size_t i = 0; i < samples.size(); ++i) {
    size_t reach = std::min({half, i, samples.size() - 1 - i});
    result[i] = (sums[i + reach + 1] - sums[i - reach]) / static_cast<double>(2 * reach + 1);
  }
  return result;
}

std::optional<double> decayTime(llvm::ArrayRef<double> edge, size_t corner) {
  size_t n = edge.size();
  if (n < 24 || corner < 4 || corner + 12 > n)
    return std::nullopt;
  llvm::ArrayRef<double> before = edge.slice(corner - corner / 2, corner / 2);
  std::vector<double> active(before.begin(), before.end());
  std::vector<double> idle(edge.end() - static_cast<std::ptrdiff_t>(n / 8), edge.end());
  double level = meanOf(idle), height = medianOf(std::move(active)) - level, noise = whiteNoise(edge);
  if (std::fabs(height) < 4 * noise)
    return std::nullopt;
  double averaged =
      std::clamp(std::pow(noise / (0.02 * std::fabs(height)), 2), 1.0, static_cast<double>(n) / 16);
  std::vector<double> y = boxMean(edge, static_cast<size_t>(averaged) | 1);
  auto lastAbove = [&](double share) {
    for (size_t i = n; i-- > 0;)
      if ((y[i] - level) / height > share)
        return i;
    return size_t{0};
  };
  for (double share : {0.7, 0.5, 0.35, 0.25, 0.15}) {
    size_t begin = lastAbove(share) + 1, half = lastAbove(share / 2) + 1;
    if (begin < 2 || half <= begin + 1 || begin + 8 >= n)
      continue;
    size_t end = std::min(n, begin + std::max<size_t>(10, 8 * (half - begin)));
    std::optional<Decay> decay = fitDecay(edge.slice(begin, end - begin));
    double allowed = 1.3 * noise + 0.01 * std::fabs(height) * share;
    if (!decay || decay->residual > allowed || decay->tau < 1 ||
        decay->tau > static_cast<double>(n - corner) / 2)
      continue;
    // One halving tells the same time as the fit, or it is no exponential.
    double halving = static_cast<double>(half - begin) / std::log(2.0);
    if (decay->tau > 0.5 * halving - 1 && decay->tau < 2 * halving + 1)
      return decay->tau;
  }
  return std::nullopt;
}

std::vector<double> deconvolve(llvm::ArrayRef<double> samples, double tau, size_t smooth) {
  double a = tau > 0 ? std::exp(-1 / tau) : 0;
  std::vector<double> result(samples.size());
  for (size_t i = 0; i < samples.size(); ++i)
    result[i] = (samples[i] - a * samples[i > 0 ? i - 1 : 0]) / (1 - a);
  return smooth > 1 ? boxMean(result, smooth | 1) : result;
}

size_t smoothingFor(double tau, double noise, double wanted, size_t limit) {
  if (!(wanted > 0))
    return 1;
  double length = tau > 0 ? std::min(noise * tau * std::sqrt(2.0) / wanted,
                                     std::pow(noise * std::sqrt(2.0) * tau / wanted, 2))
                          : std::pow(noise / wanted, 2);
  return std::clamp<size_t>(static_cast<size_t>(std::min(length, 1e9)), 1, std::max<size_t>(1, limit)) | 1;
}

} // namespace eo
