// First layers of more channels than pictures have.
#include "lib/cost/FirstLayer.h"

#include "lib/cost/Limits.h"
#include "lib/cost/NetworkCost.h"
#include "tests/cost/Boards.h"
#include <cmath>
#include <gmock/gmock.h>

using namespace eo;
using namespace eo::test;

/// 3×3 over 10×10 positions to 8 channels: 7200 MACs a channel.
static CostFeatures first(int64_t channels) {
  CostFeatures features = convolution(3, 1, 1);
  features.firstLayer = true;
  features.batch = features.group = 1;
  features.ifm = channels;
  features.ofm = 8;
  features.inSize = features.outSize = {10, 10};
  features.kclc = 900 * channels;
  features.macs = 7200 * channels;
  features.params = features.weightElements = 72 * channels + 8;
  features.inputElements = 100 * channels;
  features.outputElements = 800;
  return features;
}

/// First layers at one rate, convolutions inside networks at another (MAC/s), and 1 W.
static BoardModel twoRates(double direct, double inside) {
  BoardModel model = board({{"peak.direct", direct, "MAC/s"},
                            {"peak.winograd", inside, "MAC/s"},
                            {"peak.implicit-gemm", inside, "MAC/s"},
                            {"base", 1, "W"}});
  model.ranges = {{CostClass::Convolution, "ifm", 3, 512},
                  {CostClass::Convolution, "first_ifm", 3, 3},
                  {CostClass::Convolution, "first_stride", 1, 2}};
  model.error = HeldOutError{"k-fold", 0.05, 30, 0.9, std::nullopt, IntervalFactors{0.8, 1.25}};
  return model;
}

static NetworkCost priced(BoardModel const &model, CostFeatures const &features) {
  return priceNetwork(chosen(model), kernelOf(features));
}

TEST(FirstLayer, CountsOfOtherChannelsAreThoseOfSuchALayer) {
  CostFeatures wanted = first(4), made = withInputChannels(first(7), 4);
  EXPECT_EQ(made.macs, wanted.macs);
  EXPECT_EQ(made.kclc, wanted.kclc);
  EXPECT_EQ(made.params, wanted.params);
  EXPECT_EQ(made.weightElements, wanted.weightElements);
  EXPECT_EQ(made.inputElements, wanted.inputElements);
  EXPECT_EQ(made.ifm, wanted.ifm);
  CostFeatures pair = first(7);
  pair.batch = 2;
  pair.inputElements = 2 * 100 * 7;
  EXPECT_EQ(withInputChannels(pair, 4).inputElements, 2 * 100 * 4) << "of every input of a batch";
}

TEST(FirstLayer, WhatIsDrawnAllTheTimeIsDrawnAsLongAsItTakes) {
  // First layers are slower than others but draw less beside the 1 W: time and dynamic energy go their own ways, the total is both.
  BoardModel model = twoRates(1e4, 2e4);
  model.coefficients.push_back({"dynamic", 1, "W", false, {}, ""});
  model.coefficients.push_back({"dynamic.direct", 0.1, "W", false, {}, ""});
  double before = 0;
  for (int64_t channels : {4, 5, 6, 8, 12, 15, 16, 17, 32}) {
    NetworkCost cost = priced(model, first(channels));
    double dynamic = cost.total.energy->value - cost.latency->value;
    EXPECT_NEAR(cost.kernels[0].whole.base->value, cost.latency->value, 1e-9) << channels;
    EXPECT_GT(dynamic, before) << channels;
    before = dynamic;
  }
}

TEST(FirstLayer, WhereFirstLayersAreSlowMoreChannelsCostNoLess) {
  // 7200 MAC/s: 1 s a channel up to 4; ten times that inside: 0.1 s a channel, so 4 s up to 40 channels.
  BoardModel model = twoRates(7200, 72000);
  for (auto [channels, seconds] : {std::pair(3, 3.0), {4, 4.0}, {5, 4.0}, {40, 4.0}, {41, 4.1}})
    EXPECT_NEAR(priced(model, first(channels)).latency->value, seconds, 1e-9) << channels;
  EXPECT_NEAR(priced(model, insideNetwork(first(4))).latency->value, 0.4, 1e-9);
}

