//===- Synthetic.h - tables and networks made up for tests ----------------------------------------===//
#ifndef ENERGY_OPT_TESTS_CALIBRATE_SYNTHETIC_H
#define ENERGY_OPT_TESTS_CALIBRATE_SYNTHETIC_H

#include "lib/calibrate/Dataset.h"

namespace eo::test {

/// Table III of Lahmer et al., Xavier NX.
inline constexpr double xavierAc = 2.8674e-08, xavierBc = 4.7639e-10, xavierAf = 6.2454e-09;

struct LayerTableOptions {
  unsigned seed = 1;
  double noise = 0.05; ///< relative, normal
  double factor = 1;   ///< on every energy: 1000 for mJ labelled J
  std::vector<int64_t> ofm = {8, 16, 32, 64, 128, 256};
  bool fullyConnected = true;
  size_t repeats = 1;
};

/// A layer table of Xavier NX's formula with noise, as CSV text.
std::string layerTable(LayerTableOptions const &options);

/// The dataset of one table; test failure and an empty one where it is broken. `features` by model name.
std::unique_ptr<Dataset> datasetOf(std::string csv,
                                   std::map<std::string, std::vector<Kernel>> const &features = {});

/// A kernel of this class and size with everything known; counts in elements.
CostFeatures kernelOf(CostClass costClass, int64_t kernelSize, int64_t macs, int64_t params,
                      int64_t activations);

} // namespace eo::test

#endif
