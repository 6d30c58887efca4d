// A repository with two networks, a config and a baseline; five pull requests, each with the verdict, the
// exit code and the reports that its author should see. testdata/scenario holds the files,
// scripts/make-testdata.py makes the networks.
#include "lib/lint/LintWriters.h"
#include "tests/cli/RunTool.h"
#include "tests/support/TestFiles.h"
#include "llvm/Support/FormatVariadic.h"
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>

using namespace eo;
using namespace eo::test;
namespace fs = std::filesystem;

namespace {

struct PullRequest {
  char const *name;
  int exitCode;
  char const *verdict;
};

void PrintTo(PullRequest const &one, std::ostream *stream) { *stream << one.name; }

class Scenario : public testing::TestWithParam<PullRequest> {
protected:
  /// A copy of the repository with the files of the pull request over it.
  void SetUp() override {
    folder = testing::TempDir() + "scenario-" + GetParam().name + std::to_string(::getpid());
    fs::remove_all(folder);
    fs::create_directories(folder + "/scenario");
    auto over = fs::copy_options::recursive | fs::copy_options::overwrite_existing;
    fs::copy(testFile("boards"), folder + "/boards", over);
    repository = folder + "/scenario/repository";
    fs::copy(testFile("scenario/repository"), repository, over);
    fs::copy(testFile(std::string("scenario/") + GetParam().name), repository, over);
  }
  void TearDown() override { fs::remove_all(folder); }

  ToolRun lint(std::string const &format) const {
    return runTool("sh", "-c 'cd " + repository + " && " ENERGY_LINT_TOOL " --format=" + format + "'");
  }

