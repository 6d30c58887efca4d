#include "lib/calibrate/Dataset.h"

#include "lib/calibrate/CrossValidation.h"
#include "lib/calibrate/ErrorsInside.h"
#include "lib/calibrate/FitSummary.h"
#include "lib/calibrate/Plan.h"
#include "lib/calibrate/Validation.h"
#include "tests/calibrate/Synthetic.h"
#include <cmath>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <set>

using namespace eo;
using namespace eo::test;
using testing::Contains;
using testing::HasSubstr;

static std::map<std::string, std::vector<Kernel>> twoNetworks() {
  return {{"a", {{kernelOf(CostClass::Convolution, 5, 1'000'000, 10, 1000), {}}}},
          {"b",
           {{kernelOf(CostClass::Convolution, 5, 2'000'000, 10, 1000), {}},
            {kernelOf(CostClass::Softmax, 1, 0, 0, 100), {}}}}};
}

static std::string datasetError(std::string csv) {
  llvm::Expected<CsvFile> file = CsvFile::parse(std::move(csv), "t.csv");
  std::vector<MeasurementTable> tables;
  tables.push_back(llvm::cantFail(readTable(llvm::cantFail(std::move(file)), TableOptions())));
  auto nets = twoNetworks();
  auto data =
      buildDataset(std::move(tables), [&](llvm::StringRef, llvm::StringRef model, SettingValues const &) {
        auto found = nets.find(model.str());
        return found == nets.end()
                   ? llvm::Expected<std::vector<Kernel>>(inputError("no network '{}'", model.str()))
                   : llvm::Expected<std::vector<Kernel>>(found->second);
      });
  return data ? "no error" : takeErrorText(data.takeError()).message;
}

TEST(Dataset, UnknownModelsAndNodesNameTheLine) {
  EXPECT_EQ(datasetError("model,energy_j\na,1\nc,1\n"), "t.csv:3: no network 'c'");
  EXPECT_THAT(datasetError("model,node,time_s\nb,k10,1\n"),
              HasSubstr("t.csv:2: b has no node 'k10'; did you mean 'k100'?"));
}

TEST(Dataset, EveryNodeOfANetworkIsFoundByItsName) {
  std::unique_ptr<Dataset> data = datasetOf("model,node,time_s\nb,k2001000,1\nb,k100,2\n", twoNetworks());
  ASSERT_EQ(data->samples.size(), 2U);
  EXPECT_EQ(data->samples[0].kernels[0].features.macs, 2'000'000);
  EXPECT_EQ(data->samples[1].kernels[0].features.costClass, CostClass::Softmax);
}

TEST(Dataset, APrecisionThatARowNamesStandsWhateverTheFilesArithmetic) {
  auto nets = twoNetworks();
  nets["a"][0].features.inputType = DataType::Int8;
  BoardModel board;
  board.settings = {{"mode", {"fast", "slow"}, "fast", {}}, {"precision", {"fp32", "int8"}, "fp32", {}}};
  auto settings = [&](std::string const &csv) {
    std::unique_ptr<Dataset> data = datasetOf(csv, nets);
    return settingsOn(board, data->samples[0]);
  };
  using Values = SettingValues;
  EXPECT_EQ(settings("model,precision,time_s\na,fp32,1\na,int8,2\n"),
            (Values{{"mode", "fast"}, {"precision", "fp32"}}));
  EXPECT_EQ(settings("model,mode,time_s\na,slow,1\na,fast,2\n"),
            (Values{{"mode", "slow"}, {"precision", "int8"}}))
      << "that of the file where the row says nothing";
}

