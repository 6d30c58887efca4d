#include "tests/passes/Analysed.h"

using namespace eo;
using namespace eo::test;

TEST(CountTraffic, BytesAreCountedOncePerOperand) {
  Analysed network("main (float[1,3,8,8] x, float[4,3,3,3] w, float[4] b) => (float[] y) "
                   "{ c = Conv <pads = [1,1,1,1]> (x, w, b) y = Add (c, c) }");
  MemoryTraffic const &traffic = network.traffic();
  NodeId conv = nodeNamed(network.graph, "Conv").id, add = nodeNamed(network.graph, "Add").id;
  EXPECT_EQ(traffic.bytesRead[conv], 4 * (192 + 108 + 4));
  EXPECT_EQ(traffic.bytesWritten[conv], 4 * 256);
  EXPECT_EQ(traffic.params[conv], 112);
  EXPECT_EQ(traffic.bytesRead[add], 4 * 256); // c is one operand
  EXPECT_EQ(traffic.activationBytes, 4 * (192 + 256 + 256));
}

TEST(CountTraffic, ViewsMoveNothing) {
  Analysed network("main (float[2,6] x) => (float[] y) { f = Flatten (x) y = Relu (f) }");
  NodeId flatten = nodeNamed(network.graph, "Flatten").id;
  EXPECT_EQ(network.traffic().bytesRead[flatten], 0);
  EXPECT_EQ(network.traffic().bytesWritten[flatten], 0);
}

// Two floats of either branch, and what an inner node hands on to the one behind it.
TEST(CountTraffic, ResultsOfABranchAreWritten) {
  Analysed network(
      "main (bool c, float[2] x) => (float[2] y) { y = If (c) <then_branch = t () => (float[2] p) "
      "{ p = Exp (x) }, else_branch = e () => (float[2] q) { s = Sin (x) u = Cos (x) q = Tanh (s) }> }");
  auto written = [&](char const *node) {
    return network.traffic().bytesWritten[nodeNamed(network.graph, node).id];
  };
  EXPECT_EQ(written("Exp"), 8);
  EXPECT_EQ(written("Sin"), 8);
  EXPECT_EQ(written("Tanh"), 8);
  EXPECT_EQ(written("Cos"), 0); // nobody reads it
}

TEST(CountTraffic, GatherReadsTheRowsItPicks) {
  Analysed network("main (int64[5] ids, float[1000,16] table_weight) => (float[] y) "
                   "{ y = Gather (table_weight, ids) }");
  NodeId gather = nodeNamed(network.graph, "Gather").id;
  EXPECT_EQ(network.traffic().bytesRead[gather], 5 * 16 * 4 + 5 * 8);
  EXPECT_EQ(network.traffic().totalParams, 16000);
}

TEST(CountTraffic, SharedParametersCountOnce) {
  Analysed network("main (float[4,4] x, float[4,4] w_weight) => (float[] y) "
                   "{ a = MatMul (x, w_weight) t = Transpose (w_weight) y = MatMul (a, t) }");
  EXPECT_EQ(network.traffic().totalParams, 16);
}

// x (24 B) lives until Add; a (24 B) until b; b (24 B) until Add; y (24 B).
TEST(LiveBytes, ValuesDieAfterTheirLastReader) {
  Analysed network("main (float[6] x) => (float[6] y) { a = Relu (x) b = Tanh (a) y = Add (b, x) }", {},
                   "find-peak");
  EXPECT_EQ(network.annotations.get<MemoryPlan>().peakBytes, 3 * 24);
}

TEST(LiveBytes, AChainNeedsTwoBuffers) {
  Analysed network("main (float[6] x) => (float[6] y) { a = Relu (x) b = Tanh (a) c = Exp (b) y = Relu (c) }",
                   {}, "find-peak");
  EXPECT_EQ(network.annotations.get<MemoryPlan>().peakBytes, 2 * 24);
}

TEST(LiveBytes, ViewsShareTheirOperandsBuffer) {
  Analysed network("main (float[2,3] x) => (float[] y) { a = Relu (x) f = Flatten (a) y = Tanh (f) }", {},
                   "find-peak");
  EXPECT_EQ(network.annotations.get<MemoryPlan>().peakBytes, 2 * 24);
}

