#include "lib/board/BoardPath.h"
#include "lib/board/CostFeatures.h"
#include "lib/cost/EnergyEstimate.h"
#include "lib/cost/KernelGroups.h"
#include "lib/pass/FilePrecision.h"
#include "passes/FilePrecisionOf.h"
#include "passes/Pipeline.h"
#include "tests/passes/Analysed.h"

#include <gmock/gmock.h>

using namespace eo;
using namespace eo::test;

namespace {

std::string precisionOf(std::string const &text) {
  Analysed network(text, {}, "match-precision");
  EXPECT_EQ(network.error, "");
  return network.annotations.get<FilePrecision>().text();
}

/// A network on a shipped board.
struct OnBoard {
  OnBoard(std::string const &text, char const *board, std::vector<SettingRequest> const &asked = {})
      : graph(textNetwork(text, &diagnostics)),
        chosen(llvm::cantFail(chooseBoard(BoardPath{{ENERGY_OPT_SOURCE_DIR "/boardmodels"}}, board, asked))),
        found(llvm::cantFail(PassEstimator().analyze(graph, {}, &chosen, diagnostics))) {}

  std::string describes() const { return found.get<ChosenBoard>().describe(); }
  double energyJ() const { return found.get<EnergyEstimate>().total.energy.value_or(Joules{0}).value; }

  DiagnosticEngine diagnostics;
  Graph graph;
  ChosenBoard chosen;
  Annotations found;
};

std::string convolutionOf(std::string const &type) {
  return "main (" + type + "[1,64,56,56] x, " + type + "[64,64,3,3] w) => (" + type +
         "[1,64,56,56] y) { y = Conv <pads = [1,1,1,1]> (x, w) }";
}

constexpr char const *quantised = R"(main (float[1,64,56,56] x, int8[64,64,3,3] w, float s, int8 z)
    => (float[1,64,56,56] y) {
      q = QuantizeLinear (x, s, z)
      d = DequantizeLinear (q, s, z)
      v = DequantizeLinear (w, s, z)
      y = Conv <pads = [1,1,1,1]> (d, v) })";

constexpr char const *integer = R"(main (float[1,64,56,56] x, int8[64,64,3,3] w) => (float[1,64,56,56] y) {
      s = Constant <value_float = 0.1> ()
      q, t, z = DynamicQuantizeLinear (x)
      c = QLinearConv <pads = [1,1,1,1]> (q, t, z, w, s, z, t, z)
      y = DequantizeLinear (c, t, z) })";

/// Whether signed and unsigned numbers meet in the group of the node called `name`. "x" and "y" are of the types given, "s" is a scale,
/// "v" the weights of a 1x1 convolution.
bool mixed(std::string const &x, std::string const &y, std::string const &nodes, char const *name = "c") {
  Analysed network("main (" + x + "[1,8,8,8] x, " + x + " zx, " + y +
                       " zy, int8 z, uint8 u, int8[8,8,1,1] w, float s) => (" + y +
                       "[1,8,8,8] y) { a = DequantizeLinear (x, s, zx) v = DequantizeLinear (w, s, z) " +
                       nodes + " y = QuantizeLinear (c, s, zy) }",
                   {}, "match-precision");
  EXPECT_EQ(network.error, "");
  PassContext context{network.graph, network.annotations, network.diagnostics};
  ValueId value = valueNamed(network.graph, name);
  return mixesIntegers(context, network.graph.node(network.graph.value(value).producer));
}

TEST(MatchPrecision, SignedAndUnsignedNumbersMeetInSomeGroups) {
  char const *convolution = "c = Conv (a, v)", *withRelu = "d = Conv (a, v) c = Relu (d)";
  EXPECT_FALSE(mixed("uint8", "uint8", convolution)); // weights may be signed
  EXPECT_FALSE(mixed("int8", "int8", convolution));
  EXPECT_TRUE(mixed("uint8", "int8", convolution));
  EXPECT_TRUE(mixed("int8", "uint8", convolution));
  EXPECT_TRUE(mixed("int8", "uint8", withRelu, "d"));
  EXPECT_FALSE(mixed("uint8", "uint8", withRelu, "d"));
  EXPECT_FALSE(
      mixed("int8", "uint8", "d = Conv (a, v) e = Sqrt (d) c = Sqrt (e)", "d")); // another group quantises
  EXPECT_TRUE(mixed("int8", "uint8", "c = Add (a, a)"));
  EXPECT_FALSE(mixed("int8", "int8", "c = Add (a, a)"));
}

