// Both neighbours of the borders that fits, folds and their checks document.
#include "lib/calibrate/Candidates.h"
#include "lib/calibrate/Folds.h"
#include "lib/calibrate/Like.h"
#include "lib/calibrate/Plan.h"
#include "lib/calibrate/RooflineFit.h"
#include "lib/calibrate/SimplePredictors.h"
#include "lib/calibrate/Suspects.h"
#include "lib/calibrate/Validation.h"
#include "lib/calibrate/WorkTable.h"
#include "lib/cost/Neighbours.h"
#include "lib/support/Quantiles.h"
#include "tests/calibrate/Synthetic.h"
#include <cmath>
#include <gmock/gmock.h>
#include <numeric>

using namespace eo;
using namespace eo::test;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace {

std::vector<std::string> groupNames(size_t count, bool named = true) {
  std::vector<std::string> groups;
  for (size_t i = 0; i < count; ++i)
    groups.push_back(named ? fmt::format("n{}", i) : "");
  return groups;
}

/// net0 … of one convolution each, a power of two apart, at 1 GMAC/s and 3 W, for each of the lines' settings.
std::string tableOf(size_t networks, llvm::StringRef header = "",
                    llvm::ArrayRef<llvm::StringRef> settings = {""}) {
  std::string csv = fmt::format("model,{}latency_s,energy_j\n", header.str());
  for (size_t i = 0; i < networks; ++i)
    for (llvm::StringRef line : settings) {
      double seconds = 1e-3 * std::pow(2, static_cast<double>(i));
      csv += fmt::format("net{},{}{},{}\n", i, line.str(), seconds, 3 * seconds);
    }
  return csv;
}

std::map<std::string, std::vector<Kernel>> networksOf(size_t count) {
  std::map<std::string, std::vector<Kernel>> nets;
  for (size_t i = 0; i < count; ++i)
    nets[fmt::format("net{}", i)] = {
        {kernelOf(CostClass::Convolution, 1, int64_t{1'000'000} << i, 100, int64_t{100} << i), {}}};
  return nets;
}

std::vector<size_t> rowsOfAll(Dataset const &data) {
  std::vector<size_t> rows(data.samples.size());
  std::iota(rows.begin(), rows.end(), size_t{0});
  return rows;
}

FitSkeleton skeletonOf(Dataset const &data) {
  FitSkeleton skeleton;
  skeleton.board.settings = data.settings;
  return skeleton;
}

std::vector<std::string> namesOf(std::vector<Candidate> const &candidates) {
  std::vector<std::string> names;
  for (Candidate const &candidate : candidates)
    names.push_back(candidate.name);
  return names;
}

} // namespace

TEST(Folds, ThirtyGroupsAreLeftOutOneByOneAndThirtyOneByTens) {
  EXPECT_EQ(makeFolds(groupNames(30)).count, 30U);
  EXPECT_EQ(makeFolds(groupNames(30)).kind, "leave-one-network-out");
  EXPECT_EQ(makeFolds(groupNames(31)).count, 10U);
  EXPECT_EQ(makeFolds(groupNames(31)).kind, "10-fold by network");
  EXPECT_EQ(makeFolds(groupNames(30, false)).kind, "leave-one-out");
  EXPECT_EQ(makeFolds(groupNames(31, false)).kind, "10-fold");
  EXPECT_EQ(makeFolds(groupNames(31)).of[10], 0U) << "dealt out in order of appearance";
}

TEST(Fit, RangesAreOfWhatTheBoardRunsItself) {
  auto nets = networksOf(3);
  nets["net1"].push_back({kernelOf(CostClass::Convolution, 3, 7, 9, 4), {}});
  nets["net1"].push_back({kernelOf(CostClass::View, 1, 0, 0, 1'000'000), {}});
  nets["net1"].push_back({kernelOf(CostClass::Convolution, 9, 1, 1, 2), {}});
  nets["net1"].back().delegated = false;
  std::unique_ptr<Dataset> data = datasetOf(tableOf(3), nets);
  std::vector<FeatureRange> ranges = featureRanges(*data, rowsOfAll(*data));
  auto rangeOf = [&](llvm::StringRef feature) {
    auto found = llvm::find_if(ranges, [&](FeatureRange const &range) { return range.feature == feature; });
    return found == ranges.end() ? std::pair(0.0, 0.0) : std::pair(found->min, found->max);
  };
  EXPECT_TRUE(llvm::all_of(
      ranges, [](FeatureRange const &range) { return range.costClass == CostClass::Convolution; }));
  EXPECT_EQ(rangeOf("macs"), std::pair(7.0, 4e6));
  EXPECT_EQ(rangeOf("params"), std::pair(9.0, 100.0));
  EXPECT_EQ(rangeOf("ksize"), std::pair(1.0, 3.0));
}

