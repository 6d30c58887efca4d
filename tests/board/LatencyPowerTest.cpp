#include "lib/board/LatencyPower.h"

#include "lib/board/BoardFile.h"
#include "lib/board/BoardWriter.h"
#include "lib/board/Polynomial.h"
#include "lib/board/PriceKernel.h"
#include "lib/support/Error.h"
#include <cmath>
#include <gmock/gmock.h>

using namespace eo;
using testing::HasSubstr;

static CostFeatures convolution(int64_t kernel, int64_t stride, int64_t group) {
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

static BoardModel board(std::vector<std::tuple<char const *, double, char const *>> const &coefficients,
                        LatencyForm form = LatencyForm::Roofline) {
  BoardModel model;
  model.id = "b";
  model.title = "a board";
  model.kind = BoardKind::LatencyPower;
  model.form = form;
  model.settings = {{"unit", {"gpu"}, "gpu", {}}, {"mode", {"fast", "slow"}, "fast", {}}};
  for (auto const &[name, value, unit] : coefficients)
    model.coefficients.push_back({name, value, unit, false, std::nullopt, ""});
  model.sources = {{"a \"quoted\" source", "", "", "", ""}};
  return model;
}

TEST(KernelFamily, IsToldByShape) {
  EXPECT_EQ(kernelFamily(convolution(3, 1, 1)), KernelFamily::Winograd);
  EXPECT_EQ(kernelFamily(convolution(3, 2, 1)), KernelFamily::ImplicitGemm);
  EXPECT_EQ(kernelFamily(convolution(5, 1, 1)), KernelFamily::Gemm);
  EXPECT_EQ(kernelFamily(convolution(1, 1, 1)), KernelFamily::Pointwise);
  CostFeatures grouped = convolution(3, 1, 8);
  grouped.group = 8;
  grouped.ifm = 8;
  EXPECT_EQ(kernelFamily(grouped), KernelFamily::Depthwise);
  grouped.ifm = 64; // eight channels to a group: as good as dense
  EXPECT_EQ(kernelFamily(grouped), KernelFamily::Winograd);
  CostFeatures first = convolution(7, 2, 1);
  first.ifm = 3;
  EXPECT_EQ(kernelFamily(first), KernelFamily::Direct);
  CostFeatures view;
  view.costClass = CostClass::View;
  EXPECT_FALSE(kernelFamily(view).has_value());
}

TEST(LatencyPower, RooflineTakesTheLongerOfArithmeticAndMemory) {
  // 1 MMAC at 1 GMAC/s: 1 ms; 10 000 elements of 4 bytes at 1 MB/s: 40 ms; corner (1 + 1/40⁴)^¼ of no weight
  // here.
  BoardModel model = board({{"launch", 1e-3, "s"},
                            {"peak", 1e9, "MAC/s"},
                            {"bandwidth", 1e6, "B/s"},
                            {"base", 2, "W"},
                            {"dynamic", 3, "W"}});
  KernelCost cost = latencyPowerCost(resolveFigures(model, {}), *kernelWork(convolution(3, 1, 1), 32), {});
  EXPECT_NEAR(cost.timeS, 0.041, 1e-7);
  EXPECT_NEAR(cost.baseJ, 0.082, 1e-6);
  EXPECT_NEAR(cost.energyJ, 0.082 + 0.12, 1e-6);
}

TEST(LatencyPower, EqualTimesOfArithmeticAndMemoryOverlapInPart) {
  // 1 ms each: 2^¼ ms.
  BoardModel model = board({{"peak", 1e9, "MAC/s"}, {"bandwidth", 4e7, "B/s"}});
  KernelCost cost = latencyPowerCost(resolveFigures(model, {}), *kernelWork(convolution(3, 1, 1), 32), {});
  EXPECT_NEAR(cost.timeS, 1e-3 * std::pow(2, 0.25), 1e-9);
}

TEST(LatencyPower, BytesFollowThePrecisionAndSpillBeyondTheChip) {
  // fp16: 20 000 bytes, of which 8000 beyond the chip: 20 ms + 8000 / 1e5 s.
  BoardModel model =
      board({{"bandwidth", 1e6, "B/s"}, {"onchip", 12000, "B"}, {"spill_bandwidth", 1e5, "B/s"}});
  KernelCost cost = latencyPowerCost(resolveFigures(model, {}), *kernelWork(convolution(3, 1, 1), 16), {});
  EXPECT_NEAR(cost.timeS, 0.02 + 0.08, 1e-9);
}

TEST(LatencyPower, SmallResultsAndHalfFilledTilesLeaveMultipliersIdle) {
  // 5000 outputs of 10 channels against fill 5000 (half), fill_positions 500 (half of 500 positions), tiles
  // of 16 inputs (24 of 32) and of 8 outputs (10 of 16): 1 ms · 2 · 2 · 32/24 · 16/10.
  BoardModel model = board({{"peak", 1e9, "MAC/s"},
                            {"fill", 5000, "elements"},
                            {"fill_positions", 500, "positions"},
                            {"in_tile", 16, "channels"},
                            {"out_tile", 8, "channels"}});
  CostFeatures features = convolution(3, 1, 1);
  features.kclc = 1;
  features.ifm = 24;
  features.ofm = 10;
  KernelCost cost = latencyPowerCost(resolveFigures(model, {}), *kernelWork(features, 32), {});
  EXPECT_NEAR(cost.timeS, 1e-3 * 2 * 2 * 32 / 24 * 16 / 10, 1e-9);
}

TEST(LatencyPower, FewerOutputChannelsThanATileCostNothing) {
  BoardModel model = board({{"peak", 1e9, "MAC/s"}, {"out_tile.winograd", 128, "channels"}});
  CostFeatures features = convolution(3, 1, 1);
  features.kclc = 1;
  features.ifm = 8;
  for (auto [channels, times] : {std::pair(16, 1.0), {128, 1.0}, {129, 256.0 / 129}}) {
    features.ofm = channels;
    KernelCost cost = latencyPowerCost(resolveFigures(model, {}), *kernelWork(features, 32), {});
    EXPECT_NEAR(cost.timeS, 1e-3 * times, 1e-9) << channels;
  }
}

TEST(LatencyPower, WritingHasABandwidthOfItsOwn) {
  // 5000 elements read (4000 and 1000 weights) at 20 000 B/s: 1 s; 5000 written at 10 000 B/s: 2 s.
  BoardModel model = board({{"bandwidth", 20000, "B/s"}, {"write_bandwidth", 10000, "B/s"}});
  KernelCost cost = latencyPowerCost(resolveFigures(model, {}), *kernelWork(convolution(3, 1, 1), 32), {});
  EXPECT_NEAR(cost.timeS, 3, 1e-9);
}

TEST(LatencyPower, ParametersBeyondTheMemoryOnChipAreStreamed) {
  // 1000 parameters of one byte at 1000 B/s, where those of the network do not fit.
  BoardModel model = board({{"parameter_memory", 1500, "B"}, {"stream_bandwidth", 1000, "B/s"}});
  FigureSet figures = resolveFigures(model, {});
  KernelWork work = *kernelWork(convolution(3, 1, 1), 8);
  EXPECT_NEAR(latencyPowerCost(figures, work, {1, 1500}).timeS, 0, 1e-12);
  EXPECT_NEAR(latencyPowerCost(figures, work, {2, 1501}).timeS, 1, 1e-9);
}

TEST(LatencyPower, MemoryBoundTimeDrawsItsShareOfTheDynamicPower) {
  BoardModel model =
      board({{"bandwidth", 40000, "B/s"}, {"dynamic", 3, "W"}, {"memory_power", 0.5, "1"}, {"base", 2, "W"}});
  KernelCost cost = latencyPowerCost(resolveFigures(model, {}), *kernelWork(convolution(3, 1, 1), 32), {});
  EXPECT_NEAR(cost.timeS, 1, 1e-9); // 10 000 elements of 4 bytes
  EXPECT_NEAR(cost.energyJ, 2 + 1.5, 1e-9);
}

TEST(LatencyPower, TheSlowerOfHostAndDeviceSetsThePace) {
  BoardModel model = board({{"host_overhead", 1, "s"}, {"host_launch", 1, "s"}, {"overhead", 0.1, "s"}});
  NetworkTimes times = networkTimes(resolveFigures(model, {}), {99, 0}, 9.9);
  EXPECT_NEAR(times.intervalS, 100 * std::pow(1 + 1e-4, 0.25), 1e-9); // host 100 s, device 10 s
}

TEST(LatencyPower, OverlappedInferencesTellLatencyFromInterval) {
  BoardModel model = board({{"interval", 1, "1"},
                            {"interval@mode=slow", 0.5, "1"},
                            {"latency", 0.9, "1"},
                            {"latency@mode=slow", 2, "1"},
                            {"launch", 4, "s"},
                            {"base", 3, "W"}});
  ChosenBoard chosen{std::make_shared<BoardModel>(model), {{"mode", "slow"}}};
  NetworkTimes times = networkTimes(resolveFigures(model, chosen.settings), {1, 0}, 4);
  EXPECT_NEAR(times.intervalS, 2, 1e-12);
  EXPECT_NEAR(times.latencyS, 7.2, 1e-12);
  CostFeatures kernel = convolution(3, 1, 1);
  NetworkCost cost = priceKernels(KernelPricer(chosen), kernel, true);
  EXPECT_NEAR(*cost.energyJ, 6, 1e-9) << "base power for the two seconds from result to result";
}

TEST(LatencyPower, FamiliesReplaceAndSettingsMultiply) {
  BoardModel model =
      board({{"peak", 1e9, "MAC/s"}, {"peak.pointwise", 4e9, "MAC/s"}, {"peak@mode=slow", 0.5, "1"}});
  FigureSet fast = resolveFigures(model, {{"mode", "fast"}}),
            slow = resolveFigures(model, {{"mode", "slow"}});
  EXPECT_DOUBLE_EQ(fast.get(Figure::Peak, KernelFamily::Pointwise, 0), 4e9);
  EXPECT_DOUBLE_EQ(fast.get(Figure::Peak, KernelFamily::Winograd, 0), 1e9);
  EXPECT_DOUBLE_EQ(slow.get(Figure::Peak, KernelFamily::Pointwise, 0), 2e9);
  EXPECT_FALSE(fast.values[static_cast<size_t>(Figure::Bandwidth)][0].has_value());
}

TEST(LatencyPower, AdditiveFormSumsCountsTimesConstants) {
  BoardModel model = board({{"kernel_energy", 1e-6, "J"},
                            {"mac_energy.winograd", 2e-12, "J"},
                            {"parameter_energy", 1e-9, "J"},
                            {"activation_energy", 1e-10, "J"}},
                           LatencyForm::Additive);
  KernelCost cost = latencyPowerCost(resolveFigures(model, {}), *kernelWork(convolution(3, 1, 1), 32), {});
  EXPECT_NEAR(cost.energyJ, 1e-6 + 2e-6 + 1e-6 + 0.9e-6, 1e-12);
}

TEST(LatencyPower, NetworkTimeHasTheOverheadOfAnInference) {
  ChosenBoard chosen{
      std::make_shared<BoardModel>(board({{"overhead", 0.5, "s"}, {"launch", 0.1, "s"}, {"base", 2, "W"}})),
      {}};
  CostFeatures kernels[] = {convolution(3, 1, 1), convolution(1, 1, 1)};
  NetworkCost cost = priceKernels(KernelPricer(chosen), kernels, true);
  EXPECT_NEAR(*cost.timeS, 0.7, 1e-12);
  EXPECT_NEAR(*cost.energyJ, 1.4, 1e-12);
}

TEST(LatencyPower, CountsThatAreNotKnownHaveNoEstimate) {
  ChosenBoard chosen{std::make_shared<BoardModel>(board({{"launch", 0.1, "s"}, {"base", 2, "W"}})), {}};
  CostFeatures unknown = convolution(3, 1, 1);
  unknown.outputElements.reset();
  EXPECT_EQ(KernelPricer(chosen).price(unknown, {}).basis, Basis::None);
}

TEST(LatencyPower, ClassesTheBoardWasNotCalibratedOnAreFallback) {
  BoardModel model = board({{"launch", 0.1, "s"}, {"base", 2, "W"}});
  model.ranges = {{CostClass::Pooling, "macs", 0, 0}};
  ChosenBoard chosen{std::make_shared<BoardModel>(model), {}};
  NodeEstimate estimate = KernelPricer(chosen).price(convolution(3, 1, 1), {});
  EXPECT_EQ(estimate.basis, Basis::Fallback);
  EXPECT_THAT(estimate.reason, HasSubstr("calibrated without convolution kernels"));
}

TEST(LatencyPower, CoefficientNamesAreChecked) {
  EXPECT_EQ(latencyPowerUnit("peak.pointwise", LatencyForm::Roofline), llvm::StringRef("MAC/s"));
  EXPECT_EQ(latencyPowerUnit("peak@mode=slow", LatencyForm::Roofline), llvm::StringRef("1"));
  EXPECT_FALSE(latencyPowerUnit("peak.round", LatencyForm::Roofline).has_value());
  EXPECT_FALSE(latencyPowerUnit("launch.pointwise", LatencyForm::Roofline).has_value());
  EXPECT_FALSE(latencyPowerUnit("peak", LatencyForm::Additive).has_value());
  EXPECT_FALSE(latencyPowerUnit("peak@mode", LatencyForm::Roofline).has_value());
}

TEST(Polynomial, HasTwentyMonomialsOfDegreeThree) {
  EXPECT_EQ(monomials().size(), 20u); // (3 + 3 choose 3)
  EXPECT_EQ(monomialName({0, 0, 0}), "1");
  EXPECT_EQ(monomialName({2, 1, 0}), "macs^2*params");
  KernelWork work{KernelFamily::Matrix, 3e6, 2e6, 5e6, 0};
  EXPECT_DOUBLE_EQ(monomialValue({2, 1, 0}, work), 18);
  EXPECT_EQ(polynomialUnit("time[macs^2*params]"), llvm::StringRef("s"));
  EXPECT_FALSE(polynomialUnit("energy[macs^4]").has_value());
}

TEST(Polynomial, IsScaledBySettingsAndSilentWhereNegative) {
  BoardModel model = board({{"energy[1]", -1, "J"}, {"energy[macs]", 2, "J"}, {"energy@mode=slow", 3, "1"}});
  model.kind = BoardKind::Polynomial;
  auto shared = std::make_shared<BoardModel>(model);
  EXPECT_NEAR(
      KernelPricer(ChosenBoard{shared, {{"mode", "slow"}}}).price(convolution(3, 1, 1), {}).energy->value, 3,
      1e-12);
  CostFeatures small = convolution(3, 1, 1);
  small.macs = 100;
  EXPECT_EQ(KernelPricer(ChosenBoard{shared, {}}).price(small, {}).basis, Basis::None);
}

/// Half the clock at 0.8 of the voltage, and a quarter of the cores; neither measured.
static BoardModel boardWithDeclaredValues() {
  BoardModel model = board({{"peak", 1e9, "MAC/s"}, {"dynamic", 10, "W"}, {"base", 2, "W"}});
  model.settings.push_back({"clock", {"1000"}, "1000", {}, {}, {{"500", {0.5, 0.8, 1}}}});
  model.settings.push_back({"cores", {"4"}, "4", {}, {}, {{"1", {1, 1, 0.25}}}});
  return model;
}

TEST(LatencyPower, DeclaredClocksAndCoresScaleTimeAndDynamicPower) {
  // 1 ms at 10 W; half the clock: 2 ms at 10 · 0.5 · 0.64 = 3.2 W; one core of four: 4 ms at 2.5 W.
  BoardModel model = boardWithDeclaredValues();
  for (auto [setting, value, time, energy] : {std::tuple("clock", "1000", 1e-3, 2e-3 + 10e-3),
                                              {"clock", "500", 2e-3, 4e-3 + 6.4e-3},
                                              {"cores", "1", 4e-3, 8e-3 + 10e-3}}) {
    KernelCost cost = latencyPowerCost(resolveFigures(model, {{setting, value}}),
                                       *kernelWork(convolution(3, 1, 1), 32), {});
    EXPECT_NEAR(cost.timeS, time, 1e-12) << setting << value;
    EXPECT_NEAR(cost.energyJ, energy, 1e-12) << setting << value;
  }
}

TEST(PriceKernel, OperatingPointsNobodyMeasuredAreExtrapolated) {
  auto model = std::make_shared<BoardModel>(boardWithDeclaredValues());
  auto estimate = [&](char const *clock) {
    ChosenBoard chosen{model, {{"clock", clock}, {"cores", "4"}}};
    return KernelPricer(chosen).price(convolution(3, 1, 1), {});
  };
  EXPECT_EQ(estimate("1000").basis, Basis::Fit);
  EXPECT_EQ(estimate("500").basis, Basis::Extrapolated);
  EXPECT_EQ(estimate("500").reason, "clock=500 was not measured, the board file only declares its effect");
}

TEST(BoardFile, DeclaredValuesNeedTheRooflineAndAreNotMeasuredOnes) {
  BoardModel model = board({{"mac_time", 1e-9, "s"}}, LatencyForm::Additive);
  model.settings.push_back({"clock", {"1000"}, "1000", {}, {}, {{"1000", {0.5, -1, 1}}}});
  llvm::Expected<BoardModel> read =
      readBoardModel(llvm::cantFail(YamlFile::parse(writeBoardModel(model, ""), "b.yaml")));
  ASSERT_FALSE(static_cast<bool>(read));
  std::string message = takeErrorText(read.takeError()).message;
  EXPECT_THAT(message, HasSubstr("setting 'clock': '1000' is among the values that were measured"));
  EXPECT_THAT(message, HasSubstr("'voltage' is a factor above 0 on the default's"));
  EXPECT_THAT(message, HasSubstr("setting 'clock' declares values, which only form roofline can estimate"));
}

TEST(BoardWriter, WhatItWritesReadsBackTheSame) {
  BoardModel model = board({{"launch", 1.0 / 3, "s"}, {"peak", 1e9, "MAC/s"}, {"peak@mode=slow", 0.1, "1"}});
  model.ranges = {{CostClass::Convolution, "macs", 1, 2e9}};
  HeldOutError error;
  error.kind = "leave-one-network-out";
  error.mape = 0.05;
  error.n = 7;
  error.level = 0.9;
  error.network = IntervalFactors{0.9, 1.2};
  error.latencyMape = 0.02;
  model.error = error;
  model.calibration =
      Calibration{{{"t.csv", "00ff", 7}}, "mode=fast", "VDD_IN", "2026-01-01", 1000.0, 7, 5, 3, 2.5};
  model.notes = {"a note: with a colon"};
  std::string text = writeBoardModel(model, "one line\ntwo lines");
  llvm::Expected<YamlFile> file = YamlFile::parse(text, "b.yaml");
  ASSERT_TRUE(static_cast<bool>(file)) << text;
  llvm::Expected<BoardModel> read = readBoardModel(*file);
  ASSERT_TRUE(static_cast<bool>(read)) << takeErrorText(read.takeError()).message << text;
  EXPECT_EQ(*read->coefficient("launch")->value, 1.0 / 3);
  EXPECT_EQ(writeBoardModel(*read, "one line\ntwo lines"), text);
}

TEST(BoardFile, RulesUnitsAndPriorsSurviveWritingAndReading) {
  BoardModel model = board({{"peak", 2e9, "MAC/s"}});
  model.coefficients[0].spread = 0.25;
  model.settings[1].sameAs = {{"eco", "slow"}};
  model.settings[1].declared = {{"faster", {1.25, 1.1, 1}}};
  model.units = {{"cpu", "other-board"}};
  FusionRule rule;
  rule.into.classes = {CostClass::Convolution};
  rule.into.bounds = {{"ksize", 3, 3}};
  rule.after.ops = {OpKind::Softmax};
  rule.unless.ops = {OpKind::Add};
  rule.nodes.ops = {OpKind::Relu};
  rule.residual = true;
  NodeSelector concat, pointwise;
  concat.ops = {OpKind::Concat};
  concat.bounds = {{"output_elements", 0, 1000}};
  pointwise.classes = {CostClass::Convolution};
  Delegation delegation;
  delegation.when = {{"mode", "fast"}};
  delegation.supported.classes = {CostClass::Convolution};
  delegation.except.ops = {OpKind::Elu};
  delegation.fallback = {{"mode", "slow"}};
  model.kernels = {{rule}, {concat}, {pointwise}, delegation};
  std::string text = writeBoardModel(model, "");
  BoardModel read = llvm::cantFail(readBoardModel(llvm::cantFail(YamlFile::parse(text, "b.yaml"))));
  EXPECT_EQ(writeBoardModel(read, ""), text);
  EXPECT_EQ(read.coefficients[0].spread, 0.25);
  EXPECT_EQ(read.units, model.units);
  ASSERT_EQ(read.kernels.fuse.size(), 1U);
  EXPECT_TRUE(read.kernels.fuse[0].residual);
  EXPECT_EQ(read.kernels.fuse[0].into.bounds[0].max, 3);
  EXPECT_EQ(read.kernels.delegate->fallback, delegation.fallback);
  EXPECT_EQ(read.kernels.delegate->except.ops, delegation.except.ops);
  EXPECT_EQ(read.declaredPoint("mode", "faster")->clock, 1.25);
  EXPECT_EQ(read.declaredPoint("mode", "fast"), nullptr);
}

TEST(BoardFile, FactorsOfUndeclaredSettingsAreErrors) {
  BoardModel model = board({{"peak@speed=slow", 0.1, "1"}, {"launch@mode=slw", 1, "1"}});
  llvm::Expected<YamlFile> file = YamlFile::parse(writeBoardModel(model, ""), "b.yaml");
  ASSERT_TRUE(static_cast<bool>(file));
  llvm::Expected<BoardModel> read = readBoardModel(*file);
  ASSERT_FALSE(static_cast<bool>(read));
  std::string message = takeErrorText(read.takeError()).message;
  EXPECT_THAT(message, HasSubstr("the board declares no setting 'speed'"));
  EXPECT_THAT(message, HasSubstr("did you mean 'slow'"));
}
