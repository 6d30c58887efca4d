#include "lib/calibrate/MacLinearFit.h"

#include "lib/calibrate/Candidates.h"
#include "lib/calibrate/FitSummary.h"
#include "tests/calibrate/Synthetic.h"
#include <cmath>
#include <gmock/gmock.h>
#include <numeric>

using namespace eo;
using namespace eo::test;
using testing::HasSubstr;

static std::vector<size_t> everyRow(Dataset const &data) {
  std::vector<size_t> rows(data.samples.size());
  std::iota(rows.begin(), rows.end(), size_t{0});
  return rows;
}

static FittedParameter const &parameter(Fit const &fit, llvm::StringRef name) {
  static FittedParameter const none;
  for (FittedParameter const &p : fit.parameters)
    if (p.name == name)
      return p;
  ADD_FAILURE() << "no parameter " << name.str();
  return none;
}

TEST(MacLinearFit, RecoversTableIIIFromNoisyLayersInItsIntervals) {
  int within3Percent = 0, covered = 0;
  for (unsigned seed = 1; seed <= 100; ++seed) {
    std::unique_ptr<Dataset> data = datasetOf(layerTable({.seed = seed}));
    llvm::Expected<Fit> fit = fitMacLinear({}, *data, everyRow(*data));
    ASSERT_TRUE(static_cast<bool>(fit));
    bool close = true, inside = true;
    for (auto [name, truth] : {std::pair("a_c", xavierAc), {"b_c", xavierBc}, {"a_f", xavierAf}}) {
      FittedParameter const &p = parameter(*fit, name);
      close &= std::abs(p.value / truth - 1) < 0.03;
      inside &= *p.low <= truth && truth <= *p.high;
    }
    within3Percent += close ? 1 : 0;
    covered += inside ? 1 : 0;
  }
  EXPECT_GE(within3Percent, 90);
  EXPECT_GE(covered, 90);
}

TEST(MacLinearFit, ExactLayersGiveTheExactCoefficients) {
  std::unique_ptr<Dataset> data = datasetOf(layerTable({.noise = 0}));
  llvm::Expected<Fit> fit = fitMacLinear({}, *data, everyRow(*data));
  ASSERT_TRUE(static_cast<bool>(fit));
  EXPECT_NEAR(parameter(*fit, "a_c").value / xavierAc, 1, 1e-9);
  EXPECT_NEAR(parameter(*fit, "b_c").value / xavierBc, 1, 1e-9);
  EXPECT_NEAR(parameter(*fit, "a_f").value / xavierAf, 1, 1e-9);
}

TEST(MacLinearFit, OneOfmIsAnInputErrorThatNamesIt) {
  std::unique_ptr<Dataset> data = datasetOf(layerTable({.ofm = {64}}));
  llvm::Expected<Fit> fit = fitMacLinear({}, *data, everyRow(*data));
  ASSERT_FALSE(static_cast<bool>(fit));
  ErrorText text = takeErrorText(fit.takeError());
  EXPECT_EQ(text.kind, ErrorKind::Input);
  EXPECT_THAT(text.message, HasSubstr("every measured convolution has ofm = 64"));
}

TEST(MacLinearFit, WhatWasNotMeasuredIsMissingWithAReason) {
  std::unique_ptr<Dataset> data = datasetOf(layerTable({.fullyConnected = false}));
  llvm::Expected<Fit> fit = fitMacLinear({}, *data, everyRow(*data));
  ASSERT_TRUE(static_cast<bool>(fit));
  Coefficient const *aF = fit->board.coefficient("a_f");
  ASSERT_NE(aF, nullptr);
  EXPECT_FALSE(aF->value.has_value());
  EXPECT_EQ(aF->missing, "no fully connected layer was measured");
}