TEST(LiveBytes, OutputsStayAliveToTheEnd) {
  Analysed network("main (float[6] x) => (float[6] a, float[6] c) { a = Relu (x) b = Tanh (a) c = Exp (b) }",
                   {}, "find-peak");
  EXPECT_EQ(network.annotations.get<MemoryPlan>().peakBytes, 3 * 24); // a, b, c
}

TEST(CountTraffic, PackedWeightsCountAsTheWeightsTheyAre) {
  // 64·48 weights of 4 bit in 48·2·16 bytes, scales 48·2·4, zero points 48, bias 48·4
  Analysed network(
      "<ir_version: 8, opset_import: [\"\" : 17, \"com.microsoft\" : 1]>\n"
      "main (float[2,3,64] x) => (float[] y) { b = Constant <value = uint8[48,2,16] {0}> () s = Constant "
      "<value = "
      "float[48,2] {0.0}> () z = Constant <value = uint8[48,1] {0}> () c = Constant <value = float[48] "
      "{0.0}> () y = com.microsoft.MatMulNBits <K = 64, N = 48, bits = 4, block_size = 32> "
      "(x, b, s, z, , c) }");
  EXPECT_EQ(network.traffic().totalParams, 64 * 48 + 48);
  EXPECT_EQ(network.traffic().totalParamBytes, 48 * 32 + 48 * 8 + 48 + 48 * 4);
}

TEST(CountTraffic, ScalesOfDequantisedWeightsAreBytesOnly) {
  Analysed network("<ir_version: 8, opset_import: [\"\" : 17]>\n"
                   "main (float[2,16] x) => (float[] y) { q = Constant <value = int8[16,8] {0}> () s = "
                   "Constant <value = float[8] "
                   "{0.0}> () z = Constant <value = int8[8] {0}> () w = DequantizeLinear <axis = 1> (q, s, "
                   "z) y = MatMul (x, w) }");
  EXPECT_EQ(network.traffic().totalParams, 128);
  EXPECT_EQ(network.traffic().totalParamBytes, 128 + 32 + 8);
}

// 32 · 8 weights of 4 bits, and a scale of float32 for every 16 rows; of 8 bits they are float32 to the MatMul.
TEST(CountTraffic, WeightsOfFourBitsAreReadPacked) {
  auto readOf = [](std::string const &type) {
    Analysed network(
        "<ir_version: 10, opset_import: [\"\" : 21]>\n"
        "main (float[2,32] x, float[2,8] s) => (float[] y) { f = Constant <value = float[32,8] {0.0}> () "
        "o = Constant <value = float[2,8] {1.0}> () q = QuantizeLinear <axis = 0, block_size = 16, "
        "output_dtype = " +
        type +
        "> (f, o) w = DequantizeLinear <axis = 0, block_size = 16> (q, o) y = "
        "MatMul (x, w) }");
    EXPECT_EQ(network.error, "");
    return network.traffic().bytesRead[nodeNamed(network.graph, "MatMul").id];
  };
  constexpr int activations = 2 * 32 * 4;
  EXPECT_EQ(readOf("22"), activations + 32 * 8 / 2 + 2 * 8 * 4); // int4
  EXPECT_EQ(readOf("21"), activations + 32 * 8 / 2 + 2 * 8 * 4); // uint4
  EXPECT_EQ(readOf("3"), activations + 32 * 8 * 4);              // int8
}

TEST(CountTraffic, ParametersAreTheTablesStoredWhateverTheLengthAsked) {
  std::string text =
      "<ir_version: 8, opset_import: [\"\" : 17]>\n"
      "main (float[1,length,8] x) => (float[] y) {\ntable = Constant <value = float[1,64,8] {0.0}> ()\n"
      "s = Shape (x)\none = Constant <value_ints = [1]> ()\nzero = Constant <value_ints = [0]> ()\n"
      "n = Gather (s, one)\np = Slice (table, zero, n, one)\ny = Add (x, p)\n}";
  DimBindings bindings;
  for (int64_t length : {4, 16}) {
    bindings.named["length"] = length;
    EXPECT_EQ(Analysed(text, bindings).traffic().totalParams, 512) << length;
  }
}

