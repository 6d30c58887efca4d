//===- SimplePredictors.h - what a board model has to beat ----------------------------------------===//
#ifndef ENERGY_OPT_LIB_CALIBRATE_SIMPLEPREDICTORS_H
#define ENERGY_OPT_LIB_CALIBRATE_SIMPLEPREDICTORS_H

#include "lib/calibrate/CrossValidation.h"

namespace eo {

/// A predictor of energy anyone could write down, and its held-out error on the rows it was given.
struct SimplePredictor {
  std::string name;           ///< "k·MACs"
  std::optional<double> mape; ///< absent where the rows are too few or lack the latency it needs
};

/// k·MACs; a + b·MACs; MACs + parameters + activations; the same + number of weight layers, each by
/// non-negative least squares of the relative error; and measured latency × constant power, which needs the
/// board. Each row is predicted by a fit without its fold; only rows of networks with energy take part.
std::vector<SimplePredictor> simplePredictors(Dataset const &data, llvm::ArrayRef<size_t> rows,
                                              Folds const &folds);

/// The rows by combination of settings ("power_mode=maxn precision=fp16"; "" where there is one), in order of
/// appearance.
std::vector<std::pair<std::string, std::vector<size_t>>> rowsBySetting(Dataset const &data);

} // namespace eo

#endif