TEST(MacLinearFit, NetworksOfBothKindsAndLayersOfOneAreOneProblem) {
  // A convolution of kclc and macs beside a fully connected layer of as many as stand there; one network of each alone.
  std::map<std::string, std::vector<Kernel>> nets;
  std::string csv = "model,energy_j\n";
  int number = 0;
  for (auto [kclc, macs, connected] : {std::tuple(1000, 8000, 500),
                                       {2000, 64000, 900},
                                       {500, 16000, 30000},
                                       {3000, 6000, 100},
                                       {4000, 9000, 0},
                                       {0, 0, 7000}}) {
    std::vector<Kernel> kernels;
    if (kclc > 0) {
      kernels.push_back({kernelOf(CostClass::Convolution, 3, macs, 10, 100), {}});
      kernels.back().features.kclc = kclc;
    }
    if (connected > 0)
      kernels.push_back({kernelOf(CostClass::FullyConnected, 1, connected, 10, 100), {}});
    std::string name = fmt::format("n{}", number++);
    nets[name] = kernels;
    csv += fmt::format("{},{:.17g}\n", name, xavierAc * kclc + xavierBc * macs + xavierAf * connected);
  }
  std::unique_ptr<Dataset> data = datasetOf(csv, nets);
  llvm::Expected<Fit> fit = fitMacLinear({}, *data, everyRow(*data));
  ASSERT_TRUE(static_cast<bool>(fit)) << takeErrorText(fit.takeError()).message;
  EXPECT_NEAR(parameter(*fit, "a_c").value / xavierAc, 1, 1e-9);
  EXPECT_NEAR(parameter(*fit, "b_c").value / xavierBc, 1, 1e-9);
  EXPECT_NEAR(parameter(*fit, "a_f").value / xavierAf, 1, 1e-9);
}

TEST(MacLinearFit, ACoefficientTakesTwoLayers) {
  std::map<std::string, std::vector<Kernel>> nets;
  for (int64_t i : {1, 2})
    nets[fmt::format("n{}", i)] = {{kernelOf(CostClass::FullyConnected, 1, 1000 * i, 10, 100), {}}};
  std::unique_ptr<Dataset> one = datasetOf("model,energy_j\nn1,1e-6\n", nets),
                           two = datasetOf("model,energy_j\nn1,1e-6\nn2,2e-6\n", nets);
  llvm::Expected<Fit> few = fitMacLinear({}, *one, everyRow(*one)),
                      enough = fitMacLinear({}, *two, everyRow(*two));
  ASSERT_FALSE(static_cast<bool>(few));
  EXPECT_EQ(takeErrorText(few.takeError()).message, "1 measured layers for 1 coefficients: measure more");
  ASSERT_TRUE(static_cast<bool>(enough));
  EXPECT_NEAR(parameter(*enough, "a_f").value, 1e-9, 1e-18);
}

TEST(MacLinearFit, EquationSixOfExactSlopesIsExact) {
  std::unique_ptr<Dataset> data = datasetOf(layerTable({.noise = 0}));
  std::optional<PaperFit> paper = fitAsPaper(*data);
  ASSERT_TRUE(paper.has_value());
  EXPECT_EQ(paper->slopes.size(), 6u);
  EXPECT_NEAR(paper->aC / xavierAc, 1, 1e-9);
  EXPECT_NEAR(paper->bC / xavierBc, 1, 1e-9);
  EXPECT_NEAR(paper->mape, 0, 1e-9);
}

TEST(MacLinearFit, MillijoulesLabelledJoulesAreAUnitError) {
  std::unique_ptr<Dataset> data = datasetOf(layerTable({.factor = 1000}));
  EXPECT_THAT(takeErrorText(checkPlausible(*data)).message,
              AllOf(HasSubstr("unit error?"), HasSubstr("t.csv:2: conv2d 14x14 16->8 k1 s1: ")));
  EXPECT_FALSE(static_cast<bool>(checkPlausible(*datasetOf(layerTable({})))));
}

TEST(MacLinearFit, SixteenThousandRowsAreEvaluated) {
  std::unique_ptr<Dataset> data = datasetOf(layerTable({.repeats = 100}));
  ASSERT_EQ(data->samples.size(), 16800u); // a sixth, for the sanitizers' sake
  Folds folds = makeFolds(groupsOf(*data));
  llvm::Expected<Evaluated> evaluated = evaluateBest(candidatesOf("mac-linear", "", *data), {}, *data, folds);
  ASSERT_TRUE(static_cast<bool>(evaluated));
  addHeldOutError(*evaluated, *data, folds);
  // 5 % normal noise: mean magnitude 4 %, and 2.3 times its mean logarithm either way, docs/intervals.md.
  EXPECT_NEAR(evaluated->energy->mape, 0.04, 0.002);
  ASSERT_TRUE(evaluated->fit.board.error->layer.has_value());
  EXPECT_NEAR(evaluated->fit.board.error->layer->low, std::exp(-2.3 * 0.04), 0.005);
  EXPECT_NEAR(evaluated->fit.board.error->layer->high, std::exp(2.3 * 0.04), 0.005);
}
