#include "lib/calibrate/Plan.h"

#include "lib/cost/KernelWork.h"
#include "llvm/ADT/STLExtras.h"
#include <Eigen/LU>
#include <algorithm>

namespace eo {

static LayerShape convolution(int64_t iSize, int64_t ifm, int64_t ofm, int64_t kernel, int64_t stride) {
  return {true, iSize, (iSize - kernel) / stride + 1, ifm, ofm, kernel, stride};
}

std::vector<LayerShape> layerPlan() {
  std::vector<LayerShape> layers;
  auto add = [&](LayerShape const &layer) {
    if (!llvm::is_contained(layers, layer))
      layers.push_back(layer);
  };
  for (int64_t ofm : {16, 32, 64, 128, 256}) {
    for (int64_t iSize : {8, 28, 56, 112})
      add(convolution(iSize, 32, ofm, 3, 1));
    for (int64_t kernel : {1, 5, 7})
      add(convolution(56, 32, ofm, kernel, 1));
    for (int64_t stride : {2, 4})
      add(convolution(56, 32, ofm, 3, stride));
    for (int64_t ifm : {3, 128})
      add(convolution(56, ifm, ofm, 3, 1));
  }
  for (auto [inputs, outputs] : {std::pair<int64_t, int64_t>(64, 10),
                                 {256, 64},
                                 {512, 512},
                                 {1024, 1000},
                                 {2048, 1000},
                                 {4096, 1000},
                                 {4096, 4096},
                                 {9216, 4096}})
    add({false, inputs, outputs, 1, 1, 1, 1});
  return layers;
}

/// What a network's time is made of, in units of a machine of 100 GMAC/s, 10 GB/s and 10 µs per launch,
/// divided by their sum: shares of time. Empty where a count is unknown.
static Eigen::VectorXd shares(llvm::ArrayRef<Kernel> kernels) {
  constexpr double peak = 1e11, bandwidth = 1e10, launch = 1e-5, overhead = 1e-4;
  Eigen::VectorXd times = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(familyCount) + 3);
  Eigen::Index next = static_cast<Eigen::Index>(familyCount);
  for (auto const &[kernel, nodes, delegated, turns] : kernels) {
    if (!kernelFamily(kernel))
      continue;
    std::optional<KernelWork> work = kernelWork(kernel, 32);
    if (!work)
      return {};
    times(static_cast<Eigen::Index>(work->family)) += turns * work->macs / peak;
    times(next) += turns * work->bytes / bandwidth;
    times(next + 1) += turns * launch;
  }
  times(next + 2) = overhead;
  return times / times.sum();
}

std::vector<size_t> networkPlan(llvm::ArrayRef<std::vector<Kernel>> networks, size_t limit) {
  std::vector<Eigen::VectorXd> rows;
  std::vector<size_t> left, chosen;
  for (size_t i = 0; i < networks.size(); ++i) {
    rows.push_back(shares(networks[i]));
    if (rows.back().size() > 0)
      left.push_back(i);
  }
  if (left.empty())
    return chosen;
  Eigen::MatrixXd information = 1e-4 * Eigen::MatrixXd::Identity(static_cast<Eigen::Index>(familyCount) + 3,
                                                                 static_cast<Eigen::Index>(familyCount) + 3);
  auto take = [&](size_t network) {
    information += rows[network] * rows[network].transpose();
    chosen.push_back(network);
    llvm::erase_value(left, network);
  };
  take(*std::min_element(left.begin(), left.end(),
                         [&](size_t a, size_t b) { return networks[a].size() < networks[b].size(); }));
  while (!left.empty() && chosen.size() < limit) {
    // The determinant grows by the factor 1 + r' I⁻¹ r.
    Eigen::MatrixXd inverse = information.inverse();
    auto gain = [&](size_t network) { return rows[network].dot(inverse * rows[network]); };
    take(*std::max_element(left.begin(), left.end(), [&](size_t a, size_t b) { return gain(a) < gain(b); }));
  }
  return chosen;
}

} // namespace eo
