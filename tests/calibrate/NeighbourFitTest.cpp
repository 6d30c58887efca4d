#include "lib/calibrate/NeighbourFit.h"

#include "lib/cost/Neighbours.h"
#include "tests/calibrate/Synthetic.h"
#include <cmath>
#include <gmock/gmock.h>

using namespace eo;
using namespace eo::test;
using testing::HasSubstr;

TEST(NeighbourFit, RecoversGammaAndTauFromPairedTables) {
  std::vector<double> times = {1e-3, 4e-3, 2e-3, 3e-3}, alone = {4.0, 4.8, 3.5, 5.0};
  std::vector<double> inside = networkPowers(times, alone, 2, 1.5, 2e-3);
  std::string csv = "op,i_size,o_size,ifm,ofm,ksize,stride,context,group,latency_s,power_w\n";
  for (size_t i = 0; i < times.size(); ++i)
    for (bool isolated : {true, false})
      csv += fmt::format("conv2d,32,,16,{},3,1,{},net,{},{}\n", 16 * (i + 1),
                         isolated ? "isolated" : "in-network", times[i], isolated ? alone[i] : inside[i]);
  auto data = datasetOf(csv);
  llvm::Expected<std::vector<PairedSequence>> pairs = takePairs(*data);
  ASSERT_TRUE(static_cast<bool>(pairs));
  EXPECT_EQ(data->samples.size(), 4u);
  EXPECT_TRUE(data->settings.empty());
  NeighbourFit fit = fitNeighbours(*pairs, 2);
  EXPECT_NEAR(fit.gamma, 1.5, 0.01);
  EXPECT_NEAR(fit.tauS / 2e-3, 1, 0.03);
  EXPECT_LT(fit.mape, 0.002);
  double off = 0; // of the powers alone, as they are
  for (size_t i = 0; i < alone.size(); ++i)
    off += std::abs(alone[i] / inside[i] - 1) / static_cast<double>(alone.size());
  EXPECT_GT(off, 0.1);
  EXPECT_NEAR(fit.mapeAlone, off, 1e-9);
}

TEST(NeighbourFit, LayersThatWereNotMeasuredAloneAreErrors) {
  auto data = datasetOf("op,i_size,o_size,ifm,ofm,ksize,stride,context,latency_s,power_w\n"
                        "conv2d,32,,16,16,3,1,in-network,1,2\nconv2d,32,,16,32,3,1,isolated,1,2\n");
  llvm::Expected<std::vector<PairedSequence>> pairs = takePairs(*data);
  ASSERT_FALSE(static_cast<bool>(pairs));
  EXPECT_THAT(takeErrorText(pairs.takeError()).message, HasSubstr("t.csv:2: conv2d 32x32 16->16 k3 s1"));
}
