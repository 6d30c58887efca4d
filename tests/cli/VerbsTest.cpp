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

TEST(MemoryVerb, WhatIsTooLargeIsNamed) {
  ToolRun run = energyOpt("memory --dim batch=9223372036854775807 networks/depthwise.onnx");
  EXPECT_EQ(run.exitCode, 3);
  EXPECT_THAT(run.err, HasSubstr("networks/depthwise.onnx: its activations take more than 2^62 bytes"));
}

TEST(PipelineVerb, SizesAndValuesAreThoseOfAPart) {
  for (char const *flag : {"--dim a=1", "--pair a=b=1", "--value a=1", "--input-shape a:1x2"}) {
    ToolRun run = energyOpt("pipeline --board=jetson-nano " + std::string(flag) + " networks/cascade.yaml");
    EXPECT_EQ(run.exitCode, 2) << flag;
    EXPECT_THAT(run.err, HasSubstr("are those of a part: 'dims' and 'values' in networks/cascade.yaml"))
        << flag;
  }
}

TEST(PipelineVerb, ANetworkThatIsNotThereIsNamedWithItsLine) {
  std::string const file = testing::TempDir() + "PipelineVerb." + std::to_string(::getpid()) + ".yaml";
  std::ofstream(file) << "parts:\n  - {name: a, network: gone.onnx}\n";
  ToolRun run = energyOpt("pipeline --board=jetson-nano '" + file + "'");
  EXPECT_EQ(run.exitCode, 2);
  EXPECT_THAT(run.err, HasSubstr(file + ":2:24: "));
  EXPECT_THAT(run.err, HasSubstr("gone.onnx: No such file or directory"));
  std::filesystem::remove(file);
}

/// orin-nano has times alone, hailo-8l nothing.
TEST(EnergyVerbs, SayWhyThereIsNoEnergyAndWhatGivesOne) {
  for (char const *verb : {"mission --rate=1/s", "split --radio=wifi,5Mbit/s"}) {
    ToolRun times = energyOpt(std::string(verb) + " --board=orin-nano networks/tiny-cnn.onnx");
    EXPECT_EQ(times.exitCode, 3);
    EXPECT_THAT(times.err, HasSubstr("the board's model knows times only (--power=P makes energies of them)"))
        << verb;
    ToolRun nothing = energyOpt(std::string(verb) + " --board=hailo-8l networks/tiny-cnn.onnx");
    EXPECT_EQ(nothing.exitCode, 3);
    EXPECT_THAT(nothing.err, HasSubstr("no energy is known of it on hailo-8l: ")) << verb;
    EXPECT_THAT(nothing.err, Not(HasSubstr("--power=P"))) << verb;
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

TEST(CompareVerbs, ANetworkThatIsNamedTwiceIsOneCandidate) {
  std::string const twice = " networks/tiny-cnn.onnx ./networks/tiny-cnn.onnx";
  auto rows = [](std::string const &arguments, char const *key) {
    ToolRun run = energyOpt(arguments);
    return run.exitCode == 0 ? nlohmann::json::parse(run.out)[key].size() : 0;
  };
  size_t const once = rows("choose --json --board=jetson-nano networks/tiny-cnn.onnx", "candidates");
  EXPECT_EQ(rows("choose --json --board=jetson-nano" + twice, "candidates"), once);
  EXPECT_EQ(rows("sweep --json --board=jetson-nano,jetson-nano" + twice, "rows"), 1U);
  ToolRun mission = energyOpt("mission --format=csv --rate=1/s --board=jetson-nano,jetson-nano" + twice);
  EXPECT_EQ(std::count(mission.out.begin(), mission.out.end(), '\n'), 2) << "a header and a row";
}

TEST(Sizes, OfTwoThatContradictEachOtherNoneIsTaken) {
  struct Row {
    char const *flags, *message;
  };
  for (Row const &row :
       {Row{"--dim batch=1 --dim batch=2", "--dim batch=2: 'batch' is 1 already"},
        Row{"--dim batch=1,2 --dim batch=2", "--dim batch=2: 'batch' is 1 already"},
        Row{"--dim 'image[2]=32' --pair 'image[2]=image[3]=64'",
            "--pair image[2]=image[3]=64: 'image[2]' is 32 already"},
        Row{"--dim batch=1 --dim batch=2*seq", "--dim batch=2*seq: 'batch' is 1 already"},
        Row{"--pair batch=batch=2", "expected NAME=NAME=V"},
        Row{"--value a=1 --value a=2", "--value a=2: 'a' is 1 already"},
        Row{"--input-shape image:1x3x8x8 --input-shape image:2x3x8x8", "'image' is 1x3x8x8 already"}})
    for (char const *verb : {"", "sweep "}) {
      ToolRun run = energyOpt(std::string(verb) + row.flags + " networks/depthwise.onnx");
      EXPECT_EQ(run.exitCode, 2) << verb << row.flags;
      EXPECT_THAT(run.err, HasSubstr(row.message)) << verb << row.flags;
    }
  ToolRun lint = runTool(ENERGY_LINT_TOOL, "--no-config --dim batch=1 --dim batch=2 networks/depthwise.onnx");
  EXPECT_EQ(lint.exitCode, 2);
  EXPECT_THAT(lint.err, HasSubstr("'batch' is 1 already"));
}

TEST(Sizes, OneThatIsNamedTwiceIsOneSize) {
  std::string const once = energyOpt("sweep --dim batch=1,2,3 networks/depthwise.onnx").out;
  EXPECT_EQ(energyOpt("sweep --dim batch=1:3,2,1 networks/depthwise.onnx").out, once);
  EXPECT_EQ(energyOpt("sweep --dim batch=2 --dim batch=2 networks/depthwise.onnx").out,
            energyOpt("sweep --dim batch=2 networks/depthwise.onnx").out);
}

/// 2^63 - 1 pictures: no count fits into 64 bits, and "at least 0" would say nothing.
TEST(SweepVerb, SaysWhyAFigureIsMissing) {
  std::string const arguments =
      "sweep --board=jetson-nano --dim batch=1,9223372036854775807 networks/depthwise.onnx";
  ToolRun run = energyOpt(arguments);
  EXPECT_EQ(run.exitCode, 0) << run.err;
  EXPECT_THAT(run.out, Not(HasSubstr("≥ 0")));
  EXPECT_THAT(run.out, HasSubstr("exceeds 64 bits"));
  nlohmann::json rows = nlohmann::json::parse(energyOpt(arguments + " --json").out)["rows"];
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0]["missing"].contains("macs"), false);
  EXPECT_EQ(rows[1]["totals"]["macs"], nullptr);
  for (auto const &[key, value] : rows[1]["totals"].items())
    EXPECT_EQ(value.is_null(), rows[1]["missing"].contains(key)) << key;
  EXPECT_THAT(energyOpt("sweep --board=orin-nano --dim batch=1,2 networks/depthwise.onnx").out,
              HasSubstr("energy: the board's model knows times only"));
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

/// What edge-tpu does not know it leaves to a processor nobody measured: rows without a share.
TEST(WhyVerb, KernelsWithoutFiguresAreNamed) {
  std::string const arguments = "why --board=edge-tpu networks/custom-operator.onnx";
  nlohmann::json kernels = nlohmann::json::parse(energyOpt(arguments + " --json").out)["kernels"];
  ASSERT_FALSE(kernels.empty());
  for (nlohmann::json const &kernel : kernels)
    EXPECT_EQ(kernel["energy_j"], nullptr);
  EXPECT_THAT(energyOpt(arguments).out, HasSubstr("of which no figures are known"));
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
