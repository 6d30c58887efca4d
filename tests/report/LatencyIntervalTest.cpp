// Every format says how sure the latency is.
#include "lib/report/Writers.h"
#include "lib/report/diff/DiffWriters.h"
#include "tests/report/SampleDiff.h"
#include "tests/report/SampleReport.h"
#include <gmock/gmock.h>

namespace eo {
namespace {

using testing::HasSubstr;
using testing::Not;

Report timed() {
  Report report = sampleReport();
  report.totals.latency = 0.02;
  report.totals.latencyLow = 0.015;
  report.totals.latencyHigh = 0.03;
  report.totals.intervalLevel = 0.9;
  return report;
}

template <typename Subject>
std::string written(void (*writer)(Subject const &, WriteOptions const &, llvm::raw_ostream &),
                    Subject const &subject) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  writer(subject, {}, stream);
  return stream.str();
}

TEST(LatencyInterval, StandsInEveryFormatOfReports) {
  EXPECT_THAT(written(writeText, timed()),
              HasSubstr("Latency      20 ms      15 ms to 30 ms (90 % interval)"));
  EXPECT_THAT(written(writeJson, timed()), HasSubstr(R"("latency_low_s": 0.015,)"));
  EXPECT_THAT(written(writeJson, timed()), HasSubstr(R"("latency_high_s": 0.03,)"));
  std::string markdown, html;
  llvm::raw_string_ostream markdownOut(markdown), htmlOut(html);
  writeMarkdown(timed(), {}, markdownOut);
  writeHtml(timed(), {}, htmlOut);
  EXPECT_THAT(markdownOut.str(), HasSubstr("| 20 ms | 15 ms to 30 ms |"));
  EXPECT_THAT(htmlOut.str(), HasSubstr("20 ms<small>15 ms to 30 ms (90 % interval)</small>"));
}

TEST(LatencyInterval, IsNotMentionedWhereThereIsNone) {
  EXPECT_THAT(written(writeText, sampleReport()), Not(HasSubstr("% interval")));
  std::string markdown;
  llvm::raw_string_ostream out(markdown);
  writeMarkdown(sampleReport(), {}, out);
  EXPECT_THAT(out.str(), Not(HasSubstr("latency interval")));
}

TEST(LatencyInterval, StandsOnBothSidesOfADiffWithoutADifference) {
  Report later = timed();
  later.totals.latencyLow.reset();
  later.totals.latencyHigh.reset();
  later.totals.macs = later.layers[0].macs = 2'000'000;
  later.totals.energy = later.layers[0].energy = 0.2;
  ReportDiff diff = diffReports(timed(), later);
  EXPECT_THAT(written(writeDiffText, diff), testing::ContainsRegex("Latency interval +15 ms to 30 ms +–"));
  EXPECT_THAT(written(writeDiffMarkdown, diff), HasSubstr("15 ms to 30 ms"));
  EXPECT_THAT(written(writeDiffHtml, diff), HasSubstr("15 ms to 30 ms"));
  EXPECT_THAT(written(writeDiffJson, diff),
              testing::ContainsRegex("\"latency_low_s\": \\{[^}]*\"delta\": null"));
}

} // namespace
} // namespace eo
