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
  EXPECT_EQ(traffic.activationsRead[conv], 192);
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
  Analysed network("main (float[6] x) => (float[6] y) { a = Relu (x) b = Tanh (a) y = Add (b, x) }");
  EXPECT_EQ(network.traffic().peakActivationBytes, 3 * 24);
}

TEST(LiveBytes, AChainNeedsTwoBuffers) {
  Analysed network(
      "main (float[6] x) => (float[6] y) { a = Relu (x) b = Tanh (a) c = Exp (b) y = Relu (c) }");
  EXPECT_EQ(network.traffic().peakActivationBytes, 2 * 24);
}

TEST(LiveBytes, ViewsShareTheirOperandsBuffer) {
  Analysed network("main (float[2,3] x) => (float[] y) { a = Relu (x) f = Flatten (a) y = Tanh (f) }");
  EXPECT_EQ(network.traffic().peakActivationBytes, 2 * 24);
}

TEST(LiveBytes, OutputsStayAliveToTheEnd) {
  Analysed network("main (float[6] x) => (float[6] a, float[6] c) { a = Relu (x) b = Tanh (a) c = Exp (b) }");
  EXPECT_EQ(network.traffic().peakActivationBytes, 3 * 24); // a, b, c
}
