// Each rule on a small network that triggers it and on one that does not. The saving is checked against the
// changed network written out as a text of its own: the difference of two plain estimates.

#include "lib/ir/GraphEdit.h"
#include "lib/lint/WhatIf.h"
#include "tests/lint/rules/Linted.h"
#include "tests/support/TextNetwork.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace eo;
using namespace eo::test;
using testing::HasSubstr;

namespace {
std::string npu() { return testFile("boards/npu.yaml"); }

struct Pair {
  char const *name, *rule, *board;
  char const *network; ///< triggers the rule
  char const *changed; ///< what the finding recommends
  char const *layer;   ///< of the finding
  char const *message; ///< a part of it
  char const *quiet;   ///< a network that does not trigger the rule
};

void PrintTo(Pair const &pair, std::ostream *stream) { *stream << pair.name; }

class LintRules : public testing::TestWithParam<Pair> {
protected:
  ChosenBoard board() const {
    return boardNamed(llvm::StringRef(GetParam().board) == "npu" ? npu() : GetParam().board);
  }
};
} // namespace

TEST_P(LintRules, FindTheLayerAndSaveWhatTheChangedNetworkSaves) {
  Pair const &pair = GetParam();
  Linted before(textNetwork(pair.network), board()), after(textNetwork(pair.changed), board());
  ASSERT_EQ(before.error + after.error, "");
  std::vector<Finding> findings = before.findings(pair.rule);
  ASSERT_EQ(findings.size(), 1U) << before.energyJ() - after.energyJ();
  EXPECT_EQ(findings[0].rule, pair.rule);
  EXPECT_EQ(findings[0].layer, pair.layer);
  EXPECT_THAT(findings[0].message, HasSubstr(pair.message));
  EXPECT_FALSE(findings[0].help.empty());
  ASSERT_TRUE(findings[0].saving) << findings[0].savingUnknown;
  double saved = before.energyJ() - after.energyJ();
  EXPECT_GT(saved, 0);
  EXPECT_NEAR(findings[0].saving->energyJ, saved, 1e-9 * before.energyJ()) << findings[0].saving->change;
}

TEST_P(LintRules, LeaveAloneWhatIsInOrder) {
  Linted quiet(textNetwork(GetParam().quiet), board());
  ASSERT_EQ(quiet.error, "");
  EXPECT_EQ(quiet.findings(GetParam().rule).size(), 0U);
}

