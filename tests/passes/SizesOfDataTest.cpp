//===- SizesOfDataTest.cpp - what only data know, told by the user -----------------------------------------===//

#include "tests/passes/Analysed.h"

using namespace eo;
using namespace eo::test;

namespace {

/// Speech: as many frames as the durations come to, each made into 4 samples.
char const *const speech =
    "<ir_version: 8, opset_import: [\"\" : 17]>\n"
    "main (int64[12] d, float[1,16] w) => (float[samples,16] y) {\n"
    "n = ReduceSum <keepdims = 0> (d)\n"
    "z = Constant <value = int64 {0}> ()\no = Constant <value = int64 {1}> ()\na = Constant <value_ints = "
    "[1]> ()\n"
    "r = Range (z, n, o)\nu = Unsqueeze (r, a)\nf = Cast <to = 1> (u)\nh = MatMul (f, w)\n"
    "y = Concat <axis = 0> (h, h, h, h)\n}";

std::string sizedType(Analysed const &network, llvm::StringRef value) {
  return network.annotations.get<InferredTypes>().types[valueNamed(network.graph, value)].str();
}

TEST(SizesOfData, FollowFromANamedOutput) {
  DimBindings bindings;
  bindings.named["samples"] = 100;
  Analysed network(speech, bindings);
  EXPECT_EQ(network.error, "");
  EXPECT_EQ(sizedType(network, "h"), "float32[25x16]"); // a quarter of them
  EXPECT_EQ(network.macs("MatMul").str(), "400");       // 25·1·16
}

TEST(SizesOfData, AreSetForAnInnerValue) {
  DimBindings bindings;
  bindings.byAxis[{"r", 0}] = 30;
  Analysed network(speech, bindings);
  EXPECT_EQ(network.macs("MatMul").str(), "480"); // 30·1·16
  EXPECT_EQ(sizedType(network, "y"), "float32[120x16]");
}

TEST(SizesOfData, NoSizeFitsWhatCannotBe) {
  DimBindings bindings;
  bindings.named["samples"] = 102; // no multiple of 4
  EXPECT_TRUE(Analysed(speech, bindings).macs("MatMul").isUnknown());
}

TEST(SizesOfData, ValueOfAnInputPicksTheBranch) {
  std::string text = "<ir_version: 8, opset_import: [\"\" : 17]>\n"
                     "main (int64 rate, float[4,8] x, float[8,2] w, float[8,3] v) => (float[] y) {\n"
                     "k = Constant <value = int64 {7}> ()\nc = Equal (rate, k)\n"
                     "y = If (c) <then_branch = a () => (float[4,2] p) { p = MatMul (x, w) },"
                     " else_branch = b () => (float[4,3] q) { q = MatMul (x, v) }>\n}";
  EXPECT_EQ(Analysed(text).macs("If").str(), "96"); // the larger: 4·8·3
  DimBindings bindings;
  bindings.values["rate"] = 7;
  EXPECT_EQ(Analysed(text, bindings).macs("If").str(), "64"); // 4·8·2
  bindings.values["rate"] = 0.5;
  EXPECT_EQ(Analysed(text, bindings).error, "--value rate=0.5: the input holds int64, whole numbers");
  DimBindings unknown;
  unknown.values["rats"] = 1;
  EXPECT_EQ(Analysed(text, unknown).error,
            "--value rats: the network has no such input; did you mean 'rate'?");
}

char const *const turns =
    "<ir_version: 8, opset_import: [\"\" : 17]>\n"
    "main (int64 n, float[1,16] h, float[16,16] w) => (float[] y) {\n"
    "y = Loop (n, , h) <body = b (int64 i, bool c, float[1,16] s) => (bool d, float[1,16] t) "
    "{ t = MatMul (s, w) d = Identity (c) }>\n}";

TEST(SizesOfData, ValueOfAnInputIsTheTripCount) {
  EXPECT_TRUE(Analysed(turns).macs("Loop").isUnknown());
  EXPECT_EQ(
      Analysed(turns).annotations.get<MacCounts>().atLeast[nodeNamed(Analysed(turns).graph, "Loop").id].str(),
      "0");
  DimBindings bindings;
  bindings.values["n"] = 10;
  EXPECT_EQ(Analysed(turns, bindings).macs("Loop").str(), "2560");
}

TEST(SizesOfData, WayOutIsSaidOfControlFlowThatAnInputSteers) {
  Analysed network(turns);
  bool said = false;
  for (Diagnostic const &one : network.diagnostics.diagnostics())
    said |= one.hint == "--value n=V says what it is given";
  EXPECT_TRUE(said);
}

TEST(SizesOfData, NoValueIsAskedOfAnInputOfManyElements) {
  auto hintOf = [](char const *shape) {
    Analysed network(
        "<ir_version: 8, opset_import: [\"\" : 17]>\nmain (float" + std::string(shape) +
        " x, float[4,8] a, float[8,2] w) => (float[] y) {\nl = Constant <value = float {1.0}> ()\nm = "
        "ReduceMax <keepdims = 0> (x)\nc = Greater (m, l)\n"
        "y = If (c) <then_branch = a () => (float[4,2] p) { p = MatMul (a, w) },"
        " else_branch = b () => (float[4,8] q) { q = Relu (a) }>\n}");
    std::string hints = network.error;
    for (Diagnostic const &one : network.diagnostics.diagnostics())
      hints += one.hint;
    return hints;
  };
  EXPECT_EQ(hintOf("[1,1]"), "--value x=V says what it is given");
  EXPECT_EQ(hintOf("[1,2]"), "");
}

TEST(SizesOfData, OneUnknownBranchLeavesALowerBound) {
  Analysed network("<ir_version: 8, opset_import: [\"\" : 17, \"com.example\" : 1]>\n"
                   "main (bool c, float[4,8] x, float[8,2] w) => (float[] y) {\n"
                   "y = If (c) <then_branch = a () => (float[4,2] p) { p = MatMul (x, w) },"
                   " else_branch = b () => (float[4,2] q) { q = com.example.Swirl (x) }>\n}");
  EXPECT_TRUE(network.macs("If").isUnknown());
  EXPECT_EQ(network.annotations.get<MacCounts>().atLeast[nodeNamed(network.graph, "If").id].str(), "64");
}

// Which branch runs hangs on how many frames there are, and so does the shape that the matrix product is given.
TEST(SizesOfData, TheOpenDimensionIsNamedThatDecidesABranch) {
  std::string text = "<ir_version: 8, opset_import: [\"\" : 17]>\n"
                     "main (float[1,samples] x, float[256,64] w) => (float[] y) {\n"
                     "to = Constant <value_ints = [1, -1, 256]> ()\nr = Reshape (x, to)\ns = Shape (r)\n"
                     "i = Constant <value = int64 {1}> ()\none = Constant <value_ints = [1]> ()\n"
                     "n = Gather (s, i)\nc = Equal (n, i)\n"
                     "q = If (c) <then_branch = a () => (float[1,256] p) { p = Squeeze (r, one) },"
                     " else_branch = b () => (float[1,k,256] t) { t = Identity (r) }>\ny = MatMul (q, w)\n}";
  Analysed network(text);
  std::string hints;
  for (Diagnostic const &one : network.diagnostics.diagnostics())
    hints += one.hint + network.error;
  EXPECT_NE((hints + network.error).find("--dim samples=V"), std::string::npos) << hints;
  DimBindings bindings;
  bindings.named["samples"] = 256;
  EXPECT_EQ(Analysed(text, bindings).macs("MatMul").str(), "16384"); // 256·64
}

} // namespace
