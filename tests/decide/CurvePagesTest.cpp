// Pages of curves: which columns their script gets, and the same text as everywhere beside it.
#include "lib/decide/Sweep.h"
#include "lib/decide/Tokens.h"
#include "tests/decide/MadeUpPage.h"

using namespace eo;
using namespace eo::test;
using testing::HasSubstr;

namespace {

/// A row at a batch, 1 J and 100 ms a sample, with an interval of a tenth.
SweepRow sweepRow(std::string const &path, int64_t batch) {
  SweepRow row;
  double samples = static_cast<double>(batch);
  row.report = reportOf(path, samples, 0.1 * samples);
  row.report.totals.energyLow = 0.9 * samples;
  row.report.totals.energyHigh = 1.1 * samples;
  row.report.model.batch = batch;
  row.report.model.dims = {{"batch", batch}};
  return row;
}

std::string sweepPage(std::vector<SweepRow> const &rows) {
  return written([&](llvm::raw_ostream &stream) { writeSweepHtml(rows, stream); });
}

TEST(SweepPage, WhatVariesAndItsFiguresAreColumns) {
  SweepRow broken;
  broken.what = broken.error = hostile;
  std::string page = sweepPage({sweepRow("net.onnx", 1), sweepRow("net.onnx", 4), broken});
  nlohmann::json parts = dataOf(page).at("parts"), figures = dataOf(page).at("figures");
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_EQ(parts[0],
            nlohmann::json({{"name", "network"}, {"isCase", true}, {"text", {"net.onnx", "net.onnx"}}}));
  EXPECT_EQ(parts[2], nlohmann::json({{"name", "batch"}, {"isCase", false}, {"text", {"1", "4"}}}));
  ASSERT_EQ(figures.size(), 3U);
  EXPECT_EQ(figures[0].at("value"), nlohmann::json({1, 4}));
  EXPECT_EQ(figures[0].at("valueLow"), nlohmann::json({0.9, 3.6}));
  EXPECT_EQ(figures[1].at("title"), "energy of a sample");
  EXPECT_EQ(figures[1].at("valueHigh"), nlohmann::json({1.1, 1.1}));
  EXPECT_EQ(figures[2].at("value"), nlohmann::json({0.1, 0.4}));
  EXPECT_EQ(figures[2].at("valueLow"), nullptr);
  EXPECT_THAT(page, HasSubstr("<th scope=\"row\"><bdi>batch=4</bdi></th>"));
  EXPECT_THAT(page, HasSubstr("<td class=\"whole\"><bdi>900 mJ to 1.1 J</bdi></td>")) << "stays on one line";
  EXPECT_THAT(page, HasSubstr("<li><bdi>net.onnx</bdi></li>")) << "the same in every row";
  expectSound(page);
}

TEST(SweepPage, FilesOfOneNameAreToldApartAndNoRowIsAPage) {
  std::string page = sweepPage({sweepRow("a/net.onnx", 1), sweepRow("b/net.onnx", 1)});
  EXPECT_EQ(dataOf(page).at("parts").at(0).at("text"), nlohmann::json({"a/net.onnx", "b/net.onnx"}));
  SweepRow broken;
  broken.error = "no";
  std::string none = sweepPage({broken});
  EXPECT_EQ(dataOf(none).at("figures"), nlohmann::json::array());
  expectSound(none);
}

TEST(SweepPage, WithoutABoardCountsAreDrawn) {
  SweepRow row = sweepRow("net.onnx", 1);
  row.report.board.reset();
  row.report.totals = {};
  row.report.totals.macs = 7;
  nlohmann::json figures = dataOf(sweepPage({row})).at("figures");
  ASSERT_EQ(figures.size(), 1U);
  EXPECT_EQ(figures[0].at("title"), "MACs");
  EXPECT_EQ(figures[0].at("value"), nlohmann::json({7}));
}

/// A token takes 2 J (1 J to 4 J) in 100 ms (80 ms to 200 ms) at every context and reads 5 MB.
TokensAnswer answerOf(int64_t prompt, int64_t batch) {
  TokensAnswer answer;
  answer.folder = answer.model.kind = hostile;
  answer.model.contextLength = 600;
  answer.prompt = prompt;
  answer.generated = 128;
  answer.batch = batch;
  answer.bandwidthBytesPerS = 1e9;
  TokenRun run;
  run.report = reportOf("decoder.onnx", 2 * static_cast<double>(batch), 0.1);
  ReportTotals &t = run.report.totals;
  t.energyLow = static_cast<double>(batch);
  t.energyHigh = 4 * static_cast<double>(batch);
  t.latencyLow = 0.08;
  t.latencyHigh = 0.2;
  t.paramBytes = 1000;
  t.peakActivationBytes = 24;
  run.bytesRead = 5e6;
  run.cacheBytes = prompt;
  answer.prefill = run;
  answer.decode = {run, run, run};
  return answer;
}

std::string tokensPage(std::vector<TokensAnswer> const &answers) {
  return written([&](llvm::raw_ostream &stream) { writeTokensHtml(answers, stream); });
}

TEST(TokensPage, RatesJoulesAndMemoryStandAgainstPromptAndBatch) {
  std::string page = tokensPage({answerOf(128, 1), answerOf(512, 1)});
  nlohmann::json data = dataOf(page), figures = data.at("figures");
  EXPECT_EQ(data.at("across"), "prompt");
  EXPECT_EQ(data.at("parts").at(0).at("text"), nlohmann::json({"128", "512"}));
  ASSERT_EQ(figures.size(), 4U);
  EXPECT_EQ(figures[0].at("value"), nlohmann::json({10, 10}));
  EXPECT_EQ(figures[0].at("valueLow"), nlohmann::json({5, 5})) << "of 200 ms";
  EXPECT_EQ(figures[0].at("valueHigh"), nlohmann::json({12.5, 12.5})) << "of 80 ms";
  EXPECT_EQ(figures[0].at("ceiling"), nlohmann::json({200, 200})) << "1 GB/s over 5 MB";
  EXPECT_EQ(figures[1].at("value"), nlohmann::json({2, 2}));
  EXPECT_EQ(figures[2].at("value"), nlohmann::json({128, 512}));
  EXPECT_EQ(figures[3].at("value"), nlohmann::json({1152, 1536})) << "1000 parameters, cache, 24 alive";
  EXPECT_THAT(page, HasSubstr("640 tokens are more than the 600"));
  EXPECT_EQ(llvm::StringRef(page).count("more than the 600"), 1U);
  expectSound(page);
}

TEST(TokensPage, WithoutABoardItHasCountsOnly) {
  TokensAnswer answer = answerOf(128, 1);
  answer.bandwidthBytesPerS.reset();
  for (TokenRun &run : answer.decode) {
    run.report.board.reset();
    run.report.totals.energy = run.report.totals.latency = std::nullopt;
  }
  std::string page = tokensPage({answer});
  nlohmann::json figures = dataOf(page).at("figures");
  EXPECT_EQ(figures.at(0).at("value"), nullptr);
  EXPECT_EQ(figures.at(0).at("ceiling"), nullptr);
  EXPECT_EQ(figures.at(2).at("value"), nlohmann::json({128}));
  EXPECT_THAT(page, HasSubstr("no board: counts only"));
  expectSound(page);
}

TEST(SweepPage, NoTextOfFilesIsMarkup) {
  SweepRow row = sweepRow(hostile, 1);
  row.report.board->id = hostile;
  row.report.board->settings = {{hostile, hostile}};
  row.report.model.dims = {{hostile, 3}};
  expectSound(sweepPage({row, row}));
  row.report.board->id = "b";
  expectSound(sweepPage({row, sweepRow("a", 2)}));
}

} // namespace