INSTANTIATE_TEST_SUITE_P(
    , LintRules,
    testing::Values(
        Pair{
            "depthwiseInefficient", "depthwise-inefficient", "xavier-nx",
            R"(main (float[1,16,56,56] x, float[96,16,1,1] w1, float[96,1,3,3] w2, float[16,96,1,1] w3)
                => (float[1,16,56,56] y) {
                  e = Conv (x, w1)
                  r = Relu (e)
                  d = Conv <group = 96, pads = [1, 1, 1, 1]> (r, w2)
                  y = Conv (d, w3) })",
            R"(main (float[1,16,56,56] x, float[96,16,3,3] w2, float[16,96,1,1] w3) => (float[1,16,56,56] y) {
                  d = Conv <pads = [1, 1, 1, 1]> (x, w2)
                  y = Conv (d, w3) })",
            "Conv_2", "a depthwise convolution takes",
            R"(main (float[1,16,56,56] x, float[96,16,3,3] w2, float[16,96,1,1] w3) => (float[1,16,56,56] y) {
                  d = Conv <pads = [1, 1, 1, 1]> (x, w2)
                  y = Conv (d, w3) })"},
        Pair{"depthwiseInGroups", "depthwise-inefficient", "npu",
             R"(main (float[1,32,56,56] x, float[32,32,3,3] w1, float[32,1,3,3] w2) => (float[1,32,56,56] y) {
                  e = Conv <pads = [1, 1, 1, 1]> (x, w1)
                  y = Conv <group = 32, pads = [1, 1, 1, 1]> (e, w2) })",
             R"(main (float[1,32,56,56] x, float[32,32,3,3] w1, float[32,8,3,3] w2) => (float[1,32,56,56] y) {
                  e = Conv <pads = [1, 1, 1, 1]> (x, w1)
                  y = Conv <group = 4, pads = [1, 1, 1, 1]> (e, w2) })",
             "Conv_1", "a depthwise convolution takes",
             R"(main (float[1,32,56,56] x, float[32,32,3,3] w1) => (float[1,32,56,56] y) {
                  y = Conv <pads = [1, 1, 1, 1]> (x, w1) })"},
        // 4 · 2 · 64 · 9 = 4608 B a channel of 1 MB: 217 fit, and 244 are 12 % more
        Pair{"parametersAboveMemory", "parameters-above-memory", "npu",
             R"(main (float[1,64,3,3] x, float[244,64,3,3] w1, float[64,244,3,3] w2) => (float[1,64,3,3] y) {
                  a = Conv <pads = [1, 1, 1, 1]> (x, w1)
                  y = Conv <pads = [1, 1, 1, 1]> (a, w2) })",
             R"(main (float[1,64,3,3] x, float[217,64,3,3] w1, float[64,217,3,3] w2) => (float[1,64,3,3] y) {
                  a = Conv <pads = [1, 1, 1, 1]> (x, w1)
                  y = Conv <pads = [1, 1, 1, 1]> (a, w2) })",
             "Conv_0", "that the accelerator holds, and that much is sent",
             R"(main (float[1,64,3,3] x, float[217,64,3,3] w1, float[64,217,3,3] w2) => (float[1,64,3,3] y) {
                  a = Conv <pads = [1, 1, 1, 1]> (x, w1)
                  y = Conv <pads = [1, 1, 1, 1]> (a, w2) })"},
        Pair{"fewOutputChannels", "few-output-channels", "xavier-nx",
             R"(main (float[1,256,14,14] x, float[8,256,3,3] w) => (float[1,8,14,14] y) {
                  y = Conv <pads = [1, 1, 1, 1]> (x, w) })",
             R"(main (float[1,256,14,14] x, float[8,256,1,1] w1, float[8,8,3,3] w2) => (float[1,8,14,14] y) {
                  t = Conv (x, w1)
                  y = Conv <pads = [1, 1, 1, 1]> (t, w2) })",
             "Conv_0", "patches of 256 channels, for 8 output channels (balanced at 60)",
             R"(main (float[1,512,14,14] x, float[64,512,3,3] w) => (float[1,64,14,14] y) {
                  y = Conv <pads = [1, 1, 1, 1]> (x, w) })"},
        Pair{
            "largeKernel", "large-kernel", "xavier-nx",
            R"(main (float[1,64,27,27] x, float[64,64,5,5] w, float[64] b) => (float[1,64,14,14] y) {
                  y = Conv <pads = [2, 2, 2, 2], strides = [2, 2]> (x, w, b) })",
            R"(main (float[1,64,27,27] x, float[64,64,5,1] w1, float[64,64,1,5] w2) => (float[1,64,14,14] y) {
                  t = Conv <pads = [2, 0, 2, 0], strides = [2, 1]> (x, w1)
                  y = Conv <pads = [0, 2, 0, 2], strides = [1, 2]> (t, w2) })",
            "Conv_0", "a 5x5 convolution of 64 to 64 channels takes 100 %",
            R"(main (float[1,3,224,224] x, float[64,3,7,7] w) => (float[1,64,112,112] y) {
                  y = Conv <pads = [3, 3, 3, 3], strides = [2, 2]> (x, w) })"},
        Pair{
            "largeKernelWithoutPadding", "large-kernel", "xavier-nx",
            R"(main (float[1,64,28,28] x, float[64,64,5,5] w) => (float[1,64,24,24] y) { y = Conv (x, w) })",
            R"(main (float[1,64,28,28] x, float[64,64,5,1] w1, float[64,64,1,5] w2) => (float[1,64,24,24] y) {
                  t = Conv (x, w1)
                  y = Conv (t, w2) })",
            "Conv_0", "5x5",
            R"(main (float[1,64,28,28] x, float[64,64,3,3] w) => (float[1,64,26,26] y) { y = Conv (x, w) })"},
        Pair{
            "earlyResolution", "early-resolution", "xavier-nx",
            R"(main (float[1,3,128,128] x, float[16,3,3,3] w1, float[16,16,3,3] w2) => (float[1,16] y) {
                  a = Conv <pads = [1, 1, 1, 1]> (x, w1)
                  b = Conv <pads = [1, 1, 1, 1]> (a, w2)
                  p = GlobalAveragePool (b)
                  y = Flatten (p) })",
            R"(main (float[1,3,128,128] x, float[16,3,3,3] w1, float[16,16,3,3] w2) => (float[1,16] y) {
                  a = Conv <pads = [1, 1, 1, 1], strides = [2, 2]> (x, w1)
                  b = Conv <pads = [1, 1, 1, 1]> (a, w2)
                  p = GlobalAveragePool (b)
                  y = Flatten (p) })",
            "Conv_0", "layers at 64x64 and larger, of a picture of 128x128, take 100 %",
            R"(main (float[1,3,128,128] x, float[16,3,3,3] w1, float[16,16,3,3] w2) => (float[1,16,64,64] y) {
                  a = Conv <pads = [1, 1, 1, 1]> (x, w1)
                  b = Conv <pads = [1, 1, 1, 1]> (a, w2)
                  y = MaxPool <kernel_shape = [2, 2], strides = [2, 2]> (b) })"},
        Pair{"layoutTransposes", "layout-transposes", "npu",
             R"(main (float[1,32,56,56] x, float[32,32,1,1] w) => (float[1,56,56,32] y) {
                  c = Conv (x, w)
                  y = Transpose <perm = [0, 2, 3, 1]> (c) })",
             R"(main (float[1,32,56,56] x, float[32,32,1,1] w) => (float[1,56,56,32] y)
                <int64[4] s = {1, 56, 56, 32}> {
                  c = Conv (x, w)
                  y = Reshape (c, s) })",
             "Transpose_1", "the Transpose layer between layouts takes",
             R"(main (float[1,32,1,1] x, float[32,32,1,1] w) => (float[1,1,1,32] y) {
                  c = Conv (x, w)
                  y = Transpose <perm = [0, 2, 3, 1]> (c) })"},
        Pair{
            "channelTiling", "channel-tiling", "npu",
            R"(main (float[1,32,28,28] x, float[40,32,3,3] w1, float[64,40,3,3] w2) => (float[1,64,28,28] y) {
                  a = Conv <pads = [1, 1, 1, 1]> (x, w1)
                  r = Relu (a)
                  y = Conv <pads = [1, 1, 1, 1]> (r, w2) })",
            R"(main (float[1,32,28,28] x, float[32,32,3,3] w1, float[64,32,3,3] w2) => (float[1,64,28,28] y) {
                  a = Conv <pads = [1, 1, 1, 1]> (x, w1)
                  r = Relu (a)
                  y = Conv <pads = [1, 1, 1, 1]> (r, w2) })",
            "Conv_0", "its 40 output channels fill 62.5 % of 2 tiles of 32 channels",
            R"(main (float[1,32,28,28] x, float[64,32,3,3] w1, float[64,64,3,3] w2) => (float[1,64,28,28] y) {
                  a = Conv <pads = [1, 1, 1, 1]> (x, w1)
                  y = Conv <pads = [1, 1, 1, 1]> (a, w2) })"},
        Pair{"denseHead", "dense-head", "xavier-nx",
             R"(main (float[1,64,7,7] x, float[100,3136] fc_weight, float[100] fc_bias) => (float[1,100] y) {
                  r = Relu (x)
                  f = Flatten (r)
                  y = Gemm <transB = 1> (f, fc_weight, fc_bias) })",
             R"(main (float[1,64,7,7] x, float[100,64] fc_weight, float[100] fc_bias) => (float[1,100] y) {
                  r = Relu (x)
                  p = GlobalAveragePool (r)
                  f = Flatten (p)
                  y = Gemm <transB = 1> (f, fc_weight, fc_bias) })",
             "Gemm_2", "flattened map of 64x7x7 takes 100 %",
             R"(main (float[1,64,1,1] x, float[100,64] fc_weight) => (float[1,100] y) {
                  f = Flatten (x)
                  y = Gemm <transB = 1> (f, fc_weight) })"},
        Pair{"processorFallback", "processor-fallback", "npu",
             R"(main (float[1,16,28,28] x, float[16,16,3,3] w) => (float[1,16,28,28] y) {
                  c = Conv <pads = [1, 1, 1, 1]> (x, w)
                  y = HardSigmoid (c) })",
             R"(main (float[1,16,28,28] x, float[16,16,3,3] w) => (float[1,16,28,28] y) {
                  c = Conv <pads = [1, 1, 1, 1]> (x, w)
                  y = Relu (c) })",
             "HardSigmoid_1",
             "the HardSigmoid layer runs on the processor beside the accelerator; that takes",
             R"(main (float[1,16,28,28] x, float[16,16,3,3] w) => (float[1,16,28,28] y) {
                  c = Conv <pads = [1, 1, 1, 1]> (x, w)
                  y = Sigmoid (c) })"},
        Pair{"unfusedActivation", "unfused-activation", "npu",
             R"(main (float[1,16,28,28] x, float[16,16,3,3] w) => (float[1,16,28,28] y) {
                  c = Conv <pads = [1, 1, 1, 1]> (x, w)
                  s = Sigmoid (c)
                  y = Mul (c, s) })",
             R"(main (float[1,16,28,28] x, float[16,16,3,3] w) => (float[1,16,28,28] y) {
                  c = Conv <pads = [1, 1, 1, 1]> (x, w)
                  y = Relu (c) })",
             "Sigmoid_1",
             "the Sigmoid layer behind convolutions or fully connected layers does not run with them",
             R"(main (float[1,16,28,28] x, float[16,16,3,3] w) => (float[1,16,28,28] y) {
                  c = Conv <pads = [1, 1, 1, 1]> (x, w)
                  y = Relu (c) })"},
        Pair{"siblingConvolutions", "sibling-convolutions", "xavier-nx",
             R"(main (float[1,64,28,28] x, float[16,64,1,1] w1, float[24,64,1,1] w2, float[8,64,3,3] w3)
                => (float[1,48,28,28] y) {
                  a = Conv (x, w1)
                  b = Conv (x, w2)
                  c = Conv <pads = [1, 1, 1, 1]> (x, w3)
                  y = Concat <axis = 1> (a, b, c) })",
             R"(main (float[1,64,28,28] x, float[40,64,1,1] w, float[8,64,3,3] w3) => (float[1,48,28,28] y) {
                  m = Conv (x, w)
                  c = Conv <pads = [1, 1, 1, 1]> (x, w3)
                  y = Concat <axis = 1> (m, c) })",
             "Conv_0", "2 convolutions in 1 group alike read the same input",
             R"(main (float[1,64,28,28] x, float[16,64,1,1] w1, float[24,16,1,1] w2, float[16,64,1,1] w3)
                => (float[1,40,28,28] y) {
                  a = Conv (x, w1)
                  b = Conv (a, w2)
                  c = Conv <strides = [2, 2]> (x, w3)
                  y = Concat <axis = 1> (a, b) })"}),
    [](auto const &row) { return std::string(row.param.name); });