TEST(Fit, EightValuesAreListedAndOfNineTheFirstEight) {
  EXPECT_EQ(listValues({}), "");
  EXPECT_EQ(listValues({"a"}), "a");
  EXPECT_EQ(listValues({"a", "b"}), "a and b");
  EXPECT_EQ(listValues({"a", "b", "c", "d", "e", "f", "g", "h"}), "a, b, c, d, e, f, g and h");
  EXPECT_EQ(listValues({"a", "b", "c", "d", "e", "f", "g", "h", "i"}),
            "a, b, c, d, e, f, g, h, … (9 values)");
}

TEST(Outliers, NeedEightPoints) {
  std::vector<double> predicted = {1, 1, 1, 1, 1, 1, 9}, measured(7, 1.0);
  EXPECT_THAT(outliers(predicted, measured), IsEmpty());
  predicted.push_back(1), measured.push_back(1);
  EXPECT_THAT(outliers(predicted, measured), ElementsAre(6));
}

TEST(Outliers, AreFourSpreadsAndTwentyPerCentAway) {
  std::vector<double> alike = {1.19, 1, 1, 1, 1, 1, 1, 1}, measured(8, 1.0); // no spread at all
  EXPECT_THAT(outliers(alike, measured), IsEmpty());
  alike[0] = 1.21;
  EXPECT_THAT(outliers(alike, measured), ElementsAre(0));
  // ln: ±0.1 four times each, so a robust spread of 0.148; 4 · 0.148 = 0.593 from the median.
  std::vector<double> wide;
  for (int i = 0; i < 4; ++i)
    wide.insert(wide.end(), {std::exp(0.1), std::exp(-0.1)});
  std::vector<double> ones(9, 1.0);
  wide.push_back(std::exp(0.1 + 0.5));
  EXPECT_THAT(outliers(wide, ones), IsEmpty());
  wide.back() = std::exp(0.1 + 2 * 0.593 + 0.01);
  EXPECT_THAT(outliers(wide, ones), ElementsAre(8));
}

TEST(Validation, MissesWhereChanceWouldLeaveFewerOneTimeInTwenty) {
  // Of 10 intervals of 90 %: P(≤ 6 inside) = 0.0128, P(≤ 7 inside) = 0.0702.
  EXPECT_TRUE((ValidationSummary::Coverage{6, 10}.misses(0.9)));
  EXPECT_FALSE((ValidationSummary::Coverage{7, 10}.misses(0.9)));
  EXPECT_FALSE((ValidationSummary::Coverage{0, 0}.misses(0.9)));
}

TEST(Candidates, NeedNetworksForWhatTheyLeaveFree) {
  auto namesFor = [](size_t networks, bool several) {
    auto nets = networksOf(networks);
    std::unique_ptr<Dataset> data = several ? datasetOf(tableOf(networks, "runtime,", {"a,", "b,"}), nets)
                                            : datasetOf(tableOf(networks), nets);
    return namesOf(candidatesOf("latency-power", "roofline", *data));
  };
  EXPECT_THAT(namesFor(9, false), ElementsAre("latency-power roofline"));
  EXPECT_THAT(namesFor(10, false),
              ElementsAre("latency-power roofline", "latency-power roofline, free families"));
  EXPECT_THAT(namesFor(19, true), Not(Contains(HasSubstr("on-chip"))));
  EXPECT_THAT(namesFor(20, false), Contains("latency-power roofline, free families, on-chip memory"));
  EXPECT_THAT(namesFor(20, false), Not(Contains(HasSubstr("settings"))));
  EXPECT_THAT(namesFor(19, true), Not(Contains(HasSubstr("settings"))));
  EXPECT_THAT(namesFor(20, true), Contains("latency-power roofline, free families and settings"));
}

TEST(Candidates, AreScoredByTheMeanOfWhatWasMeasured) {
  Evaluated evaluated;
  EXPECT_EQ(evaluated.score(), std::nullopt);
  evaluated.energy.emplace().mape = 0.1;
  EXPECT_EQ(evaluated.score(), 0.1);
  evaluated.time.emplace().mape = 0.3;
  EXPECT_DOUBLE_EQ(*evaluated.score(), 0.2);
  evaluated.energy.reset();
  EXPECT_EQ(evaluated.score(), 0.3);
}

