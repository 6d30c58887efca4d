// What a rule of a board file matches, both ends of its bounds included; what a runtime takes for a file's arithmetic.
#include "lib/board/KernelRules.h"
#include "lib/board/PrecisionMatch.h"
#include <gtest/gtest.h>

namespace eo {
namespace {

CostFeatures convolution(int64_t kernel) {
  CostFeatures features;
  features.op = OpKind::Conv;
  features.costClass = CostClass::Convolution;
  features.kernel = {kernel, kernel};
  return features;
}

TEST(KernelRules, BoundsIncludeBothEnds) {
  FeatureBounds bounds{"ksize", 3, 5};
  for (auto [kernel, inside] : {std::pair(2, false), {3, true}, {5, true}, {6, false}})
    EXPECT_EQ(bounds.contain(convolution(kernel)), inside) << kernel;
  EXPECT_FALSE(bounds.contain(CostFeatures{})) << "a node without a kernel";
  EXPECT_FALSE((FeatureBounds{"no_such_feature", 0, 9}.contain(convolution(3))));
}

TEST(KernelRules, ASelectorNeedsANameAndAllBounds) {
  NodeSelector byOp{{OpKind::Conv}, {}, {{"ksize", 3, 3}}},
      byClass{{}, {CostClass::Convolution}, {{"ksize", 3, 3}}};
  NodeSelector other{{OpKind::MaxPool}, {CostClass::Pooling}, {}};
  EXPECT_TRUE(byOp.matches(convolution(3)));
  EXPECT_TRUE(byClass.matches(convolution(3)));
  EXPECT_FALSE(byOp.matches(convolution(1)));
  EXPECT_FALSE(other.matches(convolution(3)));
  Delegation delegation;
  delegation.supported = {{OpKind::Conv}, {}, {}};
  EXPECT_TRUE(delegation.covers(convolution(5)));
  delegation.except = {{OpKind::Conv}, {}, {{"ksize", 5, 5}}};
  EXPECT_FALSE(delegation.covers(convolution(5)));
  EXPECT_TRUE(delegation.covers(convolution(3)));
}

TEST(KernelRules, TheFirstRuleThatNamesAnOperatorSaysHowSlowItIs) {
  KernelRules rules;
  EXPECT_EQ(passesOf(rules.slow, convolution(3)), 1) << "no rules";
  rules.slow = {{{{OpKind::Conv}, {}, {{"ksize", 5, 5}}}, 7, ""},
                {{{}, {CostClass::Convolution}, {}}, 2, ""}};
  EXPECT_FALSE(rules.empty());
  EXPECT_EQ(passesOf(rules.slow, convolution(5)), 7);
  EXPECT_EQ(passesOf(rules.slow, convolution(4)), 2);
  EXPECT_EQ(passesOf(rules.slow, CostFeatures{}), 1);
}

TEST(PrecisionMatch, ARuntimeTakesWhatIsNearestToTheFile) {
  BoardModel board;
  board.settings = {{"unit", {"npu"}, "npu", {}}, {"precision", {"fp32", "fp16"}, "fp32", {}}};
  auto chosen = [&](DataType arithmetic) {
    SettingValues settings{{"unit", "npu"}, {"precision", "fp32"}};
    matchPrecision(arithmetic, board, settings);
    EXPECT_EQ(settings[0].second, "npu");
    return settings[1].second;
  };
  EXPECT_EQ(chosen(DataType::Float16), "fp16");
  EXPECT_EQ(chosen(DataType::Int8), "fp16") << "there is no int8";
  EXPECT_EQ(chosen(DataType::BFloat16), "fp32") << "nor bf16";
  EXPECT_EQ(chosen(DataType::Float32), "fp32");
  board.settings[1].values = {"fp32", "fp16", "bf16", "int8"};
  EXPECT_EQ(chosen(DataType::Int8), "int8");
  EXPECT_EQ(chosen(DataType::BFloat16), "bf16");
  EXPECT_EQ(chosen(DataType::Float8E4M3FN), "fp16") << "no integers of floating point";
  EXPECT_EQ(chosen(DataType::Float4E2M1), "fp16");
  board.settings[1].values = {"fp32", "fp16", "fp8"};
  EXPECT_EQ(chosen(DataType::Float8E4M3FN), "fp8");
  EXPECT_EQ(chosen(DataType::Float32), "fp32") << "and nothing of wider ones";
}

TEST(PrecisionMatch, MostOfTheArithmeticDecides) {
  ArithmeticShares shares;
  EXPECT_EQ(shares.most(), DataType::Undefined);
  shares.add(DataType::Float16, 1);
  EXPECT_EQ(shares.most(), DataType::Float16);
  shares.add(DataType::Int8, 3);
  shares.add(DataType::Float16, 1);
  EXPECT_EQ(shares.most(), DataType::Int8);
  shares.add(DataType::Undefined, 100);
  EXPECT_EQ(shares.most(), DataType::Int8);
}

} // namespace
} // namespace eo