namespace {
/// 3x3 convolution of 128 to 256 channels: 294 912 parameters, 1 179 648 bytes at fp32.
constexpr char wideConv[] = R"(main (float[1,128,14,14] x, float[256,128,3,3] w) => (float[1,256,14,14] y) {
                                 y = Conv <pads = [1, 1, 1, 1]> (x, w) })";

/// The test board with `from` replaced in its file.
ChosenBoard npuWith(std::string const &from, std::string const &to) {
  std::string text = readFile(npu());
  size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return boardNamed(TemporaryFile(text.replace(at, from.size(), to)).path());
}
} // namespace

namespace {
/// Rules about what is in the file and costs nothing.
struct Untidy {
  char const *rule, *network, *layer, *message, *quiet;
};
} // namespace

TEST(UntidyFiles, AreTold) {
  for (
      Untidy const &untidy :
      {Untidy{
           "unfused-normalization",
           R"(main (float[1,16,28,28] x, float[16,16,3,3] w, float[16] s, float[16] b, float[16] m, float[16] v)
                  => (float[1,16,28,28] y) {
                    c = Conv <pads = [1, 1, 1, 1]> (x, w)
                    y = BatchNormalization (c, s, b, m, v) })",
           "BatchNormalization_1", "1 BatchNormalization behind a convolution is not folded",
           R"(main (float[1,16,28,28] x, float[16] s, float[16] b, float[16] m, float[16] v)
                  => (float[1,16,28,28] y) {
                    c = MaxPool <kernel_shape = [3, 3], pads = [1, 1, 1, 1]> (x)
                    y = BatchNormalization (c, s, b, m, v) })"},
       Untidy{"redundant-node",
              R"(main (float[1,16,28,28] x, float[16,16,3,3] w) => (float[1,16,28,28] y) {
                    n = Cast <to = 1> (x)
                    t = Transpose <perm = [0, 2, 3, 1]> (n)
                    b = Transpose <perm = [0, 3, 1, 2]> (t)
                    y = Conv <pads = [1, 1, 1, 1]> (b, w) })",
              "Cast_0", "layers that change nothing: 1 Cast, 1 Transpose",
              R"(main (float[1,16,28,28] x, float[28,16,3,3] w) => (float16[28,1,28,16] y) {
                    t = Transpose <perm = [0, 3, 2, 1]> (x)
                    b = Transpose <perm = [0, 3, 1, 2]> (t)
                    r = Transpose (b)
                    y = Cast <to = 10> (r) })"}}) {
    std::vector<Finding> findings =
        Linted(textNetwork(untidy.network), boardNamed(npu())).findings(untidy.rule);
    ASSERT_EQ(findings.size(), 1U) << untidy.rule;
    EXPECT_EQ(findings[0].severity, Severity::Note);
    EXPECT_EQ(findings[0].layer, untidy.layer);
    EXPECT_THAT(findings[0].message, HasSubstr(untidy.message));
    EXPECT_TRUE(Linted(textNetwork(untidy.quiet), boardNamed(npu())).findings(untidy.rule).empty());
  }
}

