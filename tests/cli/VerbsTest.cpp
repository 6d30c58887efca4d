//===- VerbsTest.cpp - what verbs say where something is not known or not theirs -----------------------===//

#include "tests/cli/EnergyOpt.h"
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace eo::test {
namespace {

using testing::HasSubstr;
using testing::Not;

/// A board whose model has energies alone (xavier-nx) has no latency, and nobody says 0.
TEST(SplitVerb, ABoardWithoutTimesHasNoLatency) {
  std::string const arguments = "split --board=xavier-nx --radio=100nJ/bit,20Mbit/s networks/tiny-cnn.onnx";
  ToolRun run = energyOpt(arguments);
  EXPECT_EQ(run.exitCode, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("the board has energies only"));
  EXPECT_THAT(run.out, HasSubstr("no interval"));
  nlohmann::json cuts = nlohmann::json::parse(energyOpt(arguments + " --json").out)["cuts"];
  EXPECT_EQ(cuts.back()["latency_s"], nullptr);
  EXPECT_EQ(cuts.back()["head_s"], nullptr);
  // 3 · 64 · 64 floats, 20 Mbit/s
  EXPECT_NEAR(cuts.front()["latency_s"].get<double>(), cuts.front()["bytes"].get<double>() * 8 / 20e6, 1e-12);
}

TEST(SplitVerb, WhatHasNoTimesIsNoServerAndKeepsToNoLatency) {
  std::string const radio = " --radio=100nJ/bit,20Mbit/s networks/tiny-cnn.onnx";
  ToolRun server = energyOpt("split --board=jetson-nano --server=xavier-nx" + radio);
  EXPECT_EQ(server.exitCode, 2);
  EXPECT_THAT(server.err, HasSubstr("how long the tail takes there is not known"));
  ToolRun limit = energyOpt("split --board=xavier-nx --latency=20ms" + radio);
  EXPECT_EQ(limit.exitCode, 2);
  EXPECT_THAT(limit.err, HasSubstr("xavier-nx has energies only"));
}

TEST(MemoryVerb, AVerdictThatIsNotKnownEndsWith4) {
  std::string const bodies = "--dim samples=24 networks/two-rates.onnx"; // an If, whose bodies are left out
  EXPECT_EQ(energyOpt("memory " + bodies).exitCode, 0) << "nothing to compare with";
  for (char const *size : {"--onchip=1MiB ", "--memory=1MiB "}) {
    ToolRun run = energyOpt("memory " + std::string(size) + bodies);
    EXPECT_THAT(run.out, HasSubstr("UNKNOWN"));
    EXPECT_EQ(run.exitCode, 4) << size;
  }
  EXPECT_EQ(energyOpt("memory --memory=1B " + bodies).exitCode, 1);
}

TEST(PipelineVerb, SizesAndValuesAreThoseOfAPart) {
  for (char const *flag : {"--dim a=1", "--pair a=b=1", "--value a=1", "--input-shape a:1x2"}) {
    ToolRun run = energyOpt("pipeline --board=jetson-nano " + std::string(flag) + " networks/cascade.yaml");
    EXPECT_EQ(run.exitCode, 2) << flag;
    EXPECT_THAT(run.err, HasSubstr("are those of a part: 'dims' and 'values' in networks/cascade.yaml"))
        << flag;
  }
}

/// agx-xavier has its DLA as another unit.
TEST(ChooseVerb, ABoardThatIsNamedTwiceIsComparedOnce) {
  auto rows = [](std::string const &boards) {
    return nlohmann::json::parse(
               energyOpt("choose --json --board=" + boards + " networks/tiny-cnn.onnx").out)["candidates"]
        .size();
  };
  size_t const once = rows("agx-xavier");
  EXPECT_EQ(rows("agx-xavier,agx-xavier"), once);
  EXPECT_EQ(rows("agx-xavier,agx-xavier-dla"), once);
}

TEST(ChooseVerb, WithoutAnyFigureThereIsNoTable) {
  ToolRun run = energyOpt("choose --board=hailo-8l networks/tiny-cnn.onnx");
  EXPECT_EQ(run.exitCode, 4);
  EXPECT_EQ(run.out, "nothing to choose from: of no candidate a figure is known\n\n"
                     " note  hailo-8l: neither energy nor time is known there\n");
}

TEST(SensitivityVerb, SaysHowSureItIsAndWhereThereAreNoChannels) {
  std::string const text = energyOpt("sensitivity --board=jetson-nano networks/tiny-cnn.onnx").out;
  EXPECT_THAT(text, HasSubstr("90 % interval"));
  EXPECT_THAT(text, HasSubstr("calibrated for"));
  ToolRun none = energyOpt("sensitivity networks/views-only.onnx");
  EXPECT_EQ(none.exitCode, 0) << none.err;
  EXPECT_THAT(none.out, HasSubstr("there are no channels to take away"));
  EXPECT_THAT(none.out, Not(HasSubstr("parameters")));
  EXPECT_THAT(energyOpt("sensitivity networks/tiny-cnn.onnx").out, Not(HasSubstr("energy")))
      << "no board, no columns of dashes";
}

TEST(FixVerb, WhatWasWrittenBeforeAFailureIsSaid) {
  ToolRun run = energyOpt("fix --dry-run networks/constants.onnx no-such.onnx");
  EXPECT_EQ(run.exitCode, 3);
  EXPECT_THAT(run.err, HasSubstr("no-such.onnx"));
  EXPECT_THAT(run.out, HasSubstr("networks/constants.onnx"));
}

TEST(TokensVerb, ANetworkOfFixedSizesIsNoDecoder) {
  namespace fs = std::filesystem;
  fs::path folder = testing::TempDir() + "TokensVerb." + std::to_string(::getpid());
  fs::create_directories(folder);
  fs::copy_file(ENERGY_OPT_SOURCE_DIR "/testdata/networks/tiny-cnn.onnx", folder / "net.onnx");
  std::ofstream(folder / "genai_config.json") << R"({"model": {"decoder": {"filename": "net.onnx"}}})";
  ToolRun run = energyOpt("tokens '" + folder.string() + "'");
  EXPECT_EQ(run.exitCode, 3);
  EXPECT_THAT(run.err, HasSubstr("all sizes of its inputs are fixed"));
  fs::remove_all(folder);
}

TEST(Arguments, WhatLlvmSaysOfAValueIsAnErrorLikeAllOthers) {
  for (char const *arguments : {"mission --rate=1/s --rate=2/s networks/mlp.onnx",
                                "sensitivity --remove=-1 networks/mlp.onnx", "--print-schema"}) {
    ToolRun run = energyOpt(arguments);
    EXPECT_EQ(run.exitCode, 2);
    EXPECT_THAT(run.err, testing::StartsWith("energy-opt: error: for the --")) << arguments;
  }
  EXPECT_THAT(energyOpt("mission --rates=1/s").err, HasSubstr("Try: 'energy-opt mission --help'"));
}

TEST(LintArguments, AMetricHasOneBudget) {
  ToolRun run = runTool(ENERGY_LINT_TOOL, "--no-config --budget macs=1G --budget macs=2G networks/mlp.onnx");
  EXPECT_EQ(run.exitCode, 2);
  EXPECT_THAT(run.err, HasSubstr("--budget macs=2G: that metric has a budget already"));
}

/// Whatever file it is: the line of the config stands before what is wrong with it.
TEST(LintArguments, AFileThatAConfigNamesIsNamedWithItsLine) {
  std::string const config = testing::TempDir() + "LintArguments." + std::to_string(::getpid()) + ".yaml";
  struct Row {
    char const *line, *message;
  };
  for (Row const &row : {Row{"baseline: gone.json", ":2:11: baseline "},
                         Row{"op_files: [gone.yaml]", ":2:12: "}, Row{"board: ./gone.yaml", ":2:8: "},
                         Row{"budgets: [{hours: 24 h, mission: gone.yaml}]", ":2:34: "}}) {
    std::ofstream(config) << "schema: energy-opt/lint/1\n" << row.line << "\n";
    ToolRun run = runTool(ENERGY_LINT_TOOL, "--config='" + config + "' networks/mlp.onnx");
    EXPECT_EQ(run.exitCode, 2) << row.line;
    EXPECT_THAT(run.err, HasSubstr(config + row.message)) << row.line;
    EXPECT_THAT(run.err, HasSubstr("No such file or directory")) << row.line;
  }
  std::filesystem::remove(config);
}

TEST(LintArguments, BackslashesInThePathOfAConfigAreNamed) {
  ToolRun run = runTool(ENERGY_LINT_TOOL, "--config='networks\\cascade.yaml' networks/mlp.onnx");
  EXPECT_EQ(run.exitCode, 2);
  EXPECT_THAT(run.err, HasSubstr("did you mean 'networks/cascade.yaml'?"));
}

} // namespace
} // namespace eo::test