// Nine convolutions of MLPerf Tiny's ResNet, quantised to int8 by PPQ: by ONNX Runtime's profile those run as floats that read or
// write what an addition reads too.
TEST(MatchPrecision, SignedNumbersThatSeveralReadStaySigned) {
  std::string const pair = "q = QuantizeLinear (f, s, z) p = DequantizeLinear (q, s, z) ";
  EXPECT_FALSE(mixed("uint8", "uint8", "f = Conv (a, v) " + pair + "c = Conv (p, v)", "f"));
  EXPECT_FALSE(mixed("uint8", "uint8", "f = Conv (a, v) " + pair + "c = Conv (p, v)", "c"));
  std::string const residual =
      "f = Conv (a, v) " + pair +
      "g = Conv (p, v) r = QuantizeLinear (g, s, z) t = DequantizeLinear (r, s, z) c = Add (p, t)";
  EXPECT_TRUE(mixed("uint8", "uint8", residual, "f"));
  EXPECT_TRUE(mixed("uint8", "uint8", residual, "g"));
  EXPECT_TRUE(mixed("uint8", "uint8", residual, "c"));
}

TEST(MatchPrecision, ALoopComputesInWhatItsBodyDoes) {
  EXPECT_EQ(
      precisionOf("main (float[1,64] x) => (float[] y) { n = Constant <value = int64 {7}> () c = Constant "
                  "<value = bool "
                  "{1}> () w = Constant <value = float[64,64] {0.0}> () y = Loop (n, c, x) <body = b (int64 "
                  "i, bool d, "
                  "float[1,64] p) => (bool e, float[1,64] q) { e = Identity (d) q = MatMul (p, w) }> }"),
      precisionOf("main (float[1,64] x) => (float[] y) { w = Constant <value = float[64,64] {0.0}> () y = "
                  "MatMul (x, w) }"));
}

TEST(FilePrecision, IsWhatMostMultiplicationsAreWrittenIn) {
  EXPECT_EQ(precisionOf(convolutionOf("float")), "FP32");
  EXPECT_EQ(precisionOf(convolutionOf("float16")), "FP16");
  EXPECT_EQ(precisionOf(convolutionOf("bfloat16")), "BF16");
  EXPECT_EQ(precisionOf(quantised), "INT8 (QDQ)");
  EXPECT_EQ(precisionOf("main (uint8[4,8] x, uint8[8,4] w) => (int32[4,4] y) { y = MatMulInteger (x, w) }"),
            "INT8 (dynamic)");
  EXPECT_EQ(precisionOf("main (float[4] x) => (float[4] y) { y = Relu (x) }"), "");
}

TEST(FilePrecision, IsSeenThroughNodesThatChangeNothing) {
  EXPECT_EQ(precisionOf(R"(main (float[1,64,56,56] x, int8[64,64,3,3] w, float s, int8 z)
    => (float[1,64,56,56] y) {
      q = QuantizeLinear (x, s, z)
      d = DequantizeLinear (q, s, z)
      nothing = Constant <value_float = 0.0> ()
      same_d = Add (nothing, d)
      v = DequantizeLinear (w, s, z)
      same_v = Cast <to = 1> (v)
      y = Conv <pads = [1,1,1,1]> (same_d, same_v) })"),
            "INT8 (QDQ)");
}

TEST(MatchPrecision, AFileOfHalfRunsAsHalfUnlessAskedOtherwise) {
  OnBoard half(convolutionOf("float16"), "agx-xavier"),
      asFull(convolutionOf("float16"), "agx-xavier", {{"", "precision", "fp32"}}),
      full(convolutionOf("float"), "agx-xavier"),
      asHalf(convolutionOf("float"), "agx-xavier", {{"", "precision", "fp16"}});
  EXPECT_DOUBLE_EQ(half.energyJ(), asHalf.energyJ());
  EXPECT_DOUBLE_EQ(asFull.energyJ(), full.energyJ());
  EXPECT_THAT(half.describes(), testing::HasSubstr(", FP16, idle included"));
  EXPECT_THAT(asFull.describes(), testing::HasSubstr(", FP32, network FP16, "));
}

/// Rounded to so many bits and back in one node, activations and weights.
std::string roundedTo(char const *bits) {
  return R"(<ir_version: 8, opset_import: ["" : 17, "qonnx.custom_op.general" : 1]>
    main (float[1,64,56,56] x, float[64,64,3,3] w) => (float[1,64,56,56] y) {
      s = Constant <value_float = 0.1> () z = Constant <value_float = 0.0> () b = Constant <value_float = )" +
         std::string(bits) + R"(> ()
      q = qonnx.custom_op.general.Quant (x, s, z, b)
      v = qonnx.custom_op.general.Quant (w, s, z, b)
      y = Conv <pads = [1,1,1,1]> (q, v) })";
}