TEST(ParameterStreamingRule, SavesWhatABoardWithRoomForTheParametersSaves) {
  // only what does not fit is sent: 1.125 MiB less 97.66 KiB
  Linted tight(textNetwork(wideConv), npuWith("{value: 1000000,", "{value: 100000,"));
  Linted roomy(textNetwork(wideConv), npuWith("{value: 1000000,", "{value: 2000000,"));
  std::vector<Finding> findings = tight.findings("parameter-streaming");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_THAT(findings[0].message, HasSubstr("1.125 MiB of parameters do not fit the 97.66 KiB"));
  ASSERT_TRUE(findings[0].saving);
  EXPECT_NEAR(findings[0].saving->energyJ, tight.energyJ() - roomy.energyJ(), 1e-9 * tight.energyJ());
  EXPECT_GT(findings[0].saving->energyJ, 0.01);
  EXPECT_TRUE(roomy.findings("parameter-streaming").empty());
  EXPECT_TRUE(Linted(textNetwork(wideConv), boardNamed(npu(), SettingRequest{"", "precision", "fp16"}))
                  .findings("parameter-streaming")
                  .empty()); // half the bytes
}

TEST(LowPrecisionRule, SavesWhatTheOtherSettingSaves) {
  Linted full(textNetwork(wideConv), boardNamed(npu()));
  Linted half(textNetwork(wideConv), boardNamed(npu(), SettingRequest{"", "precision", "fp16"}));
  std::vector<Finding> findings = full.findings("low-precision");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_THAT(findings[0].message, HasSubstr("npu runs the network at fp32; precision=fp16 takes"));
  ASSERT_TRUE(findings[0].saving);
  EXPECT_NEAR(findings[0].saving->energyJ, full.energyJ() - half.energyJ(), 1e-9 * full.energyJ());
  ASSERT_TRUE(findings[0].saving->latencyS);
  EXPECT_GT(*findings[0].saving->latencyS, 0);
  EXPECT_TRUE(half.findings("low-precision").empty());
}

TEST(SlowerPrecisionRule, SavesWhatTheLargerFormatSaves) {
  std::string fast = "\"peak@precision=fp16\": {value: 2,", slow = "\"peak@precision=fp16\": {value: 0.5,";
  ChosenBoard slowHalf = npuWith(fast, slow);
  for (auto &[name, value] : slowHalf.settings)
    if (name == "precision")
      value = "fp16";
  Linted half(textNetwork(wideConv), slowHalf), full(textNetwork(wideConv), npuWith(fast, slow));
  std::vector<Finding> findings = half.findings("slower-precision");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_THAT(findings[0].message, HasSubstr("npu runs the network at fp16; precision=fp32 takes"));
  ASSERT_TRUE(findings[0].saving);
  EXPECT_GT(findings[0].saving->energyJ, 0);
  EXPECT_NEAR(findings[0].saving->energyJ, half.energyJ() - full.energyJ(), 1e-9 * half.energyJ());
  EXPECT_TRUE(full.findings("slower-precision").empty());
  EXPECT_TRUE(half.findings("low-precision").empty());
}

