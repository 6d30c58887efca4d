#include "lib/calibrate/SimplePredictors.h"

#include "lib/calibrate/NonNegative.h"
#include <cmath>

namespace eo {

namespace {
struct NetworkCounts {
  double macs = 0, params = 0, activations = 0, weightLayers = 0;
};
} // namespace

static NetworkCounts countsOf(Sample const &sample) {
  NetworkCounts counts;
  for (auto const &[kernel, nodes, delegated, turns] : sample.kernels) {
    if (!kernelFamily(kernel))
      continue;
    counts.macs += turns * static_cast<double>(kernel.macs.value_or(0));
    counts.params += static_cast<double>(kernel.params.value_or(0));
    counts.activations += turns * static_cast<double>(kernel.outputElements.value_or(0));
    counts.weightLayers += kernel.macs.value_or(0) > 0 && kernel.params.value_or(0) > 0 ? 1 : 0;
  }
  return counts;
}

/// The columns of a predictor for one row; empty where the row lacks one.
using PredictorColumns = std::vector<double> (*)(Sample const &sample, NetworkCounts const &counts);

static std::optional<double> heldOutError(Dataset const &data, llvm::ArrayRef<size_t> rows,
                                          Folds const &folds, PredictorColumns columns) {
  std::vector<std::vector<double>> lines;
  for (size_t row : rows) {
    lines.push_back(columns(data.samples[row], countsOf(data.samples[row])));
    if (lines.back().empty())
      return std::nullopt;
  }
  double sum = 0;
  for (size_t i = 0; i < rows.size(); ++i) {
    std::vector<size_t> training;
    for (size_t j = 0; j < rows.size(); ++j)
      if (folds.of[rows[j]] != folds.of[rows[i]])
        training.push_back(j);
    if (training.empty())
      return std::nullopt;
    Eigen::Index width = static_cast<Eigen::Index>(lines[i].size());
    Eigen::MatrixXd matrix(static_cast<Eigen::Index>(training.size()), width);
    Eigen::VectorXd target(matrix.rows());
    for (size_t j = 0; j < training.size(); ++j) {
      Eigen::Index line = static_cast<Eigen::Index>(j);
      matrix.row(line) = Eigen::Map<Eigen::RowVectorXd const>(lines[training[j]].data(), width);
      target(line) = *data.samples[rows[training[j]]].energyJ;
    }
    double predicted =
        Eigen::Map<Eigen::RowVectorXd const>(lines[i].data(), width) * nonNegativeRelative(matrix, target);
    sum += std::abs(predicted / *data.samples[rows[i]].energyJ - 1);
  }
  return sum / static_cast<double>(rows.size());
}

std::vector<SimplePredictor> simplePredictors(Dataset const &data, llvm::ArrayRef<size_t> rows,
                                              Folds const &folds) {
  constexpr size_t mostRows = 2000; // every row is a fit
  std::vector<size_t> used;
  for (size_t row : rows)
    if (data.samples[row].network && data.samples[row].energyJ)
      used.push_back(row);
  static constexpr std::pair<char const *, PredictorColumns> predictors[] = {
      {"k·MACs", [](Sample const &, NetworkCounts const &c) { return std::vector{c.macs}; }},
      {"a + b·MACs",
       [](Sample const &, NetworkCounts const &c) {
         return std::vector{1.0, c.macs};
       }},
      {"MACs + params + activations",
       [](Sample const &, NetworkCounts const &c) {
         return std::vector{c.macs, c.params, c.activations};
       }},
      {"the same + weight layers",
       [](Sample const &, NetworkCounts const &c) {
         return std::vector{c.macs, c.params, c.activations, c.weightLayers};
       }},
      {"measured latency × power",
       [](Sample const &s, NetworkCounts const &) {
         return s.timeS ? std::vector{*s.timeS} : std::vector<double>();
       }},
  };
  std::vector<SimplePredictor> result;
  for (auto const &[name, columns] : predictors)
    result.push_back({name, used.size() < 2 || used.size() > mostRows
                                ? std::nullopt
                                : heldOutError(data, used, folds, columns)});
  return result;
}

std::vector<std::pair<std::string, std::vector<size_t>>> rowsBySetting(Dataset const &data) {
  std::vector<std::pair<std::string, std::vector<size_t>>> groups;
  for (size_t row = 0; row < data.samples.size(); ++row) {
    std::string key = data.settingText(row);
    auto found = llvm::find_if(groups, [&](auto const &group) { return group.first == key; });
    if (found == groups.end())
      found = groups.insert(groups.end(), {key, {}});
    found->second.push_back(row);
  }
  return groups;
}

} // namespace eo
