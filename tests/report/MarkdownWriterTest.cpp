#include "lib/report/Writers.h"
#include "tests/report/SampleReport.h"
#include <gmock/gmock.h>

namespace eo {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string markdown(std::vector<Report> const &reports, WriteOptions const &options = {}) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  writeMarkdown(reports, options, stream);
  return text;
}

/// Of `count` layers that cost 2, 4, 6 … J.
Report longReport(size_t count) {
  Report report = sampleReport();
  report.layers.resize(1, report.layers.front());
  report.layers.resize(count, report.layers.front());
  for (size_t i = 0; i < count; ++i) {
    report.layers[i].name = "layer" + std::to_string(i);
    report.layers[i].energy = 2.0 * static_cast<double>(i + 1);
  }
  return report;
}

size_t linesOf(std::string const &text, llvm::StringRef start) {
  llvm::SmallVector<llvm::StringRef, 0> lines;
  llvm::StringRef(text).split(lines, '\n');
  return static_cast<size_t>(std::count_if(lines.begin(), lines.end(),
                                           [&](llvm::StringRef line) { return line.startswith(start); }));
}

TEST(MarkdownWriter, WholeReport) {
  EXPECT_EQ(
      markdown({sampleReport()}),
      "**100 mJ**, no interval: the source gives none, one inference of `net.onnx` — b1, CPU inference, "
      "FP32, idle included\n"
      "\n"
      "| energy | per sample | MACs | parameters | peak memory | MACs covered |\n"
      "|--:|--:|--:|--:|--:|--:|\n"
      "| 100 mJ | 25 mJ | 1 M | 432 | – | 100 % |\n"
      "\n"
      "| layer | op | output | energy | share | MACs | basis |\n"
      "|---|---|---|--:|--:|--:|---|\n"
      "| `conv, \"one\"` | Conv | 4xN + 1x? | 100 mJ | 100 % | 1 M | fit |\n"
      "\n"
      "<details><summary>2 remarks</summary>\n"
      "\n"
      "* note EO0501 `relu`: 1 node has no energy estimate\n"
      "* warning EO0302 a shape differs; export again\n"
      "\n"
      "</details>\n");
}

TEST(MarkdownWriter, SeveralBoardsAreRowsOfOneTable) {
  Report other = sampleReport();
  other.board->id = "b2";
  other.totals.energy = 0.2;
  other.totals.energyLow = 0.15;
  other.totals.energyHigh = 0.3;
  std::string text = markdown({sampleReport(), other});
  EXPECT_THAT(text, StartsWith("**2 analyses of** `net.onnx`\n"));
  EXPECT_THAT(text, HasSubstr("\n| b1 | 100 mJ | none |"));
  EXPECT_THAT(text, HasSubstr("\n| b2 | 200 mJ | 150 mJ to 300 mJ |"));
  EXPECT_THAT(text, HasSubstr("<summary>Layers: <code>b2</code></summary>"));
}

TEST(MarkdownWriter, BoardsMeteredInDifferentPlacesAreSaidNotToCompare) {
  Report stick = sampleReport(), wall = sampleReport();
  stick.board->metered = "stick";
  stick.board->idle = "included";
  EXPECT_THAT(markdown({stick, stick}), Not(HasSubstr("compare")));
  wall.board->id = "b2";
  wall.board->metered = "wall";
  EXPECT_THAT(
      markdown({stick, wall, wall}),
      HasSubstr("\nThe energies do not compare as they are, metered: b1 stick, idle included; b2 wall, "
                "idle not stated.\n"));
}

TEST(MarkdownWriter, SeveralNetworksAreNamedInEveryRow) {
  Report other = sampleReport();
  other.model.path = "other.onnx";
  std::string text = markdown({sampleReport(), other});
  EXPECT_THAT(text, HasSubstr("\n| `net.onnx` | b1 |"));
  EXPECT_THAT(text, HasSubstr("\n| `other.onnx` | b1 |"));
}

TEST(MarkdownWriter, WithoutBoardLayersAreRankedByMacs) {
  Report report = sampleReport();
  report.board.reset();
  report.totals.energy.reset();
  std::string text = markdown({report});
  EXPECT_THAT(text,
              StartsWith("**1 M MACs**, one inference of `net.onnx` — no board: counts and memory only\n"));
  EXPECT_THAT(text, HasSubstr("| layer | op | output | MACs | share | traffic |\n|---|---|---|--:|--:|--:|\n"
                              "| `conv, \"one\"` | Conv | 4xN + 1x? | 1 M | 100 % | 30 B |\n"));
}

TEST(MarkdownWriter, LayersAfterTheFirstAreFoldedAndBeyondTwoHundredCounted) {
  std::string text = markdown({longReport(215)});
  EXPECT_EQ(linesOf(text, "| `layer"), 210U) << "10 shown and 200 folded";
  EXPECT_THAT(text, HasSubstr("<details><summary>205 more layers</summary>"));
  // 2 + 4 + 6 + 8 + 10 = 30 J of 215 · 216 = 46440 J
  EXPECT_THAT(text, HasSubstr("\n… and 5 more: 30 J (0.06 %).\n"));
  EXPECT_LT(text.size(), 65536U) << "more than a comment may hold";
}

TEST(MarkdownWriter, ManyReportsKeepToTheSizeOfAComment) {
  std::vector<Report> reports(150, longReport(50));
  for (size_t i = 0; i < reports.size(); ++i)
    reports[i].model.path = "net" + std::to_string(i) + ".onnx";
  std::string text = markdown(reports);
  EXPECT_LT(text.size(), 65536U);
  EXPECT_THAT(text, HasSubstr("\n… and 110 more: --format=json has all.\n"));
}

TEST(MarkdownWriter, NamesCannotBreakTheTableOrBecomeMarkup) {
  Report report = sampleReport();
  report.layers[0].name = "a|b`c\n<script>\u202Ed";
  report.layers[0].op = "Op|*_<b>@user";
  report.diagnostics[0].message = "</details>\n# title";
  std::string text = markdown({report});
  EXPECT_THAT(text, HasSubstr("| ``a\\|b`c?<script>\uFFFDd`` | Op\\|\\*\\_\\<b\\>@\u200Buser |"));
  EXPECT_THAT(text, HasSubstr("\\</details\\>?\\# title"));
}

TEST(MarkdownWriter, NamesInSummariesAreText) {
  Report report = sampleReport();
  report.model.path = "<b>@user</summary>";
  EXPECT_THAT(
      markdown({sampleReport(), report}),
      HasSubstr("<summary>Layers: <code>&lt;b&gt;@user&lt;/summary&gt;</code> on <code>b1</code></summary>"));
}

TEST(MarkdownWriter, NoReportIsSaid) { EXPECT_THAT(markdown({}), HasSubstr("No network could be analysed")); }

} // namespace
} // namespace eo
