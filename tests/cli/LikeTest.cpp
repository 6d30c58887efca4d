// energy-calibrate fit --like: a board from one network and its siblings.
#include "tests/cli/RunTool.h"
#include "tests/support/TestFiles.h"

#include <cstdlib>
#include <fmt/format.h>
#include <gmock/gmock.h>

using namespace eo::test;
using testing::HasSubstr;

namespace {

/// The number behind `"key": `; 0 where there is none.
double figureOf(std::string const &json, std::string const &key) {
  size_t place = json.find("\"" + key + "\":");
  return place == std::string::npos ? 0 : std::strtod(json.c_str() + place + key.size() + 3, nullptr);
}

struct Fitted {
  ToolRun run;
  std::string yaml;
  ToolRun other; ///< what it says of another network
};

/// The board fitted from one network that takes and draws a tenth more than `twin` says.
Fitted fitLike(std::string const &siblings, std::string const &twin) {
  ToolRun estimate = runTool(ENERGY_OPT_TOOL, "--format=json --setting precision=fp16 --board=" + twin +
                                                  " networks/tiny-cnn.onnx");
  EXPECT_EQ(estimate.exitCode, 0) << estimate.err;
  TemporaryFile table(
      fmt::format("model,unit,precision,throughput_per_s,power_w\ntiny-cnn.onnx,gpu,fp16,{},{}\n",
                  figureOf(estimate.out, "throughput_per_s") / 1.1, figureOf(estimate.out, "power_w") * 1.1));
  std::string board = table.path() + ".yaml";
  Fitted fitted;
  fitted.run =
      runTool(ENERGY_CALIBRATE_TOOL, fmt::format("fit --like={} --models=networks --id=mine {} -o {}",
                                                 siblings, table.path(), board));
  EXPECT_EQ(fitted.run.exitCode, 0) << fitted.run.err;
  fitted.yaml = readFile(board);
  fitted.other =
      runTool(ENERGY_OPT_TOOL, fmt::format("--format=json --board={} networks/hostile-names.onnx", board));
  std::filesystem::remove(board);
  return fitted;
}

TEST(Like, OneNetworkMakesABoardWhoseDefaultsAreTheTablesSettings) {
  Fitted fitted = fitLike("jetson-nano", "jetson-nano");
  EXPECT_THAT(fitted.yaml, HasSubstr("form: roofline\n"));
  EXPECT_THAT(fitted.yaml, HasSubstr("precision: {value: fp16}\n"));
  EXPECT_THAT(fitted.yaml, HasSubstr("    values: [\"gpu\"]\n    default: \"gpu\"\n"));
  EXPECT_THAT(fitted.yaml, HasSubstr("  merge:\n")) << "the sibling's kernel rules";
}

TEST(Like, ABoardOfOneNetworkHasTheIntervalThatSuchBoardsNeed) {
  Fitted fitted = fitLike("jetson-nano", "jetson-nano");
  EXPECT_THAT(fitted.yaml, HasSubstr("kind: \"other boards fitted like their siblings\""));
  ToolRun twin = runTool(ENERGY_OPT_TOOL, "--format=json --setting precision=fp16 --board=jetson-nano "
                                          "networks/hostile-names.onnx");
  double truth =
      1.1 * 1.1 * figureOf(twin.out, "energy_j"); // slower and hungrier by a tenth, as the table says
  double low = figureOf(fitted.other.out, "energy_low_j"), high = figureOf(fitted.other.out, "energy_high_j");
  EXPECT_GT(low, 0) << fitted.other.err;
  EXPECT_LT(low, truth);
  EXPECT_GT(high, truth);
}

TEST(Like, OfSeveralSiblingsTheNearestInSpeedAndPowerIsTaken) {
  for (std::string order : {"jetson-nano,agx-xavier", "agx-xavier,jetson-nano"}) {
    EXPECT_THAT(fitLike(order, "jetson-nano").run.out, HasSubstr("like jetson-nano:")) << order;
    EXPECT_THAT(fitLike(order, "agx-xavier").run.out, HasSubstr("like agx-xavier:")) << order;
  }
}

TEST(Like, ThreeNetworksTellTheSiblingOfTheirProportionsFromTheOneOfTheirSpeed) {
  std::string table = "model,unit,precision,latency_s,power_w\n";
  for (std::string const model : {"tiny-cnn", "hostile-names", "depthwise"}) {
    ToolRun estimate =
        runTool(ENERGY_OPT_TOOL,
                "--format=json --setting precision=fp16 --board=agx-xavier networks/" + model + ".onnx");
    EXPECT_EQ(estimate.exitCode, 0) << estimate.err;
    // slowed by 10 into the Nano's milliseconds, at the few watts it draws
    table += fmt::format("{}.onnx,gpu,fp16,{},3.8\n", model, 10 * figureOf(estimate.out, "latency_s"));
  }
  TemporaryFile file(table);
  ToolRun run = runTool(ENERGY_CALIBRATE_TOOL,
                        "fit --like=jetson-nano,agx-xavier --models=networks --id=mine " + file.path());
  EXPECT_EQ(run.exitCode, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("roofline like agx-xavier"));
}

TEST(Like, ASiblingWithoutKernelsIsAnError) {
  ToolRun run = runTool(ENERGY_CALIBRATE_TOOL,
                        "fit --like=jetson-nano,xavier-nx --models=networks tables/networks.csv");
  EXPECT_EQ(run.exitCode, 3);
  EXPECT_THAT(run.err, HasSubstr("--like=xavier-nx: a mac-linear board has no kernels to take the shape of"));
}

} // namespace
