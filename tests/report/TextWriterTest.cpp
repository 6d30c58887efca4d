#include "lib/report/TextTable.h"
#include "lib/report/Writers.h"
#include "lib/support/Utf8.h"
#include "tests/report/SampleReport.h"
#include "llvm/ADT/StringExtras.h"
#include <gmock/gmock.h>

namespace eo {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string text(Report const &report, WriteOptions const &options = {}) {
  std::string result;
  llvm::raw_string_ostream stream(result);
  writeText(report, options, stream);
  return result;
}

// "good" is no word for what may be a factor of 2 off either way.
TEST(TextWriter, TheWordOfTrustFollowsTheIntervalToo) {
  auto word = [](TrustLevel level, ReportNumber factor) {
    Report report = sampleReport();
    report.trust = ReportTrust{level == TrustLevel::Calibrated ? 1.0 : 0.4, level, factor, {}};
    return text(report);
  };
  EXPECT_THAT(word(TrustLevel::Calibrated, {}), HasSubstr("\n Trust        good "));
  EXPECT_THAT(word(TrustLevel::Calibrated, 1.999), HasSubstr("\n Trust        good "));
  EXPECT_THAT(word(TrustLevel::Calibrated, 2.0), HasSubstr("\n Trust        wide "));
  EXPECT_THAT(word(TrustLevel::Guess, 13.0), HasSubstr("\n Trust        guess "));
}

TEST(TextWriter, WholeReport) {
  EXPECT_EQ(text(sampleReport()), "b1, CPU inference, FP32, idle included\n"
                                  "net.onnx · 2 nodes · opset 13 · com.microsoft 1 · hand 1.0 · batch 4\n"
                                  "\n"
                                  " Energy       100 mJ     no interval: the source gives none\n"
                                  "   per sample 25 mJ      batch of 4\n"
                                  " MACs         1 M        64 other operations · int8 1 M\n"
                                  " Parameters   432        1.688 KiB\n"
                                  " Activations  4 KiB      – at the peak\n"
                                  " Coverage     1/2        nodes · 100 % of MACs · 62.5 % of traffic\n"
                                  "\n"
                                  " energy  share              layer        op    output     MACs  basis\n"
                                  " 100 mJ  100 %  ██████████  conv, \"one\"  Conv  4xN + 1x?   1 M  fit\n"
                                  "\n"
                                  " note    EO0501 'relu': 1 node has no energy estimate\n"
                                  " warning EO0302 a shape differs; export again\n"
                                  " energy-opt --explain=EO0302 says more\n");
}

TEST(TextWriter, FirstLineSaysWhatTheFiguresDescribe) {
  EXPECT_THAT(text(sampleReport()), StartsWith("b1, CPU inference, FP32, idle included\n"));
  Report report = sampleReport();
  report.board.reset();
  EXPECT_THAT(text(report), StartsWith("no board: counts and memory only\n"));
  EXPECT_THAT(text(report), Not(HasSubstr("Energy")));
}

TEST(TextWriter, SamplesStandBesideTotalsOfABatchOnly) {
  Report report = sampleReport();
  report.model.batch = 1;
  EXPECT_THAT(text(report), Not(HasSubstr("per sample")));
}

TEST(TextWriter, UnknownFiguresAreDashes) {
  Report report = sampleReport();
  report.totals.energy.reset();
  report.totals.macs.reset();
  report.totals.macsAreAll = false;
  report.coverage.macsShare.reset();
  std::string result = text(report);
  EXPECT_THAT(result, HasSubstr(" Energy       –          no layer has an estimate\n"));
  EXPECT_THAT(result, HasSubstr(" MACs         –          not known for every node\n"));
  EXPECT_THAT(result, HasSubstr("unknown share of MACs"));
}

TEST(TextWriter, ASumThatIsNotAllIsALowerBound) {
  Report report = sampleReport();
  report.totals.macs = 12000000;
  report.totals.macsAreAll = false;
  EXPECT_THAT(text(report), HasSubstr(" MACs         ≥ 12 M"));
}

TEST(TextWriter, AnEstimateOfAPartIsALowerBoundAndItsIntervalOfThePart) {
  Report report = sampleReport();
  report.totals.energyIsAll = false;
  report.totals.energyLow = 0.08;
  report.totals.energyHigh = 0.13;
  report.totals.intervalLevel = 0.9;
  report.totals.latency = 0.02;
  report.totals.throughput = 50;
  std::string result = text(report);
  EXPECT_THAT(result, HasSubstr("≥ 100 mJ   of what has an estimate 80 mJ to 130 mJ (90 % interval)\n"));
  EXPECT_THAT(result, HasSubstr(" Latency      ≥ 20 ms    at most 50 per second back to back"));
}

TEST(TextWriter, IntervalsArePrintedWithTheirLevel) {
  Report report = sampleReport();
  report.totals.energyLow = 0.08;
  report.totals.energyHigh = 0.13;
  report.totals.intervalLevel = 0.9;
  EXPECT_THAT(text(report), HasSubstr("100 mJ     80 mJ to 130 mJ (90 % interval)\n"));
}

TEST(TextWriter, TopLimitsTheTableAndSaysWhatIsLeft) {
  Report report = sampleReport();
  ReportLayer second = report.layers[0];
  second.name = "small";
  second.energy = 0.025;
  report.layers.push_back(second);
  WriteOptions options;
  options.top = 1;
  EXPECT_THAT(text(report, options), Not(HasSubstr("small")));
  EXPECT_THAT(text(report, options), HasSubstr(" 25 mJ in 1 more (20.0 %)\n"));
  options.top = 0;
  EXPECT_THAT(text(report, options), Not(HasSubstr("share ")));
}

TEST(TextWriter, LinesKeepToTheWidth) {
  Report report = sampleReport();
  report.layers[0].name = std::string(300, 'n');
  report.diagnostics[0].message = std::string(40, 'w') + " " + std::string(40, 'w') + " end";
  for (unsigned width : {60U, 80U, 160U}) {
    WriteOptions options;
    options.width = width;
    std::string result = text(report, options);
    llvm::SmallVector<llvm::StringRef, 32> lines;
    llvm::StringRef(result).split(lines, '\n');
    for (llvm::StringRef line : llvm::makeArrayRef(lines).drop_front(2))
      EXPECT_LE(displayWidth(line), width) << line.str();
  }
}

TEST(TextWriter, HostileNamesCannotMoveTheCursor) {
  Report report = sampleReport();
  report.model.path = "\x1b[2J\nfake line";
  report.layers[0].name = "\x1b[31mred\r\n";
  report.diagnostics[0].node = "\x1b]0;title\x07";
  report.diagnostics[0].message = "\x1b[1A";
  EXPECT_THAT(text(report), Not(HasSubstr("\x1b")));
  EXPECT_THAT(text(report), Not(HasSubstr("\nfake line")));
}

TEST(TextWriter, ColourOnlyWhereAskedFor) {
  WriteOptions options;
  EXPECT_THAT(text(sampleReport(), options), Not(HasSubstr("\x1b")));
  options.color = true;
  EXPECT_THAT(text(sampleReport(), options), StartsWith("\x1b[1mb1, CPU inference"));
}

TEST(TextWriter, ManyRemarksOfOneCodeAreCut) {
  Report report = sampleReport();
  for (int i = 0; i < 10; ++i)
    report.diagnostics.push_back({Severity::Warning, "EO0401", "", "unknown", ""});
  EXPECT_THAT(text(report), HasSubstr(" 7 more EO0401: --format=json lists them\n"));
}

TEST(TextTable, WithoutAColumnThatShrinksOthersGoUntilItFits) {
  TextTable table({{"aaaa", false, false, 0}, {"bbbb", false, false, 2}, {"cccc", false, false, 1}});
  table.add({"1", "2", "3"}); // 1 + 4 + 2 + 4 + 2 + 4 columns
  EXPECT_EQ(table.lines(17).front(), " aaaa  bbbb  cccc");
  EXPECT_EQ(table.lines(16).front(), " aaaa  cccc");
  EXPECT_EQ(table.lines(5).front(), " aaaa");
}

// 1 + 5 + 2 + 28 + 2 + 6 columns; of the setting's words the longest has 14
TEST(TextTable, CellsThatWrapTakeSeveralLinesBeforeAnythingIsCut) {
  TextTable table(
      {{"board", false, false, 0}, {"setting", false, false, 0, true}, {"energy", true, false, 0}});
  table.add({"nano", "power_mode=5w precision=fp16", "5.3 mJ"});
  EXPECT_THAT(table.lines(44), ElementsAre(" board  setting                       energy",
                                           " nano   power_mode=5w precision=fp16  5.3 mJ"));
  EXPECT_THAT(table.lines(30), ElementsAre(" board  setting         energy", " nano   power_mode=5w   5.3 mJ",
                                           "        precision=fp16"));
  EXPECT_THAT(table.lines(26),
              ElementsAre(" board  setting     energy", " nano   …r_mode=5w  5.3 mJ", "        …sion=fp16"));
}

TEST(TextTable, ANumberKeepsItsUnitWhereACellBreaks) {
  TextTable table({{"", false, false, 0}, {"old", true, false, 0, true}});
  table.add({"a", "785.9 µs to 1.471 ms"});
  EXPECT_THAT(table.lines(20),
              ElementsAre("                 old", " a       785.9 µs to", "            1.471 ms"));
  EXPECT_THAT(table.lines(4), ElementsAre("         old", " a  785.9 µs", "          to", "    1.471 ms"))
      << "numbers are never cut";
}

TEST(TextTable, WhatIsLeftIsCutAtTheBeginningButNoNumber) {
  TextTable table({{"network", false, false, 0}, {"energy", true, false, 0}});
  table.add({"mobilenet_v2_1.0_224.onnx", "5.3 mJ"}); // 1 + 25 + 2 + 6
  EXPECT_EQ(table.lines(34)[1], " mobilenet_v2_1.0_224.onnx  5.3 mJ");
  EXPECT_EQ(table.lines(24)[1], " …2_1.0_224.onnx  5.3 mJ");
  EXPECT_EQ(table.lines(5)[1], " …24.onnx  5.3 mJ");
}

TEST(TextTable, BarsGrowInEighths) {
  EXPECT_EQ(barOf(1, 2), "██");
  EXPECT_EQ(barOf(0.5, 2), "█");
  EXPECT_EQ(barOf(0.0625, 2), "▏");
  EXPECT_EQ(barOf(0, 2), "");
}

TEST(TextTable, BeginningsAreCutAtCharacters) {
  EXPECT_EQ(shortened("abcdef", 6), "abcdef");
  EXPECT_EQ(shortened("abcdef", 4), "…def");
  EXPECT_EQ(shortened("äöüß", 3), "…üß");
  EXPECT_EQ(shortened("漢字漢字", 4), "…字") << "wide characters take two columns";
  EXPECT_EQ(shortened(std::string(1000000, 'x'), 4), "…xxx");
  EXPECT_EQ(shortened("abc", 1), "…");
}

TEST(TextTable, TextIsBrokenAtSpacesAndIndented) {
  EXPECT_EQ(wrapped("one two three", 9, 2), "one two\n  three");
  EXPECT_EQ(wrapped("unbreakable", 4, 0), "unbreakable");
}

} // namespace
} // namespace eo
