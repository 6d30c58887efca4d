// Measured latencies, layers inside the network and the content of the input.
#include "lib/board/BoardPath.h"
#include "lib/cost/EnergyEstimate.h"
#include "lib/cost/MeasuredLatencies.h"
#include "lib/cost/NetworkCost.h"
#include "lib/support/Error.h"
#include "passes/Pipeline.h"
#include "tests/passes/Analysed.h"

#include <gmock/gmock.h>

using namespace eo;
using namespace eo::test;
using testing::HasSubstr;

namespace {

/// A device of 1 GMAC/s, 2 W base and 3 W more at work; a convolution runs with its activation.
std::shared_ptr<BoardModel> device() {
  auto board = std::make_shared<BoardModel>();
  board->id = board->title = "d";
  board->setKind("latency-power", "roofline");
  board->settings = {{"unit", {"gpu"}, "gpu", {}}};
  for (auto [name, value, unit] :
       {std::tuple("peak", 1e9, "MAC/s"), {"base", 2.0, "W"}, {"dynamic", 3.0, "W"}})
    board->coefficients.push_back({name, value, unit, false, std::nullopt, ""});
  FusionRule rule;
  rule.into.classes = {CostClass::Convolution};
  rule.nodes.classes = {CostClass::Activation};
  board->kernels.fuse.push_back(rule);
  return board;
}

/// Two convolutions of 1 and 2 ms: 125 · 125 · 8 · 8 and 125 · 125 · 8 · 16 MACs.
constexpr char const *threeConvolutions =
    "main (float[1,8,125,125] x, float[8,8,1,1] v, float[16,8,1,1] w) "
    "=> (float[1,16,125,125] y) { a = Conv (x, v) b = Relu (a) y = Conv (b, w) }";

struct MeasuredEstimate {
  explicit MeasuredEstimate(std::shared_ptr<BoardModel> model,
                            std::vector<MeasuredLatencies::Layer> layers = {}, double inputFactor = 1)
      : graph(textNetwork(threeConvolutions, &diagnostics)) {
    annotations.set(DimBindings());
    annotations.set(ChosenBoard{model, {{"unit", "gpu"}}, inputFactor});
    if (!layers.empty())
      annotations.set(MeasuredLatencies{"report.csv", layers});
    PassContext context{graph, annotations, diagnostics};
    llvm::cantFail(runPasses(context, standardPasses(true), {}));
  }

  NodeEstimate const &node(size_t i) const {
    return annotations.get<EnergyEstimate>().nodes[graph.main().nodes[i]];
  }
  std::string remarks(DiagCode code) const {
    std::string text;
    for (Diagnostic const &one : diagnostics.diagnostics())
      if (one.code == code)
        text += one.message + "\n";
    return text;
  }

