//===- Boards.h - boards and kernels made up for tests ------------------------------------------------===//
#ifndef ENERGY_OPT_TESTS_COST_BOARDS_H
#define ENERGY_OPT_TESTS_COST_BOARDS_H

#include "lib/board/BoardModel.h"
#include "lib/cost/NetworkCost.h"

namespace eo::test {

/// 1 million MACs, 1000 parameters, 4000 activations read and 5000 written.
inline CostFeatures convolution(int64_t kernel, int64_t stride, int64_t group) {
  CostFeatures features;
  features.costClass = group == 1 ? CostClass::Convolution : CostClass::DepthwiseConvolution;
  features.kernel = {kernel, kernel};
  features.stride = {stride, stride};
  features.dilation = {1, 1};
  features.macs = 1'000'000;
  features.params = features.weightElements = 1000;
  features.inputElements = 4000;
  features.outputElements = 5000;
  return features;
}

/// A kernel of these features that is computed alone.
inline Kernel kernelOf(CostFeatures features, bool delegated = true) {
  return {std::move(features), {}, delegated};
}

/// A latency-power board of this form with the settings unit=gpu and mode=fast|slow.
inline BoardModel board(std::vector<std::tuple<char const *, double, char const *>> const &coefficients,
                        char const *form = "roofline") {
  BoardModel model;
  model.id = "b";
  model.title = "a board";
  model.setKind("latency-power", form);
  model.settings = {{"unit", {"gpu"}, "gpu", {}}, {"mode", {"fast", "slow"}, "fast", {}}};
  for (auto const &[name, value, unit] : coefficients)
    model.coefficients.push_back({name, value, unit, false, std::nullopt, ""});
  model.sources = {{"a \"quoted\" source", "", "", "", ""}};
  return model;
}

/// The board under these settings.
inline ChosenBoard chosen(BoardModel const &model, SettingValues settings = {}) {
  return {std::make_shared<BoardModel>(model), std::move(settings)};
}

/// A network's price by a pricer of its own.
inline NetworkCost priceNetwork(ChosenBoard const &board, llvm::ArrayRef<Kernel> kernels,
                                MeasuredTimes const *times = nullptr) {
  return NetworkPricer(board).price(kernels, times);
}

/// A roofline with a clock and cores: half the clock at 0.8 of the voltage, and a quarter of the cores; neither
/// measured.
inline BoardModel boardWithDeclaredValues() {
  BoardModel model = board({{"peak", 1e9, "MAC/s"}, {"dynamic", 10, "W"}, {"base", 2, "W"}});
  model.settings.push_back({"clock", {"1000"}, "1000", {}, {}, {{"500", {0.5, 0.8, 1}}}});
  model.settings.push_back({"cores", {"4"}, "4", {}, {}, {{"1", {1, 1, 0.25}}}});
  return model;
}

} // namespace eo::test

#endif
