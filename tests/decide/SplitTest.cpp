#include "lib/decide/Split.h"
#include "lib/support/Error.h"

#include <gmock/gmock.h>

using namespace eo;

namespace {

/// x (1000 B) -> a (400 B) -> b (100 B) -> c = b + a (10 B, the result); a is read by step 1 and step 2.
Lifetimes skipConnection() {
  Lifetimes all;
  all.steps = 3;
  all.tensors = {{"x", 1000, -1, 0, 0}, {"a", 400, 0, 2, 2}, {"b", 100, 1, 2, 2}, {"c", 10, 2, 3, -1}};
  return all;
}

std::vector<SplitStep> threeSteps() {
  return {
      {"a", "Conv", 1, 0.1, 0.01, true}, {"b", "Conv", 2, 0.2, 0.02, true}, {"c", "Add", 3, 0.3, 0.03, true}};
}

TEST(Split, EveryCutSendsAllThatIsReadBehindIt) {
  std::vector<NetworkCut> cuts = allCuts(threeSteps(), skipConnection(), {1e-3, 8000});
  ASSERT_EQ(cuts.size(), 4U);
  std::vector<int64_t> bytes;
  for (NetworkCut const &cut : cuts)
    bytes.push_back(cut.bytes);
  EXPECT_EQ(bytes, (std::vector<int64_t>{1000, 400, 500, 0}));
  EXPECT_EQ(cuts[2].tensors, 2U);
  // head 3 J + 500 B · 8 · 1 mJ; 0.3 s + 500 B / 1000 B/s + 0.03 s on the server
  EXPECT_NEAR(cuts[2].energyJ(), 3 + 4, 1e-12);
  EXPECT_NEAR(cuts[2].latencyS(), 0.3 + 0.5 + 0.03, 1e-12);
  EXPECT_NEAR(cuts[0].energyJ(), 8, 1e-12);
  EXPECT_NEAR(cuts[0].latencyS(), 1 + 0.06, 1e-12);
  EXPECT_NEAR(cuts[3].energyJ(), 6, 1e-12);
  EXPECT_NEAR(cuts[3].latencyS(), 0.6, 1e-12);
}

TEST(Split, TheBestTakesLeastEnergyWithinTheLatency) {
  std::vector<NetworkCut> cuts = allCuts(threeSteps(), skipConnection(), {1e-3, 8000});
  EXPECT_EQ(bestCut(cuts, std::nullopt)->head, 1U) << "1 J + 3.2 J";
  EXPECT_EQ(bestCut(cuts, 0.6)->head, 1U) << "0.1 s + 0.4 s + 0.05 s";
  EXPECT_EQ(bestCut(cuts, 0.5), nullptr);
  EXPECT_TRUE(cuts[1].onFront);
  EXPECT_FALSE(cuts[2].onFront);
  EXPECT_FALSE(cuts[3].onFront) << "6 J and 0.6 s";
}

TEST(Split, KernelsAreNotCut) {
  std::vector<SplitStep> steps = threeSteps();
  steps[2].startsKernel = false;
  std::vector<NetworkCut> cuts = allCuts(steps, skipConnection(), {1e-3, 0});
  ASSERT_EQ(cuts.size(), 3U);
  EXPECT_EQ(cuts[2].head, 3U);
}

TEST(Split, RadiosAreReadWithTheirUnits) {
  RadioLink radio = llvm::cantFail(parseRadio("100nJ/bit, 20Mbit/s"));
  EXPECT_DOUBLE_EQ(radio.joulesPerBit, 1e-7);
  EXPECT_DOUBLE_EQ(radio.bitsPerSecond, 2e7);
  EXPECT_EQ(llvm::cantFail(parseRadio("2 µJ/bit")).bitsPerSecond, 0);
  for (char const *text :
       {"", "100nJ", "100nJ/bit,", "0J/bit", "1nJ/bit,20", "1nJ/bit,0bit/s", "20Mbit/s,1nJ/bit"})
    if (llvm::Expected<RadioLink> read = parseRadio(text))
      EXPECT_STREQ(text, "100nJ/bit,") << "read as a radio";
    else
      EXPECT_THAT(takeErrorText(read.takeError()).message, testing::HasSubstr("is not a radio")) << text;
}

} // namespace