TEST(SimplePredictors, CountLaunchesMacsAndLayersWithWeights) {
  // Energies by hand: the network of twice the launches has twice the MACs and activations, the parameters of one.
  auto nets = networksOf(4);
  nets["net1"] = nets["net0"];
  nets["net1"][0].turns = 2;
  std::unique_ptr<Dataset> data = datasetOf("model,energy_j\nnet0,1\nnet1,2\nnet2,4\nnet3,8\n", nets);
  std::vector<SimplePredictor> found = simplePredictors(*data, rowsOfAll(*data), makeFolds(groupsOf(*data)));
  ASSERT_EQ(found.size(), 5U);
  EXPECT_NEAR(found[0].mape.value_or(1), 0, 1e-9) << "proportional to MACs";
  EXPECT_NEAR(found[1].mape.value_or(1), 0, 1e-9);
  EXPECT_EQ(found[4].mape, std::nullopt) << "no latency";
}

TEST(SimplePredictors, NeedAnotherNetworkToPredictOneFrom) {
  auto nets = networksOf(2);
  std::unique_ptr<Dataset> one = datasetOf(tableOf(1), nets), two = datasetOf(tableOf(2), nets);
  EXPECT_EQ(simplePredictors(*one, {0}, makeFolds(groupsOf(*one)))[0].mape, std::nullopt);
  EXPECT_NEAR(simplePredictors(*two, {0, 1}, makeFolds(groupsOf(*two)))[0].mape.value_or(1), 0, 1e-9);
}

TEST(SimplePredictors, KnowHowManyLayersHaveWeights) {
  // Energy is 1 J a layer with weights, and nothing else: only the fourth predictor knows layers.
  std::map<std::string, std::vector<Kernel>> nets;
  std::string csv = "model,energy_j\n";
  for (int64_t i = 1; i <= 6; ++i) {
    std::vector<Kernel> kernels;
    for (int64_t k = 0; k < i; ++k)
      kernels.push_back({kernelOf(CostClass::Convolution, 1, (k * k * 977 + i * 31) % 1009 + 1,
                                  (k * 83 + i) % 97 + 1, (k * 41 + i * i) % 89 + 2),
                         {}});
    kernels.push_back({kernelOf(CostClass::Pooling, 2, 0, 0, 700 * (7 - i)), {}});
    nets[fmt::format("n{}", i)] = kernels;
    csv += fmt::format("n{},{}\n", i, i);
  }
  std::unique_ptr<Dataset> data = datasetOf(csv, nets);
  std::vector<SimplePredictor> found = simplePredictors(*data, rowsOfAll(*data), makeFolds(groupsOf(*data)));
  EXPECT_NEAR(found[3].mape.value_or(1), 0, 1e-6);
  EXPECT_GT(found[2].mape.value_or(0), 0.05);
}

TEST(SimplePredictors, CountActivationsOfEveryLaunch) {
  // 1 J a million elements written, launch by launch; MACs and parameters run another way.
  std::map<std::string, std::vector<Kernel>> nets;
  std::string csv = "model,energy_j\n";
  for (int64_t i = 1; i <= 6; ++i) {
    Kernel kernel{
        kernelOf(CostClass::Convolution, 1, (i * i * 977) % 1009 + 1, (i * 83) % 97 + 1, 2'000'000 * i), {}};
    kernel.turns = i % 2 == 0 ? 3 : 1;
    nets[fmt::format("n{}", i)] = {kernel};
    csv += fmt::format("n{},{}\n", i, static_cast<double>(i) * kernel.turns);
  }
  std::unique_ptr<Dataset> data = datasetOf(csv, nets);
  EXPECT_NEAR(simplePredictors(*data, rowsOfAll(*data), makeFolds(groupsOf(*data)))[2].mape.value_or(1), 0,
              1e-6);
}

