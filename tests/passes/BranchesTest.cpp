// What an If costs: the branch that its condition picks, else the one that costs more.
#include "lib/board/BoardPath.h"
#include "lib/cost/KernelGroups.h"
#include "passes/Pipeline.h"
#include "tests/passes/Analysed.h"

using namespace eo;
using namespace eo::test;

namespace {

struct Priced {
  explicit Priced(std::string const &text, llvm::StringRef board = "xavier-nx", DimBindings bindings = {})
      : graph(textNetwork("<ir_version: 8, opset_import: [\"\" : 17, \"com.example\" : 1]>\n" + text,
                          &diagnostics)) {
    auto model = std::make_shared<BoardModel>(
        llvm::cantFail(loadBoard(BoardPath{{ENERGY_OPT_SOURCE_DIR "/boardmodels"}}, board)));
    ChosenBoard chosen{model, llvm::cantFail(chooseSettings(model->id, model->settings, {}))};
    annotations = llvm::cantFail(PassEstimator().analyze(graph, bindings, &chosen, diagnostics));
  }

  EnergyEstimate const &whole() const { return annotations.get<EnergyEstimate>(); }
  NodeEstimate const &operator[](llvm::StringRef node) const {
    return whole().nodes[nodeNamed(graph, node).id];
  }
  double joules() const { return whole().total.energy.value_or(Joules{-1}).value; }

