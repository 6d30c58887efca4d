// energy-lint as users and build pipelines see it: output, messages and exit codes. Goldens hold all three.
#include "tests/cli/RunTool.h"
#include "tests/support/TestFiles.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

using namespace eo::test;
using testing::HasSubstr;

namespace {

ToolRun energyLint(std::string const &arguments) { return runTool(ENERGY_LINT_TOOL, arguments); }

struct LintGolden {
  char const *name, *arguments;
};
void PrintTo(LintGolden const &one, std::ostream *stream) { *stream << one.name; }
class EnergyLintGolden : public testing::TestWithParam<LintGolden> {};

TEST_P(EnergyLintGolden, IsAsReviewed) {
  ToolRun run = energyLint(GetParam().arguments);
  expectGolden(std::string("lint/") + GetParam().name,
               fmt::format("$ energy-lint {}\n{}--- messages\n{}--- exit code {}\n", GetParam().arguments,
                           run.out, run.err, run.exitCode));
}

INSTANTIATE_TEST_SUITE_P(
    Cli, EnergyLintGolden,
    testing::Values(
        // without a config
        LintGolden{"fits", "--board=boards/calibrated.yaml --budget energy=3mJ networks/tiny-cnn.onnx"},
        LintGolden{"does-not-fit",
                   "--board=boards/calibrated.yaml --budget energy=1mJ networks/tiny-cnn.onnx"},
        LintGolden{"unknown", "--board=boards/calibrated.yaml --budget energy=2.2mJ networks/tiny-cnn.onnx"},
        LintGolden{
            "unknown-as-warning",
            "--board=boards/calibrated.yaml --budget energy=2.2mJ --unknown=warn networks/tiny-cnn.onnx"},
        LintGolden{"no-interval", "--board=xavier-nx --budget energy=5mJ networks/tiny-cnn.onnx"},
        LintGolden{"no-interval-as-error",
                   "--board=xavier-nx --budget energy=5mJ --warnings-as-errors networks/tiny-cnn.onnx"},
        LintGolden{"no-board", "--budget macs=1M --budget energy=1J networks/tiny-cnn.onnx"},
        LintGolden{"broken-network-hides-no-other",
                   "--board=boards/calibrated.yaml --rule all=off bad/cycle.onnx networks/mlp.onnx"},
        LintGolden{"open-dimension", "networks/transformer-block.onnx"},
        LintGolden{"dimension",
                   "--rule all=off --dim sequence=16 --budget macs=1M networks/transformer-block.onnx"},
        LintGolden{"standard-input", "--rule all=off --budget macs=1k - < networks/mlp.onnx"},
        LintGolden{"json", "--board=boards/calibrated.yaml --rule all=off --budget energy=1mJ --format=json "
                           "networks/mlp.onnx"},
        LintGolden{
            "op-file",
            "--op-file=ops/quantisers.yaml --rule all=off --budget macs=1G networks/custom-operator.onnx"},
        // with one
        LintGolden{"config", "--config=lint/all-verdicts.yaml"},
        LintGolden{"budgets-decided", "--config=lint/decided.yaml"},
        LintGolden{"config-quiet", "--config=lint/all-verdicts.yaml --quiet"},
        LintGolden{"config-one-of-its-networks", "--config=lint/all-verdicts.yaml networks/mlp.onnx"},
        LintGolden{"config-broken", "--config=bad/lint.yaml"},
        LintGolden{"config-unknown-board", "--config=bad/lint-board.yaml networks/mlp.onnx"},
        LintGolden{"config-without-networks", "--config=bad/lint-nothing.yaml"},
        LintGolden{"config-missing", "--config=no-such.yaml"},
        // wrong usage
        LintGolden{"no-arguments", "--no-config"}, LintGolden{"unknown-flag", "--budgets energy=1J x.onnx"},
        LintGolden{"malformed-budget", "--budget enrgy=1J networks/mlp.onnx"},
        LintGolden{"budget-without-unit", "--budget energy=1 networks/mlp.onnx"},
        LintGolden{"unknown-rule", "--rule low-coverge=off networks/mlp.onnx"},
        LintGolden{"unknown-format", "--format=jsn networks/mlp.onnx"},
        LintGolden{"baseline-missing", "--baseline=no-such.json networks/mlp.onnx"},
        LintGolden{"baseline-broken", "--baseline=boards/calibrated.yaml networks/mlp.onnx"},
        LintGolden{"folder-without-networks", "boards"},
        LintGolden{"setting-of-another-board", "--board=edge-tpu --setting ncs2:nireq=2 networks/mlp.onnx"},
        // questions
        LintGolden{"explain", "--explain=stale-suppression"},
        LintGolden{"explain-unknown", "--explain=stale-supression"},
        LintGolden{"config-help", "--config-help"}, LintGolden{"init", "--init"},
        LintGolden{"version", "--version"}),
    [](auto const &row) {
      std::string name = row.param.name;
      std::replace(name.begin(), name.end(), '-', '_');
      return name;
    });

TEST(EnergyLint, ExitCodeIsTheWorstOfSeveral) {
  std::string common = "--board=boards/calibrated.yaml --rule all=off --budget energy=2.2mJ ";
  std::string fine = "networks/mlp.onnx ", unknown = "networks/tiny-cnn.onnx ", broken = "bad/cycle.onnx ",
              open = "networks/transformer-block.onnx ", over = "--budget macs=1M ";
  EXPECT_EQ(energyLint(common + fine).exitCode, 0);
  EXPECT_EQ(energyLint(common + fine + unknown).exitCode, 4);
  EXPECT_EQ(energyLint(common + over + fine + unknown).exitCode, 1);
  EXPECT_EQ(energyLint(common + over + fine + unknown + broken).exitCode, 3);
  EXPECT_EQ(energyLint(common + over + fine + unknown + broken + open).exitCode, 2);
}

TEST(EnergyLint, OutputDoesNotDependOnTheNumberOfThreads) {
  std::string arguments =
      " --board=edge-tpu,xavier-nx --budget energy=1mJ --format=json networks bad/cycle.onnx";
  ToolRun one = energyLint("--jobs=1" + arguments), many = energyLint("--jobs=8" + arguments);
  EXPECT_EQ(one.out, many.out);
  EXPECT_EQ(one.exitCode, many.exitCode);
  EXPECT_GT(one.out.size(), 10000U);
}

TEST(EnergyLint, InitOverwritesOnlyWithForce) {
  TemporaryFile file("precious");
  ToolRun kept = energyLint("--init -o " + file.path());
  EXPECT_EQ(kept.exitCode, 2);
  EXPECT_THAT(kept.err, HasSubstr("--force overwrites it"));
  EXPECT_EQ(readFile(file.path()), "precious");
  EXPECT_EQ(energyLint("--init --force -o " + file.path()).exitCode, 0);
  EXPECT_EQ(
      energyLint("--config=" + file.path() + " --board=boards/calibrated.yaml networks/mlp.onnx").exitCode,
      0);
}

TEST(EnergyLint, NetworksMayBeNamedByAbsolutePaths) {
  std::string const networks = ENERGY_OPT_SOURCE_DIR "/testdata/networks/";
  auto lint = [&](std::string const &models) {
    TemporaryFile config("schema: energy-opt/lint/1\nbudgets: [{metric: macs, max: 1}]\nmodels: [" + models +
                         "]\n");
    return energyLint("--config=" + config.path());
  };
  EXPECT_THAT(lint("\"" + networks + "ml?.onnx\"").out, HasSubstr(networks + "mlp.onnx"));
  ToolRun skipped = lint("\"" + networks + "mlp.onnx\", {path: \"" + networks + "*\", skip: true}");
  EXPECT_EQ(skipped.exitCode, 0) << skipped.out << skipped.err;
  EXPECT_THAT(lint("\"" + networks + "no-such.onnx\"").err, HasSubstr("no file matches any pattern"));
}

TEST(EnergyLint, ReportsOfEnergyOptAreABaseline) {
  TemporaryFile baseline(
      runTool(ENERGY_OPT_TOOL, "--board=boards/calibrated.yaml --format=ndjson networks/mlp.onnx").out);
  ToolRun run =
      energyLint("--config=lint/relative.yaml --board=boards/calibrated.yaml --baseline=" + baseline.path() +
                 " networks/mlp.onnx");
  EXPECT_EQ(run.exitCode, 0) << run.out << run.err;
  EXPECT_THAT(run.out, HasSubstr("unchanged"));
}

TEST(EnergyLint, AdoptedProjectPassesUntilItGetsWorse) {
  TemporaryFile baseline;
  std::string before = "--no-config --board=edge-tpu --warnings-as-errors ",
              network = " networks/tiny-cnn.onnx";
  EXPECT_EQ(energyLint(before + network).exitCode, 1);
  ToolRun written = energyLint(before + "--write-baseline=" + baseline.path() + network);
  EXPECT_EQ(written.exitCode, 0);
  EXPECT_THAT(written.err, HasSubstr("adopted outside-calibration of networks/tiny-cnn.onnx on edge-tpu: "));
  ToolRun adopted = energyLint(before + "--baseline=" + baseline.path() + network);
  EXPECT_EQ(adopted.exitCode, 0) << adopted.out;
  EXPECT_EQ(energyLint(before + "--baseline=" + baseline.path() + network + " networks/mlp.onnx").exitCode, 1)
      << "a network that nobody has adopted";
}

TEST(EnergyLint, FurtherReportsGoToFiles) {
  TemporaryFile file;
  ToolRun run = energyLint("--rule all=off --report json=" + file.path() + " networks/mlp.onnx");
  EXPECT_THAT(run.out, HasSubstr("1 result"));
  EXPECT_THAT(readFile(file.path()), HasSubstr("energy-opt/lint-report/1"));
}

TEST(EnergyLint, SchemaForEditorsAcceptsWhatIsRead) {
  if (std::system("/usr/bin/python3 -c 'import jsonschema, yaml' 2>/dev/null") != 0)
    GTEST_SKIP() << "python3-jsonschema or python3-yaml is not installed";
  std::string program =
      "import json, sys, yaml, jsonschema; "
      "schema = json.load(open(sys.argv[1])); jsonschema.Draft7Validator.check_schema(schema); "
      "[jsonschema.validate(yaml.safe_load(open(f)), schema) for f in sys.argv[2:]]";
  TemporaryFile schema(energyLint("--print-schema").out);
  auto validate = [&](std::string const &configs) {
    return runTool("/usr/bin/python3", "-c \"" + program + "\" " + schema.path() + " " + configs);
  };
  ToolRun run = validate("../lib/lint/energy-lint.init.yaml lint/all-verdicts.yaml lint/decided.yaml "
                         "scenario/repository/energy.yaml "
                         "fuzz/lint_config_fuzz/all-keys.yaml");
  EXPECT_EQ(run.exitCode, 0) << run.err;
  EXPECT_NE(validate("bad/lint.yaml").exitCode, 0);
}

/// What bash offers for the words; '=' is a word of its own there.
std::string lintCompleted(std::string const &words) {
  TemporaryFile script(energyLint("--print-completion=bash").out + "COMP_WORDS=(" + words +
                       "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _energy_lint; echo ${COMPREPLY[*]}\n");
  return runTool("bash", script.path()).out;
}

TEST(EnergyLint, BashCompletesFlagsAndTheirValues) {
  EXPECT_EQ(lintCompleted("energy-lint --boa"), "--board= --board-path=\n");
  EXPECT_EQ(lintCompleted("energy-lint --unknown = "), "pass warn fail\n");
  EXPECT_EQ(lintCompleted("energy-lint --explain = low-c"), "low-coverage\n");
  EXPECT_EQ(lintCompleted("energy-lint networks/ml"), "networks/mlp.onnx\n");
}

} // namespace
