// energy-opt as users and scripts see it: output, messages and exit codes. Goldens hold all three.
#include "tests/cli/EnergyOpt.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include <cstdio>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

using namespace eo::test;
using testing::HasSubstr;
using testing::StartsWith;

namespace {

struct Golden {
  char const *name, *arguments;
};
void PrintTo(Golden const &one, std::ostream *stream) { *stream << one.name; }
class EnergyOptGolden : public testing::TestWithParam<Golden> {};

TEST_P(EnergyOptGolden, IsAsReviewed) {
  ToolRun run = energyOpt(GetParam().arguments);
  expectGolden(GetParam().name, fmt::format("$ energy-opt {}\n{}--- messages\n{}--- exit code {}\n",
                                            GetParam().arguments, run.out, run.err, run.exitCode));
}

INSTANTIATE_TEST_SUITE_P(
    Cli, EnergyOptGolden,
    testing::Values(
        // reports
        Golden{"text", "--board=xavier-nx networks/tiny-cnn.onnx"},
        Golden{"text-all-layers", "--board=xavier-nx --top=99 networks/depthwise.onnx"},
        Golden{"text-tx2", "--board=jetson-tx2 --setting=unit=cpu networks/mlp.onnx"},
        Golden{"text-no-board", "networks/tiny-cnn.onnx"},
        Golden{"text-two-boards", "--board=xavier-nx,jetson-tx2 --setting=unit=cpu networks/mlp.onnx"},
        Golden{"text-interval", "--board=boards/calibrated.yaml networks/mlp.onnx"},
        Golden{"text-batch", "--board=xavier-nx --dim batch=8 networks/depthwise.onnx"},
        Golden{"dimension-by-axis",
               "--board=xavier-nx --top=1 --dim 'image[0]=2' --dim 'image[2]=64' networks/depthwise.onnx"},
        Golden{"input-shape",
               "--board=xavier-nx --top=1 --input-shape image:2x3x64x32 networks/depthwise.onnx"},
        Golden{"text-quantized", "--board=xavier-nx networks/quantized.onnx"},
        Golden{"text-transformer", "--board=xavier-nx --dim sequence=16 networks/transformer-block.onnx"},
        Golden{"open-dimension", "networks/transformer-block.onnx"},
        Golden{"text-control-flow", "--board=xavier-nx networks/if.onnx"},
        Golden{"text-top-zero", "--board=xavier-nx --top=0 networks/mlp.onnx"},
        Golden{"json", "--board=xavier-nx --format=json networks/mlp.onnx"},
        Golden{"json-no-board", "--format=json networks/mlp.onnx"},
        Golden{"json-array", "--format=json networks/mlp.onnx networks/unsorted.onnx"},
        Golden{"ndjson-with-a-broken-network",
               "--format=ndjson networks/mlp.onnx bad/cycle.onnx networks/if.onnx"},
        Golden{"csv", "--board=xavier-nx --format=csv networks/depthwise.onnx"},
        Golden{"markdown", "--board=jetson-nano --format=markdown --top=3 networks/depthwise.onnx"},
        Golden{"markdown-boards",
               "--board=jetson-nano,xavier-nx --format=markdown --top=2 networks/depthwise.onnx"},
        Golden{"markdown-no-board", "--format=markdown networks/mlp.onnx networks/if.onnx"},
        Golden{"markdown-dimensions",
               "--board=xavier-nx --dim batch=1,4 --format=markdown --top=1 networks/depthwise.onnx"},
        Golden{"standard-input", "--board=xavier-nx - < networks/mlp.onnx"},
        Golden{"hostile-names", "--board=xavier-nx bad/invalid-utf8.onnx"},
        Golden{"dimension-range", "--board=xavier-nx --dim batch=1:3 networks/depthwise.onnx"},
        Golden{"dimension-list-csv",
               "--format=csv --dim batch=1,4 --dim 'image[2]=32:64:32' networks/depthwise.onnx"},
        Golden{"dimension-list-ndjson", "--format=ndjson --dim batch=1,2 networks/depthwise.onnx"},
        Golden{"op-file", "--op-file=ops/quantisers.yaml networks/custom-operator.onnx"},
        Golden{"op-file-broken", "--op-file=bad/ops.yaml networks/mlp.onnx"},
        Golden{"mac-convention", "--mac-convention=onnx-tool --top=3 networks/tiny-cnn.onnx"},
        // many networks
        Golden{"summary", "--board=jetson-nano,xavier-nx --summary --sort=energy --top=3 networks/mlp.onnx "
                          "networks/tiny-cnn.onnx networks/depthwise.onnx"},
        Golden{"summary-csv",
               "--board=jetson-nano --summary --sort=-macs --format=csv networks/tiny-cnn.onnx "
               "bad/cycle.onnx networks/mlp.onnx"},
        Golden{"parts-totals",
               "--board=xavier-nx --format=ndjson --parts=totals networks/mlp.onnx bad/cycle.onnx"},
        Golden{"sort-unknown", "--summary --sort=enrgy networks/mlp.onnx"},
        // two networks
        Golden{"diff", "diff --board=raspberry-pi-5 networks/depthwise.onnx -- networks/tiny-cnn.onnx"},
        Golden{"diff-same", "diff --board=xavier-nx networks/mlp.onnx -- networks/mlp.onnx"},
        Golden{"diff-no-board", "diff networks/mlp.onnx -- networks/unsorted.onnx"},
        Golden{"diff-json",
               "diff --board=raspberry-pi-5 --format=json networks/mlp.onnx -- networks/unsorted.onnx"},
        Golden{"diff-without-old", "diff networks/mlp.onnx networks/unsorted.onnx"},
        Golden{"diff-several-boards",
               "diff --board=xavier-nx,ncs2 networks/mlp.onnx -- networks/unsorted.onnx"},
        Golden{"diff-settings",
               "diff --board=jetson-nano --setting power_mode=maxn,5w networks/tiny-cnn.onnx"},
        Golden{"diff-boards", "diff --board=jetson-nano,raspberry-pi-5 networks/tiny-cnn.onnx"},
        Golden{"diff-sizes", "diff --board=raspberry-pi-5 --dim batch=1,8 networks/depthwise.onnx"},
        Golden{"diff-one", "diff --board=raspberry-pi-5 networks/depthwise.onnx"},
        Golden{"diff-broken", "diff networks/mlp.onnx -- bad/cycle.onnx"},
        Golden{"diff-of-a-network-as-baseline", "diff --baseline=networks/mlp.onnx networks/mlp.onnx"},
        Golden{"annotate-standard-input", "--annotate=out.onnx - < networks/mlp.onnx"},
        Golden{"annotate-itself", "--top=0 --annotate=networks/../networks/mlp.onnx networks/mlp.onnx"},
        Golden{"annotate-two", "--annotate=out.onnx networks/mlp.onnx networks/if.onnx"},
        Golden{"baseline-without-diff", "--baseline=x.json networks/mlp.onnx"},
        // wrong usage
        Golden{"unknown-convention", "--mac-convention=onnxtool networks/mlp.onnx"},
        Golden{"malformed-range", "--dim batch=8:1 networks/depthwise.onnx"}, Golden{"no-arguments", ""},
        Golden{"unknown-flag", "--bord=xavier-nx networks/mlp.onnx"},
        Golden{"unknown-board", "--board=xaviernx networks/mlp.onnx"},
        Golden{"unknown-format", "--format=jsn networks/mlp.onnx"},
        Golden{"csv-of-two", "--format=csv networks/mlp.onnx networks/if.onnx"},
        Golden{"unknown-setting", "--board=xavier-nx --setting units=cpu networks/mlp.onnx"},
        Golden{"setting-of-another-board",
               "--board=xavier-nx --setting jetson-tx2:unit=cpu networks/mlp.onnx"},
        Golden{"setting-without-board", "--setting unit=cpu networks/mlp.onnx"},
        Golden{"unknown-dimension", "--dim bacth=2 networks/depthwise.onnx"},
        Golden{"malformed-dimension", "--dim batch networks/depthwise.onnx"},
        Golden{"malformed-shape", "--input-shape x:1xtwo networks/mlp.onnx"},
        Golden{"malformed-coverage", "--min-coverage=200 networks/mlp.onnx"},
        Golden{"unknown-pass", "--passes=count-mac networks/mlp.onnx"},
        Golden{"unwritable-output", "-o /no/such/folder/x networks/mlp.onnx"},
        Golden{"missing-board-path", "--board-path=/no/such --list-boards"},
        Golden{"broken-board", "--board=bad/board.yaml networks/mlp.onnx"},
        // networks that are none
        Golden{"missing-network", "nothing.onnx"}, Golden{"git-lfs", "bad/git-lfs-pointer.onnx"},
        Golden{"cycle", "bad/cycle.onnx"},
        // coverage
        Golden{"coverage-met", "--board=xavier-nx --min-coverage=100% --top=0 networks/mlp.onnx"},
        Golden{"coverage-missed",
               "--board=jetson-tx2 --setting=unit=cpu --min-coverage=0.9 --top=0 networks/mlp.onnx"},
        // questions
        Golden{"help", "--help"}, Golden{"version", "--version"},
        Golden{"describe-xavier-nx", "--describe-board=xavier-nx"},
        Golden{"describe-jetson-tx2", "--describe-board=jetson-tx2"},
        Golden{"describe-calibrated", "--describe-board=boards/calibrated.yaml"},
        Golden{"explain", "--explain=EO0502"}, Golden{"explain-unknown", "--explain=EO9999"},
        Golden{"list-passes", "--list-passes"},
        // developers
        Golden{"dump-graph", "--dump-graph networks/mlp.onnx"},
        Golden{"print-after", "--board=xavier-nx --top=0 --print-after=estimate-energy networks/mlp.onnx"},
        Golden{"passes", "--passes=count-macs --verify-each networks/mlp.onnx"}),
    [](auto const &row) {
      std::string name = row.param.name;
      std::replace(name.begin(), name.end(), '-', '_');
      return name;
    });

TEST(EnergyOpt, ListOfDiagnosticsIsUpToDate) {
  std::string listed = energyOpt("--explain=all").out;
  auto file = llvm::MemoryBuffer::getFile(ENERGY_OPT_SOURCE_DIR "/docs/diagnostics.md");
  ASSERT_TRUE(bool(file));
  EXPECT_EQ((*file)->getBuffer().str(), listed) << "energy-opt --explain=all > docs/diagnostics.md";
}

TEST(EnergyOpt, ExitCodeIsTheWorstOfSeveral) {
  std::string fine = " networks/unsorted.onnx",
              unknown = " --min-coverage=0.99 --board=jetson-tx2 --setting=unit=cpu networks/mlp.onnx",
              broken = " bad/cycle.onnx", usage = " --dim batch=2"; // only some networks have this dimension
  EXPECT_EQ(energyOpt(fine + fine).exitCode, 0);
  EXPECT_EQ(energyOpt(fine + unknown).exitCode, 4);
  EXPECT_EQ(energyOpt(broken + fine + unknown).exitCode, 3);
  EXPECT_EQ(energyOpt(broken + unknown + usage).exitCode, 2);
}

/// Every network of testdata, on one command line.
std::string allNetworks() {
  std::vector<std::string> names;
  std::error_code problem;
  for (llvm::sys::fs::directory_iterator file(ENERGY_OPT_SOURCE_DIR "/testdata/networks", problem), end;
       !problem && file != end; file.increment(problem))
    names.push_back("'" + file->path() + "'");
  std::sort(names.begin(), names.end());
  return llvm::join(names, " ");
}

TEST(EnergyOpt, OutputDoesNotDependOnTheNumberOfThreads) {
  std::string arguments = " --board=xavier-nx,jetson-tx2 --format=ndjson bad/cycle.onnx " + allNetworks();
  ToolRun one = energyOpt("--jobs=1" + arguments), many = energyOpt("--jobs=8" + arguments);
  EXPECT_EQ(one.out, many.out);
  EXPECT_EQ(one.err, many.err);
  EXPECT_GT(one.out.size(), 10000U);
}

/// The number, or `otherwise` for null.
template <typename Number> static Number numberOr(nlohmann::json const &value, Number otherwise) {
  return value.is_number() ? value.get<Number>() : otherwise;
}

TEST(EnergyOpt, LayersSumUpToTotals) {
  ToolRun run = energyOpt("--board=xavier-nx,jetson-tx2 --format=ndjson " + allNetworks());
  EXPECT_EQ(run.exitCode, 2) << "one of them has an open dimension that matters";
  llvm::SmallVector<llvm::StringRef, 64> lines;
  llvm::StringRef(run.out).split(lines, '\n', -1, false);
  EXPECT_GE(lines.size(), 20U);
  for (llvm::StringRef line : lines) {
    nlohmann::json report = nlohmann::json::parse(line.str());
    if (report.at("schema") == "energy-opt/error/1")
      continue; // the one with the open dimension
    nlohmann::json &totals = report.at("totals");
    double energy = 0;
    int64_t macs = 0;
    for (nlohmann::json const &layer : report.at("layers")) {
      energy += numberOr(layer.at("energy_j"), 0.0);
      macs += numberOr(layer.at("macs"), int64_t{0});
      EXPECT_NE(layer.at("kernel"), "");
    }
    EXPECT_EQ(numberOr(totals.at("macs"), macs), macs);
    EXPECT_NEAR(numberOr(totals.at("energy_j"), 0.0), energy, 1e-12);
  }
}

TEST(EnergyOpt, LatencyReportSaysWhichShareOfItsTimeIsTheNetworks) {
  llvm::SmallString<128> path;
  ASSERT_FALSE(llvm::sys::fs::createTemporaryFile("layers", "csv", path));
  std::string const report = path.str().str();
  std::FILE *file = std::fopen(report.c_str(), "w");
  ASSERT_NE(file, nullptr);
  std::fputs("name,time_ms\nstem,6\nReformatting CopyNode 0,1\nmystery,3\n", file);
  std::fclose(file);
  std::string const given =
      fmt::format("--board=jetson-nano --latency-report={} networks/tiny-cnn.onnx ", report);
  ToolRun run = energyOpt(given + "--format=json");
  ASSERT_EQ(run.exitCode, 0) << run.err;
  nlohmann::json const found = nlohmann::json::parse(run.out)["latency_report"];
  EXPECT_EQ(found["source"], report);
  EXPECT_NEAR(found["mapped_share"], 0.6, 1e-12) << "6 of 10 ms";
  EXPECT_NEAR(found["inserted_share"], 0.1, 1e-12);
  EXPECT_EQ(found["unmapped"], nlohmann::json::parse(R"(["mystery"])"));
  ToolRun wrong = energyOpt(given + "--optimized=networks/mlp.onnx");
  EXPECT_EQ(wrong.exitCode, 2);
  EXPECT_THAT(wrong.err, HasSubstr("belongs to a profile of ONNX Runtime"));
  EXPECT_EQ(energyOpt("--board=jetson-nano --optimized=networks/mlp.onnx networks/mlp.onnx").exitCode, 2);
  llvm::sys::fs::remove(path);
}

TEST(EnergyOpt, OutputFileHoldsWhatStandardOutputWould) {
  llvm::SmallString<128> path;
  ASSERT_FALSE(llvm::sys::fs::createTemporaryFile("energy-opt", "json", path));
  ToolRun direct = energyOpt("--format=json networks/mlp.onnx");
  ToolRun toFile = energyOpt("--format=json -o '" + path.str().str() + "' networks/mlp.onnx");
  EXPECT_EQ(toFile.out, "");
  EXPECT_EQ(energyOpt("--version > /dev/null; cat '" + path.str().str() + "'").out, direct.out);
  llvm::sys::fs::remove(path);
}

/// Several commands; `@` stands for the tool.
ToolRun shell(std::string commands) {
  for (size_t at = commands.find('@'); at != std::string::npos; at = commands.find('@'))
    commands.replace(at, 1, ENERGY_OPT_TOOL);
  return runTool("sh", "-c '" + commands + "'");
}

TEST(EnergyOpt, FailedRunLeavesAnOlderOutputFileAlone) {
  llvm::SmallString<128> path;
  ASSERT_FALSE(llvm::sys::fs::createTemporaryFile("energy-opt", "txt", path));
  std::string file = path.str().str();
  for (char const *format : {"text", "html", "markdown"})
    EXPECT_EQ(shell("echo precious > " + file + "; @ --format=" + format + " -o " + file +
                    " bad/cycle.onnx; cat " + file)
                  .out,
              "precious\n");
  llvm::sys::fs::remove(path);
}

TEST(EnergyOpt, BaselineSaysWhichBoardAndNetwork) {
  llvm::SmallString<128> path;
  ASSERT_FALSE(llvm::sys::fs::createTemporaryFile("energy-opt", "json", path));
  std::string file = path.str().str();
  auto baseline = [&](std::string const &arguments, std::string const &more) {
    return shell("@ --format=json -o " + file + " " + arguments + "; @ diff --baseline=" + file + " " + more);
  };
  ToolRun one = baseline("--board=ncs2 --setting nireq=3 networks/mlp.onnx", "networks/mlp.onnx");
  EXPECT_EQ(one.exitCode, 0) << one.err;
  EXPECT_THAT(one.out, HasSubstr("no change"));
  EXPECT_THAT(one.out, HasSubstr("nireq=3")) << "the settings are the baseline's";
  ToolRun two =
      baseline("--board=ncs2,xavier-nx networks/mlp.onnx networks/unsorted.onnx", "networks/mlp.onnx");
  EXPECT_EQ(two.exitCode, 2);
  EXPECT_THAT(two.err, HasSubstr("reports for several boards; say which with --board (ncs2 "));
  ToolRun chosen = baseline("--board=ncs2,xavier-nx networks/mlp.onnx networks/unsorted.onnx",
                            "--board=xavier-nx networks/unsorted.onnx");
  EXPECT_THAT(chosen.out, HasSubstr("no change")) << "the one with the same path";
  ToolRun other = baseline("--board=ncs2 networks/mlp.onnx", "--board=xavier-nx networks/mlp.onnx");
  EXPECT_EQ(other.exitCode, 2);
  EXPECT_THAT(other.err, HasSubstr("no report for xavier-nx unit=cpu (it has: ncs2 "));
  ToolRun unclear = baseline("--board=ncs2 networks/mlp.onnx networks/if.onnx", "networks/unsorted.onnx");
  EXPECT_EQ(unclear.exitCode, 2);
  EXPECT_THAT(unclear.err, HasSubstr("2 reports for ncs2"));
  ToolRun hostile =
      shell("@ --format=json --board=ncs2 networks/mlp.onnx | sed s,ncs2,boards/calibrated.yaml, > " + file +
            "; @ diff --baseline=" + file + " networks/mlp.onnx");
  EXPECT_EQ(hostile.exitCode, 3);
  EXPECT_THAT(hostile.err, HasSubstr("is no name of a board")) << "a report does not open files";
  llvm::sys::fs::remove(path);
}

TEST(EnergyOpt, AnnotatedCopyHasTheSameReport) {
  llvm::SmallString<128> path;
  ASSERT_FALSE(llvm::sys::fs::createTemporaryFile("energy-opt", "onnx", path));
  std::string file = path.str().str();
  for (char const *network :
       {"networks/if.onnx", "networks/functions.onnx", "networks/loop.onnx", "networks/tiny-cnn.onnx"}) {
    std::string arguments = std::string(" --board=ncs2 --format=csv ");
    ToolRun plain = energyOpt(arguments + "--annotate='" + file + "' " + network),
            copy = energyOpt(arguments + "'" + file + "'");
    EXPECT_EQ(plain.exitCode, 0) << plain.err;
    EXPECT_EQ(plain.out, copy.out);
    auto bytes = llvm::MemoryBuffer::getFile(file);
    ASSERT_TRUE(bool(bytes));
    EXPECT_TRUE((*bytes)->getBuffer().contains("energy_opt.energy_j")) << network;
  }
  llvm::sys::fs::remove(path);
}

TEST(EnergyOpt, FullDiskIsAnError) {
  if (!llvm::sys::fs::exists("/dev/full"))
    GTEST_SKIP() << "no /dev/full";
  for (char const *command : {"@ networks/mlp.onnx > /dev/full", "@ -o /dev/full networks/mlp.onnx"}) {
    ToolRun run = shell(command);
    EXPECT_EQ(run.exitCode, 2) << command;
    EXPECT_THAT(run.err, HasSubstr("No space left")) << command;
  }
}

TEST(EnergyOpt, EnvironmentNamesBoardFolders) {
  ToolRun run = runTool("env", "ENERGY_OPT_BOARD_PATH=boards " ENERGY_OPT_TOOL " --list-boards");
  EXPECT_THAT(run.out, HasSubstr("\n calibrated "));
}

TEST(EnergyOpt, PassTimesGoToTheMessages) {
  ToolRun run = energyOpt("--time-passes --board=xavier-nx networks/mlp.onnx");
  EXPECT_THAT(run.err, HasSubstr(" estimate-energy\n"));
  EXPECT_THAT(run.err, HasSubstr("total"));
  EXPECT_THAT(run.out, StartsWith("xavier-nx, CPU inference"));
}

TEST(Batch, FoldersPatternsAndListsAreTheSameNetworks) {
  std::string flags = "--format=ndjson --parts=totals --dim sequence=16 --dim batch=2 ";
  ToolRun shell = energyOpt(flags + "networks/m*.onnx");
  ToolRun pattern = energyOpt(flags + "'networks/m*.onnx'");
  EXPECT_NE(shell.out, "");
  EXPECT_EQ(shell.out, pattern.out);
  ToolRun listed = runTool("/bin/sh", fmt::format("-c \"ls networks/m*.onnx | '{0}' {1} --files-from=-\"",
                                                  ENERGY_OPT_TOOL, flags));
  EXPECT_EQ(shell.out, listed.out) << listed.err;
  ToolRun zeros =
      runTool("/bin/sh", fmt::format("-c \"ls networks/m*.onnx | tr '\\n' '\\0' | '{0}' {1} --files-from=-\"",
                                     ENERGY_OPT_TOOL, flags));
  EXPECT_EQ(shell.out, zeros.out) << zeros.err;
  EXPECT_EQ(energyOpt("'networks/nothing*.onnx'").exitCode, 2);
  EXPECT_EQ(energyOpt("--files-from=no-such-list").exitCode, 2);
}

TEST(Batch, OneRecordAnInputInItsOrderWhateverTheJobs) {
  std::string inputs = "bad/cycle.onnx networks no-such.onnx bad/truncated.onnx networks/mlp.onnx";
  ToolRun one = energyOpt("--board=jetson-nano --format=ndjson --parts=totals --jobs=1 " + inputs);
  ToolRun four = energyOpt("--board=jetson-nano --format=ndjson --parts=totals --jobs=4 " + inputs);
  EXPECT_EQ(one.out, four.out);
  llvm::SmallVector<llvm::StringRef, 0> lines;
  llvm::StringRef(one.out).split(lines, '\n', -1, /*KeepEmpty=*/false);
  size_t failed = 0;
  for (llvm::StringRef line : lines) {
    nlohmann::json record = nlohmann::json::parse(line.str());
    ASSERT_TRUE(record["model"].contains("path"));
    EXPECT_FALSE(record.contains("layers"));
    if (record["schema"] == "energy-opt/error/1") {
      ++failed;
      EXPECT_THAT(record["error"]["message"].get<std::string>(),
                  HasSubstr(record["model"]["path"].get<std::string>()));
    }
  }
  EXPECT_GE(failed, 3U);
  EXPECT_EQ(one.exitCode, 2) << "an open dimension among the networks";
}

} // namespace