// 4096 MACs at 1e10 a second are nothing beside a millisecond of launch.
TEST(SmallBatchRule, SavesWhatABatchSavesForEachSample) {
  ChosenBoard board =
      npuWith("\"base\": {value: 1,", "\"launch\": {value: 1e-3, unit: s}\n  \"base\": {value: 1,");
  constexpr char open[] =
      "main (float[N,8,8,8] x, float[8,8,1,1] w) => (float[N,8,8,8] y) { y = Conv (x, w) }";
  DimBindings eight;
  eight.named["N"] = 8;
  Linted one(textNetwork(open), board), batch(textNetwork(open), board, eight);
  std::vector<Finding> findings = one.findings("small-batch");
  ASSERT_EQ(findings.size(), 1U);
  ASSERT_TRUE(findings[0].saving);
  EXPECT_NEAR(findings[0].saving->energyJ, one.energyJ() - batch.energyJ() / 8, 1e-9 * one.energyJ());
  EXPECT_NEAR(findings[0].saving->energyJ / one.energyJ(), 7.0 / 8, 0.02);
  EXPECT_TRUE(batch.findings("small-batch").empty()) << "asked for";
  EXPECT_TRUE(Linted(textNetwork(open), boardNamed(npu())).findings("small-batch").empty())
      << "no launch time";
}

TEST(SmallBatchRule, TriesFixedSizesWhereTheNetworkTakesThem) {
  ChosenBoard board =
      npuWith("\"base\": {value: 1,", "\"launch\": {value: 1e-3, unit: s}\n  \"base\": {value: 1,");
  EXPECT_EQ(Linted(textNetwork(
                       "main (float[1,8,8,8] x, float[8,8,1,1] w) => (float[1,8,8,8] y) { y = Conv (x, w) }"),
                   board)
                .findings("small-batch")
                .size(),
            1U);
  EXPECT_EQ(
      Linted(textNetwork(R"(main (float[1,8,1,1] x, float[8,8] w) => (float[1,8] y) <int64[2] s = {1, 8}> {
                                    f = Reshape (x, s)
                                    y = MatMul (f, w) })"),
             board)
          .findings("small-batch")
          .size(),
      0U)
      << "its Reshape takes one sample only";
}

TEST(OutsideCalibrationRule, SpeaksOfLayersFarOutsideOnly) {
  auto conv = [](int channels) {
    return textNetwork("main (float[1,512,8,8] x, float[" + std::to_string(channels) +
                       ",512,1,1] w) => (float[1," + std::to_string(channels) +
                       ",8,8] y) { y = Conv (x, w) }");
  };
  ChosenBoard board = boardNamed(testFile("boards/calibrated.yaml")); // ofm: 1 to 512
  EXPECT_TRUE(Linted(conv(512), board).findings("outside-calibration").empty());
  EXPECT_TRUE(Linted(conv(1024), board).findings("outside-calibration").empty());
  std::vector<Finding> findings = Linted(conv(1025), board).findings("outside-calibration");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_THAT(findings[0].message, HasSubstr("ofm 1025 against the calibrated 1 to 512"));
}

TEST(LowCoverageRule, SpeaksWhereLayersWithMacsHaveNoEstimate) {
  // 16·16·8·8 = 16 384 MACs that xavier-nx models, 2·64·8·8·… of the product it does not
  Linted half(textNetwork(R"(main (float[1,16,8,8] x, float[16,16,1,1] w) => (float[1,16,8,8] y) {
                               c = Conv (x, w)
                               y = MatMul (c, c) })"),
              boardNamed("xavier-nx"));
  std::vector<Finding> findings = half.findings("low-coverage");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_THAT(findings[0].message, HasSubstr("66.7 % of the MACs has an energy estimate, 1 of 2 layers"));
  Linted whole(textNetwork(wideConv), boardNamed("xavier-nx"));
  EXPECT_TRUE(whole.findings("low-coverage").empty());
  Linted without(textNetwork("main (float[4] x) => (float[4] y) { y = Relu (x) }"), boardNamed("xavier-nx"));
  findings = without.findings("low-coverage");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].message, "0 of 1 layers have an energy estimate; no layer has MACs");
}

TEST(DeadNodeRule, NamesTheFirstAndCountsTheRest) {
  Linted dead(textNetwork(R"(main (float[4] x) => (float[4] y) {
                               a = Relu (x)
                               b = Relu (a)
                               y = Sigmoid (x) })"),
              boardNamed(npu()));
  std::vector<Finding> findings = dead.findings("dead-node");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].layer, "Relu_0");
  EXPECT_THAT(findings[0].message, HasSubstr("and 1 more"));
  EXPECT_TRUE(Linted(textNetwork(wideConv), boardNamed(npu())).findings("dead-node").empty());
}

