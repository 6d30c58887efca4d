#include "lib/report/Comparison.h"
#include "lib/report/Comparability.h"
#include "lib/report/ReportText.h"
#include "tests/report/SampleReport.h"

#include <gmock/gmock.h>

using namespace eo;
using testing::HasSubstr;
using testing::StartsWith;

namespace {

Report withDim(int64_t value, int64_t macs) {
  Report report;
  report.model.path = "net.onnx";
  report.model.batch = value;
  report.model.dims["batch"] = value;
  report.totals.macs = macs;
  return report;
}

std::string csvOf(std::vector<Report> const &reports) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  writeComparisonCsv(reports, stream);
  return text;
}

TEST(Comparison, CsvHasARowAReportAndEmptyCellsForWhatIsNotKnown) {
  Report other = withDim(2, 20);
  other.model.dims = {{"a,b", 7}};
  std::string text = csvOf({withDim(1, 10), other});
  EXPECT_THAT(text, StartsWith("path,board,\"dim:a,b\",dim:batch,macs,other_ops,"));
  EXPECT_THAT(text, HasSubstr("\nnet.onnx,,,1,10,,"));
  EXPECT_THAT(text, HasSubstr("\nnet.onnx,,7,,20,,"));
  EXPECT_THAT(text, HasSubstr(",macs_share,bytes_share,metered,idle\n"));
}

/// On a board whose energies are metered so, idle in them.
Report metered(char const *board, char const *how) {
  Report report = withDim(1, 10);
  report.board.emplace();
  report.board->id = board;
  report.board->metered = how;
  report.board->idle = "included";
  return report;
}

TEST(Comparison, BoardsThatWereMeteredDifferentlyHaveALineAndCells) {
  auto said = [](std::vector<Report> const &reports) {
    std::string text;
    llvm::raw_string_ostream stream(text);
    writeComparison(reports, {}, stream);
    return stream.str();
  };
  EXPECT_THAT(said({metered("a", "wall"), metered("b", "wall")}), testing::Not(HasSubstr("do not compare")));
  EXPECT_THAT(
      said({metered("a", "wall"), metered("b", "stick")}),
      HasSubstr("energies do not compare as they are, metered: a wall, idle included; b stick, idle "));
  EXPECT_THAT(csvOf({metered("a", "wall"), metered("b", "")}),
              testing::AllOf(HasSubstr(",wall,included\n"), HasSubstr(",,included\n")));
}

// 100 a second are a result every 10 ms: a latency of 9 ms leaves 1 ms between, 10 ms none, and 20 ms are two at once.
TEST(Comparability, ARateBelowOneOverTheLatencyIsAPause) {
  Report report = metered("a", "wall");
  report.totals.throughput = 100;
  EXPECT_FALSE(pauseOf(report.totals));
  for (auto [latencyS, pauseS] : {std::pair(0.009, 0.001), {0.01, 0.0}, {0.02, 0.0}}) {
    report.totals.latency = latencyS;
    EXPECT_NEAR(pauseOf(report.totals).value_or(0), pauseS, 1e-12);
    EXPECT_EQ(
        pausesText(std::vector<Report const *>{&report, &report}),
        pauseS > 0
            ? "a: fewer a second than 1/latency, for between a result and the next input some time passes"
            : "");
  }
}

TEST(Comparison, TextMarksTotalsThatAreNotAll) {
  Report open = withDim(2, 20);
  open.totals.macsAreAll = false;
  std::string text;
  llvm::raw_string_ostream stream(text);
  writeComparison({withDim(1, 10), open}, {}, stream);
  EXPECT_EQ(text, "no board: counts and memory only\nnet.onnx\n\n"
                  " batch  MACs  activations  peak\n"
                  "     1    10            –     –\n"
                  "     2  ≥ 20            –     –\n");
}

TEST(Comparison, WhatIsLeftOutOfAnEnergyIsLeftOutOfASamples) {
  Report part = metered("a", "wall");
  part.totals.energy = 8;
  part.model.batch = 4;
  EXPECT_EQ(perSampleText(part), "2 J");
  part.totals.energyIsAll = false;
  EXPECT_EQ(perSampleText(part), "≥ 2 J");
}

TEST(RankReports, TheLargestComeFirstAndTheUnknownLast) {
  Report unknown = withDim(9, 0);
  unknown.totals.macs.reset();
  std::vector<Report> reports{withDim(1, 10), unknown, withDim(2, 30), withDim(3, 20), withDim(4, 30)};
  auto batches = [&] {
    std::string text;
    for (Report const &report : reports)
      text += std::to_string(*report.model.batch);
    return text;
  };
  rankReports(reports, "", 0);
  EXPECT_EQ(batches(), "19234");
  rankReports(reports, "macs", 0);
  EXPECT_EQ(batches(), "24319") << "equals as they were";
  rankReports(reports, "-macs", 2);
  EXPECT_EQ(batches(), "13");
}

} // namespace