TEST(MatchPrecision, AQuantiserOfEightBitsAtMostIsTheQdqPairThatConvertersMakeOfIt) {
  EXPECT_EQ(precisionOf(roundedTo("8.0")), precisionOf(quantised));
  EXPECT_EQ(precisionOf(roundedTo("4.0")), precisionOf(quantised)); // in INT8 kernels
  EXPECT_EQ(precisionOf(roundedTo("9.0")), precisionOf(convolutionOf("float")));
}

TEST(MatchPrecision, AQuantisedFileIsNoDearerThanItsFloatTwin) {
  for (char const *board : {"agx-xavier", "edge-tpu", "imx8mp", "jetson-nano", "raspberry-pi-5", "ncs2"})
    EXPECT_LE(OnBoard(integer, board).energyJ(),
              OnBoard(convolutionOf("float"), board).energyJ() * (1 + 1e-9))
        << board;
  EXPECT_THAT(OnBoard(integer, "jetson-nano").describes(),
              testing::HasSubstr("FP16, network INT8 (QOperator)"));
}

/// Activations and weights as 8-bit floats, as Model Optimizer writes them for TensorRT; output_dtype 17 is float8e4m3fn.
std::string eightBitFloats(bool activations) {
  return R"(<ir_version: 10, opset_import: ["" : 21]>
      main (float[1,64,56,56] x, float[64,64,3,3] w, float s) => (float[1,64,56,56] y) {
        q = QuantizeLinear <output_dtype = 17> (x, s) d = DequantizeLinear (q, s)
        r = QuantizeLinear <output_dtype = 17> (w, s) v = DequantizeLinear (r, s)
        y = Conv <pads = [1,1,1,1]> ()" +
         std::string(activations ? "d" : "x") + ", v) }";
}

TEST(MatchPrecision, FloatsOfEightBitsAreNoIntegers) {
  EXPECT_EQ(precisionOf(eightBitFloats(true)), "FP8 (QDQ)");
  EXPECT_EQ(precisionOf(eightBitFloats(false)), "FP32 with FP8 weights");
  // without units for them these boards compute in float16, INT8 units or not
  for (char const *board : {"jetson-nano", "agx-orin"}) {
    OnBoard eight(eightBitFloats(true), board);
    EXPECT_THAT(eight.describes(), testing::HasSubstr(", FP16, network FP8 (QDQ)")) << board;
    EXPECT_DOUBLE_EQ(eight.energyJ(),
                     OnBoard(convolutionOf("float"), board, {{"", "precision", "fp16"}}).energyJ())
        << board;
  }
}

/// 64x48 weights of 4 bits in blocks of 32: 2 blocks a column, 16 bytes each, and a scale of 4 bytes.
TEST(PackedWeights, CostTheirPackedBytes) {
  std::string scales = "0.5";
  for (int i = 1; i < 96; ++i)
    scales += fmt::format(", {}.5", i);
  OnBoard packed(R"(<ir_version: 8, opset_import: ["" : 17, "com.microsoft" : 1]>
      main (float[1,64] x, uint8[48,2,16] w) => (float[1,48] y) {
        s = Constant <value_floats = [)" +
                     scales + R"(]> ()
        y = com.microsoft.MatMulNBits <K = 64, N = 48, bits = 4, block_size = 32> (x, w, s) })",
                 "raspberry-pi-5");
  CostFeatures const &f = packed.found.get<KernelGroups>().kernels.front().features;
  EXPECT_EQ(weightBytesRead(f, 32), 48 * 2 * 16 + 96 * 4);
  EXPECT_EQ(weightBytesRead(f, 16), 48 * 2 * 16 + 96 * 4);
}

TEST(EdgeTpu, WhatDependsOnAnUnsupportedOperatorRunsOnTheHost) {
  OnBoard stopped(R"(main (float[1,8,8,8] x, float[8,8,1,1] w) => (float[1,8,8,8] y) {
        a = Conv (x, w)
        e = Erf (a)
        b = Conv (e, w)
        c = Conv (a, w)
        y = Add (b, c) })",
                  "edge-tpu");
  std::vector<std::string> onHost;
  for (Kernel const &kernel : stopped.found.get<KernelGroups>().kernels)
    if (!kernel.delegated)
      for (NodeId id : kernel.nodes)
        onHost.push_back(stopped.graph.node(id).name.str());
  EXPECT_THAT(onHost, testing::UnorderedElementsAre("Erf_1", "Conv_2", "Add_4"));
  bool told = false;
  for (Diagnostic const &one : stopped.diagnostics.diagnostics())
    told |= one.message.find("stops at this Erf") != std::string::npos &&
            one.message.find("of 5 kernels") != std::string::npos;
  EXPECT_TRUE(told);
}

} // namespace