TEST(CountTraffic, WhatIsMadeFromNumbersIsNoParameter) {
  Analysed network(
      "<ir_version: 8, opset_import: [\"\" : 17]>\n"
      "main (float[4,6] x) => (float[] y) {\n"
      "a = Constant <value = int64 {0}> ()\nb = Constant <value = int64 {6}> ()\nc = Constant <value = int64 "
      "{1}> ()\nr = Range (a, b, c)\nf = Cast <to = 1> (r)\nz = Constant <value = float {0.0}> ()\n"
      "m = Constant <value = float {-1.0}> ()\nk = Less (f, z)\nw = Where (k, m, f)\ny = Add (x, w)\n}");
  EXPECT_EQ(network.traffic().totalParams, 0);
}

// A table of 1000 rows of 64 weights, two a byte, with a scale for each 32: 3 rows are 3·(32 + 2·4 + 1) bytes.
TEST(CountTraffic, BlockedTablesAreReadByTheRow) {
  Analysed network(
      "<ir_version: 8, opset_import: [\"\" : 17, \"com.microsoft\" : 1]>\n"
      "main (int64[3] ids) => (float[] y) { t = Constant <value = uint8[1000,32] {0}> () s = Constant "
      "<value = float[1000,2] {0.0}> () z = Constant <value = uint8[1000,1] {0}> () "
      "y = com.microsoft.GatherBlockQuantized <bits = 4, block_size = 32, gather_axis = 0, "
      "quantize_axis = 1> (t, ids, s, z) }");
  NodeId look = nodeNamed(network.graph, "GatherBlockQuantized").id;
  EXPECT_EQ(network.traffic().bytesRead[look], 3 * (32 + 8 + 1) + 3 * 8);
  EXPECT_EQ(network.traffic().totalParams, 64000);
  EXPECT_EQ(network.traffic().totalParamBytes, 1000 * (32 + 8 + 1));
}

// Embedding and output layer of one table, the one behind a Reshape: counted once, as the weights they are.
TEST(CountTraffic, ATiedTableOfPackedWeightsCountsItsWeightsOnce) {
  Analysed network(
      "<ir_version: 8, opset_import: [\"\" : 17, \"com.microsoft\" : 1]>\n"
      "main (int64[1,1] ids) => (float[] y) { b = Constant <value = uint8[48,2,16] {0}> () s = Constant "
      "<value = "
      "float[48,2] {0.0}> () r = Constant <value_ints = [48, 32]> () t = Reshape (b, r) "
      "x = com.microsoft.GatherBlockQuantized <bits = 4, block_size = 32, gather_axis = 0, quantize_axis = "
      "1> "
      "(t, ids, s) y = com.microsoft.MatMulNBits <K = 64, N = 48, bits = 4, block_size = 32> (x, b, s) }");
  EXPECT_EQ(network.traffic().totalParams, 64 * 48);
  EXPECT_EQ(network.traffic().totalParamBytes, 48 * 32 + 48 * 8);
}

// Of 8 experts 2 tokens ask 2 each: at most 4 are read.
TEST(CountTraffic, OnlyTheExpertsThatAreAskedAreRead) {
  Analysed network("<ir_version: 8, opset_import: [\"\" : 17, \"com.microsoft\" : 1]>\n"
                   "main (float[2,16] x, float[2,8] router) => (float[] y) { w = Constant <value = "
                   "float[8,16,32] {0.0}> () v = Constant <value = float[8,32,16] {0.0}> () "
                   "y = com.microsoft.MoE <k = 2> (x, router, w, , v) }");
  NodeId experts = nodeNamed(network.graph, "MoE").id;
  EXPECT_EQ(network.traffic().parametersRead[experts], 4 * (16 * 32 + 32 * 16));
  EXPECT_EQ(network.traffic().totalParams, 8 * (16 * 32 + 32 * 16));
}

// A cache [2, batch 1, heads 4, 64 positions, 8] of which one position is new.
TEST(CountTraffic, ASharedCacheIsWrittenByTheRow) {
  Analysed network(
      "<ir_version: 8, opset_import: [\"\" : 17, \"com.microsoft\" : 1]>\n"
      "main (float[1,1,32] x, float[2,1,4,64,8] past, int32[1] length) => (float[] y, float[] present) { "
      "w = Constant <value = float[32,96] {0.0}> () b = Constant <value = float[96] {0.0}> () "
      "y, present = com.microsoft.Attention <num_heads = 4, past_present_share_buffer = 1> "
      "(x, w, b, , past, , length) }");
  NodeId attention = nodeNamed(network.graph, "Attention").id;
  EXPECT_EQ(network.traffic().activationsWritten[attention], 32 + 2 * 4 * 8);
}