TEST(Candidates, ThePlainRooflineTrustsExpectationsOfFamiliesMore) {
  // 1×1 and 5×5 convolutions of as many MACs in every network: how fast each of them is can only be expected.
  std::map<std::string, std::vector<Kernel>> nets;
  for (int64_t i = 0; i < 12; ++i)
    nets[fmt::format("net{}", i)] = {
        {kernelOf(CostClass::Convolution, 1, int64_t{1'000'000} << i, 100, int64_t{100} << i), {}},
        {kernelOf(CostClass::Convolution, 5, int64_t{1'000'000} << i, 100, int64_t{100} << i), {}}};
  std::unique_ptr<Dataset> data = datasetOf(tableOf(12), nets);
  std::vector<double> widths;
  for (Candidate const &candidate : candidatesOf("latency-power", "roofline", *data)) {
    Fit fit = llvm::cantFail(candidate.fitter(skeletonOf(*data), *data, rowsOfAll(*data)));
    EXPECT_EQ(fit.board.coefficient("onchip"), nullptr) << candidate.name;
    for (FittedParameter const &parameter : fit.parameters)
      if (parameter.name == "peak.gemm")
        widths.push_back(*parameter.high / *parameter.low);
  }
  ASSERT_EQ(widths.size(), 2U) << "the plain form and free families";
  EXPECT_GT(widths[1], 2 * widths[0]);
}

TEST(RooflineFit, LatenciesAreSoManyTimesTheIntervalBySetting) {
  // Three times the time between results, six times where two are under way at once.
  auto nets = networksOf(12);
  std::string csv = "model,mode,latency_s,throughput_per_s\n";
  for (size_t i = 0; i < 12; ++i)
    for (auto [mode, times] : {std::pair("one", 3.0), {"two", 6.0}}) {
      double seconds = 1e-3 * std::pow(2, static_cast<double>(i));
      csv += fmt::format("net{},{},{},{}\n", i, mode, times * seconds, 1 / seconds);
    }
  std::unique_ptr<Dataset> data = datasetOf(csv, nets);
  llvm::Expected<Fit> fit =
      fitRoofline(skeletonOf(*data), *data, rowsOfAll(*data), {.freeFamilies = false, .onChip = false});
  ASSERT_TRUE(static_cast<bool>(fit));
  ASSERT_NE(fit->board.coefficient("latency"), nullptr);
  ASSERT_NE(fit->board.coefficient("latency@mode=two"), nullptr);
  EXPECT_NEAR(*fit->board.coefficient("latency")->value, 3, 0.05);
  EXPECT_NEAR(*fit->board.coefficient("latency@mode=two")->value, 2, 0.05);
}

TEST(RooflineFit, PowersThatNobodyMeteredAreNotKnownUnlessTheSkeletonSaysThem) {
  auto nets = networksOf(12);
  std::string csv = "model,mode,latency_s,energy_j\n";
  for (size_t i = 0; i < 12; ++i)
    for (bool metered : {true, false}) {
      double seconds = 1e-3 * std::pow(2, static_cast<double>(i));
      csv += fmt::format("net{},{},{},{}\n", i, metered ? "fast" : "slow", seconds,
                         metered ? fmt::format("{}", 3 * seconds) : "");
    }
  std::unique_ptr<Dataset> data = datasetOf(csv, nets);
  FitSkeleton skeleton = skeletonOf(*data);
  Coefficient given;
  given.name = "dynamic@mode=slow";
  given.unit = "1";
  given.value = 0.8;
  skeleton.board.coefficients.push_back(given);
  llvm::Expected<Fit> fit =
      fitRoofline(skeleton, *data, rowsOfAll(*data), {.freeFamilies = false, .onChip = false});
  ASSERT_TRUE(static_cast<bool>(fit));
  ASSERT_NE(fit->board.coefficient("base@mode=slow"), nullptr);
  EXPECT_EQ(fit->board.coefficient("base@mode=slow")->value, std::nullopt);
  EXPECT_EQ(fit->board.coefficient("base@mode=slow")->missing, "no row at mode=slow has power or energy");
  ASSERT_NE(fit->board.coefficient("dynamic@mode=slow"), nullptr);
  EXPECT_EQ(fit->board.coefficient("dynamic@mode=slow")->value, 0.8);
  EXPECT_EQ(fit->board.coefficient("base@mode=fast"), nullptr);
}

TEST(RooflineFit, AdviceIsWhatShowsTheFigure) {
  for (auto [parameter, words] : {std::pair("overhead", "small networks (few, cheap kernels)"),
                                  {"host_launch", "less time than the host needs"},
                                  {"host_overhead", "less time than the host needs"},
                                  {"fill_positions", "small feature maps"},
                                  {"parameter_memory", "fewer and of more parameters"},
                                  {"stream_bandwidth", "fewer and of more parameters"},
                                  {"launch", "small networks with many kernels"},
                                  {"peak.depthwise", "dominated by depthwise kernels"},
                                  {"peak", "large convolutions, limited by arithmetic"},
                                  {"bandwidth", "limited by memory"},
                                  {"spill_bandwidth", "limited by memory"},
                                  {"onchip", "several input sizes"},
                                  {"base", "different mean power"},
                                  {"peak@mode=slow", "measured at mode=slow"}})
    EXPECT_THAT(rooflineAdvice(parameter), HasSubstr(words)) << parameter;
}

