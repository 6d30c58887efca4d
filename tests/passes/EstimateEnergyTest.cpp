// The estimate of whole networks: what each node's figure rests on, totals, coverage, remarks.
#include "lib/board/BoardPath.h"
#include "lib/cost/EnergyEstimate.h"
#include "passes/Pipeline.h"
#include "tests/passes/Analysed.h"
#include <cmath>

#include <gmock/gmock.h>

using namespace eo;
using namespace eo::test;
using testing::HasSubstr;

namespace {

ChosenBoard shipped(llvm::StringRef name) {
  auto model = std::make_shared<BoardModel>(
      llvm::cantFail(loadBoard(BoardPath{{ENERGY_OPT_SOURCE_DIR "/boardmodels"}}, name)));
  SettingValues settings = llvm::cantFail(chooseSettings(model->id, model->settings, {}));
  return {model, settings};
}

/// A network priced by a board, through the interface that libraries use.
struct Estimated {
  explicit Estimated(llvm::StringRef text, ChosenBoard const &board = shipped("xavier-nx"))
      : graph(textNetwork(text, &diagnostics)),
        annotations(llvm::cantFail(PassEstimator().analyze(graph, {}, &board, diagnostics))) {}

  NodeEstimate const &operator[](llvm::StringRef node) const {
    return annotations.get<EnergyEstimate>().nodes[nodeNamed(graph, node).id];
  }
  EnergyEstimate const &whole() const { return annotations.get<EnergyEstimate>(); }
  double joules(llvm::StringRef node) const { return (*this)[node].energy.value_or(Joules{-1}).value; }
  std::string remarks(DiagCode code) const {
    std::string text;
    for (Diagnostic const &one : diagnostics.diagnostics())
      if (one.code == code)
        text += one.node + "|" + one.message + "\n";
    return text;
  }