TEST(EarlyResolutionRule, MovesAStrideWhereTheSizeBehindIsFixed) {
  // a stride alone would leave 1024 of the 4096 inputs of the fully connected layer
  auto network = [](std::string const &strides, std::string const &pool) {
    return textNetwork(
        "main (float[1,3,128,128] x, float[4,3,3,3] w1, float[4,4,3,3] w2, float[10,4096] fc_weight)"
        "=> (float[1,10] y) {"
        "  a = Conv <pads = [1, 1, 1, 1], strides = [" +
        strides +
        "]> (x, w1)"
        "  b = Conv <pads = [1, 1, 1, 1]> (a, w2) " +
        pool +
        "  q = MaxPool <kernel_shape = [2, 2], strides = [2, 2]> (p)"
        "  f = Flatten (q)"
        "  y = Gemm <transB = 1> (f, fc_weight) }");
  };
  Linted before(network("1, 1", "p = MaxPool <kernel_shape = [2, 2], strides = [2, 2]> (b)"),
                boardNamed("xavier-nx"));
  Linted after(network("2, 2", "p = Relu (b)"), boardNamed("xavier-nx"));
  std::vector<Finding> findings = before.findings("early-resolution");
  ASSERT_EQ(findings.size(), 1U);
  ASSERT_TRUE(findings[0].saving);
  EXPECT_EQ(findings[0].saving->change, "stride 2 here in the place of 'MaxPool_2' (MaxPool)");
  EXPECT_NEAR(findings[0].saving->energyJ, before.energyJ() - after.energyJ(), 1e-9 * before.energyJ());
}

TEST(WhatIf, NamesTheLayerThatCannotRun) {
  Linted network(textNetwork(R"(main (float[1,8] x, float[4,8] fc_weight, float[4,8] other_weight)
                                => (float[1,4] y, float[1,4] z) {
                                  y = Gemm <transB = 1> (x, fc_weight)
                                  z = Gemm <transB = 1> (x, other_weight) })"),
                 boardNamed("xavier-nx"));
  GraphEdit edit(network.graph);
  edit.node(nodeNamed(network.graph, "Gemm_0").id).inputs[1] = edit.addParameter(DataType::Float32, {4, 9});
  WhatIf broken = whatIf(network.network(), std::move(edit).build(), "more inputs");
  EXPECT_FALSE(broken.saving);
  EXPECT_THAT(broken.unknown, HasSubstr("node 'Gemm_0': Gemm: inner sizes 8 of a and 9 of b differ"));
}

TEST(WhatIf, KnowsNoSavingByLayersTheBoardDoesNotModel) {
  Linted network(textNetwork(R"(main (float[1,8,8,8] x, float[8,8,1,1] w1, float[8,8,1,1] w2)
                                => (float[1,8,8,8] y) {
                                  a = Conv (x, w1)
                                  y = Conv (a, w2) })"),
                 boardNamed("xavier-nx"));
  GraphEdit edit(network.graph);
  Node &conv = edit.node(nodeNamed(network.graph, "Conv_0").id);
  conv.kind = OpKind::ConvTranspose; // the same MACs, which a mac-linear board does not price
  conv.opType = "ConvTranspose";
  WhatIf unpriced = whatIf(network.network(), std::move(edit).build(), "transposed");
  EXPECT_FALSE(unpriced.saving);
  EXPECT_THAT(unpriced.unknown, HasSubstr("the changed network cannot be priced"));
}

TEST(WhatIf, NamesEstimatesOutsideTheCalibratedRange) {
  Linted network(textNetwork(R"(main (float[1,8,8,8] x, float[512,8,1,1] w) => (float[1,512,8,8] y) {
                                  y = Conv (x, w) })"),
                 boardNamed(testFile("boards/calibrated.yaml"))); // ofm: 1 to 512
  GraphEdit edit(network.graph);
  Node const &conv = nodeNamed(network.graph, "Conv");
  edit.node(conv.id).inputs[1] = edit.addParameter(DataType::Float32, {513, 8, 1, 1});
  edit.forgetTypesAfter(conv.outputs[0]);
  WhatIf wider = whatIf(network.network(), std::move(edit).build(), "513 channels");
  ASSERT_TRUE(wider.saving) << wider.unknown;
  EXPECT_LT(wider.saving->energyJ, 0);
  EXPECT_EQ(wider.saving->change, "513 channels (estimated outside the board's calibrated range)");
  EXPECT_FALSE(wider.sameOutputs);
}

TEST(DepthwiseInefficientRule, RecommendsNoLayersTheBoardWasNotCalibratedWith) {
  constexpr char network[] = R"(main (float[1,32,56,56] x, float[32,32,3,3] w1, float[32,1,3,3] w2)
                                => (float[1,32,56,56] y) {
                                  e = Conv <pads = [1, 1, 1, 1]> (x, w1)
                                  y = Conv <group = 32, pads = [1, 1, 1, 1]> (e, w2) })";
  std::string unpublished = "range: not published\n",
              grouped = "  grouped-convolution: {group: {min: 2, max: 8}}\n",
              ranges = "range:\n  convolution: {group: {min: 1, max: 1}}\n"
                       "  depthwise-convolution: {group: {min: 8, max: 64}}\n";
  Linted without(textNetwork(network), npuWith(unpublished, ranges));
  EXPECT_EQ(without.findings("depthwise-inefficient").size(), 0U);
  Linted with(textNetwork(network), npuWith(unpublished, ranges + grouped));
  EXPECT_EQ(with.findings("depthwise-inefficient").size(), 1U);
}