TEST(Dataset, SettingsThatChangeWhatAKernelIsHaveKernelsOfTheirOwn) {
  CsvFile file =
      llvm::cantFail(CsvFile::parse("model,mode,freq,energy_j\na,npu,1,1\na,cpu,1,2\na,npu,2,3\n", "t.csv"));
  std::vector<MeasurementTable> tables;
  tables.push_back(llvm::cantFail(readTable(file, TableOptions())));
  std::vector<SettingValues> asked;
  auto source = [&](llvm::StringRef, llvm::StringRef, SettingValues const &settings) {
    asked.push_back(settings);
    return llvm::Expected<std::vector<Kernel>>(std::vector<Kernel>{
        {kernelOf(CostClass::Convolution, 5, 1'000'000, 10, 1000), {}, asked.size() == 1}});
  };
  auto data = llvm::cantFail(buildDataset(std::move(tables), source, std::vector<std::string>{"mode"}));
  EXPECT_EQ(asked, (std::vector<SettingValues>{{{"mode", "npu"}}, {{"mode", "cpu"}}}));
  EXPECT_TRUE(data->samples[0].kernels[0].delegated);
  EXPECT_FALSE(data->samples[1].kernels[0].delegated);
  EXPECT_EQ(data->samples[2].kernels.data(), data->samples[0].kernels.data());
  EXPECT_EQ(data->networkCount(), 1U);
}

TEST(Dataset, SizesOfARowGoToWhatLoadsItsNetwork) {
  CsvFile file =
      llvm::cantFail(CsvFile::parse("model,dim:n,energy_j\na,1,1\na,2,2\na,1,1.1\na,,3\n", "t.csv"));
  std::vector<MeasurementTable> tables;
  tables.push_back(llvm::cantFail(readTable(file, TableOptions())));
  std::vector<SettingValues> asked;
  auto source = [&](llvm::StringRef, llvm::StringRef, SettingValues const &settings) {
    asked.push_back(settings);
    return llvm::Expected<std::vector<Kernel>>(twoNetworks().at("a"));
  };
  auto data = llvm::cantFail(buildDataset(std::move(tables), source));
  EXPECT_EQ(asked, (std::vector<SettingValues>{{{"dim:n", "1"}}, {{"dim:n", "2"}}, {}}));
  EXPECT_TRUE(data->settings.empty());
  EXPECT_EQ(data->networkCount(), 1U);
}

TEST(Dataset, ColumnsWithOneValueAreConditionsAndNoSettings) {
  auto data = datasetOf("model,board,unit,mode,energy_j\na,X,GPU,fast,1\nb,X,GPU,-,2\n", twoNetworks());
  ASSERT_EQ(data->settings.size(), 2u);
  EXPECT_EQ(data->settings[0].name, "unit");
  EXPECT_EQ(data->settings[1].values, (std::vector<std::string>{"fast", "none"}));
  EXPECT_EQ(data->conditions, std::vector<std::string>{"board=x"});
  EXPECT_EQ(data->label(0), "a mode=fast");
  EXPECT_EQ(data->place(1), "t.csv:3");
}

TEST(Dataset, BoardsKeepTheirDefaultWhenTheyAdoptSettings) {
  auto data = datasetOf("model,mode,energy_j\na,fast,1\nb,slow,2\n", twoNetworks());
  std::vector<SettingDeclaration> declared = {{"mode", {"idle", "slow"}, "slow", {}}};
  adoptSettings(declared, *data);
  EXPECT_EQ(declared[0].values, (std::vector<std::string>{"idle", "slow", "fast"}));
  EXPECT_EQ(data->settings[0].values, (std::vector<std::string>{"slow", "fast"}));
}

namespace {
/// Pairs whose logarithms of measured over predicted are `errors`, each row of its own group.
PairedValues pairsOf(std::vector<double> const &errors) {
  PairedValues pairs;
  for (size_t i = 0; i < errors.size(); ++i) {
    pairs.rows.push_back(i);
    pairs.predicted.push_back(2);
    pairs.measured.push_back(2 * std::exp(errors[i]));
  }
  return pairs;
}
} // namespace

