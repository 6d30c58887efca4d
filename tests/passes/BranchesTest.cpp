// What bodies cost: of an If the branch that its condition picks, else the one that costs more; of a loop all turns.
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

std::string const turnsHead =
    "main (int64 n, float[1,16,32,32] x, float[16,16,3,3] w) => (float[1,16,32,32] y) { ";
std::string const turnsBody = "t = Conv <pads = [1,1,1,1]> (s, w) }> }";

// A loop is its body written out, one turn behind the other; behind an addition, as what reads the network's input is a
// first layer and the turns of a loop are not.
TEST(Branches, ALoopCostsWhatItsTurnsCostWrittenOut) {
  std::string written = "main (float[1,16,32,32] x, float[16,16,3,3] w) => (float[] y) { a = Add (x, x) ";
  for (int turn = 0; turn < 5; ++turn)
    written += (turn == 4 ? std::string("y") : "h" + std::to_string(turn)) + " = Conv <pads = [1,1,1,1]> (" +
               (turn == 0 ? std::string("a") : "h" + std::to_string(turn - 1)) + ", w) ";
  DimBindings five;
  five.values["n"] = 5;
  for (char const *board : {"raspberry-pi-5", "agx-xavier", "agx-xavier-dla", "rk3588"}) {
    Priced outside(written + "}", board);
    Priced inside(turnsHead +
                      "a = Add (x, x) y = Loop (n, , a) <body = b (int64 i, bool c, float[1,16,32,32] s) => "
                      "(bool d, float[1,16,32,32] t) { d = Identity (c) " +
                      turnsBody,
                  board, five);
    EXPECT_NEAR(inside.joules(), outside.joules(), 1e-12 * outside.joules()) << board;
    EXPECT_NEAR(inside["Loop"].energy->value, outside.joules() - outside["Add"].energy->value,
                1e-9 * outside.joules())
        << board;
    EXPECT_NEAR(inside.whole().latency->value, outside.whole().latency->value, 1e-12) << board;
    EXPECT_NEAR(inside.whole().total.high->value, outside.whole().total.high->value, 1e-9) << board;
    EXPECT_TRUE(llvm::StringRef(inside["Loop"].reason.text()).startswith("5 turns")) << board;
    EXPECT_TRUE(inside.whole().isAll);
  }
}

TEST(Branches, OfALoopThatDataEndOneTurnIsSure) {
  std::string const stops = "y = Loop (n, k, x) <body = b (int64 i, bool c, float[1,16,32,32] s) => (bool d, "
                            "float[1,16,32,32] t) { d = Less (i, n) " +
                            turnsBody;
  Priced once(turnsHead + "y = Conv <pads = [1,1,1,1]> (x, w) }", "agx-xavier");
  DimBindings five;
  five.values["n"] = 5; // at most
  Priced loop(turnsHead + "k = Constant <value = bool {1}> () " + stops, "agx-xavier", five);
  EXPECT_GE(loop.joules(), once.joules());
  EXPECT_TRUE(loop["Loop"].atLeast);
  EXPECT_FALSE(loop.whole().isAll);
  // a lower bound is nothing to pass a verdict on, however well the turn is known
  EXPECT_EQ(loop.whole().trust->level(), TrustLevel::Guess);
  EXPECT_FALSE(loop.whole().trust->factor);
  EXPECT_EQ(loop.whole().trust->reasons.front(),
            "1 of 2 nodes has no estimate of all they do, an unknown share of the MACs: the truth is above");
}

TEST(Branches, ALoopWhoseConditionIsFalseDoesNotStart) {
  std::string const stops = "y = Loop (n, k, x) <body = b (int64 i, bool c, float[1,16,32,32] s) => (bool d, "
                            "float[1,16,32,32] t) { d = Less (i, n) " +
                            turnsBody;
  DimBindings five;
  five.values["n"] = 5;
  Priced loop(turnsHead + "k = Constant <value = bool {0}> () " + stops, "agx-xavier", five);
  EXPECT_FALSE(loop["Loop"].atLeast);
  EXPECT_TRUE(loop.whole().isAll);
  EXPECT_EQ(loop["Loop"].energy->value, 0);
  EXPECT_EQ(loop["Loop"].basis, Basis::Free);
}

TEST(Branches, AScanCostsItsBodyOnceForEachSlice) {
  std::string const head =
      "main (float[1,64] h, float[50,1,32] x) => (float[] y) { w = Constant <value = float[32,64] {0.0}> () ";
  Priced scan(head +
                  "f, y = Scan (h, x) <num_scan_inputs = 1, body = b (float[1,64] a, float[1,32] e) => "
                  "(float[1,64] p, float[1,64] o) { m = MatMul (e, w) p = Add (m, a) o = Identity (p) }> }",
              "xavier-nx");
  EXPECT_NEAR(scan.joules(), 50 * perWeight * 32 * 64, 1e-12);
}

TEST(Branches, AnOpenConditionIsSaid) {
  Priced network(twoLayers);
  std::string said;
  for (Diagnostic const &one : network.diagnostics.diagnostics())
    if (one.code == DiagCode::BranchUndecided)
      said += one.message + "; " + one.hint;
  EXPECT_EQ(
      said,
      "nobody knows whether then_branch (160 k MACs) or else_branch (240 k MACs) runs: the one that costs "
      "more stands in the figures; --value rate=V says what it is given");
  DimBindings bindings;
  bindings.values["rate"] = 7;
  Priced decided(twoLayers, "xavier-nx", bindings);
  for (Diagnostic const &one : decided.diagnostics.diagnostics())
    EXPECT_NE(one.code, DiagCode::BranchUndecided);
}

} // namespace