  DiagnosticEngine diagnostics;
  Graph graph;
  Annotations annotations;
};

/// First convolution, ReLU, pooling, classifier and its ReLU of a ResNet-50, by size.
constexpr char const *resnetEnds =
    "main (float[1,3,224,224] x, float[64,3,7,7] w, float[2048,1000] weight, float[1,2048] features) "
    "=> (float[1,64,112,112] y, float[1,1000] z) "
    "{ h = Conv <strides = [2,2], pads = [3,3,3,3]> (x, w) y = Relu (h) "
    "f = Flatten (features) c = Gemm (f, weight) z = Clip <min = 0.0> (c) }";

TEST(EstimateEnergy, PublishedFiguresOfXavierNx) {
  Estimated network(resnetEnds);
  // 2.8674e-08 · 1 843 968 + 4.7639e-10 · 118 013 952; 6.2454e-09 · 2 048 000
  EXPECT_NEAR(network.joules("Conv"), 0.109095, 5e-7);
  EXPECT_NEAR(network.joules("Gemm"), 0.012791, 5e-7);
  EXPECT_EQ(network["Conv"].basis, Basis::Fit);
  EXPECT_EQ(network["Gemm"].basis, Basis::Fit);
  EXPECT_EQ(network["Relu"].basis, Basis::None);
  EXPECT_EQ(network["Flatten"].basis, Basis::Free);
  EXPECT_EQ(network["Clip"].basis, Basis::Fused);
  EXPECT_EQ(network["Clip"].anchor, nodeNamed(network.graph, "Gemm").id);
  EXPECT_EQ(network.joules("Clip"), 0);
  EXPECT_NEAR(network.whole().total.energy->value, 0.109095 + 0.012791, 1e-6);
  EXPECT_EQ(network.whole().total.low, std::nullopt);
  EXPECT_EQ(network.whole().noInterval, NoInterval::SourceGivesNone);
}

TEST(EstimateEnergy, TX2HasNoFullyConnectedLayers) {
  Estimated network(resnetEnds, shipped("jetson-tx2"));
  // 2.6727e-08 · 1 843 968 + 1.21334e-10 · 118 013 952 = 0.049284 + 0.014319
  EXPECT_NEAR(network.joules("Conv"), 0.063603, 5e-7);
  for (char const *node : {"Gemm", "Clip"}) {
    EXPECT_EQ(network[node].basis, Basis::None) << node;
    EXPECT_EQ(network[node].energy, std::nullopt) << node;
    EXPECT_EQ(network[node].reason.text(), "the source gives no a_f for TX2") << node;
  }
  // 118 013 952 of 120 061 952 MACs
  EXPECT_NEAR(*network.whole().coverage.macsShare, 0.982942, 1e-6);
  EXPECT_EQ(network.whole().coverage.nodes, 5);
  EXPECT_EQ(network.whole().coverage.nodesModelled, 2); // Conv and Flatten
  EXPECT_THAT(
      network.remarks(DiagCode::NoEstimate),
      HasSubstr("2 nodes with 1.7 % of the MACs have no energy estimate: the source gives no a_f for TX2"));
}

TEST(EstimateEnergy, BytesShareCountsTrafficOfModelledNodes) {
  // Conv reads 4·(16 + 16), writes 4·16; Relu reads and writes 4·16: 192 of 320 bytes
  Estimated network(
      "main (float[1,4,2,2] x, float[4,4,1,1] w) => (float[1,4,2,2] y) { h = Conv (x, w) y = Relu (h) }");
  EXPECT_NEAR(*network.whole().coverage.bytesShare, 0.6, 1e-12);
}

TEST(EstimateEnergy, BiasAndActivationBelongToTheFullyConnectedLayer) {
  Estimated network("main (float[1,8] x, float[8,5] weight, float[5] bias) => (float[1,5] y) "
                    "{ p = MatMul (x, weight) s = Add (p, bias) y = Relu (s) }");
  EXPECT_EQ(network["MatMul"].basis, Basis::Fit);
  EXPECT_EQ(network["Add"].basis, Basis::Fused);
  EXPECT_EQ(network["Relu"].basis, Basis::Fused);
  EXPECT_EQ(network["Relu"].anchor, network["MatMul"].anchor);
}

struct NotFused {
  char const *name, *text, *node;
};
void PrintTo(NotFused const &one, std::ostream *stream) { *stream << one.name; }
class StaysOutside : public testing::TestWithParam<NotFused> {};
TEST_P(StaysOutside, TheFullyConnectedLayer) {
  EXPECT_EQ(Estimated(GetParam().text)[GetParam().node].basis, Basis::None);
}
INSTANTIATE_TEST_SUITE_P(
    All, StaysOutside,
    testing::Values(NotFused{"ActivationOfAConvolution",
                             "main (float[1,4,2,2] x, float[4,4,1,1] w) => (float[1,4,2,2] y) { h = Conv (x, "
                             "w) y = Relu (h) }",
                             "Relu"},
                    NotFused{"SecondActivation",
                             "main (float[1,8] x, float[8,5] weight) => (float[1,5] y) { p = Gemm (x, "
                             "weight) s = Relu (p) y = Tanh (s) }",
                             "Tanh"},
                    NotFused{"ActivationOfAResultThatOthersRead",
                             "main (float[1,8] x, float[8,5] weight) => (float[1,5] y, float[1,5] z) "
                             "{ p = Gemm (x, weight) y = Relu (p) z = Tanh (p) }",
                             "Relu"},
                    NotFused{"AdditionOfAnActivation",
                             "main (float[1,8] x, float[1,5] z, float[8,5] weight) => (float[1,5] y) { p = "
                             "Gemm (x, weight) y = Add (p, z) }",
                             "Add"},
                    NotFused{"SoftmaxAsItIsNoFunctionOfOneNeuron",
                             "main (float[1,8] x, float[8,5] weight) => (float[1,5] y) { p = Gemm (x, "
                             "weight) y = Softmax (p) }",
                             "Softmax"}),
    [](auto const &row) { return std::string(row.param.name); });

TEST(EstimateEnergy, DeadConstantAndViewNodesAreFree) {
  Estimated network(
      "main (float[1,4] x) => (float[4] y) { a = Constant <value_floats = [1.0, 2.0]> () b = Neg (a) "
      "c = Abs (x) s = Constant <value_ints = [4]> () y = Reshape (x, s) }");
  EXPECT_EQ(network["Abs"].reason.text(), "dead");
  EXPECT_EQ(network["Reshape"].reason.text(), "a view");
  for (char const *node : {"Abs", "Neg", "Reshape"}) {
    EXPECT_EQ(network[node].basis, Basis::Free) << node;
    EXPECT_EQ(network.joules(node), 0) << node;
  }
  EXPECT_EQ(network.whole().total.energy, Joules{0});
}

TEST(EstimateEnergy, FreeNodesAloneMakeNoTotal) {
  Estimated network("main (float[1,4] x) => (float[1,4] y) { h = Identity (x) y = Relu (h) }");
  EXPECT_EQ(network.whole().total.energy, std::nullopt);
  EXPECT_EQ(network.whole().coverage.macsShare, std::nullopt) << "no MACs to have a share of";
}

TEST(EstimateEnergy, UnknownCountsLeaveTheShareUnknown) {
  Estimated network("main (float[1,4,8,8] x, float[4,4,3,3] w) => (float[a,b,c,d] y) "
                    "{ v = Conv (x, w) u = NoSuchOperator (v) y = Conv (u, w) }");
  EXPECT_EQ(network.whole().coverage.macsShare, std::nullopt);
  EXPECT_THAT(network.remarks(DiagCode::NoEstimate), HasSubstr("with an unknown share of the MACs"));
  EXPECT_TRUE(network.whole().total.energy.has_value()) << "the sum of the modelled nodes";
}

TEST(EstimateEnergy, BatchIsExtrapolatedAndGrowsWithTheCounts) {
  Estimated one("main (float[1,4,8,8] x, float[4,4,3,3] w) => (float[1,4,6,6] y) { y = Conv (x, w) }");
  Estimated eight("main (float[8,4,8,8] x, float[4,4,3,3] w) => (float[8,4,6,6] y) { y = Conv (x, w) }");
  EXPECT_NEAR(eight.joules("Conv"), 8 * one.joules("Conv"), 1e-15);
  EXPECT_EQ(eight["Conv"].basis, Basis::Extrapolated);
  EXPECT_THAT(eight.remarks(DiagCode::Extrapolated),
              HasSubstr("a node with 100 % of the energy is extrapolated: 8 inputs, fitted on one"));
}

TEST(EstimateEnergy, TotalsOfACalibratedBoardHaveItsInterval) {
  auto model = std::make_shared<BoardModel>(*shipped("xavier-nx").model);
  model->error = HeldOutError{"k-fold", 0.05, 30, 0.9, std::nullopt, IntervalFactors{0.5, 2}};
  char const *text = "main (float[1,4,8,8] x, float[4,4,3,3] w) => (float[1,4,6,6] y) { y = Conv (x, w) }";
  Estimated inside(text, {model, {}});
  EXPECT_EQ(inside.whole().total.low->value, 0.5 * inside.whole().total.energy->value);
  EXPECT_EQ(inside.whole().total.high->value, 2 * inside.whole().total.energy->value);
  EXPECT_EQ(inside.whole().intervalLevel, 0.9);
  model->ranges = {{CostClass::Convolution, "ofm", 8, 512}};
  Estimated outside(text, {model, {}});
  // All of the energy is extrapolated, from 8 maps and more to 4: 2.4 times the logarithm, and 2 to the power of 0.35.
  EXPECT_NEAR(outside.whole().total.low->value * std::pow(2, 2.75) / outside.whole().total.energy->value, 1,
              1e-12);
  EXPECT_NEAR(outside.whole().total.high->value / outside.whole().total.energy->value, std::pow(2, 2.75),
              1e-12);
}

/// A roofline of this many MAC and bytes a second, with nothing else to it.
std::shared_ptr<BoardModel> roofline(char const *id, double peak, double bandwidth) {
  auto model = std::make_shared<BoardModel>();
  model->id = id;
  model->setKind("latency-power", "roofline");
  model->settings = {{"unit", {id}, id, {}}};
  for (auto [name, value, unit] : {std::tuple("peak", peak, "MAC/s"),
                                   {"bandwidth", bandwidth, "B/s"},
                                   {"base", 1.0, "W"},
                                   {"dynamic", 1.0, "W"}})
    model->coefficients.push_back({name, value, unit, false, std::nullopt, ""});
  return model;
}

TEST(EstimateEnergy, WhatTheAcceleratorLeavesIsPricedByTheBoardBesideIt) {
  auto npu = roofline("npu", 1e9, 1e12), cpu = roofline("cpu", 1e6, 2048);
  Delegation delegation;
  delegation.supported.classes = {CostClass::Convolution};
  delegation.fallback = {{"unit", "cpu"}};
  npu->kernels.delegate = delegation;
  char const *text =
      "main (float[1,4,8,8] x, float[4,4,1,1] w) => (float[1,4,8,8] y) { c = Conv (x, w) y = Erf (c) }";
  ChosenBoard alone{npu, {{"unit", "npu"}}};
  EXPECT_EQ(Estimated(text, alone)["Erf"].reason.text(),
            "not supported by the accelerator: runs at unit=cpu");
  npu->beside = cpu;
  Estimated network(text, alone);
  // 256 elements of 4 bytes read and as many written: 1 s at 2048 B/s and 2 W
  EXPECT_NEAR(network.joules("Erf"), 2, 1e-9);
  EXPECT_EQ(network["Erf"].basis, Basis::Fallback);
  EXPECT_EQ(network["Conv"].basis, Basis::Fit);
  EXPECT_THAT(network.remarks(DiagCode::StandIn), HasSubstr("Erf_1|a node"));
  EXPECT_EQ(network.remarks(DiagCode::LeftToAnother),
            "|1 kernel runs beside the accelerator, with over 99.99 % of the energy: Erf (1)\n");
}

TEST(EstimateEnergy, WithoutABoardItIsAUsageError) {
  Analysed network("main (float[1,4] x) => (float[1,4] y) { y = Relu (x) }", {}, "estimate-energy");
  EXPECT_THAT(network.error, HasSubstr("estimate-energy needs a board: give --board"));
}

} // namespace

// The stick computes in FP16 only; it takes FP32 networks and says what becomes of them.
TEST(EstimateEnergy, WhatRunsAsAnotherPrecisionIsSaid) {
  BoardPath path{{ENERGY_OPT_SOURCE_DIR "/boardmodels"}};
  auto remarks = [&](char const *precision) {
    ChosenBoard board = llvm::cantFail(chooseBoard(path, "ncs2", {{"", "precision", precision}}));
    return Estimated(resnetEnds, board).remarks(DiagCode::RunsAs);
  };
  EXPECT_EQ(remarks("fp32"), "|precision=fp32 runs as fp16\n");
  EXPECT_EQ(remarks("fp16"), "");
}