  DiagnosticEngine diagnostics;
  Graph graph;
  Annotations annotations;
};

TEST(ApplyLatencies, MeasuredTimeKeepsThePredictedPower) {
  MeasuredEstimate run(device(), {{"Conv_0 + Relu_1", 5e-3}, {"Conv_2", 1e-3}});
  EXPECT_NEAR(run.node(0).latency->value, 5e-3, 1e-12);
  EXPECT_NEAR(run.node(0).energy->value, 25e-3, 1e-9) << "5 W for 5 ms";
  EXPECT_NEAR(run.node(0).base->value, 10e-3, 1e-9);
  EXPECT_EQ(run.node(1).basis, Basis::Fused);
  EXPECT_NEAR(run.node(2).energy->value, 5e-3, 1e-9);
  EXPECT_EQ(run.remarks(DiagCode::UnmappedLatency), "");
  EXPECT_EQ(run.remarks(DiagCode::PredictedLatency), "");
}

TEST(ApplyLatencies, LayersOfSeveralKernelsAreSharedByPredictedTimes) {
  MeasuredEstimate run(device(), {{"PWN(Conv_0, Conv_2)", 6e-3}}); // predicted 1 and 2 ms
  EXPECT_NEAR(run.node(0).latency->value, 2e-3, 1e-12);
  EXPECT_NEAR(run.node(2).latency->value, 4e-3, 1e-12);
}

TEST(ApplyLatencies, WhatDoesNotMapIsSaid) {
  MeasuredEstimate run(device(),
                       {{"Reformatting CopyNode for Input", 1e-3}, {"Conv_0", 3e-3}, {"mystery", 1e-3}});
  EXPECT_THAT(
      run.remarks(DiagCode::UnmappedLatency),
      HasSubstr("1 layers of report.csv with 20.0 % of its time are no node of the network: 'mystery'"));
  EXPECT_THAT(run.remarks(DiagCode::InsertedLatency),
              HasSubstr("inserted by the runtime: 1 layer of report.csv with 1 ms (20.0 % of its time)"));
  EXPECT_THAT(run.remarks(DiagCode::PredictedLatency), HasSubstr("1 of 2 kernels are not in report.csv"));
  EXPECT_NEAR(run.node(2).latency->value, 2e-3, 1e-12) << "the prediction stands";
  EXPECT_NEAR(run.annotations.get<NetworkCost>().deviceLatency->value, 6e-3, 1e-12)
      << "3 ms measured, 2 ms predicted, 1 ms inserted between them";
}

TEST(ApplyLatencies, FiveTimesThePredictionIsAQuestion) { // 3 ms are predicted
  EXPECT_THAT(MeasuredEstimate(device(), {{"Conv_0", 5e-3}, {"Conv_2", 10e-3}})
                  .remarks(DiagCode::LatencyFarFromPrediction),
              HasSubstr("report.csv takes 15 ms, 5 times the 3 ms that the board file predicts"));
  EXPECT_THAT(MeasuredEstimate(device(), {{"Conv_0", 3e-4}, {"Conv_2", 3e-4}})
                  .remarks(DiagCode::LatencyFarFromPrediction),
              HasSubstr("0.2 times"));
  EXPECT_EQ(MeasuredEstimate(device(), {{"Conv_0", 5e-3}, {"Conv_2", 9e-3}})
                .remarks(DiagCode::LatencyFarFromPrediction),
            "");
  EXPECT_EQ(MeasuredEstimate(device(), {{"Conv_0", 2e-3}}).remarks(DiagCode::LatencyFarFromPrediction), "");
}

TEST(ApplyLatencies, ASpanSharesItsTimeOverWhatLiesInIt) {
  MeasuredEstimate run(device(), {{"{ForeignNode[Conv_0...Conv_2]}", 6e-3}, {"Reformatting CopyNode", 0}});
  EXPECT_NEAR(run.node(0).latency->value, 2e-3, 1e-12) << "1 ms of 3 ms were predicted";
  EXPECT_NEAR(run.node(2).latency->value, 4e-3, 1e-12);
}

TEST(ApplyLatencies, LayersFoundOtherwiseThanByNameAreSaid) {
  MeasuredLatencies::Layer first{"layer 1", 1e-3, "CONV_2D"}, second{"layer 2", 3e-3, "CONV_2D"};
  EXPECT_THAT(MeasuredEstimate(device(), {first, second}).remarks(DiagCode::LayersByOrder),
              HasSubstr("no name in report.csv is a node's"));
  EXPECT_THAT(MeasuredEstimate(device(), {{"whole engine", 6e-3}}).remarks(DiagCode::LayersByOrder),
              HasSubstr("report.csv has one layer, taken for the whole network"));
  EXPECT_EQ(MeasuredEstimate(device(), {{"Conv_0", 1e-3}, {"Conv_2", 3e-3}}).remarks(DiagCode::LayersByOrder),
            "");
}

TEST(CorrectNeighbours, UpliftActsOnWhatIsAboveTheBase) {
  auto board = device();
  board->neighbours = NeighbourModel{2, 1.5, 0};
  MeasuredEstimate run(board); // alone 5 W: 2 + 1.5 · 3 = 6.5 W inside
  EXPECT_NEAR(run.node(0).energy->value, 6.5e-3, 1e-9);
  EXPECT_NEAR(run.node(2).energy->value, 13e-3, 1e-9);
  EXPECT_THAT(run.node(0).reason.text(), HasSubstr("+30.0 % against the layer alone"));
}

TEST(CorrectNeighbours, SmearingAloneConservesEnergy) {
  auto board = device();
  board->coefficients.push_back({"dynamic.pointwise", 1.0, "W", false, std::nullopt, ""});
  MeasuredEstimate before(board);
  board->neighbours = NeighbourModel{2, 1, 5e-3};
  MeasuredEstimate after(board);
  EXPECT_NEAR(after.annotations.get<EnergyEstimate>().total.energy->value,
              before.annotations.get<EnergyEstimate>().total.energy->value, 1e-9);
}

TEST(CorrectNeighbours, WithoutTheModelEnergiesAdd) {
  MeasuredEstimate run(device());
  EXPECT_NEAR(run.annotations.get<EnergyEstimate>().total.energy->value, 15e-3, 1e-9);
  EXPECT_EQ(run.node(0).reason.text(), "");
}

TEST(InputContent, ScalesByWhatTheBoardWasCalibratedWith) {
  auto model = device();
  model->inputContent = InputContent{"varied", {{"black", 1}, {"varied", 1.1}}};
  ChosenBoard board{model, {}};
  ASSERT_FALSE(static_cast<bool>(chooseInputContent(board, "black")));
  EXPECT_NEAR(board.inputFactor, 1 / 1.1, 1e-12);
  MeasuredEstimate run(model, {}, board.inputFactor);
  EXPECT_NEAR(run.annotations.get<EnergyEstimate>().total.energy->value, 15e-3 / 1.1, 1e-9);
  EXPECT_THAT(takeErrorText(chooseInputContent(board, "blck")).message, HasSubstr("did you mean 'black'"));
  ChosenBoard without{device(), {}};
  EXPECT_THAT(takeErrorText(chooseInputContent(without, "black")).message, HasSubstr("nobody has measured"));
}

} // namespace