  std::string folder, repository;
};

TEST_P(Scenario, VerdictAndExitCodeAreRight) {
  ToolRun run = lint("json");
  EXPECT_EQ(run.exitCode, GetParam().exitCode) << run.err;
  nlohmann::json report = nlohmann::json::parse(run.out);
  EXPECT_EQ(report.at("verdict"), GetParam().verdict);
  EXPECT_EQ(report.at("exit_code"), GetParam().exitCode);
}

/// Of SARIF the results: it repeats the texts of all rules, which have tests of their own.
std::string reviewed(llvm::StringRef format, std::string const &text) {
  if (format != "sarif")
    return text;
  return nlohmann::json::parse(text).at("runs").at(0).at("results").dump(2) + "\n";
}

/// Every format there is, as reviewed; formats for people and for machines end with the same exit code.
TEST_P(Scenario, ReportsAreAsReviewed) {
  for (LintFormat const &format : lintFormats()) {
    if (format.name == "json" || format.name == "html") // their fields and pages have tests of their own
      continue;
    ToolRun run = lint(format.name.str());
    EXPECT_EQ(run.exitCode, GetParam().exitCode) << format.name.str();
    expectGolden("scenario/" + std::string(GetParam().name) + "." + format.name.str(),
                 reviewed(format.name, run.out) + run.err + "--- exit code " + std::to_string(run.exitCode) +
                     "\n");
  }
}

/// The step of .github/actions/energy-lint that lints, with what a runner hands to it.
TEST_P(Scenario, GithubActionAnnotatesAndSumsUp) {
  std::string files = "GITHUB_STEP_SUMMARY=" + folder + "/summary GITHUB_OUTPUT=" + folder + "/output ";
  std::string script = ENERGY_OPT_SOURCE_DIR "/.github/actions/energy-lint/lint.sh";
  ToolRun run =
      runTool("sh", "-c 'cd " + repository + " && PATH=$(dirname " ENERGY_LINT_TOOL "):$PATH " + files +
                        "ENERGY_LINT_SARIF=" + folder + "/sarif ENERGY_LINT_ARGUMENTS=--quiet " +
                        "ENERGY_LINT_MODELS=\"nets/k*.onnx nets/v*.onnx\" " + script + "'");
  EXPECT_EQ(run.exitCode, GetParam().exitCode) << run.err;
  EXPECT_EQ(readFile(folder + "/output"), "exit-code=" + std::to_string(GetParam().exitCode) + "\n");
  EXPECT_THAT(readFile(folder + "/summary"),
              testing::StartsWith("**energy-lint: " + std::string(GetParam().verdict)));
  EXPECT_THAT(readFile(folder + "/sarif"), testing::HasSubstr("\"version\": \"2.1.0\""));
  bool annotated = run.out.find("::error file=") != std::string::npos;
  EXPECT_EQ(annotated, GetParam().exitCode != 0) << run.out;
}

/// Two projects in one repository, each with its config; the second was written on Windows.
class Monorepo : public testing::Test {
protected:
  void SetUp() override {
    root = testing::TempDir() + "monorepo" + std::to_string(::getpid());
    fs::remove_all(root);
    for (char const *path : {"packages/vision/nets", "packages/voice one/models"}) {
      fs::create_directories(root + "/" + path);
      fs::copy(testFile("networks/mlp.onnx"), root + "/" + path + "/mlp.onnx");
    }
    write("energy.yaml", "schema: energy-opt/lint/1\nbudgets: [{metric: param_bytes, max: 1 B}]\n");
    write("packages/voice one/energy.yaml",
          "\xef\xbb\xbfschema: energy-opt/lint/1\r\nmodels: [\"models/*.onnx\"]\r\n"
          "budgets:\r\n  - {metric: macs, max: 1}\r\n");
  }
  void TearDown() override { fs::remove_all(root); }
  void write(std::string const &path, std::string const &text) const {
    std::ofstream(root + "/" + path, std::ios::binary) << text;
  }
  ToolRun in(std::string const &folder, std::string const &command) const {
    return runTool("sh", "-c 'cd \"" + root + "/" + folder +
                             "\" && PATH=$(dirname " ENERGY_LINT_TOOL "):$PATH " + command + "'");
  }
  std::string root;
};

TEST_F(Monorepo, AProjectIsJudgedByItsOwnConfigFromWhereverItIsAsked) {
  for (auto const &[folder, command] :
       {std::pair("packages/voice one", "energy-lint --quiet"),
        {"packages/voice one/models", "energy-lint --quiet"},
        {"", "energy-lint --quiet --config=packages/voice\\ one/energy.yaml"}}) {
    ToolRun run = in(folder, command);
    EXPECT_EQ(run.exitCode, 1) << folder << run.err;
    EXPECT_THAT(run.out, testing::HasSubstr("MACs of the network at most 1")) << folder;
    EXPECT_THAT(run.out, testing::Not(testing::HasSubstr("parameters of the network")))
        << "of the config above";
  }
}

TEST_F(Monorepo, ThePlatformIsToldFilesFromTheRootOfTheRepository) {
  std::string step = ENERGY_OPT_SOURCE_DIR "/.github/actions/energy-lint/lint.sh";
  std::string files = "GITHUB_WORKSPACE=" + root +
                      " GITHUB_STEP_SUMMARY=/dev/null GITHUB_OUTPUT=/dev/null ENERGY_LINT_SARIF=s.sarif ";
  ToolRun own = in("packages/voice one", files + step);
  EXPECT_EQ(own.exitCode, 1) << own.err;
  EXPECT_THAT(own.out, testing::HasSubstr("::error file=packages/voice one/energy.yaml,line=4,"));
  EXPECT_THAT(readFile(root + "/packages/voice one/s.sarif"),
              testing::HasSubstr("\"uri\": \"packages/voice%20one/energy.yaml\""));
  ToolRun above =
      in("packages/vision", files + "ENERGY_LINT_MODELS=nets/mlp.onnx " + step); // ../../energy.yaml
  EXPECT_EQ(above.exitCode, 1) << above.err;
  EXPECT_THAT(above.out, testing::HasSubstr("::error file=energy.yaml,line=2,"));
  EXPECT_THAT(readFile(root + "/packages/vision/s.sarif"), testing::HasSubstr("\"uri\": \"energy.yaml\""));
}

TEST_F(Monorepo, BackslashesBetweenFoldersAreExplained) {
  write("packages/vision/energy.yaml", "schema: energy-opt/lint/1\r\nmodels: ['nets\\*.onnx']\r\n");
  ToolRun run = in("packages/vision", "energy-lint");
  EXPECT_EQ(run.exitCode, 2);
  EXPECT_THAT(run.err, testing::HasSubstr("folders are separated by '/', not by '\\' as in 'nets\\*.onnx'"));
}

TEST_F(Monorepo, ARunWithoutAResultLeavesNoEmptyComment) {
  write("packages/vision/energy.yaml", "schema: energy-opt/lint/1\nbudget: []\n");
  ToolRun run =
      in("packages/vision",
         "GITHUB_STEP_SUMMARY=summary GITHUB_OUTPUT=/dev/null ENERGY_LINT_COMMENT=comment.md "
         "ENERGY_LINT_MODELS=nets/mlp.onnx " ENERGY_OPT_SOURCE_DIR "/.github/actions/energy-lint/lint.sh");
  EXPECT_EQ(run.exitCode, 2);
  EXPECT_EQ(readFile(root + "/packages/vision/comment.md"),
            "<!-- energy-lint -->\n**energy-lint: no result** (exit code 2): the log of the job says why.\n");
}

INSTANTIATE_TEST_SUITE_P(PullRequests, Scenario,
                         testing::Values(PullRequest{"neutral", 0, "FITS"},
                                         PullRequest{"hungrier", 1, "DOES NOT FIT"},
                                         PullRequest{"outside-range", 4, "UNKNOWN"},
                                         PullRequest{"stale-suppression", 1, "FITS"},
                                         PullRequest{"broken-file", 3, "UNKNOWN"}),
                         [](auto const &row) {
                           std::string name = row.param.name;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

} // namespace
