#include "lib/report/ReportReader.h"
#include "lib/report/Writers.h"
#include "lib/support/Error.h"
#include "tests/report/SampleReport.h"
#include "tests/support/TestFiles.h"

#include <gmock/gmock.h>

namespace eo {
namespace {

using testing::HasSubstr;

std::string written(Report const &report, llvm::StringRef format) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  format == "json" ? writeJson(report, {}, stream) : writeNdjson(report, {}, stream);
  return text;
}

std::vector<Report> read(llvm::StringRef text) {
  llvm::Expected<std::vector<Report>> reports = readReports(text, "f.json");
  if (reports)
    return std::move(*reports);
  ADD_FAILURE() << takeErrorText(reports.takeError()).message;
  return {Report()};
}

std::string messageOf(llvm::Expected<std::vector<Report>> reports) {
  if (reports)
    return "no error";
  ErrorText text = takeErrorText(reports.takeError());
  EXPECT_EQ(text.kind, ErrorKind::Input);
  return text.message;
}

/// The sample with bodies, symbols, big and small numbers, and text that JSON has to escape.
Report richReport() {
  Report report = sampleReport();
  report.board->settings = {{"unit", "gpu"}, {"precision", "fp16"}, {"nireq", "1"}};
  report.totals.energy = 1.0 / 3;
  report.totals.energyLow = 5e-324;
  report.totals.energyHigh = 1e22;
  report.totals.macs = INT64_MAX;
  report.layers[0].name = "quote \" backslash \\ newline \n bell \a \u20ac";
  ReportBody body;
  body.name = "then_branch";
  body.macs = 7;
  body.layers = {report.layers[1]};
  report.layers[1].bodies = {body, body};
  return report;
}

TEST(ReportReader, WrittenReadAndWrittenAgainIsTheSame) {
  for (Report const &report : {sampleReport(), richReport(), Report()})
    for (char const *format : {"json", "ndjson"}) {
      std::string once = written(report, format);
      EXPECT_EQ(written(read(once).front(), format), once);
    }
}

TEST(ReportReader, ObjectArrayAndLinesHoldTheSameReports) {
  std::string a = written(sampleReport(), "ndjson"), b = written(richReport(), "ndjson");
  for (std::string const &text : {a + "\n" + b + "\n", "[\n" + a + ",\n" + b + "\n]\n", a + b}) {
    std::vector<Report> reports = read(text);
    ASSERT_EQ(reports.size(), 2U);
    EXPECT_EQ(written(reports[0], "ndjson"), a);
    EXPECT_EQ(written(reports[1], "ndjson"), b);
  }
}

TEST(ReportReader, NullAndAbsentFiguresAreAbsent) {
  Report report = read(R"({"schema":"energy-opt/report/1","model":{"path":"n"},"board":null,)"
                       R"("totals":{"energy_j":null},"layers":[{"name":"a","op":"Conv","macs":null}]})")
                      .front();
  EXPECT_EQ(report.totals.energy, std::nullopt);
  EXPECT_EQ(report.totals.latency, std::nullopt);
  EXPECT_EQ(report.layers[0].macs, std::nullopt);
  EXPECT_FALSE(report.board.has_value());
  EXPECT_FALSE(report.totals.macsAreAll);
}

TEST(ReportReader, KeysItDoesNotKnowAreSkipped) {
  std::string text = written(sampleReport(), "ndjson");
  std::string more = text;
  more.insert(1, R"("future":{"layers":[{"name":[1,{"x":null}]}],"yes":true},)");
  EXPECT_EQ(written(read(more).front(), "ndjson"), text);
}

TEST(ReportReader, WhatJsonDoesNotHoldIsDerived) {
  Report report = read(written(richReport(), "json")).front();
  EXPECT_EQ(report.board->describes, "b1, unit=gpu, precision=fp16, nireq=1");
  EXPECT_TRUE(report.totals.macsAreAll);
}

TEST(ReportReader, WithoutLayersTheFlagsSayWhetherTotalsAreAll) {
  Report report =
      read(R"({"schema":"energy-opt/report/1","model":{"path":"n"},"totals":{"macs":1,"energy_j":1},)"
           R"("coverage":{"macs_are_all":false,"energy_is_all":false},"layers":[]})")
          .front();
  EXPECT_FALSE(report.totals.macsAreAll);
  EXPECT_FALSE(report.totals.energyIsAll);
  report = read(R"({"schema":"energy-opt/report/1","model":{"path":"n"},"totals":{"macs":1},)"
                R"("coverage":{"macs_are_all":true,"energy_is_all":null},"layers":[]})")
               .front();
  EXPECT_TRUE(report.totals.macsAreAll);
}

struct Broken {
  char const *text, *message;
};
void PrintTo(Broken const &one, std::ostream *stream) { *stream << one.text; }
class ReportReaderComplains : public testing::TestWithParam<Broken> {};
TEST_P(ReportReaderComplains, WithPlaceAndReason) {
  EXPECT_EQ(messageOf(readReports(GetParam().text, "f.json")), GetParam().message);
}

#define MODEL R"("schema":"energy-opt/report/1","model":{"path":"n"},)"
INSTANTIATE_TEST_SUITE_P(
    Report, ReportReaderComplains,
    testing::Values(
        Broken{"", "f.json:1:1: no report in the file (energy-opt --format=json writes one)"},
        Broken{"[]", "f.json:1:1: no report in the file (energy-opt --format=json writes one)"},
        Broken{"energy", "f.json:1:1: expected an object, found no JSON value"},
        Broken{"{}", "f.json:1:1: the key 'schema' is missing"},
        Broken{"{\"schema\":\"energy-opt/lint/1\",\"layers\":3}",
               "f.json:1:11: schema: the schema is 'energy-opt/lint/1', not 'energy-opt/report/1'"},
        Broken{"{\"schema\":\"energy-opt/report/1\"}", "f.json:1:1: the key 'model' is missing"},
        Broken{"{" MODEL "\"totals\":{},\n\"layers\":[{\"name\":\"a\"}]}",
               "f.json:2:11: layers[0]: the key 'op' is missing"},
        Broken{"{" MODEL "\"totals\":{},\n\"layers\":[{\"name\":\"a\",\"op\":\"b\",\"macs\":1.5}]}",
               "f.json:2:39: layers[0].macs: '1.5' is no integer of 64 bits"},
        Broken{"{" MODEL "\n\"totals\":{\"energy_j\":\"1 mJ\"}}",
               "f.json:2:22: totals.energy_j: expected a number or null, found text"},
        Broken{"{" MODEL "\n\"totals\":{\"energy_j\":NaN}}",
               "f.json:2:22: totals.energy_j: expected a number or null, found no JSON value"},
        Broken{"{" MODEL "\"totals\":{},\"layers\":[],\n\"diagnostics\":[{\"severity\":\"fatal\"}]}",
               "f.json:2:28: diagnostics[0].severity: 'fatal' is no severity"},
        Broken{"{" MODEL "\"totals\":{},\n\"layers\":[{\"name\":\"a\",\"op\":\"b\",\"basis\":\"guess\"}]}",
               "f.json:2:40: layers[0].basis: 'guess' is no basis"},
        Broken{"{" MODEL "\n\"totals\":{\"energy_j\":-1}}", "f.json:2:22: totals.energy_j: -1 is below 0"},
        Broken{"{" MODEL "\n\"totals\":{\"macs\":-1}}", "f.json:2:18: totals.macs: -1 is below 0"},
        Broken{"{" MODEL "\n\"totals\":{\"macs\":1,\"macs\":1}}",
               "f.json:2:20: totals.macs: the key stands there twice"},
        Broken{"[{" MODEL "\"totals\":{},\"layers\":[]},\n7]",
               "f.json:2:1: [1]: expected an object, found a number"},
        Broken{"[{" MODEL "\"totals\":{},\"layers\":[]}]\n]",
               "f.json:2:1: expected the end of the file, found no JSON value"}));

TEST(ReportReader, WhatIsDrawnBesideTheBaseMayBeLess) {
  std::string text = R"({"schema":"energy-opt/report/1","model":{"path":"n"},)"
                     R"("totals":{"energy_j":0,"energy_dynamic_j":-1},"layers":[]})";
  EXPECT_EQ(read(text).front().totals.energyDynamic, -1);
  EXPECT_EQ(read(text).front().totals.energy, 0);
}

TEST(ReportReader, EveryTruncationIsAnError) {
  std::string text = written(richReport(), "ndjson");
  for (size_t length = 0; length < text.size(); length += 7)
    EXPECT_THAT(messageOf(readReports(llvm::StringRef(text).take_front(length), "f.json")),
                HasSubstr("f.json:1:"));
}

TEST(ReportReader, TooLargeFilesAndFoldersAreRefused) {
  test::TemporaryFile file;
  std::filesystem::resize_file(file.path(), maxReportBytes + 1);
  EXPECT_THAT(messageOf(readReportFile(file.path())),
              HasSubstr("67108865 bytes of reports; at most 67108864"));
  EXPECT_THAT(messageOf(readReportFile("/")), HasSubstr("/: "));
  EXPECT_THAT(messageOf(readReportFile("/no/such")), HasSubstr("/no/such: No such file"));
}

} // namespace
} // namespace eo