/// edge-tpu knows nothing of the processor beside it: what a Relu in the place of an Elu saves is not 0 J.
TEST(ProcessorFallbackRule, WhatHadNoEstimateHasNoSaving) {
  Linted network(textNetwork(R"(main (float[1,3,56,56] x, float[32,3,3,3] w) => (float[1,32,56,56] y) {
                                  c = Conv <pads = [1, 1, 1, 1]> (x, w)
                                  y = Elu (c) })"),
                 boardNamed("edge-tpu"));
  std::vector<Finding> findings = network.findings("processor-fallback");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_FALSE(findings[0].saving);
  EXPECT_EQ(findings[0].savingUnknown, "the board has no figures for what is replaced");
}

TEST(ProcessorFallbackRule, WithoutFiguresForTheProcessorSaysSo) {
  Linted network(textNetwork(R"(main (float[1,16,28,28] x, float[16,16,3,3] w) => (float[1,16,28,28] y) {
                                  c = Conv <pads = [1, 1, 1, 1]> (x, w)
                                  y = Softmax (c) })"),
                 npuWith("    fallback: {unit: cpu}\n", ""));
  std::vector<Finding> findings = network.findings("processor-fallback");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_THAT(findings[0].message, HasSubstr("the board file has no figures for that"));
  EXPECT_FALSE(findings[0].energyJ);
  EXPECT_EQ(findings[0].savingUnknown, "it depends on what takes its place");
}

TEST(EarlyDelegationEndRule, SavesWhatGoingOnSaves) {
  constexpr char const *rest = "  y = Conv <pads = [1, 1, 1, 1]> (h, w) }";
  std::string head = R"(main (float[1,16,28,28] x, float[16,16,3,3] w) => (float[1,16,28,28] y) {
                          c = Conv <pads = [1, 1, 1, 1]> (x, w)
                          h = )";
  auto stopping = [] {
    return npuWith("    fallback: {unit: cpu}\n", "    fallback: {unit: cpu}\n    stops: true\n");
  };
  Linted stops(textNetwork(head + "HardSigmoid (c)" + rest), stopping());
  Linted goesOn(textNetwork(head + "Relu (c)" + rest), stopping());
  ASSERT_EQ(stops.error + goesOn.error, "");
  std::vector<Finding> findings = stops.findings("early-delegation-end");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].layer, "HardSigmoid_1");
  EXPECT_THAT(findings[0].message, HasSubstr("2 of 3 kernels with 50.0 % of the multiply-accumulates"));
  ASSERT_TRUE(findings[0].saving) << findings[0].savingUnknown;
  EXPECT_NEAR(findings[0].saving->energyJ, stops.energyJ() - goesOn.energyJ(), 1e-9 * stops.energyJ());
  EXPECT_TRUE(stops.findings("processor-fallback").empty()) << "one finding, not one an operator behind";
  EXPECT_TRUE(goesOn.findings("early-delegation-end").empty());
  EXPECT_TRUE(Linted(textNetwork(head + "HardSigmoid (c)" + rest), boardNamed(npu()))
                  .findings("early-delegation-end")
                  .empty())
      << "a board that takes up what comes after";
}

TEST(EarlyDelegationEndRule, WithoutFiguresForTheProcessorSaysSo) {
  Linted network(textNetwork(R"(main (float[1,16,28,28] x, float[16,16,3,3] w) => (float[1,16,28,28] y) {
                                  c = Conv <pads = [1, 1, 1, 1]> (x, w)
                                  h = Erf (c)
                                  y = Conv <pads = [1, 1, 1, 1]> (h, w) })"),
                 npuWith("    fallback: {unit: cpu}\n", "    stops: true\n"));
  std::vector<Finding> findings = network.findings("early-delegation-end");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_THAT(findings[0].savingUnknown, HasSubstr("no figures for the processor"));
}

/// What the rule says of the network.
static std::string pingPong(std::string const &network) {
  std::vector<Finding> findings =
      Linted(textNetwork(network), boardNamed(npu())).findings("conversion-ping-pong");
  return findings.empty() ? "none" : findings[0].layer + ": " + findings[0].message;
}

TEST(ConversionPingPongRule, CountsPairsWithLayersBetween) {
  auto found = pingPong;
  EXPECT_THAT(found(R"(main (float16[1,16,8,8] x) => (float16[1,16,8,8] y) {
                         a = Cast <to = 1> (x)
                         b = Exp (a)
                         c = Cast <to = 10> (b)
                         d = Relu (c)
                         e = Cast <to = 1> (d)
                         f = Log (e)
                         g = Sqrt (f)
                         y = Cast <to = 10> (g) })"),
              testing::AllOf(HasSubstr("Cast_0"), HasSubstr("2 between floating-point formats")));
  EXPECT_THAT(found(R"(main (int8[4,4] x, int8[4,4] w, float s, int8 z) => (int8[4,4] y) {
                         m = QLinearMatMul (x, s, z, w, s, z, s, z)
                         a = DequantizeLinear (m, s, z)
                         b = Exp (a)
                         y = QuantizeLinear (b, s, z) })"),
              HasSubstr("1 out of integers and back"));
  EXPECT_EQ(found(R"(main (float[1,4,8,8] x, float s, int8 z) => (int8[1,4,8,8] y) {
                       q = QuantizeLinear (x, s, z)
                       a = DequantizeLinear (q, s, z)
                       b = Exp (a)
                       y = QuantizeLinear (b, s, z) })"),
            "none")
      << "QDQ";
  EXPECT_EQ(found(R"(main (float16[1,4] x) => (float16[1,4] y, float[1,4] b) {
                       a = Cast <to = 1> (x)
                       b = Exp (a)
                       y = Cast <to = 10> (b) })"),
            "none")
      << "the 32 bits are an output";
  EXPECT_EQ(found(R"(main (float16[1,4] x) => (float[1,4] y) {
                       a = Cast <to = 1> (x)
                       y = Exp (a) })"),
            "none");
}

