#include "lib/calibrate/RooflineFit.h"

#include "lib/calibrate/Candidates.h"
#include "lib/calibrate/FitSummary.h"
#include "lib/calibrate/Like.h"
#include "lib/calibrate/LinearKinds.h"
#include "lib/calibrate/Suspects.h"
#include "lib/cost/NetworkCost.h"
#include "tests/calibrate/Synthetic.h"
#include <cmath>
#include <gmock/gmock.h>
#include <numeric>

using namespace eo;
using namespace eo::test;
using testing::Contains;
using testing::HasSubstr;

namespace {

/// A machine: 100 µs per inference, 10 µs per kernel, 50 GMAC/s, 10 GB/s, 2 W base and 3 W at work; a setting
/// "slow" halves its peak.
BoardModel truth() {
  BoardModel board;
  board.setKind("latency-power", "roofline");
  for (auto [name, value, unit] : {std::tuple("overhead", 1e-4, "s"),
                                   {"launch", 1e-5, "s"},
                                   {"peak", 5e10, "MAC/s"},
                                   {"bandwidth", 1e10, "B/s"},
                                   {"base", 2.0, "W"},
                                   {"dynamic", 3.0, "W"},
                                   {"peak@mode=slow", 0.5, "1"}})
    board.coefficients.push_back({name, value, unit, false, std::nullopt, ""});
  board.settings = {{"mode", {"fast", "slow"}, "fast", {}}};
  return board;
}

/// Networks from launch-bound to compute-bound and memory-bound.
std::map<std::string, std::vector<Kernel>> networks(bool small = true) {
  std::map<std::string, std::vector<Kernel>> result;
  for (int64_t i = small ? 0 : 6; i < 12; ++i) {
    std::vector<Kernel> kernels;
    for (int64_t k = 0; k < 5 + 3 * (i % 4); ++k) {
      int64_t scale = int64_t{1} << i;
      kernels.push_back(
          {kernelOf(CostClass::Convolution, 5, 40'000 * scale * (1 + k), 2000, 900 * scale), {}});
      kernels.push_back({kernelOf(CostClass::Activation, 1, 0, 0, 1500 * scale * (1 + i % 3)), {}});
    }
    result["net" + std::to_string(i)] = kernels;
  }
  return result;
}

/// The table the machine gives for the networks.
std::string table(std::map<std::string, std::vector<Kernel>> const &nets, bool slowToo,
                  BoardModel const &machine = truth()) {
  std::string csv = "model,mode,latency_s,energy_j\n";
  auto model = std::make_shared<BoardModel>(machine);
  for (auto const &[name, kernels] : nets)
    for (std::string mode : {"fast", "slow"}) {
      if (mode == "slow" && !slowToo)
        continue;
      ChosenBoard chosen{model, {{"mode", mode}}};
      NetworkCost cost = NetworkPricer(chosen).price(kernels);
      csv += fmt::format("{},{},{},{}\n", name, mode, cost.interval->value, cost.total.energy->value);
    }
  return csv;
}

std::vector<size_t> allRows(Dataset const &data) {
  std::vector<size_t> rows(data.samples.size());
  std::iota(rows.begin(), rows.end(), size_t{0});
  return rows;
}

/// A board that knows the settings of the data, as the tool makes it.
FitSkeleton skeletonFor(Dataset const &data) {
  FitSkeleton skeleton;
  skeleton.board.settings = data.settings;
  return skeleton;
}

double coefficient(Fit const &fit, llvm::StringRef name) {
  Coefficient const *found = fit.board.coefficient(name);
  return found != nullptr ? found->value.value_or(-1) : -1;
}

} // namespace

TEST(RooflineFit, FindsTheMachineBehindExactTimesAndEnergies) {
  auto nets = networks();
  std::unique_ptr<Dataset> data = datasetOf(table(nets, true), nets);
  llvm::Expected<Fit> fit = fitRoofline(skeletonFor(*data), *data, allRows(*data), {});
  ASSERT_TRUE(static_cast<bool>(fit));
  EXPECT_NEAR(coefficient(*fit, "overhead") / 1e-4, 1, 0.1);
  EXPECT_NEAR(coefficient(*fit, "launch") / 1e-5, 1, 0.1);
  EXPECT_NEAR(coefficient(*fit, "peak.gemm") / 5e10, 1, 0.05);
  EXPECT_NEAR(coefficient(*fit, "bandwidth.elementwise") / 1e10, 1, 0.1);
  EXPECT_NEAR(coefficient(*fit, "peak@mode=slow") / 0.5, 1, 0.05);
  EXPECT_NEAR(coefficient(*fit, "base") / 2, 1, 0.1);
  for (FittedParameter const &parameter : fit->parameters) // 24 rows tell it within a few per cent
    if (parameter.name == "peak.gemm") {
      EXPECT_LT(*parameter.high / *parameter.low, 1.2);
    }
  std::vector<Prediction> predictions = predict(fit->board, *data);
  for (size_t row = 0; row < predictions.size(); ++row)
    EXPECT_NEAR(*predictions[row].energyJ / *data->samples[row].energyJ, 1, 0.05);
}

TEST(RooflineFit, FindsWhatAStepOfARecurrentLayerTakes) {
  // Sequences of 10 to 2560 steps at 7 µs beside 10 µs a launch and 20 GMAC/s of recurrent arithmetic.
  std::map<std::string, std::vector<Kernel>> nets = networks();
  std::string csv = "model,latency_s\n";
  for (int64_t i = 0; i < 9; ++i) {
    std::vector<Kernel> &kernels = nets["net" + std::to_string(i)];
    CostFeatures layer = kernelOf(CostClass::Recurrent, 1, 1'000'000 * (1 + (i * 5) % 7), 1000, 900);
    layer.rare.edit().steps = 10 * (int64_t{1} << i);
    kernels.push_back({layer, {}});
  }
  BoardModel board = truth();
  board.coefficients.push_back({"step", 7e-6, "s", false, std::nullopt, ""});
  board.coefficients.push_back({"peak.recurrent", 2e10, "MAC/s", false, std::nullopt, ""});
  auto model = std::make_shared<BoardModel>(board);
  for (auto const &[name, kernels] : nets)
    csv += fmt::format("{},{}\n", name,
                       NetworkPricer({model, {{"mode", "fast"}}}).price(kernels).interval->value);
  std::unique_ptr<Dataset> data = datasetOf(csv, nets);
  llvm::Expected<Fit> fit = fitRoofline({}, *data, allRows(*data), {});
  ASSERT_TRUE(static_cast<bool>(fit));
  EXPECT_NEAR(coefficient(*fit, "step") / 7e-6, 1, 0.05);
  auto plain = networks();
  std::unique_ptr<Dataset> without = datasetOf(table(plain, false), plain);
  llvm::Expected<Fit> none = fitRoofline({}, *without, allRows(*without), {});
  ASSERT_TRUE(static_cast<bool>(none));
  EXPECT_EQ(none->board.coefficient("step"), nullptr) << "no layer has steps";
}

TEST(RooflineFit, ALaunchDiffersByFamilyOnlyWhereTheRuntimeNamesIt) {
  // The convolutions of 5×5 begin in 40 µs, all others in 10.
  BoardModel machine = truth();
  machine.coefficients.push_back({"launch.gemm", 4e-5, "s", false, std::nullopt, ""});
  auto nets = networks();
  std::unique_ptr<Dataset> data = datasetOf(table(nets, false, machine), nets);
  FitSkeleton skeleton = skeletonFor(*data);
  llvm::Expected<Fit> plain = fitRoofline(skeleton, *data, allRows(*data), {});
  ASSERT_TRUE(static_cast<bool>(plain));
  EXPECT_EQ(plain->board.coefficient("launch.gemm"), nullptr);
  skeleton.families = {{BoardFigure::Launch, KernelFamily::Gemm, 2, 0.7}};
  llvm::Expected<Fit> fit = fitRoofline(skeleton, *data, allRows(*data), {});
  ASSERT_TRUE(static_cast<bool>(fit));
  EXPECT_NEAR(coefficient(*fit, "launch.gemm") + coefficient(*fit, "launch"), 5e-5, 5e-6)
      << "there is one of each, always together";
  EXPECT_GT(coefficient(*fit, "launch.gemm"), coefficient(*fit, "launch"));
  EXPECT_EQ(fit->board.coefficient("launch.elementwise"), nullptr);
}

TEST(RooflineFit, WhatTheRuntimeSaysOfAFamilyIsExpected) {
  // Nearly all of the arithmetic is in convolutions of 5×5: the networks say nothing of 1×1.
  auto nets = networks();
  for (auto &[name, kernels] : nets)
    kernels.push_back({kernelOf(CostClass::Convolution, 1, 1000, 10, 10), {}});
  std::unique_ptr<Dataset> data = datasetOf(table(nets, false), nets);
  FitSkeleton skeleton = skeletonFor(*data);
  skeleton.families = {{BoardFigure::Peak, KernelFamily::Pointwise, 0.25, 0.01}};
  llvm::Expected<Fit> fit = fitRoofline(skeleton, *data, allRows(*data), {});
  ASSERT_TRUE(static_cast<bool>(fit));
  EXPECT_NEAR(coefficient(*fit, "peak.pointwise") / coefficient(*fit, "peak"), 0.25, 0.01);

  BoardModel sibling = truth(); // of another runtime: 1×1 as fast as all
  sibling.coefficients.push_back({"peak.pointwise", 5e10, "MAC/s", false, std::nullopt, ""});
  ChosenBoard like{std::make_shared<BoardModel>(sibling), {{"mode", "fast"}}};
  ASSERT_FALSE(static_cast<bool>(expectLike(skeleton, Sibling{like}, *data, 0.2)));
  EXPECT_NEAR(*skeleton.board.coefficient("peak.pointwise")->value / 1.25e10, 1, 1e-12);
  EXPECT_EQ(skeleton.board.coefficient("peak.pointwise")->spread, 0.01);
}

TEST(RooflineFit, WhatTheRuntimeSaysOfAFamilyAtASettingIsExpected) {
  auto nets = networks();
  for (auto &[name, kernels] : nets)
    kernels.push_back({kernelOf(CostClass::Convolution, 1, 1000, 10, 10), {}});
  std::unique_ptr<Dataset> data = datasetOf(table(nets, true), nets);
  FitSkeleton skeleton = skeletonFor(*data);
  skeleton.families = {{BoardFigure::Peak, KernelFamily::Pointwise, 0.25, 0.01, {{"mode", "slow"}}},
                       {BoardFigure::Peak, KernelFamily::Gemm, 0.5, 0.01, {{"mode", "absent"}}}};
  llvm::Expected<Fit> fit = fitRoofline(skeleton, *data, allRows(*data), {});
  ASSERT_TRUE(static_cast<bool>(fit));
  EXPECT_NEAR(coefficient(*fit, "peak.pointwise@mode=slow"), 0.25, 0.01);
  EXPECT_EQ(fit->board.coefficient("peak.gemm@mode=absent"), nullptr);
}

TEST(RooflineFit, LargeNetworksAloneLeaveTheOverheadUnidentified) {
  auto nets = networks(/*small=*/false);
  std::unique_ptr<Dataset> data = datasetOf(table(nets, false), nets);
  llvm::Expected<Fit> fit = fitRoofline({}, *data, allRows(*data), {});
  ASSERT_TRUE(static_cast<bool>(fit));
  EXPECT_THAT(fit->unidentified,
              Contains(HasSubstr("overhead is not identified by these data: add small networks")));
}

TEST(RooflineFit, CoefficientsOfTheSkeletonStayFixed) {
  auto nets = networks();
  std::unique_ptr<Dataset> data = datasetOf(table(nets, true), nets);
  FitSkeleton skeleton;
  skeleton.board.coefficients.push_back({"launch", 2e-5, "s", false, std::nullopt, ""});
  llvm::Expected<Fit> fit = fitRoofline(skeleton, *data, allRows(*data), {});
  ASSERT_TRUE(static_cast<bool>(fit));
  EXPECT_DOUBLE_EQ(coefficient(*fit, "launch"), 2e-5);
  EXPECT_TRUE(
      llvm::any_of(fit->parameters, [](FittedParameter const &p) { return p.name == "launch" && p.fixed; }));
}

TEST(RooflineFit, ASettingChangesWhatMemoryDrawsWhereTheSkeletonExpectsIt) {
  // Slow arithmetic draws half, memory what it did: twice its share of the dynamic power, which is most of all power.
  BoardModel machine = truth();
  for (Coefficient &one : machine.coefficients)
    if (one.name == "dynamic")
      one.value = 20;
  for (auto [name, value] :
       {std::pair("memory_power", 0.5), {"dynamic@mode=slow", 0.5}, {"memory_power@mode=slow", 2.0}})
    machine.coefficients.push_back({name, value, "1", false, std::nullopt, ""});
  auto nets = networks();
  std::unique_ptr<Dataset> data = datasetOf(table(nets, true, machine), nets);
  auto fitted = [&](bool expects) {
    FitSkeleton skeleton = skeletonFor(*data);
    if (expects) {
      skeleton.board.coefficients.push_back({"memory_power@mode=slow", 1.4, "1", false, std::nullopt, ""});
      skeleton.board.coefficients.back().spread = 0.3;
    }
    return fitRoofline(skeleton, *data, allRows(*data), {});
  };
  llvm::Expected<Fit> expecting = fitted(true), usual = fitted(false);
  ASSERT_TRUE(expecting && usual);
  EXPECT_NEAR(coefficient(*expecting, "memory_power@mode=slow"), 2, 0.2) << "expected was 1.4";
  EXPECT_NEAR(coefficient(*expecting, "dynamic@mode=slow"), 0.5, 0.05);
  EXPECT_EQ(usual->board.coefficient("memory_power@mode=slow"), nullptr);
  auto worst = [&](Fit const &fit) {
    std::vector<Prediction> predictions = predict(fit.board, *data);
    double most = 0;
    for (size_t row = 0; row < predictions.size(); ++row)
      most = std::max(most, std::abs(*predictions[row].energyJ / *data->samples[row].energyJ - 1));
    return most;
  };
  EXPECT_LT(worst(*expecting), 0.03);
  EXPECT_GT(worst(*usual), 0.03) << "memory is taken to draw half at mode=slow, too";
}

TEST(RooflineFit, FindsThePaceThatTheSkeletonExpects) {
  // From waiting most of the time to being busy most of it: the border lies among the networks.
  BoardModel machine = truth();
  for (auto [name, value] :
       {std::pair("fast_at", 6.0), {"fast_slope", 4.0}, {"fast_speed", 2.5}, {"fast_power", 4.0}})
    machine.coefficients.push_back({name, value, "1", false, std::nullopt, ""});
  auto nets = networks();
  std::unique_ptr<Dataset> data = datasetOf(table(nets, true, machine), nets);
  auto worst = [&](bool expects) {
    FitSkeleton skeleton = skeletonFor(*data);
    for (auto [name, value, spread] : {std::tuple("fast_at", 10.0, 1.0),
                                       {"fast_slope", 5.0, 0.5},
                                       {"fast_speed", 3.0, 0.5},
                                       {"fast_power", 3.0, 0.5}})
      if (expects) {
        skeleton.board.coefficients.push_back({name, value, "1", false, std::nullopt, ""});
        skeleton.board.coefficients.back().spread = spread;
      }
    llvm::Expected<Fit> fit = fitRoofline(skeleton, *data, allRows(*data), {});
    EXPECT_TRUE(static_cast<bool>(fit));
    double most = 0;
    std::vector<Prediction> predictions = predict(fit->board, *data);
    for (size_t row = 0; row < predictions.size(); ++row)
      most = std::max({most, std::abs(*predictions[row].energyJ / *data->samples[row].energyJ - 1),
                       std::abs(*predictions[row].timeS / *data->samples[row].timeS - 1)});
    return most;
  };
  EXPECT_LT(worst(true), 0.1);
  EXPECT_GT(worst(false), 0.2) << "one pace cannot be both";
}

TEST(RooflineFit, EnergyAloneIsAnInputError) {
  auto nets = networks();
  std::unique_ptr<Dataset> data = datasetOf("model,energy_j\nnet0,1\nnet1,2\n", nets);
  llvm::Expected<Fit> fit = fitRoofline({}, *data, allRows(*data), {});
  ASSERT_FALSE(static_cast<bool>(fit));
  EXPECT_THAT(takeErrorText(fit.takeError()).message, HasSubstr("no row has a latency or throughput"));
}

TEST(RooflineFit, TwoUnitsAreTwoMachines) {
  auto nets = networks();
  std::unique_ptr<Dataset> data = datasetOf("model,unit,latency_s\nnet0,cpu,1\nnet0,gpu,2\n", nets);
  llvm::Expected<Fit> fit = fitRoofline({}, *data, allRows(*data), {});
  ASSERT_FALSE(static_cast<bool>(fit));
  EXPECT_THAT(takeErrorText(fit.takeError()).message, HasSubstr("rows of several units (cpu and gpu)"));
}

TEST(RooflineFit, ASiblingsShapeAndOneNetworkMakeABoard) {
  // A sibling three times as fast, in launches the tenth root of that, that draws twice as much; one network of the machine.
  auto nets = networks();
  BoardModel sibling = truth();
  for (Coefficient &one : sibling.coefficients)
    if (one.unit != "1")
      *one.value *= one.unit == "s" ? std::pow(3.0, -0.1) : one.unit == "W" ? 2 : 3;
  std::unique_ptr<Dataset> data = datasetOf(table({{"net5", nets["net5"]}}, false), nets);
  FitSkeleton skeleton = skeletonFor(*data);
  ChosenBoard like{std::make_shared<BoardModel>(sibling), {{"mode", "fast"}}};
  ASSERT_FALSE(static_cast<bool>(expectLike(skeleton, Sibling{like}, *data, 0.2)));
  llvm::Expected<Fit> fit = fitRoofline(skeleton, *data, allRows(*data), {});
  ASSERT_TRUE(static_cast<bool>(fit));
  std::unique_ptr<Dataset> others = datasetOf(table(nets, false), nets);
  std::vector<Prediction> predictions = predict(fit->board, *others);
  for (size_t row = 0; row < predictions.size(); ++row) {
    // one network of a real board is asked to reach 10 %
    EXPECT_NEAR(*predictions[row].energyJ / *others->samples[row].energyJ, 1, 0.1) << row;
    EXPECT_NEAR(*predictions[row].timeS / *others->samples[row].timeS, 1, 0.1) << row;
  }
}

TEST(RooflineFit, ALaunchThatIsGivenDoesNotFollowTheSiblings) {
  auto nets = networks();
  BoardModel sibling = truth();
  for (Coefficient &one : sibling.coefficients)
    if (one.unit == "s" || one.unit == "MAC/s" || one.unit == "B/s")
      *one.value *= one.unit == "s" ? 0.1 : 10;
  std::unique_ptr<Dataset> data = datasetOf(table({{"net5", nets["net5"]}}, false), nets);
  FitSkeleton skeleton = skeletonFor(*data);
  skeleton.board.coefficients.push_back({"launch", 1e-5, "s", false, std::nullopt, ""});
  ChosenBoard like{std::make_shared<BoardModel>(sibling), {{"mode", "fast"}}};
  ASSERT_FALSE(static_cast<bool>(expectLike(skeleton, Sibling{like}, *data, 0.2)));
  llvm::Expected<Fit> fit = fitRoofline(skeleton, *data, allRows(*data), {});
  ASSERT_TRUE(static_cast<bool>(fit));
  EXPECT_DOUBLE_EQ(coefficient(*fit, "launch"), 1e-5);
  EXPECT_LT(coefficient(*fit, "peak"), 5e11 / 3) << "ten times slower than the sibling, give or take";
}

TEST(RooflineFit, SiblingsCountByTheirWeightAndOnlyForTheFamiliesTheyKnow) {
  // 1 and 64 GMAC/s, the second of twice the weight: 64^(2/3) = 16. Only the slow one knows depthwise convolutions, at a
  // quarter of its speed: a quarter of the mean is expected, not the quarter of the slow one.
  auto siblingOf = [](double peak, std::optional<double> depthwise, double weight) {
    BoardModel board = truth();
    *board.coefficients[2].value = peak;
    if (depthwise)
      board.coefficients.push_back({"peak.depthwise", *depthwise, "MAC/s", false, std::nullopt, ""});
    return Sibling{{std::make_shared<BoardModel>(board), {{"mode", "fast"}}}, weight};
  };
  auto nets = networks();
  std::unique_ptr<Dataset> data = datasetOf(table({{"net5", nets["net5"]}}, false), nets);
  FitSkeleton skeleton = skeletonFor(*data);
  ASSERT_FALSE(static_cast<bool>(
      expectLike(skeleton, {siblingOf(1e9, 0.25e9, 1), siblingOf(64e9, std::nullopt, 2)}, *data, 0.2)));
  ASSERT_NE(skeleton.board.coefficient("peak"), nullptr);
  ASSERT_NE(skeleton.board.coefficient("peak.depthwise"), nullptr);
  EXPECT_NEAR(*skeleton.board.coefficient("peak")->value / 16e9, 1, 1e-12);
  EXPECT_NEAR(*skeleton.board.coefficient("peak.depthwise")->value / 4e9, 1, 1e-12);
}

TEST(RooflineFit, ARowAThousandTimesTooLargeDoesNotBendTheOthers) {
  auto nets = networks();
  std::string csv = table(nets, false);
  std::unique_ptr<Dataset> clean = datasetOf(csv, nets);
  std::unique_ptr<Dataset> data = datasetOf(csv, nets);
  data->samples[4].timeS = 1000 * *data->samples[4].timeS;
  data->samples[4].energyJ = 1000 * *data->samples[4].energyJ;
  llvm::Expected<Fit> fit = fitRoofline(skeletonFor(*data), *data, allRows(*data), {});
  ASSERT_TRUE(static_cast<bool>(fit));
  std::vector<Prediction> predictions = predict(fit->board, *clean);
  for (size_t row = 0; row < predictions.size(); ++row)
    EXPECT_NEAR(*predictions[row].timeS / *clean->samples[row].timeS, 1, 0.1) << row;
}

TEST(Suspects, PowersAndSpeedsOutOfReachAreSlipsOfUnits) {
  EXPECT_TRUE(powerSuspicion(7500).has_value());
  EXPECT_TRUE(powerSuspicion(0.0075).has_value());
  EXPECT_FALSE(powerSuspicion(7.5).has_value());
  EXPECT_TRUE(timeSuspicion(20000, 1e9).has_value()) << "20 ms labelled as seconds: 50 kMAC/s";
  EXPECT_FALSE(timeSuspicion(0.02, 1e9).has_value());
}

TEST(Suspects, WhatNobodyCanHaveMeasuredIsLeftOut) {
  // Networks of about a GMAC: the borders of power, of joules and of speed, each from both sides.
  auto nets = networks();
  std::string csv = table(nets, false);
  auto kept = [&](llvm::function_ref<void(Sample &, double macs)> change) {
    std::unique_ptr<Dataset> data = datasetOf(csv, nets);
    double macs = 0;
    for (Kernel const &kernel : data->samples[4].kernels)
      macs += static_cast<double>(*kernel.features.macs);
    size_t all = data->samples.size();
    change(data->samples[4], macs);
    std::vector<std::string> lines = leaveOutImpossible(*data);
    EXPECT_EQ(lines.size(), all - data->samples.size());
    return lines.empty();
  };
  EXPECT_TRUE(kept([](Sample &, double) {}));
  for (auto [watts, good] : {std::pair(0.0101, true), {0.0099, false}, {1990.0, true}, {2010.0, false}})
    EXPECT_EQ(kept([w = watts](Sample &one, double) { one.powerW = w; }), good) << watts;
  for (auto [joules, good] : {std::pair(1.01e-14, true), {0.99e-14, false}, {1e-5, true}})
    EXPECT_EQ(kept([j = joules](Sample &one, double macs) { one.energyJ = j * macs; }), good) << joules;
  for (auto [rate, good] : {std::pair(0.99e15, true), {1.01e15, false}, {1e4, true}})
    EXPECT_EQ(kept([r = rate](Sample &one, double macs) { one.timeS = macs / r; }), good) << rate;
}

TEST(AdditiveFit, RecoversNonNegativeConstants) {
  // Two networks of one family: energy = 1e-10 per MAC + 2e-9 per activation, nothing else.
  std::map<std::string, std::vector<Kernel>> nets;
  std::string csv = "model,mode,energy_j\n";
  for (int64_t i = 1; i <= 8; ++i) {
    int64_t macs = 1'000'000 * i * i, activations = 100'000 * (9 - i);
    nets["n" + std::to_string(i)] = {
        {kernelOf(CostClass::Convolution, 5, macs, 1000 * (i % 3), activations), {}}};
    double energy = 1e-10 * static_cast<double>(macs) + 2e-9 * static_cast<double>(activations);
    csv += fmt::format("n{0},a,{1}\nn{0},b,{2}\n", i, energy, 3 * energy);
  }
  std::unique_ptr<Dataset> data = datasetOf(csv, nets);
  llvm::Expected<Fit> fit = fitAdditive({}, *data, allRows(*data));
  ASSERT_TRUE(static_cast<bool>(fit));
  EXPECT_NEAR(coefficient(*fit, "mac_energy.gemm") / 1e-10, 1, 1e-3);
  EXPECT_NEAR(coefficient(*fit, "activation_energy") / 2e-9, 1, 1e-3);
  EXPECT_NEAR(coefficient(*fit, "mac_energy@mode=b"), 3, 1e-3);
}

TEST(PolynomialFit, FindsASquareLaw) {
  std::map<std::string, std::vector<Kernel>> nets;
  std::string csv = "model,energy_j\n";
  for (int64_t i = 1; i <= 20; ++i) {
    double millions = 0.5 * static_cast<double>(i);
    nets["n" + std::to_string(i)] = {
        {kernelOf(CostClass::Convolution, 5, 500'000 * i, 100 * (i % 7), 1000 * (i % 5)), {}}};
    csv += fmt::format("n{},{}\n", i, 1e-3 + 2e-3 * millions * millions);
  }
  std::unique_ptr<Dataset> data = datasetOf(csv, nets);
  llvm::Expected<Fit> fit = fitPolynomial({}, *data, allRows(*data));
  ASSERT_TRUE(static_cast<bool>(fit));
  std::vector<Prediction> predictions = predict(fit->board, *data);
  for (size_t row = 0; row < predictions.size(); ++row) {
    ASSERT_TRUE(predictions[row].energyJ.has_value());
    EXPECT_NEAR(*predictions[row].energyJ / *data->samples[row].energyJ, 1, 0.01);
  }
}

TEST(Candidates, LatencyPowerTakesTheFormOfLessHeldOutError) {
  auto nets = networks();
  std::unique_ptr<Dataset> data = datasetOf(table(nets, true), nets);
  Folds folds = makeFolds(groupsOf(*data));
  llvm::Expected<Evaluated> best =
      evaluateBest(candidatesOf("latency-power", "", *data), skeletonFor(*data), *data, folds);
  ASSERT_TRUE(static_cast<bool>(best));
  EXPECT_THAT(best->name, HasSubstr("roofline"));
  EXPECT_LT(best->energy->mape, 0.05);
  std::vector<Candidate> candidates = candidatesOf("latency-power", "", *data);
  auto additive =
      llvm::find_if(candidates, [](Candidate const &one) { return one.name == "latency-power additive"; });
  ASSERT_NE(additive, candidates.end());
  Evaluated other = llvm::cantFail(evaluate(*additive, skeletonFor(*data), *data, folds));
  ASSERT_GT(other.energy->mape, 0.05);
  EXPECT_THAT(best->fit.remarks, Contains(fmt::format("latency-power additive: held-out error {:.1f} %",
                                                      50 * (other.energy->mape + other.time->mape))));
  EXPECT_THAT(best->fit.remarks, Contains(fmt::format("{}: held-out error {:.1f} %", best->name,
                                                      50 * (best->energy->mape + best->time->mape))));
}
