#include "lib/decide/MemoryFit.h"
#include "lib/support/Error.h"
#include "tests/passes/Analysed.h"

#include <gmock/gmock.h>

using namespace eo;
using namespace eo::test;
using testing::HasSubstr;

namespace {

Lifetimes lifetimesOfText(char const *text, unsigned bits = 64) {
  Analysed analysed(text);
  EXPECT_EQ(analysed.error, "");
  return llvm::cantFail(lifetimesOf(analysed.graph, analysed.annotations.get<InferredTypes>().types,
                                    analysed.annotations.get<NodeRoles>(), bits));
}

/// x of 4·10, a and b of 4·10 floats; the Reshape is a view of a; y is the sum.
char const *const residual = R"(main (float[4, 10] x) => (float[40] y) {
  a = Relu (x)
  s = Constant <value_ints = [40]> ()
  v = Reshape (a, s)
  b = Sigmoid (a)
  w = Reshape (b, s)
  y = Add (v, w)
})";

TEST(Lifetimes, ViewsShareTheirBufferAndConstantsHaveNone) {
  Lifetimes all = lifetimesOfText(residual);
  std::vector<std::string> names;
  for (LiveTensor const &tensor : all.tensors)
    names.push_back(tensor.name);
  EXPECT_THAT(names, testing::ElementsAre("x", "a", "b", "y"));
  EXPECT_EQ(all.tensors[0].bytes, 160);
  EXPECT_EQ(all.tensors[1].last, 5) << "the Add reads a through its view";
  EXPECT_EQ(all.tensors[3].last, all.steps) << "an output stays";
  EXPECT_EQ(all.peakBytes(), 480) << "a, b and y at the Add";
}

TEST(Lifetimes, FloatsCountAtThePrecisionExecutedWhereThatIsLess) {
  EXPECT_EQ(lifetimesOfText(residual, 8).peakBytes(), 120);
  EXPECT_EQ(lifetimesOfText("main (int64[10] x) => (int64[10] y) { y = Neg (x) }", 8).peakBytes(), 160);
}

TEST(MemoryFit, IsJudgedAgainstWhatThereIs) {
  Report report;
  report.totals.params = 100;
  report.totals.paramBytes = 400;
  MemoryFit fit = llvm::cantFail(fitMemory(report, lifetimesOfText(residual), {400, 399, 880}, 32, 1));
  EXPECT_EQ(fit.arena.bytes, 480);
  EXPECT_EQ(fit.inOnChip, MemoryVerdict::Streams);
  EXPECT_EQ(fit.inParameters, MemoryVerdict::Streams) << "400 bytes into 399";
  EXPECT_EQ(fit.streamedBytes(), 1.0);
  EXPECT_EQ(fit.verdict(), MemoryVerdict::Streams) << "too much for the chip, not for what is beside it";
  EXPECT_EQ(fit.inAll, MissionVerdict::Fits) << "480 + 400 into 880";
  std::string text;
  llvm::raw_string_ostream stream(text);
  writeMemoryText(fit, WriteOptions{10, 80, false}, stream);
  EXPECT_THAT(stream.str(), HasSubstr("it spills"));
  EXPECT_THAT(stream.str(), HasSubstr("STREAMS"));
}

/// 480 bytes of activations, 400 of parameters.
TEST(MemoryFit, OneVerdictSaysWhetherAllMemoriesTogetherHoldIt) {
  Report report;
  report.totals.params = 100;
  report.totals.paramBytes = 400;
  auto fitted = [&](MemorySizes sizes) {
    return llvm::cantFail(fitMemory(report, lifetimesOfText(residual), sizes, 32, 1));
  };
  EXPECT_FALSE(fitted({}).verdict()) << "no memory is known";
  EXPECT_EQ(fitted({480, 400, {}}).verdict(), MemoryVerdict::Fits);
  EXPECT_EQ(fitted({479, 400, {}}).verdict(), MemoryVerdict::Streams);
  EXPECT_EQ(fitted({480, {}, 879}).verdict(), MemoryVerdict::DoesNotFit);
  EXPECT_EQ(fitted({479, 399, 879}).verdict(), MemoryVerdict::DoesNotFit) << "nowhere to stream from";
  EXPECT_FALSE(fitted({480, {}, {}}).streamedBytes()) << "no memory for weights is known";
  // given by the user, weights get what the arena leaves: 880 - 480
  EXPECT_EQ(fitted({880, {}, {}, true}).verdict(), MemoryVerdict::Fits);
  EXPECT_EQ(fitted({870, {}, {}, true}).streamedBytes(), 10.0);
  EXPECT_EQ(fitted({100, {}, {}, true}).streamedBytes(), 400.0) << "the arena leaves nothing";
}

TEST(MemoryFit, WhatIsLeftOutKeepsTheVerdictOpen) {
  Report report;
  report.totals.params = report.totals.paramBytes = 0;
  Lifetimes all = lifetimesOfText(residual);
  all.unknown = 1;
  EXPECT_EQ(llvm::cantFail(fitMemory(report, all, {{}, {}, 1000}, 32, 1)).inAll, MissionVerdict::Unknown);
  EXPECT_EQ(llvm::cantFail(fitMemory(report, all, {{}, {}, 100}, 32, 1)).inAll, MissionVerdict::DoesNotFit);
  EXPECT_EQ(llvm::cantFail(fitMemory(report, all, {1000, {}, {}}, 32, 1)).verdict(), MemoryVerdict::Unknown);
}

} // namespace
