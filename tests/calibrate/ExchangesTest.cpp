#include "lib/calibrate/Exchanges.h"

#include "tests/calibrate/Synthetic.h"
#include <cmath>
#include <gmock/gmock.h>

using namespace eo;
using namespace eo::test;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {
/// Twelve networks of one pointwise convolution each, a power of two apart, on a machine of 1 GMAC/s and 3 W: rows in the
/// order of their size, the names of two exchanged.
std::string table(std::string const &first = "", std::string const &second = "") {
  std::string csv = "model,latency_s,energy_j\n";
  for (int i = 0; i < 12; ++i) {
    std::string name = "net" + std::to_string(i);
    double seconds = 1e-3 * std::pow(2, i);
    csv += fmt::format("{},{},{}\n",
                       name == first    ? second
                       : name == second ? first
                                        : name,
                       seconds, 3 * seconds);
  }
  return csv;
}

std::map<std::string, std::vector<Kernel>> exchangeNetworks() {
  std::map<std::string, std::vector<Kernel>> nets;
  for (int i = 0; i < 12; ++i)
    nets["net" + std::to_string(i)] = {
        {kernelOf(CostClass::Convolution, 1, int64_t{1'000'000} << i, 100, int64_t{100} << i), {}}};
  return nets;
}

/// What a fit that nothing misleads says of each row: its network's MACs at 1 GMAC/s, 3 W, off by up to 4 %.
std::vector<Prediction> predictionsOf(Dataset const &data) {
  std::vector<Prediction> predictions;
  for (size_t i = 0; i < data.samples.size(); ++i) {
    double seconds = static_cast<double>(*data.samples[i].kernels[0].features.macs) * 1e-9 *
                     (1 + 0.02 * (static_cast<double>(i % 5) - 2));
    predictions.push_back({3 * seconds, seconds});
  }
  return predictions;
}
} // namespace

TEST(Exchanges, AreTwoRowsThatFitEachOthersNames) {
  auto nets = exchangeNetworks();
  std::unique_ptr<Dataset> data = datasetOf(table("net2", "net8"), nets);
  std::vector<Exchange> found = findExchanges(*data, predictionsOf(*data));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].first, 2U);
  EXPECT_EQ(found[0].second, 8U);
  EXPECT_EQ(found[0].quantities, 2U);
  EXPECT_NEAR(found[0].before, 6 * std::log(2), 0.05); // 64 times too long, 64 times too short
  EXPECT_LT(found[0].after, 0.05);
}

TEST(Exchanges, AreNotFoundInCleanTablesNorInSlipsOfOneRow) {
  auto nets = exchangeNetworks();
  EXPECT_TRUE(findExchanges(*datasetOf(table(), nets), predictionsOf(*datasetOf(table(), nets))).empty());
  std::unique_ptr<Dataset> data = datasetOf(table(), nets);
  std::vector<Prediction> predictions = predictionsOf(*data);
  for (size_t row :
       {size_t{3},
        size_t{7}}) { // three times too long and a third of it: nothing says that they belong together
    double factor = row == 3 ? 3 : 1.0 / 3;
    data->samples[row].timeS = *data->samples[row].timeS * factor;
    data->samples[row].energyJ = *data->samples[row].energyJ * factor;
  }
  EXPECT_TRUE(findExchanges(*data, predictions).empty());
}

TEST(Exchanges, MustFitCloselyUnderEachOthersNames) {
  // Predictions are 4 % off at most, so a figure fits within 10 %. With 1.3 times the time net8 is still far nearer to its own name.
  auto nets = exchangeNetworks();
  for (auto [factor, isFound] : {std::pair(1.05, true), {1.3, false}}) {
    std::unique_ptr<Dataset> data = datasetOf(table("net2", "net8"), nets);
    data->samples[2].timeS = *data->samples[2].timeS * factor;
    EXPECT_EQ(findExchanges(*data, predictionsOf(*data)).size(), isFound ? 1U : 0U) << factor;
  }
}

TEST(Exchanges, ArePutRightBeforeTheFitAndNamed) {
  auto nets = exchangeNetworks();
  std::unique_ptr<Dataset> data = datasetOf(table("net2", "net8"), nets);
  FitSkeleton skeleton;
  skeleton.board.settings = data->settings;
  std::vector<std::string> exchanged;
  Folds folds = makeFolds(groupsOf(*data));
  std::vector<Candidate> candidates = candidatesOf("latency-power", "roofline", *data);
  candidates.resize(1); // one form is enough, and quicker
  llvm::Expected<Evaluated> fit = evaluateUnmixed(candidates, skeleton, *data, folds, exchanged);
  ASSERT_TRUE(static_cast<bool>(fit));
  EXPECT_THAT(exchanged, ElementsAre(testing::AllOf(HasSubstr("net8 and net2 look exchanged"),
                                                    HasSubstr("the fit took them so"))));
  EXPECT_LT(fit->time->mape, 0.1);
  EXPECT_NEAR(*data->samples[2].timeS, 0.256, 1e-9); // row 2 is net8, which takes 1 ms · 2^8
}
