// The error a board file states is that of energy-opt only if energy-calibrate validate predicts what energy-opt reports.
// scripts/check-one-price.py does the same with every network at hand.
#include "tests/cli/RunTool.h"
#include "tests/support/TestFiles.h"

#include <filesystem>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <map>
#include <nlohmann/json.hpp>

using namespace eo::test;

namespace {

std::vector<std::string> networks() {
  std::vector<std::string> files = filesIn(testFile("networks"), ".onnx");
  for (char const *name : {"tv_shufflenet_v2_x1_0_op13_nw", "tv_mobilenet_v3_large_op13_nw"})
    if (std::string file = extraFile(fmt::format("models/{}.onnx", name)); !file.empty())
      files.push_back(file);
  return files;
}

struct Priced {
  std::string path;
  double energy, throughput;
};

/// What energy-opt has a total for, by board. Networks it rejects are left out.
std::map<std::string, std::vector<Priced>> reported(std::vector<std::string> const &boards) {
  ToolRun run = runTool(ENERGY_OPT_TOOL, fmt::format("--board={} --format=ndjson {}", fmt::join(boards, ","),
                                                     fmt::join(networks(), " ")));
  std::map<std::string, std::vector<Priced>> found;
  llvm::SmallVector<llvm::StringRef> lines;
  llvm::StringRef(run.out).split(lines, '\n', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef line : lines) {
    nlohmann::json report = nlohmann::json::parse(line.str());
    if (!report.contains("totals"))
      continue; // an error
    nlohmann::json const &totals = report.at("totals");
    if (totals.at("energy_j").is_number() && totals.at("energy_j") > 0)
      found[report.at("board").at("id")].push_back(
          {report.at("model").at("path"), totals.at("energy_j"),
           totals.at("throughput_per_s").is_number() ? totals.at("throughput_per_s").get<double>() : 0});
  }
  return found;
}

} // namespace

TEST(OnePrice, ValidatePredictsWhatEnergyOptReports) {
  std::vector<std::string> boards;
  for (std::string const &file : filesIn(ENERGY_OPT_SOURCE_DIR "/boardmodels", ".yaml"))
    if (file.find("/fit/") == std::string::npos)
      boards.push_back(file);
  auto byBoard = reported(boards);
  for (std::string const &board : boards) {
    std::vector<Priced> const &priced = byBoard[std::filesystem::path(board).stem().string()];
    if (priced.empty())
      continue; // a board without figures
    bool timed = priced.front().throughput > 0;
    std::string csv = timed ? "model,energy_j,throughput_per_s\n" : "model,energy_j\n";
    for (Priced const &one : priced)
      csv += timed ? fmt::format("{},{},{}\n", one.path.substr(1), one.energy, one.throughput)
                   : fmt::format("{},{}\n", one.path.substr(1), one.energy);
    TemporaryFile table(csv);
    ToolRun run =
        runTool(ENERGY_CALIBRATE_TOOL, fmt::format("validate --json --models=/ {} {}", board, table.path()));
    ASSERT_TRUE(nlohmann::json::accept(run.out)) << board << run.err;
    nlohmann::json all = nlohmann::json::parse(run.out).at("all");
    EXPECT_EQ(all.at("n"), priced.size()) << board;
    EXPECT_LT(all.at("energy_worst"), 1e-9) << board;
    if (timed) {
      EXPECT_LT(all.at("time_worst"), 1e-9) << board;
    }
  }
  EXPECT_GE(byBoard.size(), 10U) << "boards with figures";
}