TEST(RooflineFit, IntervalsHoldForAllParametersTogether) {
  auto nets = networksOf(8);
  std::unique_ptr<Dataset> data = datasetOf(tableOf(8), nets);
  llvm::Expected<Fit> fit = fitRoofline(skeletonOf(*data), *data, rowsOfAll(*data), {});
  ASSERT_TRUE(static_cast<bool>(fit));
  size_t ofTimes = 0; // those of powers are a fit of their own
  for (FittedParameter const &parameter : fit->parameters)
    ofTimes += parameter.unit != "W" && parameter.name != "memory_power" ? 1 : 0;
  double quantile = studentQuantile(1 - 0.05 / (2 * static_cast<double>(ofTimes)), 1000);
  size_t compared = 0;
  for (FittedParameter const &parameter : fit->parameters) {
    if (parameter.unit == "W" || parameter.name == "memory_power" || !parameter.low)
      continue;
    double deviation = *parameter.standardError / parameter.value;
    EXPECT_NEAR(*parameter.low / (parameter.value * std::exp(-quantile * deviation)), 1, 1e-9)
        << parameter.name;
    EXPECT_NEAR(*parameter.high / (parameter.value * std::exp(quantile * deviation)), 1, 1e-9)
        << parameter.name;
    ++compared;
  }
  EXPECT_GE(compared, 3U);
}

TEST(RooflineFit, FreeSettingsMoveFamiliesAndEachOther) {
  auto nets = networksOf(6);
  std::string csv = tableOf(6, "runtime,mode,", {"a,fast,", "a,slow,", "b,fast,", "b,slow,"});
  std::unique_ptr<Dataset> data = datasetOf(csv, nets);
  auto names = [&](bool free) {
    llvm::Expected<Fit> fit = fitRoofline(skeletonOf(*data), *data, rowsOfAll(*data), {.freeSettings = free});
    std::vector<std::string> found;
    EXPECT_TRUE(static_cast<bool>(fit));
    if (fit)
      for (FittedParameter const &parameter : fit->parameters)
        found.push_back(parameter.name);
    return found;
  };
  std::vector<std::string> free = names(true), bound = names(false);
  EXPECT_THAT(free, Contains("peak.pointwise@runtime=b"));
  EXPECT_THAT(free, Contains("peak@runtime=b,mode=slow"));
  EXPECT_THAT(free, Not(Contains("launch.pointwise@runtime=b"))) << "a launch is no family's";
  EXPECT_THAT(bound, Contains("peak@runtime=b"));
  EXPECT_THAT(bound, Not(Contains("peak.pointwise@runtime=b")));
  EXPECT_THAT(bound, Not(Contains(HasSubstr(","))));
}

TEST(WorkTable, RowsCountLessTheMoreTheirFigureSpreads) {
  auto nets = networksOf(3);
  std::unique_ptr<Dataset> data = datasetOf(tableOf(3), nets);
  data->samples[1].spread = 0.05; // as much as a model leaves
  data->samples[2].spread = 0;
  llvm::Expected<WorkTable> work = tabulateWork(skeletonOf(*data).board, *data, rowsOfAll(*data));
  ASSERT_TRUE(static_cast<bool>(work));
  EXPECT_EQ(work->rows[0].weight, 1);
  EXPECT_DOUBLE_EQ(work->rows[1].weight, std::sqrt(0.5));
  EXPECT_EQ(work->rows[2].weight, 1);
}

TEST(WorkTable, ALatencyIsAFigureOfItsOwnBeyondRounding) {
  auto nets = networksOf(3);
  std::unique_ptr<Dataset> data =
      datasetOf("model,latency_s,throughput_per_s\nnet0,1.019,1\nnet1,1.021,1\nnet2,0.979,1\n", nets);
  llvm::Expected<WorkTable> work = tabulateWork(skeletonOf(*data).board, *data, rowsOfAll(*data));
  ASSERT_TRUE(static_cast<bool>(work));
  EXPECT_THAT(work->delayed, ElementsAre(1, 2));
}