TEST(Intervals, OfManyNetworksAreTwiceAndAThirdTheirMeanError) {
  // 1000 networks: w = 1000/(1000 + 0.8/0.55²) = 0.99736; 2.3 · 1.0005 · 0.2^w · 0.08^(1 − w) = 2.3011 · 0.2 · e^(−0.00242);
  // another source's thousandth adds nothing to see.
  std::vector<double> errors;
  for (int i = 0; i < 500; ++i)
    errors.insert(errors.end(), {-0.1, 0.3});
  std::optional<IntervalFactors> factors =
      calibrateInterval(pairsOf(errors), std::vector<std::string>(1000, ""));
  ASSERT_TRUE(factors.has_value());
  EXPECT_NEAR(std::log(factors->high), 0.45911, 1e-4);
  EXPECT_NEAR(factors->low * factors->high, 1, 1e-12);
}

TEST(Intervals, OfFewNetworksLeanOnOtherBoards) {
  // Four rows of two networks, 0.32 off on the mean: w = 2/(2 + 2.6446) = 0.43061; 0.32 is four times 0.08, so the expected
  // mean is 0.08 · 4^w = 0.14532, and 2.3 · (1 + 0.5/2) times that 0.41781. What another laboratory may be off beyond that is that
  // of five networks, 0.2: √(0.41781² + 0.2²).
  std::optional<IntervalFactors> factors =
      calibrateInterval(pairsOf({0.32, -0.32, 0.3, -0.34}), std::vector<std::string>{"a", "a", "b", "b"});
  ASSERT_TRUE(factors.has_value());
  EXPECT_NEAR(std::log(factors->high), 0.46321, 1e-4);
}

TEST(Intervals, LeaveRoomForAnotherLaboratoryByHowFewNetworksThereAre) {
  // g networks all exactly 0.08 off, which is what boards usually are: h = 0.184 · (1 + 0.5/g), whatever the weights.
  auto factorOf = [](size_t networks) {
    return std::log(calibrateInterval(pairsOf(std::vector<double>(networks, 0.08)),
                                      std::vector<std::string>(networks, ""))
                        ->high);
  };
  EXPECT_NEAR(factorOf(4), std::hypot(0.184 * 1.125, 0.2), 1e-6) << "of fewer than five nobody asked";
  EXPECT_NEAR(factorOf(5), std::hypot(0.184 * 1.1, 0.2), 1e-6);
  EXPECT_NEAR(factorOf(6), std::hypot(0.184 * (1 + 0.5 / 6), 1.0 / 6), 1e-6);
  EXPECT_NEAR(factorOf(100), std::hypot(0.184 * 1.005, 0.01), 1e-6);
}

TEST(Intervals, OfABoardFarOffHoldMostOfItsOwnRows) {
  // Ten rows of two networks 0.9 off: the expected mean is 0.08 · 11.25^0.43061 = 0.22677, and 2.875 times that less than 0.9.
  std::vector<std::string> groups(10, "a");
  groups[9] = "b";
  std::optional<IntervalFactors> factors = calibrateInterval(pairsOf(std::vector<double>(10, 0.9)), groups);
  ASSERT_TRUE(factors.has_value());
  EXPECT_NEAR(std::log(factors->high), 0.9, 1e-9);
}

TEST(Intervals, OfANetworkHeldOutComeFromTheOthers) {
  // Of group "a" the others' mean is 0.1, of "b" and "c" it is 0.215; two groups each, w = 0.43061:
  // √((2.3 · 1.25 · 0.08 · (m/0.08)^w)² + 0.2²) is √(0.25319² + 0.2²) = 0.32265 for 0.1, so 0.33 lies outside.
  PairedValues pairs = pairsOf({0.33, 0.33, 0.1, 0.1, 0.1, 0.1});
  std::vector<std::string> groups{"a", "a", "b", "b", "c", "c"};
  std::vector<std::optional<Bounds>> bounds = heldOutBounds(pairs, groups, std::vector<Prediction>(6));
  ASSERT_TRUE(bounds[0].has_value());
  EXPECT_NEAR(std::log(bounds[0]->high / 2), 0.32265, 1e-4);
  EXPECT_FALSE(bounds[0]->hold(pairs.measured[0]));
  ASSERT_TRUE(bounds[2].has_value());
  EXPECT_TRUE(bounds[2]->hold(pairs.measured[2]));
  // A network far outside has it wider, by the rule of intervalFactors: 2.4 times and 0.35 · 2.
  std::vector<Prediction> outside(6);
  outside[0].doubt = Doubt{1, 0, 1, 2};
  EXPECT_NEAR(std::log(heldOutBounds(pairs, groups, outside)[0]->high / 2), 2.4 * 0.32265 + 0.7, 1e-3);
}

