// energy-calibrate fit --like: a board from one network and its siblings.
#include "tests/cli/RunTool.h"
#include "tests/support/TestFiles.h"

#include <cmath>
#include <cstdlib>
#include <fmt/format.h>
#include <gmock/gmock.h>

using namespace eo::test;
using testing::HasSubstr;
using testing::Not;

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

TEST(Like, OfSeveralSiblingsTheNearestInSpeedAndPowerCountsMost) {
  for (auto const &[twin, stranger] :
       {std::pair("jetson-nano", "agx-xavier"), std::pair("agx-xavier", "jetson-nano")}) {
    ToolRun truth = runTool(ENERGY_OPT_TOOL, fmt::format("--format=json --setting precision=fp16 --board={} "
                                                         "networks/hostile-names.onnx",
                                                         twin));
    auto error = [&truth, &like = twin](std::string const &siblings) {
      return std::abs(std::log(figureOf(fitLike(siblings, like).other.out, "energy_j") /
                               (1.1 * 1.1 * figureOf(truth.out, "energy_j"))));
    };
    double both = error("jetson-nano,agx-xavier");
    EXPECT_NEAR(error("agx-xavier,jetson-nano"), both, 1e-9) << twin;
    EXPECT_LT(both, error(stranger) / 2) << twin; // what an equal say of the two leaves, and more
  }
}

/// What a fit from one network that takes and draws what the Odroid says calls its siblings.
std::string siblingsOf(std::string const &flags) {
  ToolRun estimate = runTool(ENERGY_OPT_TOOL, "--format=json --board=odroid-n2plus networks/tiny-cnn.onnx");
  EXPECT_EQ(estimate.exitCode, 0) << estimate.err;
  TemporaryFile table(fmt::format("model,unit,runtime,precision,throughput_per_s,power_w\n"
                                  "tiny-cnn.onnx,cpu,tflite,fp32,{},{}\n",
                                  figureOf(estimate.out, "throughput_per_s"),
                                  figureOf(estimate.out, "power_w")));
  ToolRun run = runTool(ENERGY_CALIBRATE_TOOL, "fit --models=networks " + flags + " " + table.path());
  EXPECT_EQ(run.exitCode, 0) << run.err;
  return run.out;
}

TEST(Like, OtherBoardsOfTheSameKernelsHaveASay) {
  std::string fitted = siblingsOf("--like=raspberry-pi-4 --id=mine");
  EXPECT_THAT(fitted, HasSubstr("like raspberry-pi-4"));
  EXPECT_THAT(fitted, HasSubstr("odroid-n2plus"));
  EXPECT_THAT(fitted, Not(HasSubstr("rk3588-gpu"))) << "another unit";
  EXPECT_THAT(fitted, Not(HasSubstr("raspberry-pi-5"))) << "other kernel rules";
}

TEST(Like, ABoardIsNotItsOwnKindred) {
  EXPECT_THAT(siblingsOf("--like=raspberry-pi-4 --id=odroid-n2plus"), Not(HasSubstr(", odroid-n2plus")));
}

TEST(Like, BoardsOfFewNetworksHaveNoSayWhereNobodyNamesThem) {
  EXPECT_THAT(fitLike("jetson-nano", "jetson-nano").run.out, Not(HasSubstr("agx-xavier")));
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