  DiagnosticEngine diagnostics;
  Graph graph;
  Annotations annotations;
};

/// The Xavier NX takes 6.2454 nJ for each weight of a fully connected layer (Lahmer et al., Table III).
constexpr double perWeight = 6.2454e-9;

std::string const weights =
    "w = Constant <value = float[800,200] {0.0}> ()\nv = Constant <value = float[800,300] "
    "{0.0}> ()\n";

std::string const twoLayers =
    "main (int64 rate, float[1,800] x) => (float[] y) {\n" + weights +
    "k = Constant <value = int64 {7}> ()\nc = Equal (rate, k)\n"
    "y = If (c) <then_branch = a () => (float[1,200] p) { p = MatMul (x, w) },"
    " else_branch = b () => (float[1,300] r) { q = MatMul (x, v) r = Relu (q) }>\n}";

TEST(Branches, TheLargerCountsWhereTheConditionIsOpen) {
  Priced network(twoLayers);
  EXPECT_NEAR(network.joules(), perWeight * 800 * 300, 1e-12);
  EXPECT_NEAR(network["If"].energy->value, perWeight * 800 * 300, 1e-12);
  EXPECT_EQ(network["If"].basis, Basis::Fit);
  EXPECT_EQ(network["If"].reason.text(), "else_branch, the larger (1.499 mJ against 999.3 µJ)");
  EXPECT_FALSE(network["If"].atLeast);
  auto const &branches = network.annotations.get<KernelGroups>().branches;
  ASSERT_EQ(branches.size(), 2U);
  EXPECT_NEAR(branches[0].cost.energy->value, perWeight * 800 * 200, 1e-12);
  EXPECT_FALSE(branches[0].runs);
  EXPECT_TRUE(branches[1].runs);
}

TEST(Branches, AValueOfTheConditionPicksOne) {
  DimBindings bindings;
  bindings.values["rate"] = 7;
  Priced network(twoLayers, "xavier-nx", bindings);
  EXPECT_NEAR(network.joules(), perWeight * 800 * 200, 1e-12);
  EXPECT_EQ(network["If"].reason.text(), "then_branch runs");
}

// Whatever a runtime does with kernels, the branch runs like the same nodes outside.
TEST(Branches, ABranchCostsWhatItsNodesCostOutside) {
  std::string const body =
      "h = Conv <pads = [1,1,1,1]> (x, w) n = BatchNormalization (h, s, s, s, s) y = Relu (n) ";
  std::string const head =
      "main (bool c, float[1,16,32,32] x, float[16,16,3,3] w, float[16] s) => (float[] z) { ";
  for (char const *board : {"raspberry-pi-5", "agx-xavier", "xavier-nx"}) {
    Priced outside(head + body + "z = MaxPool <kernel_shape = [2,2], strides = [2,2]> (y) }", board);
    Priced inside(head + "b = If (c) <then_branch = t () => (float[1,16,32,32] y) { " + body +
                      "}, else_branch = e () => (float[1,16,32,32] i) { i = Identity (x) }> "
                      "z = MaxPool <kernel_shape = [2,2], strides = [2,2]> (b) }",
                  board);
    EXPECT_NEAR(inside.joules(), outside.joules(), 1e-12 * outside.joules()) << board;
    EXPECT_EQ(inside.whole().latency.has_value(), outside.whole().latency.has_value());
    if (inside.whole().latency) {
      EXPECT_NEAR(inside.whole().latency->value, outside.whole().latency->value, 1e-12);
    }
  }
}

// As dynamo exports a convolution and pooling with indices: what the branch that never runs reads, and a result of the
// If that nobody reads, take nothing away from what is folded and fused.
TEST(Branches, WhatABranchThatNeverRunsReadsIsNotRead) {
  std::string const head = "main (float[1,16,32,32] x, float[16,16,3,3] w, float[16] s) => (float[] z) { ";
  std::string const conv = "k = Constant <value = bool {0}> () h = Conv <pads = [1,1,1,1]> (x, w) ";
  std::string const behind = "n = BatchNormalization (b, s, s, s, s) z = Relu (n) }";
  for (char const *board : {"raspberry-pi-5", "agx-xavier"}) {
    Priced outside(head + conv + "b = Identity (h) " + behind, board);
    for (char const *branches : {"b = If (k) <then_branch = t () => (float[16,32,32] v) { a = Constant "
                                 "<value = int64[1] {0}> () v = Squeeze (h, a) "
                                 "}, else_branch = e () => (float[1,16,32,32] i) { i = Identity (h) }> ",
                                 "b = If (k) <then_branch = t () => (float[1,16,32,32] v) { v = Exp (h) }, "
                                 "else_branch = e () => (float[1,16,32,32] i) { i = Identity (h) }> ",
                                 "g = Exp (x) i, b = If (k) <then_branch = t () => (float[1,16,32,32] g1, "
                                 "float[1,16,32,32] v) { g1 = Flatten (g) "
                                 "v = Exp (h) }, else_branch = e () => (float[1,16,32,32] g2, "
                                 "float[1,16,32,32] j) { g2 = Identity (g) j = Identity "
                                 "(h) }> "}) {
      Priced inside(head + conv + branches + behind, board);
      EXPECT_NEAR(inside.joules(), outside.joules(), 1e-12 * outside.joules()) << board << branches;
    }
  }
}

// As dynamo exports Linear: its weight goes through an If that transposes matrices only.
TEST(Branches, AWeightThatAPickedBranchHandsOnIsAWeight) {
  Priced network(
      "main (float[1,800] x) => (float[1,200] y) { k = Constant <value = bool {1}> () "
      "w = Constant <value = float[200,800] {0.0}> () t = If (k) <then_branch = a () => (float[800,200] p) { "
      "p = "
      "Transpose <perm = [1, 0]> (w) }, else_branch = b () => (float[200,800] q) { q = Identity (w) }> "
      "y = MatMul (x, t) }");
  EXPECT_EQ(network.annotations.get<MemoryTraffic>().totalParams, 800 * 200);
  EXPECT_NEAR(network.joules(), perWeight * 800 * 200, 1e-12);
  EXPECT_EQ(network["If"].basis, Basis::Free);
}

TEST(Branches, AWeightThatBothBranchesReadCountsWhereItIsRead) {
  Priced network(
      "main (float[1,16,32,32] x, float[16,16,3,3] w) => (float[] y) { k = Constant <value = bool {0}> () "
      "y = If (k) <then_branch = a () => (float[] p) { p = ConvTranspose (x, w) }, "
      "else_branch = b () => (float[] q) { q = Conv (x, w) }> }");
  auto const &traffic = network.annotations.get<MemoryTraffic>();
  EXPECT_EQ(traffic.params[nodeNamed(network.graph, "Conv").id], 16 * 16 * 9);
  EXPECT_EQ(traffic.params[nodeNamed(network.graph, "ConvTranspose").id], 0);
  EXPECT_EQ(traffic.totalParams, 16 * 16 * 9);
}

// A runtime that is told the condition with each run has computed x · w before it knows.
TEST(Branches, WhatOnlyABranchPassedOverAtRunReadsIsComputed) {
  DimBindings bindings;
  bindings.values["c"] = 0;
  Priced network("main (bool c, float[1,800] x) => (float[] y) {\n" + weights +
                     "m = MatMul (x, w) y = If (c) <then_branch = a () => (float[1,200] p) { p = Relu (m) }, "
                     "else_branch = b () => (float[1,300] q) { q = MatMul (x, v) }> }",
                 "xavier-nx", bindings);
  EXPECT_NEAR(network.joules(), perWeight * 800 * (200 + 300), 1e-12);
}

TEST(Branches, OfOneUnknownBranchTheKnownOneIsALowerBound) {
  Priced network("main (bool c, float[1,800] x) => (float[] y) {\n" + weights +
                 "y = If (c) <then_branch = a () => (float[1,200] p) { p = MatMul (x, w) },"
                 " else_branch = b () => (float[1,200] q) { q = com.example.Swirl (x) }>\n}");
  EXPECT_NEAR(network["If"].energy->value, perWeight * 800 * 200, 1e-12);
  EXPECT_TRUE(network["If"].atLeast);
}

TEST(Branches, OneThatHandsOnWhatItIsGivenIsFree) {
  Priced network("main (bool c, float[1,8] x) => (float[] y) {\n"
                 "y = If (c) <then_branch = a () => (float[1,8] p) { p = Identity (x) },"
                 " else_branch = b () => (float[1,8] q) { q = Identity (x) }>\n}");
  EXPECT_EQ(network["If"].basis, Basis::Free);
  EXPECT_EQ(network.joules(), 0);
}

TEST(Branches, NestedIfsAreOneRow) {
  Priced network(
      "main (bool c, bool d, float[1,800] x) => (float[] y) {\n" + weights +
      "y = If (c) <then_branch = a () => (float[1,200] p) { p = MatMul (x, w) }, else_branch = b () => "
      "(float[1,300] q) { q = If (d) <then_branch = e () => (float[1,300] r) { r = MatMul (x, v) }, "
      "else_branch = f () => (float[1,200] s) { s = MatMul (x, w) }> }>\n}");
  EXPECT_NEAR(network.joules(), perWeight * 800 * 300, 1e-12);
}

// A known condition: the branch is as if it stood outside, and what follows joins its kernels.
TEST(Branches, AKnownConditionLeavesNoBorder) {
  std::string const head =
      "main (float[1,16,32,32] x) => (float[] z) { w = Constant <value = float[16,16,3,3] {0.0}> () "
      "s = Constant <value = float[16] {0.0}> () ";
  std::string const conv = "h = Conv <pads = [1,1,1,1]> (x, w) ";
  std::string const tail = "n = BatchNormalization (h, s, s, s, s) z = Relu (n) }";
  for (char const *board : {"raspberry-pi-5", "agx-xavier", "xavier-nx"}) {
    Priced outside(head + conv + tail, board);
    Priced inside(
        head +
            "c = Constant <value = bool {1}> () h = If (c) <then_branch = t () => (float[1,16,32,32] y) { " +
            "y = Conv <pads = [1,1,1,1]> (x, w) }, else_branch = e () => (float[1,16,32,32] i) { i = "
            "Identity "
            "(x) }> " +
            tail,
        board);
    EXPECT_NEAR(inside.joules(), outside.joules(), 1e-12 * outside.joules()) << board;
    EXPECT_EQ(inside.annotations.get<KernelGroups>().kernels.size(),
              outside.annotations.get<KernelGroups>().kernels.size());
  }
}

} // namespace