TEST(Intervals, ErrorsOfNetworksOutsideCountForLess) {
  // A quarter outside: an interval is 1 + 1.4 · √0.25 = 1.7 times as wide there. All outside and 2 beyond, 1.2 becomes
  // 2.4 · ln 1.2 + 0.7 = 1.13757, 6.2394 times ln 1.2, whose root is more than 1.5.
  std::vector<Prediction> predictions(3);
  predictions[1].doubt = Doubt{1, 0, 1, 2};
  predictions[2].doubt = Doubt{0.25, 0, 0, 0};
  PairedValues inside = errorsInside(pairsOf({0.5, 0.5, 0.5}), predictions);
  EXPECT_NEAR(std::log(inside.measured[0] / 2), 0.5, 1e-12);
  EXPECT_NEAR(std::log(inside.measured[1] / 2), 0.5 / 1.5, 1e-9);
  EXPECT_NEAR(std::log(inside.measured[2] / 2), 0.5 / std::sqrt(1.7), 1e-9);
}

TEST(Claims, OfFewGroupsLeaveRoomForWhatTheyDoNotShow) {
  // Errors of 10, 20 and 30 % of three networks: mean 20, deviation 10, Student's 0.9-quantile of two degrees 1.886,
  // so 0.2 + 1.886 · 0.1 / √3.
  PairedValues pairs{{0, 1, 2}, {1.1, 1.2, 1.3}, {1, 1, 1}};
  EXPECT_NEAR(claimedError(pairs, std::vector<std::string>{"a", "b", "c"}), 0.2 + 0.1889 / std::sqrt(3),
              1e-3);
  EXPECT_NEAR(claimedError(pairs, std::vector<std::string>{"a", "a", "a"}), 0.2, 1e-9)
      << "one network shows nothing";
  PairedValues two{
      {0, 1}, {1, 1.4}, {1, 1}}; // Student's quantile of one degree is 3.08: no more than twice the mean
  EXPECT_NEAR(claimedError(two, std::vector<std::string>{"a", "b"}), 0.4, 1e-9);
}

TEST(Claims, OfFewLuckyNetworksLeanOnOtherBoards) {
  // Five networks 4 % off each: w = 5/(5 + 2.6446) = 0.65405, so 0.04 · 2^(1 − w) = 0.05084; nothing else is open.
  std::vector<std::string> groups{"a", "b", "c", "d", "e"};
  PairedValues pairs{{0, 1, 2, 3, 4}, {1.04, 1.04, 1.04, 0.96, 0.96}, {1, 1, 1, 1, 1}};
  EXPECT_NEAR(claimedError(pairs, groups), 0.05084, 1e-5);
}

TEST(Intervals, TooFewRowsGiveNone) {
  PairedValues pairs{{0, 1}, {1, 1}, {1, 2}};
  EXPECT_FALSE(calibrateInterval(pairs, std::vector<std::string>{"a", "b"}).has_value());
}

static BoardModel macBoard(double mape) {
  BoardModel board;
  board.id = "b";
  board.setKind("latency-power", "additive");
  board.settings = {{"mode", {"fast"}, "fast", {}}};
  board.coefficients.push_back({"mac_energy", 1e-9, "J", false, std::nullopt, ""});
  HeldOutError error;
  error.kind = "test";
  error.mape = mape;
  error.n = 2;
  error.level = 0.9;
  error.network = IntervalFactors{0.9, 1.1};
  board.error = error;
  return board;
}

