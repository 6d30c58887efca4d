// Sizes that are open, that data decide or that do not fit, as users meet them. Counts are worked out by hand.
#include "tests/cli/EnergyOpt.h"

#include <gmock/gmock.h>

using namespace eo::test;
using testing::HasSubstr;
using testing::Not;

namespace {

TEST(OpenSizes, SumOfNamesFollowsFromItsParts) {
  ToolRun run = energyOpt("--format=json --dim new=2 --dim past=6 networks/decode-step.onnx");
  EXPECT_EQ(run.exitCode, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("\"macs\": 256,")); // 2 heads · 2 queries · 8 keys · 8
}

TEST(OpenSizes, OneNameIsTiedToAnother) {
  ToolRun run = energyOpt("--format=json --dim new=2 --dim past=3*new networks/decode-step.onnx");
  EXPECT_THAT(run.out, HasSubstr("\"macs\": 256,")) << run.err;
}

TEST(OpenSizes, ContradictionIsNamedWithBothNumbers) {
  ToolRun run = energyOpt("--dim new=2 --dim past=6 --dim 'mask[3]=9' networks/decode-step.onnx");
  EXPECT_EQ(run.exitCode, 2);
  EXPECT_THAT(run.err, HasSubstr("which is 8 here, not 9"));
}

TEST(OpenSizes, AdviceCanBePastedIntoAShell) {
  ToolRun run = energyOpt("networks/empty-cache.onnx");
  EXPECT_EQ(run.exitCode, 2);
  EXPECT_THAT(run.err, HasSubstr("--dim 'cache[2]=V'"));
  EXPECT_THAT(run.err, HasSubstr("keep it with --dim 'cache[2]=0'"));
}

TEST(OpenSizes, EmptyCacheStaysEmptyWhenAsked) {
  ToolRun run = energyOpt("--format=json --dim new=5 --dim 'cache[2]=0' networks/empty-cache.onnx");
  EXPECT_THAT(run.out, HasSubstr("\"macs\": 400,")) << run.err; // 2 · 5 · 5 · 8
}

TEST(OpenSizes, ValueOfAnInputChoosesTheBranch) {
  ToolRun run = energyOpt("--format=json --dim samples=24 --value rate=16000 networks/two-rates.onnx");
  EXPECT_THAT(run.out, HasSubstr("\"macs\": 96,")) << run.err; // 24 · 4; the other branch is never run
  EXPECT_EQ(run.exitCode, 0);
}

TEST(OpenSizes, BranchThatCannotRunLeavesTheOther) {
  ToolRun run = energyOpt("--dim samples=24 networks/two-rates.onnx");
  EXPECT_EQ(run.exitCode, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("≥ 96"));
  EXPECT_THAT(run.out, HasSubstr("--value rate=V"));
}

TEST(OpenSizes, SizeThatTheFileCannotRunIsAnErrorWithoutFigures) {
  EXPECT_EQ(energyOpt("--dim height=12 --dim width=12 networks/fixed-tokens.onnx").exitCode, 0);
  ToolRun run = energyOpt("--board=xavier-nx --input-shape image:1x3x16x16 networks/fixed-tokens.onnx");
  EXPECT_EQ(run.exitCode, 3);
  EXPECT_EQ(run.out, "");
  EXPECT_THAT(run.err, HasSubstr("cannot run at the size asked: node 'place'"));
}

TEST(OpenSizes, IterationNumberDeclaredWithAnAxisKeepsIt) {
  ToolRun run = energyOpt("--format=json networks/counted-turns.onnx");
  EXPECT_THAT(run.out, HasSubstr("\"macs\": 60,")) << run.err; // numbers are [10,1]: 10 · 1 · 6
  EXPECT_THAT(run.out, Not(HasSubstr("EO0302")));
}

// Nothing runs: 0 J would be a figure, and one with an interval.
TEST(OpenSizes, NetworkOfViewsHasNoEnergy) {
  ToolRun run = energyOpt("--board=boards/calibrated.yaml --format=json networks/views-only.onnx");
  EXPECT_EQ(run.exitCode, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("\"energy_j\": null"));
  EXPECT_THAT(run.out, HasSubstr("\"energy_high_j\": null"));
  EXPECT_THAT(run.out, HasSubstr("\"latency_s\": null"));
}

TEST(OpenSizes, NetworkWithoutNodesHasNoEnergy) {
  ToolRun run = energyOpt("--board=boards/calibrated.yaml --format=json networks/no-layers.onnx");
  EXPECT_THAT(run.out, HasSubstr("\"energy_j\": null"));
  EXPECT_THAT(run.out, HasSubstr("\"energy_high_j\": null"));
}

} // namespace