TEST(FirstLayer, WhereTheyAreFastTheBorderIsSoft) {
  // 0.1 s a channel up to 4, 1 s inside: from 0.1 of it at 4 channels to all of it at 16, half of the way at 8: √0.1.
  BoardModel model = twoRates(72000, 7200);
  for (auto [channels, seconds] : {std::pair(4, 0.4), {8, 8 * std::sqrt(0.1)}, {16, 16.0}, {17, 17.0}})
    EXPECT_NEAR(priced(model, first(channels)).latency->value, seconds, 1e-9) << channels;
  EXPECT_LT(priced(model, first(5)).latency->value, 0.8) << "no cliff behind 4 channels, of 0.4 s: not 5 s";
}

TEST(FirstLayer, CausesSumToThePrice) {
  for (BoardModel const &model : {twoRates(7200, 72000), twoRates(72000, 7200)})
    for (int64_t channels : {4, 5, 16}) {
      Kernel kernel = kernelOf(first(channels));
      EXPECT_NEAR(kernelLimits(chosen(model), kernel)[0]->causes.sum(),
                  priced(model, first(channels)).latency->value, 1e-9);
    }
}

TEST(FirstLayer, UnlikeThoseMeasuredTheIntervalHoldsBothPrices) {
  BoardModel model = twoRates(7200, 72000);
  EXPECT_EQ(priced(model, first(3)).kernels[0].basis, Basis::Fit);
  EXPECT_NEAR(priced(model, first(3)).total.low->value, 0.8 * 3, 1e-9);
  NetworkCost cost = priced(model, first(4)); // 4 J, or 0.4 J as inside a network
  EXPECT_EQ(cost.kernels[0].basis, Basis::Fallback);
  EXPECT_LT(cost.total.low->value, 0.4);
  EXPECT_EQ(cost.trust->reasons,
            std::vector<std::string>{"first convolution kernels were never measured here: 100 %"});
  CostFeatures strided = first(3);
  strided.stride = {3, 3};
  EXPECT_EQ(priced(model, strided).kernels[0].basis, Basis::Fallback) << "strides of 1 and 2 were measured";
  strided.stride = {2, 2};
  EXPECT_EQ(priced(model, strided).kernels[0].basis, Basis::Fit);
  EXPECT_EQ(priced(twoRates(7200, 7200), first(4)).kernels[0].basis, Basis::Fit) << "the same at either rate";
}

TEST(FirstLayer, IntervalsOfLayerAndNetworkHoldBothPricesWhateverTheirSize) {
  // 4 J at the rate of first layers and 0.4 J at that of others, or the other way round; and a millionth of that.
  for (double unit : {1.0, 1e-6})
    for (auto [direct, inside] : {std::pair(7200, 72000), {72000, 7200}}) {
      BoardModel model = twoRates(direct / unit, inside / unit);
      model.error->layer = model.error->network;
      NetworkCost cost = priced(model, first(4));
      for (EnergyRange const &range : {EnergyRange(cost.kernels[0].whole), cost.total}) {
        EXPECT_LT(range.low->value / unit, 0.8 * 0.4);
        EXPECT_GT(range.high->value / unit, 1.25 * 4);
      }
    }
}

TEST(FirstLayer, WhatIsDrawnWhateverRunsGrowsWithTheTime) {
  // All there is: 1 W for as long as it takes.
  for (BoardModel const &model : {twoRates(7200, 72000), twoRates(72000, 7200)}) {
    KernelCost layer = priced(model, first(8)).kernels[0];
    EXPECT_NEAR(layer.whole.base->value, layer.whole.latency->value, 1e-9);
    EXPECT_NEAR(layer.whole.energy->value, layer.whole.latency->value, 1e-9);
  }
}

TEST(FirstLayer, WeightsThatAreComputedAreNoParametersOfFewerChannelsEither) {
  CostFeatures computed = first(7);
  computed.params = 0;
  EXPECT_EQ(withInputChannels(computed, 4).params, 0);
}