TEST(Validation, ComparesWithTheClaimAndCountsCoverage) {
  // Predicted 1 and 2 mJ: measured 1.05 (error 4.76 %) and 2.5 (20 %).
  auto data = datasetOf("model,energy_mj\na,1.05\nb,2.5\n", twoNetworks());
  llvm::Expected<ValidationSummary> summary = validate(macBoard(0.1), *data);
  ASSERT_TRUE(static_cast<bool>(summary));
  EXPECT_NEAR(summary->all.energy->mape, (0.05 / 1.05 + 0.2) / 2, 1e-9);
  EXPECT_NEAR(*summary->energyCoverage.share(), 0.5, 1e-12);
  EXPECT_EQ(summary->worse(), true);
  EXPECT_EQ(summary->byNetwork.size(), 2u);
  EXPECT_EQ(llvm::cantFail(validate(macBoard(0.2), *data)).worse(), false);
  std::string text;
  llvm::raw_string_ostream out(text);
  writeText(*summary, out);
  EXPECT_THAT(out.str(), HasSubstr("worse than the board file claims (energy 10.00 %"));
}

TEST(Validation, IntervalsThatHoldTooSeldomAreAMissedClaim) {
  // At 90 %, one of two or fewer lies inside 19 times in 100; two of four or fewer 5.2 times, one of four 0.4 times.
  using Coverage = ValidationSummary::Coverage;
  EXPECT_FALSE((Coverage{1, 2}.misses(0.9)));
  EXPECT_FALSE((Coverage{2, 4}.misses(0.9)));
  EXPECT_TRUE((Coverage{1, 4}.misses(0.9)));
  EXPECT_FALSE((Coverage{0, 0}.misses(0.9)));
}

TEST(Validation, TimesOutsideTheirIntervalsAreAMissedClaim) {
  BoardModel board = macBoard(0.1);
  board.coefficients.push_back({"mac_time", 1e-9, "s", false, std::nullopt, ""});
  board.error->latencyMape = 0.5;
  board.error->latency = IntervalFactors{0.99, 1.01};
  auto data = datasetOf("model,latency_ms\na,1.05\nb,2.1\na,1.06\nb,2.2\n", twoNetworks());
  ValidationSummary summary = llvm::cantFail(validate(board, *data));
  EXPECT_EQ(summary.timeCoverage.judged, 4u);
  EXPECT_EQ(summary.timeCoverage.inside, 0u);
  EXPECT_EQ(summary.worse(), true) << "the mean error of 5 % is within the claim";
}

TEST(Validation, ValuesTheBoardDoesNotHaveAreInputErrors) {
  auto data = datasetOf("model,mode,energy_mj\na,fst,1.05\nb,fast,2.5\n", twoNetworks());
  llvm::Expected<ValidationSummary> summary = validate(macBoard(0.1), *data);
  ASSERT_FALSE(static_cast<bool>(summary));
  EXPECT_THAT(takeErrorText(summary.takeError()).message,
              HasSubstr("mode=fst is no setting of b; did you mean 'fast'"));
}

TEST(Validation, ValuesThatRunAsOthersArePredictedAsThose) {
  BoardModel board = macBoard(0.1);
  board.settings = {{"mode", {"fast", "slow"}, "fast", {}, {{"eco", "slow"}}}};
  board.coefficients.push_back({"mac_energy@mode=slow", 3, "1", false, std::nullopt, ""});
  auto data = datasetOf("model,mode,energy_mj\na,eco,3\nb,fast,2\n", twoNetworks());
  EXPECT_NEAR(llvm::cantFail(validate(board, *data)).all.energy->worst, 0, 1e-9);
}

TEST(SimplePredictors, ProportionalEnergyIsPredictedFromMacsAlone) {
  auto data = datasetOf("model,energy_j\na,1\nb,2\n", twoNetworks());
  std::vector<SimplePredictor> simple = simplePredictors(*data, {0, 1}, makeFolds(groupsOf(*data)));
  ASSERT_EQ(simple.size(), 5u);
  EXPECT_NEAR(*simple[0].mape, 0, 1e-9);
  EXPECT_FALSE(simple[4].mape.has_value()); // no latency
}