/// A SiLU and a normalization by the root of the mean square, as they are exported where half precision is too coarse.
TEST(ConversionPingPongRule, LayersBetweenMayBranchAndJoin) {
  EXPECT_THAT(pingPong(R"(main (float16[1,8] x) => (float16[1,8] y) {
                            f = Cast <to = 1> (x)
                            s = Sigmoid (f)
                            m = Mul (s, f)
                            y = Cast <to = 10> (m) })"),
              HasSubstr("1 between floating-point formats"));
  EXPECT_THAT(pingPong(R"(main (float16[1,8] x) => (float16[1,8] y) <float e = {0.00001}, float two = {2}> {
                            f = Cast <to = 1> (x)
                            p = Pow (f, two)
                            m = ReduceMean <axes = [-1]> (p)
                            a = Add (e, m)
                            r = Sqrt (a)
                            d = Div (f, r)
                            y = Cast <to = 10> (d) })"),
              HasSubstr("Cast_0"));
  EXPECT_EQ(pingPong(R"(main (float16[1,8] x) => (float16[1,8] y, float[1,8] s) {
                          f = Cast <to = 1> (x)
                          s = Sigmoid (f)
                          m = Mul (s, f)
                          y = Cast <to = 10> (m) })"),
            "none")
      << "one branch leaves as 32 bits";
  EXPECT_EQ(pingPong(R"(main (float16[1,8] x, float16[1,8] z) => (float16[1,8] y) {
                          f = Cast <to = 1> (x)
                          g = Cast <to = 1> (z)
                          m = Mul (f, g)
                          y = Cast <to = 10> (m) })"),
            "none")
      << "two values are converted";
  std::string const eight =
      "a1 = Exp (a0) a2 = Exp (a1) a3 = Exp (a2) a4 = Exp (a3) a5 = Exp (a4) a6 = Exp (a5) "
      "a7 = Exp (a6) a8 = Exp (a7)";
  auto chain = [](std::string const &between, char const *end) {
    return pingPong("main (float16[1,8] x) => (float16[1,8] y) { a0 = Cast <to = 1> (x) " + between +
                    " y = Cast <to = 10> (" + end + ") }");
  };
  EXPECT_NE(chain(eight, "a8"), "none");
  EXPECT_EQ(chain(eight + " a9 = Exp (a8)", "a9"), "none") << "a part of the network with its own format";
}

TEST(ConversionPingPongRule, AConversionStraightBackCountsUnlessItIsAnotherScale) {
  EXPECT_NE(pingPong(R"(main (float16[1,8] x) => (float16[1,8] y) {
                          f = Cast <to = 1> (x)
                          y = Cast <to = 10> (f) })"),
            "none");
  auto straight = [](char const *scale) {
    return pingPong(fmt::format(R"(main (int8[1,8] x, float s, float t, int8 z) => (int8[1,8] y) {{
                                     f = DequantizeLinear (x, s, z)
                                     y = QuantizeLinear (f, {}, z) }})",
                                scale));
  };
  EXPECT_THAT(straight("s"), HasSubstr("1 out of integers and back"));
  EXPECT_EQ(straight("t"), "none") << "the same values as other integers";
}

TEST(LintRuleTable, NamesAreUniqueAndTextsComplete) {
  std::set<std::string> names;
  for (RuleInfo const &rule : allRules()) {
    EXPECT_TRUE(names.insert(rule.name.str()).second) << rule.name.str();
    EXPECT_EQ(rule.name.lower(), rule.name.str());
    EXPECT_EQ(findRule(rule.name), &rule);
    for (llvm::StringRef text : {rule.hazard, rule.mitigation, rule.help})
      EXPECT_TRUE(text.endswith(".")) << rule.name.str() << ": " << text.str();
  }
  EXPECT_EQ(findRule("no-such-rule"), nullptr);
}

TEST(LintRuleTable, DocumentationIsUpToDate) {
  EXPECT_EQ(readFile(ENERGY_OPT_SOURCE_DIR "/docs/rules.md"), rulesMarkdown()) << "energy-lint --explain=all";
}

TEST(LintRuleTable, WithoutABoardOnlyDeadNodesAreFound) {
  DiagnosticEngine diagnostics;
  Graph graph = textNetwork(R"(main (float[4] x) => (float[4] y) {
                                 a = Relu (x)
                                 y = Sigmoid (x) })");
  DimBindings bindings;
  PassEstimator estimator;
  llvm::Expected<Annotations> annotations = estimator.analyze(graph, bindings, nullptr, diagnostics);
  ASSERT_TRUE(bool(annotations));
  Report report = buildReport({graph, *annotations, diagnostics}, {"test", "0", "network"});
  for (RuleInfo const &rule : allRules())
    EXPECT_EQ(
        runRule(rule, rule.severity, {graph, bindings, nullptr, *annotations, report, estimator}).size(),
        rule.name == "dead-node" ? 1U : 0U)
        << rule.name.str();
}