TEST(Like, WithoutNetworksOfItsOwnABoardErrsAsOthersDid) {
  BoardModel timed, metered;
  adoptErrorOfOthers(timed, false);
  adoptErrorOfOthers(metered, true);
  ASSERT_TRUE(timed.error && metered.error);
  EXPECT_FALSE(timed.error->network) << "nothing is said of energies that were not metered";
  ASSERT_TRUE(metered.error->network && metered.error->latency && timed.error->latency);
  for (IntervalFactors const &factors :
       {*metered.error->network, *metered.error->latency, *timed.error->latency})
    EXPECT_DOUBLE_EQ(factors.low * factors.high, 1) << "symmetric as a ratio";
  EXPECT_DOUBLE_EQ(metered.error->network->high, 1.16);
  EXPECT_DOUBLE_EQ(metered.error->latency->high, 1.2);
  EXPECT_DOUBLE_EQ(metered.error->mape, 0.37);
  EXPECT_DOUBLE_EQ(timed.error->mape, 0.53);
  EXPECT_DOUBLE_EQ(metered.error->latencyMape.value_or(0), 0.53);
  EXPECT_EQ(metered.error->n, 8076);
  EXPECT_EQ(timed.error->n, 9330);
}

TEST(Like, RatesAndWattsFollowTheFactorBetweenBoardsWholeLaunchesHardly) {
  EXPECT_EQ(shareOfScale(BoardFigure::Peak), -1) << "a rate: more seconds are fewer operations in each";
  EXPECT_EQ(shareOfScale(BoardFigure::Bandwidth), -1);
  EXPECT_EQ(shareOfScale(BoardFigure::Dynamic), 1);
  EXPECT_EQ(shareOfScale(BoardFigure::Base), 1);
  EXPECT_EQ(shareOfScale(BoardFigure::OnChip), 0) << "bytes";
  EXPECT_EQ(shareOfScale(BoardFigure::MemoryPower), 0) << "a ratio";
  for (BoardFigure hardly : {BoardFigure::Launch, BoardFigure::Overhead, BoardFigure::HostLaunch}) {
    EXPECT_GT(shareOfScale(hardly), 0);
    EXPECT_LT(shareOfScale(hardly), 1);
  }
  EXPECT_LT(shareOfScale(BoardFigure::Launch), shareOfScale(BoardFigure::HostLaunch));
}

TEST(Like, ItsOwnErrorStands) {
  BoardModel board;
  board.error = HeldOutError();
  board.error->mape = 0.02;
  board.error->network = IntervalFactors{0.5, 2};
  adoptErrorOfOthers(board, true);
  EXPECT_EQ(board.error->mape, 0.02);
  EXPECT_EQ(board.error->network->high, 2);
  EXPECT_DOUBLE_EQ(board.error->latency->high, 1.2);
}

TEST(Plan, LayersAreTheGridOfThePaper) {
  std::vector<LayerShape> layers = layerPlan();
  auto values = [&](int64_t LayerShape::*member) {
    std::set<int64_t> found;
    for (LayerShape const &layer : layers)
      if (layer.convolution)
        found.insert(layer.*member);
    return found;
  };
  EXPECT_THAT(values(&LayerShape::ofm), ElementsAre(16, 32, 64, 128, 256));
  EXPECT_THAT(values(&LayerShape::kernel), ElementsAre(1, 3, 5, 7));
  EXPECT_THAT(values(&LayerShape::stride), ElementsAre(1, 2, 4));
  EXPECT_THAT(values(&LayerShape::ifm), ElementsAre(3, 32, 128));
  EXPECT_THAT(values(&LayerShape::iSize), ElementsAre(8, 28, 56, 112));
  // Around 56×56, 32 channels, 3×3, stride 1: three more sizes, kernels, two strides and channels, and the middle.
  EXPECT_EQ(
      llvm::count_if(layers, [](LayerShape const &layer) { return layer.convolution && layer.ofm == 64; }),
      3 + 3 + 2 + 2 + 1);
  for (LayerShape const &layer : layers)
    if (layer.convolution) {
      int moved = (layer.iSize != 56) + (layer.kernel != 3) + (layer.stride != 1) + (layer.ifm != 32);
      EXPECT_LE(moved, 1) << "one thing is varied at a time";
      EXPECT_EQ(layer.oSize, (layer.iSize - layer.kernel) / layer.stride + 1);
    }
}