TEST(Plan, LayersCoverSeveralOfmAndAreDifferent) {
  std::vector<LayerShape> layers = layerPlan();
  std::set<int64_t> ofm;
  for (LayerShape const &layer : layers)
    if (layer.convolution)
      ofm.insert(layer.ofm);
  EXPECT_EQ(ofm.size(), 5u);
  for (size_t i = 0; i < layers.size(); ++i)
    for (size_t j = 0; j < i; ++j)
      EXPECT_FALSE(layers[i] == layers[j]);
}

TEST(Plan, NetworksStartWithTheSmallestAndAddOtherFamilies) {
  auto network = [](CostClass costClass, int count, int64_t macs) {
    return std::vector<Kernel>(static_cast<size_t>(count), {kernelOf(costClass, 5, macs, 10, 100), {}});
  };
  std::vector<std::vector<Kernel>> networks = {
      network(CostClass::Convolution, 20, 100'000'000), network(CostClass::Convolution, 21, 100'000'000),
      network(CostClass::MatrixProduct, 20, 100'000'000), network(CostClass::Softmax, 2, 0)};
  std::vector<size_t> plan = networkPlan(networks, 3);
  ASSERT_EQ(plan.size(), 3u);
  EXPECT_EQ(plan[0], 3u);
  EXPECT_THAT(plan, Contains(2u));
}

TEST(FitSummary, IsValidJsonAndTextInEveryForm) {
  auto data = datasetOf(layerTable({.ofm = {16, 64}}));
  Folds folds = makeFolds(groupsOf(*data));
  llvm::Expected<Evaluated> evaluated = evaluateBest(candidatesOf("mac-linear", "", *data), {}, *data, folds);
  ASSERT_TRUE(static_cast<bool>(evaluated));
  FitSummary summary = summarize(*evaluated, *data, folds);
  summary.paper = fitAsPaper(*data);
  std::string json, text, html;
  llvm::raw_string_ostream jsonOut(json), textOut(text), htmlOut(html);
  writeJson(summary, jsonOut);
  writeText(summary, textOut);
  writeHtml(summary, htmlOut);
  EXPECT_EQ(nlohmann::json::parse(jsonOut.str()).at("parameters").size(), 3u);
  EXPECT_THAT(textOut.str(), HasSubstr("equation (6) of Lahmer et al."));
  EXPECT_THAT(textOut.str(), HasSubstr("held out"));
  EXPECT_THAT(htmlOut.str(), HasSubstr("</svg>"));
}

TEST(FitSummary, PlotsHaveTicksWithUnitsWhereTheValuesAre) {
  FitSummary summary;
  SummaryQuantity energy;
  energy.name = "energy";
  energy.unit = "J";
  for (double joules : {0.9e-3, 30e-3, 1.1})
    energy.points.push_back({"", "net", joules, joules, {}});
  summary.quantities.push_back(energy);
  std::string html;
  llvm::raw_string_ostream out(html);
  writeHtml(summary, out);
  // Three decades: powers of ten only, and none beyond a 25th of the range around the points.
  for (char const *label : {">1 mJ<", ">10 mJ<", ">100 mJ<", ">1 J<"})
    EXPECT_THAT(out.str(), HasSubstr(label));
  for (char const *label : {">100 µJ<", ">2 mJ<", ">10 J<"})
    EXPECT_THAT(out.str(), Not(HasSubstr(label)));
  // Predicted as measured: every point lies on the diagonal, as far up as it is across.
  EXPECT_THAT(out.str(), HasSubstr("30 mJ measured, 30 mJ predicted"));
}

TEST(FitSummary, APlotWithoutAPositiveValueIsLeftOut) {
  FitSummary summary;
  SummaryQuantity energy;
  energy.name = "energy";
  energy.unit = "J";
  energy.points.push_back({"", "net", 0, 0, {}});
  summary.quantities.push_back(energy);
  std::string html;
  llvm::raw_string_ostream out(html);
  writeHtml(summary, out);
  EXPECT_THAT(out.str(), Not(HasSubstr("<svg")));
}
