// The peak of activations as the board's runtime keeps them. A map of [1,4,8,8] floats has 1024 bytes.
#include "lib/board/BoardFile.h"
#include "lib/pass/MemoryBuffers.h"
#include "passes/Pipeline.h"
#include "tests/passes/Analysed.h"

using namespace eo;
using namespace eo::test;

namespace {

struct Planned {
  MemoryPlan plan;
  MemoryBuffers buffers;
};

Planned planOf(std::string const &network, std::string const &rules = "", char const *precision = "fp32") {
  std::string board =
      "schema: energy-opt/board/1\nid: b\ntitle: b\nkind: latency-power\nform: roofline\n"
      "precision: {value: " +
      std::string(precision) + "}\nsettings: {unit: {values: [gpu], default: gpu}}\n" +
      (rules.empty() ? "" : "kernels:\n" + rules) +
      "coefficients: {}\nrange: not published\nerror: not published\nsources: [{title: a test}]\n";
  auto model = std::make_shared<BoardModel>(
      llvm::cantFail(readBoardModel(llvm::cantFail(YamlFile::parse(board, "b.yaml")))));
  DiagnosticEngine diagnostics;
  Graph graph = textNetwork(network, &diagnostics);
  Annotations annotations;
  annotations.set(DimBindings());
  annotations.set(ChosenBoard{model, llvm::cantFail(chooseSettings("b", model->settings, {}))});
  PassContext context{graph, annotations, diagnostics};
  llvm::cantFail(runPasses(context, {"plan-memory", "list-buffers"}, {}));
  return {annotations.get<MemoryPlan>(), annotations.get<MemoryBuffers>()};
}

SymInt peakOf(std::string const &network, std::string const &rules = "") {
  return planOf(network, rules).plan.peakBytes;
}

// x, a, b: a lives until b has read it; c is written over b.
TEST(PlanMemory, ElementwiseNodesWorkInPlace) {
  EXPECT_EQ(
      peakOf(
          "main (float[1,4,8,8] x) => (float[] c) { a = MaxPool <kernel_shape = [3,3], pads = [1,1,1,1]> (x) "
          "b = Relu (a) c = Exp (b) }"),
      2 * 1024);
}

TEST(PlanMemory, InputsOfTheNetworkAreNotWrittenOver) {
  EXPECT_EQ(peakOf("main (float[1,4,8,8] x) => (float[] y) { y = Relu (x) }"), 2 * 1024);
}

// a is read again by Add, so that b is a tensor of its own; the sum is written over one of them.
TEST(PlanMemory, WhatIsReadLaterStays) {
  EXPECT_EQ(peakOf("main (float[1,4,8,8] x) => (float[] y) { a = MaxPool <kernel_shape = [3,3], pads = "
                   "[1,1,1,1]> (x) b = Relu (a) "
                   "y = Add (a, b) }"),
            2 * 1024);
  EXPECT_EQ(peakOf("main (float[1,4,8,8] x) => (float[] y) { a = MaxPool <kernel_shape = [3,3], pads = "
                   "[1,1,1,1]> (x) b = Relu (a) "
                   "c = MaxPool <kernel_shape = [3,3], pads = [1,1,1,1]> (a) y = Add (b, c) }"),
            3 * 1024);
}

std::string const fused =
    "main (float[1,4,8,8] x, float[32,4,1,1] w) => (float[] y) { c = Conv (x, w) r = Relu (c) "
    "y = MaxPool <kernel_shape = [8,8]> (r) }";

// Conv writes 32 maps of 256 bytes; what is inside a kernel never exists.
TEST(PlanMemory, FusedNodesKeepNothingBetweenThem) {
  EXPECT_EQ(peakOf(fused, "  fuse:\n    - {into: [convolution], nodes: [Relu, MaxPool]}\n"), 1024 + 32 * 4);
  EXPECT_EQ(peakOf(fused, "  fuse:\n    - {into: [convolution], nodes: [Relu]}\n"), 1024 + 32 * 256);
}

// Two halves of 1024 bytes and the whole of 2048: where Concat is a view, the halves are written into the whole.
TEST(PlanMemory, PartsOfAViewAreWrittenIntoIt) {
  std::string network =
      "main (float[1,4,8,8] x) => (float[] y) { a = MaxPool <kernel_shape = [3,3], pads = [1,1,1,1]> (x) "
      "b = MaxPool <kernel_shape = [3,3], pads = [1,1,1,1]> (x) c = Concat <axis = 1> (a, b) "
      "y = MaxPool <kernel_shape = [8,8]> (c) }";
  EXPECT_EQ(peakOf(network), 4 * 1024);
  EXPECT_EQ(peakOf(network, "  free:\n    - {nodes: [Concat]}\n"), 3 * 1024);
}

// 256 elements each of x and of a, which b is written over, 4 of y.
TEST(PlanMemory, BuffersAreAsWideAsTheBoardExecutesAndThePeakIsTheirs) {
  std::string network =
      "main (float[1,4,8,8] x) => (float[] y) { a = MaxPool <kernel_shape = [3,3], pads = [1,1,1,1]> (x) "
      "b = Relu (a) y = MaxPool <kernel_shape = [8,8]> (b) }";
  for (auto [precision, bytes] : {std::pair("fp32", 4), {"fp16", 2}, {"int8", 1}}) {
    auto [plan, buffers] = planOf(network, "", precision);
    EXPECT_EQ(plan.peakBytes, 2 * 256 * bytes) << precision;
    EXPECT_EQ(buffers.filePeakBytes, 2 * 1024) << precision;
    ASSERT_EQ(buffers.buffers.size(), 3U) << precision;
    int64_t sizes = 0;
    for (PlannedBuffer const &buffer : buffers.buffers)
      sizes += buffer.bytes.value();
    EXPECT_EQ(sizes, (256 + 256 + 4) * bytes) << precision;
    EXPECT_TRUE(buffers.buffers.front().isInput);
  }
}

TEST(PlanMemory, IntegersKeepTheirWidth) {
  auto [plan, buffers] = planOf("main (int64[256] x) => (int64[] y) { y = Neg (x) }", "", "int8");
  EXPECT_EQ(plan.peakBytes, 2 * 2048);
  EXPECT_EQ(buffers.filePeakBytes, 2 * 2048);
}

TEST(PlanMemory, ViewsAndNoOpsTakeNothing) {
  EXPECT_EQ(peakOf("main (float[1,4,8,8] x) => (float[] y) { a = MaxPool <kernel_shape = [3,3], pads = "
                   "[1,1,1,1]> (x) b = Flatten (a) "
                   "c = Identity (b) y = ReduceMean <axes = [1]> (c) }"),
            2 * 1024);
}

} // namespace
