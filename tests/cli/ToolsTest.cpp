// What energy-opt, energy-lint and energy-calibrate have in common: exit codes, messages, manuals.
#include "tests/cli/RunTool.h"
#include "tests/support/TestFiles.h"

#include <filesystem>
#include <fmt/format.h>
#include <gmock/gmock.h>

using namespace eo::test;
using testing::HasSubstr;
using testing::StartsWith;

namespace {

struct Tool {
  std::string name, path;
  std::string report; ///< arguments of a run that prints a report
  std::string broken; ///< arguments of a run that reads the missing file no-such.onnx or .yaml
  std::string option; ///< one it has, for the man page
};
void PrintTo(Tool const &one, std::ostream *stream) { *stream << one.name; }

std::vector<Tool> tools() {
  return {{"energy-opt", ENERGY_OPT_TOOL, "networks/mlp.onnx", "no-such.onnx", "board\\-path"},
          {"energy-lint", ENERGY_LINT_TOOL, "--no-config --budget macs=1G networks/mlp.onnx",
           "--config=no-such.yaml", "write\\-baseline"},
          {"energy-calibrate", ENERGY_CALIBRATE_TOOL, "features networks/mlp.onnx", "features no-such.onnx",
           "shunt\\-ohm"}};
}

class EveryTool : public testing::TestWithParam<Tool> {
public:
  static ToolRun run(std::string const &arguments) { return runTool(GetParam().path, arguments); }
};

INSTANTIATE_TEST_SUITE_P(Cli, EveryTool, testing::ValuesIn(tools()), [](auto const &tool) {
  return tool.param.name.substr(std::string("energy-").size());
});

TEST_P(EveryTool, FullDiskIsAUsageErrorWhateverIsPrinted) {
  for (std::string arguments : {GetParam().report, std::string("--help"), std::string("--version"),
                                std::string("--print-man-page"), std::string("--print-completion=bash")}) {
    ToolRun run = runTool("sh", fmt::format("-c '{} {} > /dev/full'", GetParam().path, arguments));
    EXPECT_EQ(run.exitCode, 2) << arguments;
    EXPECT_THAT(run.err, StartsWith(GetParam().name + ": error: ")) << arguments;
    EXPECT_THAT(run.err, HasSubstr("No space left on device")) << arguments;
  }
}

TEST_P(EveryTool, ErrorsNameTheToolAndSayThatTheyAreErrors) {
  ToolRun run = EveryTool::run(GetParam().broken);
  EXPECT_NE(run.exitCode, 0);
  EXPECT_THAT(run.err, StartsWith(GetParam().name + ": error: "));
  EXPECT_THAT(run.err, HasSubstr("no-such."));
}

TEST_P(EveryTool, UnknownFlagsAreErrorsLikeAllOthers) {
  ToolRun run = EveryTool::run(GetParam().report + " --unheard-of");
  EXPECT_EQ(run.exitCode, 2);
  EXPECT_THAT(run.err, StartsWith(GetParam().name + ": error: unknown command line argument '--unheard-of'"));
}

TEST_P(EveryTool, ManualPageHasItsOptions) {
  std::string page = EveryTool::run("--print-man-page").out;
  EXPECT_THAT(page, StartsWith(fmt::format(".TH {} 1", llvm::StringRef(GetParam().name).upper())));
  EXPECT_THAT(page, HasSubstr("\n.TP\n\\fB\\-\\-" + GetParam().option + "\\fR"));
  EXPECT_THAT(page, testing::Not(HasSubstr("print\\-man"))) << "hidden";
}

TEST_P(EveryTool, EveryShellParsesItsCompletion) {
  for (std::string shell : {"bash", "zsh", "fish"}) {
    TemporaryFile script(EveryTool::run("--print-completion=" + shell).out);
    if (runTool("sh", "-c 'command -v " + shell + "'").exitCode == 0) {
      EXPECT_EQ(runTool(shell, "-n " + script.path()).exitCode, 0) << shell;
    }
    EXPECT_THAT(readFile(script.path()), HasSubstr("help")) << shell;
  }
  EXPECT_EQ(EveryTool::run("--print-completion=csh").exitCode, 2);
}

ToolRun calibrate(std::string const &arguments) { return runTool(ENERGY_CALIBRATE_TOOL, arguments); }

std::string completed(std::string const &words) {
  TemporaryFile script(calibrate("--print-completion=bash").out + "COMP_WORDS=(" + words +
                       "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _energy_calibrate; echo ${COMPREPLY[*]}\n");
  return runTool("bash", script.path()).out;
}

TEST(EnergyCalibrate, BashCompletesVerbsTheirFlagsAndValues) {
  EXPECT_EQ(completed("energy-calibrate va"), "validate\n");
  EXPECT_EQ(completed("energy-calibrate features --di"), "--dim=\n");
  EXPECT_EQ(completed("energy-calibrate fit --form = a"), "additive\n");
  EXPECT_EQ(completed("energy-calibrate trace --active = "), "low high\n");
  EXPECT_EQ(completed("energy-calibrate plan --shunt"), "\n") << "an option of another verb";
}

/// What a verb needs to answer about tiny-cnn.
struct VerbRun {
  char const *verb, *arguments;
};
void PrintTo(VerbRun const &one, std::ostream *stream) { *stream << one.verb; }
class EveryVerb : public testing::TestWithParam<VerbRun> {};

INSTANTIATE_TEST_SUITE_P(
    Cli, EveryVerb,
    testing::Values(VerbRun{"mission", "--board=raspberry-pi-4 --power=5W --idle=2W --rate=1/s"},
                    VerbRun{"choose", "--board=jetson-nano"}, VerbRun{"why", "--board=jetson-nano"},
                    VerbRun{"sweep", "--board=jetson-nano --vary power_mode=maxn,5w"},
                    VerbRun{"sensitivity", "--board=jetson-nano"},
                    VerbRun{"split", "--board=jetson-nano --radio=100nJ/bit,20Mbit/s"}, VerbRun{"memory", ""},
                    VerbRun{"fix", "--dry-run --board=jetson-nano"}),
    [](auto const &verb) { return std::string(verb.param.verb); });

TEST_P(EveryVerb, AnswersInEveryFormatAndRefusesWhatItDoesNotKnow) {
  auto run = [&](std::string const &arguments) {
    return runTool(ENERGY_OPT_TOOL, std::string(GetParam().verb) + " " + arguments);
  };
  std::string arguments = std::string(GetParam().arguments) + " networks/tiny-cnn.onnx";
  EXPECT_THAT(run(arguments).out, HasSubstr("tiny-cnn"));
  EXPECT_THAT(run(arguments + " --json").out,
              HasSubstr(fmt::format("\"schema\": \"energy-opt/{}/1\"", GetParam().verb)));
  ToolRun csv = run(arguments + " --format=csv");
  EXPECT_EQ(csv.exitCode, 0) << csv.err;
  EXPECT_THAT(csv.out, HasSubstr(","));
  EXPECT_EQ(run("--help").exitCode, 0);
  EXPECT_EQ(run(GetParam().arguments).exitCode, 2) << "no network";
  EXPECT_EQ(run(arguments + " --format=jsn").exitCode, 2);
  EXPECT_EQ(run(std::string(GetParam().arguments) + " bad/cycle.onnx").exitCode, 3);
  ToolRun unknown = run(arguments + " --unheard-of");
  EXPECT_EQ(unknown.exitCode, 2);
  EXPECT_THAT(unknown.err, StartsWith("energy-opt: error: unknown command line argument '--unheard-of'"));
}

/// depthwise has three normalizations; the board launches them with their convolutions, so that the energy stays.
TEST(EnergyOpt, FixWritesANewNetworkOnceAndSaysWhatItSaves) {
  TemporaryFile fixed;
  std::filesystem::remove(fixed.path());
  auto fix = [&](std::string const &arguments) {
    return runTool(ENERGY_OPT_TOOL,
                   "fix --json -o " + fixed.path() + " " + arguments + " networks/depthwise.onnx");
  };
  ToolRun dry = fix("--dry-run");
  EXPECT_THAT(dry.out, HasSubstr("\"to\": null"));
  EXPECT_FALSE(std::filesystem::exists(fixed.path()));
  ToolRun first = fix("--board=jetson-nano");
  EXPECT_EQ(first.exitCode, 0) << first.err;
  EXPECT_THAT(first.out, HasSubstr("\"nodes_before\": 12"));
  EXPECT_THAT(first.out, HasSubstr("\"nodes_after\": 9"));
  std::string bytes = readFile(fixed.path());
  ToolRun again = fix("");
  EXPECT_EQ(again.exitCode, 2);
  EXPECT_THAT(again.err, HasSubstr("exists already"));
  EXPECT_EQ(readFile(fixed.path()), bytes);
  EXPECT_THAT(runTool(ENERGY_OPT_TOOL, "fix --dry-run " + fixed.path()).out, HasSubstr("nothing to change"));
  EXPECT_EQ(fix("--only=unheard-of").exitCode, 2);
}

TEST(EnergyOpt, FixTakesOrRefusesEveryBadFile) {
  for (std::string const &path : filesIn(testFile("bad"), ".onnx")) {
    int code = runTool(ENERGY_OPT_TOOL, "fix --dry-run " + path).exitCode;
    EXPECT_TRUE(code == 0 || code == 2 || code == 3) << path << ": " << code;
  }
}

TEST(EnergyOpt, ASettingAskedForTwiceIsAnError) {
  ToolRun run =
      runTool(ENERGY_OPT_TOOL, "--board=jetson-nano --setting precision=fp16 --setting precision=fp32 "
                               "networks/mlp.onnx");
  EXPECT_EQ(run.exitCode, 2);
  EXPECT_THAT(run.err, HasSubstr("precision=fp16 and precision=fp32: one value, please"));
  EXPECT_EQ(runTool(ENERGY_OPT_TOOL, "--board=jetson-nano --setting precision=fp16 --setting "
                                     "jetson-nano:precision=fp32 networks/mlp.onnx")
                .exitCode,
            0)
      << "what names the board goes before what is for all";
}

std::string optCompleted(std::string const &words) {
  TemporaryFile script(runTool(ENERGY_OPT_TOOL, "--print-completion=bash").out + "COMP_WORDS=(" + words +
                       "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _energy_opt; echo ${COMPREPLY[*]}\n");
  return runTool("bash", script.path()).out;
}

TEST(EnergyOpt, BashCompletesVerbsBesideItsOwnFlags) {
  EXPECT_EQ(optCompleted("energy-opt dif"), "diff\n");
  EXPECT_EQ(optCompleted("energy-opt --mac-conv"), "--mac-convention=\n");
  EXPECT_EQ(optCompleted("energy-opt diff --basel"), "--baseline=\n") << "a word of the tool itself";
  EXPECT_EQ(optCompleted("energy-opt net.onnx --format = htm"), "html\n");
}

TEST(EnergyOpt, WordsThatAreNoVerbAndNoFileAreUsageErrorsWithSuggestions) {
  ToolRun run = runTool(ENERGY_OPT_TOOL, "dif networks/mlp.onnx");
  EXPECT_EQ(run.exitCode, 2);
  EXPECT_THAT(run.err,
              StartsWith("energy-opt: error: 'dif' is neither a verb nor a file; did you mean 'diff'?"));
}

TEST(EnergyCalibrate, ManualPageHasEveryVerb) {
  std::string page = calibrate("--print-man-page").out;
  for (std::string verb : {"trace", "sampling", "fit", "validate", "features", "plan"})
    EXPECT_THAT(page, HasSubstr("\n.SS " + verb + "\n"));
}

/// tiny-cnn has no open dimension, depthwise has 'batch', transformer-block 'sequence', without which it has no figures.
TEST(EnergyCalibrate, MisspeltDimensionsAreRefused) {
  struct {
    char const *arguments, *message;
  } const cases[] = {
      {"features --dim bacth=8 networks/depthwise.onnx",
       "--dim bacth: none of the networks has an open dimension of "
       "this name; did you mean 'batch'?"},
      {"features --dim sequnce=8 networks/transformer-block.onnx", "did you mean 'sequence'?"},
      {"features --dim 'imgae[0]=8' networks/depthwise.onnx", "did you mean 'image'?"},
      {"plan --dim bacth=8 networks/depthwise.onnx", "did you mean 'batch'?"},
      {"validate boards/calibrated.yaml tables/networks.csv --models=networks --dim bacth=8", "--dim bacth"},
      {"features --dim batch networks/depthwise.onnx", "--dim batch"},
      {"features --dim batch=1,2 networks/depthwise.onnx", "one value, please"},
  };
  for (auto const &one : cases) {
    ToolRun run = calibrate(one.arguments);
    EXPECT_EQ(run.exitCode, 2) << one.arguments;
    EXPECT_THAT(run.err, StartsWith("energy-calibrate: error: ")) << one.arguments;
    EXPECT_THAT(run.err, HasSubstr(one.message)) << one.arguments;
  }
}

TEST(EnergyCalibrate, OneDimensionServesTheNetworksThatHaveIt) {
  ToolRun run = calibrate("features --dim batch=2 networks/depthwise.onnx networks/tiny-cnn.onnx");
  EXPECT_EQ(run.exitCode, 0) << run.err;
}

} // namespace
