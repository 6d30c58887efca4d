#include "lib/report/Writers.h"
#include "lib/report/diff/DiffWriters.h"
#include "lib/report/page/HtmlData.h"
#include "tests/report/SampleReport.h"
#include <gmock/gmock.h>
#include <limits>
#include <nlohmann/json.hpp>

namespace eo {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string page(std::vector<Report> const &reports) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  writeHtml(reports, {}, stream);
  return text;
}

std::string dataOf(std::vector<Report> const &reports) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  writePageData(reports, groupByNetwork(reports), stream);
  return text;
}

Report onBoard(char const *board, double energy) {
  Report report = sampleReport();
  report.board->id = board;
  report.totals.energy = report.layers[0].energy = energy;
  return report;
}

TEST(HtmlData, LayersAreColumns) {
  EXPECT_EQ(
      dataOf({sampleReport()}),
      R"({"networks":[{"title":"net.onnx","count":2,"ops":["Conv","Relu"],"op":[0,1],)"
      R"("name":["conv, \"one\"","relu"],"scope":[null,"block"],"shape":["4xN + 1x?","–"],"index":[0,1],)"
      R"("macs":[1000000,0],"params":[432,null],"traffic":[30,null],"parent":null,)"
      R"("runs":[{"report":0,"label":"b1","board":true,"kernel":[0,1],"energy":[0.1,null],"low":null,)"
      R"("high":null,"latency":null,"bases":["fit","none"],"basis":[0,1],"reasons":[""],"reason":[0,0]}]}]})");
}

TEST(HtmlData, NoLayersAreEmptyColumns) {
  Report report = sampleReport();
  report.layers.clear();
  EXPECT_THAT(dataOf({report}), HasSubstr(R"("name":[])"));
}

TEST(HtmlData, FusedLayersNameTheRowOfTheirKernel) {
  Report report = sampleReport();
  report.layers[1].kernel = "k0";
  EXPECT_THAT(dataOf({report}), HasSubstr(R"("kernel":[0,0])"));
}

TEST(HtmlData, RowsOfBodiesComeLastAndNameTheirParent) {
  Report report = sampleReport();
  ReportLayer inner = report.layers[1];
  inner.name = "inner";
  ReportBody &body = report.layers[0].bodies.emplace_back();
  body.name = "then_branch";
  body.macs = 1;
  body.otherOps = 0;
  body.layers = {inner};
  EXPECT_THAT(dataOf({report}), HasSubstr(R"("count":2,"ops":["Conv","Relu"],"op":[0,1,1])"));
  EXPECT_THAT(
      dataOf({report}),
      HasSubstr(R"("parent":[null,null,0],"runs":[{"report":0,"label":"b1","board":true,"kernel":[0,1],)"));
}

TEST(HtmlData, BoardsOfOneNetworkShareItsLayers) {
  std::vector<Report> reports = {onBoard("b1", 0.1), onBoard("b2", 0.3)};
  EXPECT_THAT(groupByNetwork(reports), ElementsAre(ElementsAre(0, 1)));
  std::string text = dataOf(reports);
  EXPECT_EQ(llvm::StringRef(text).count("\"name\":"), 1U);
  EXPECT_THAT(text, HasSubstr(R"("label":"b2","board":true,"kernel":[0,1],"energy":[0.3,null])"));
}

TEST(HtmlData, OtherDimensionsOrCountsAreAnotherNetwork) {
  Report batch = sampleReport(), counts = sampleReport(), path = sampleReport();
  batch.model.dims["batch"] = 8;
  counts.layers[0].macs = 7;
  path.model.path = "other.onnx";
  EXPECT_THAT(groupByNetwork({sampleReport(), batch, sampleReport(), counts, path}),
              ElementsAre(ElementsAre(0, 2), ElementsAre(1), ElementsAre(3), ElementsAre(4)));
}

TEST(HtmlData, WithoutBoardsThereIsNothingToCompare) {
  Report report = sampleReport();
  report.board.reset();
  EXPECT_THAT(groupByNetwork({report, report}), ElementsAre(ElementsAre(0), ElementsAre(1)));
}

TEST(HtmlData, IsJsonThatCannotEndItsElement) {
  Report report = sampleReport();
  report.layers[0].name = "</script><!--\"\\\n\x01\xff\u202E\u2028";
  report.layers[0].op = "<script>";
  report.layers[0].energy = std::numeric_limits<double>::infinity();
  std::string text = dataOf({report});
  EXPECT_THAT(text, Not(HasSubstr("<")));
  nlohmann::json parsed = nlohmann::json::parse(text);
  nlohmann::json const &network = parsed.at("networks").at(0);
  EXPECT_EQ(network.at("name").at(0), "</script><!--\"\\??\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(network.at("runs").at(0).at("energy"), nullptr);
}

TEST(HtmlData, LongNamesAreCut) {
  Report report = sampleReport();
  report.layers[0].name = std::string(2 << 20, 'n');
  EXPECT_LT(dataOf({report}).size(), 2000U);
}

TEST(HtmlWriter, TotalsAndLayersStandInThePageAsText) {
  std::string text = page({sampleReport()});
  EXPECT_THAT(text, HasSubstr("<strong>100 mJ</strong> <span>one inference of 4 samples, 25 mJ each; "
                              "<bdi>no interval: the source gives none</bdi></span>"));
  EXPECT_THAT(text, HasSubstr("Covers 1 of 2 nodes, 100 % of the MACs, 62.5 % of the traffic. Basis of the "
                              "energy: 100 % <bdi>fit</bdi>."));
  EXPECT_THAT(text, HasSubstr("<tr><th scope=\"row\"><bdi>conv, &quot;one&quot;</bdi></th><td>"));
  EXPECT_THAT(
      text, HasSubstr("<span class=\"warning\">warning</span> <bdi>EO0302</bdi> <bdi>a shape differs</bdi>; "
                      "<bdi>export again</bdi>"));
  EXPECT_THAT(text, HasSubstr("<noscript>"));
}

TEST(HtmlWriter, NoTextOfTheNetworkIsMarkup) {
  Report report = sampleReport();
  std::string hostile = "</title></script><img src=x onerror=alert(1)>\"'\u202E";
  report.model.path = report.model.producer = hostile;
  report.model.opsets[hostile] = 1;
  report.model.dims[hostile] = 2;
  report.board->describes = report.board->title = report.board->sources[0].title = hostile;
  report.board->settings = {{hostile, hostile}};
  report.macsByType[hostile] = 2;
  for (ReportLayer &layer : report.layers)
    layer.name = layer.op = layer.scope = layer.reason = hostile;
  for (ReportDiagnostic &one : report.diagnostics)
    one.node = one.message = one.hint = one.code = hostile;
  std::string text = page({report, sampleReport()});
  EXPECT_FALSE(llvm::StringRef(text).contains("<img"));
  EXPECT_FALSE(llvm::StringRef(text).contains("\u202E"));
  EXPECT_EQ(llvm::StringRef(text).count("</script>"), 2U);
  EXPECT_EQ(llvm::StringRef(text).count("</title>"), 1U);
}

TEST(HtmlWriter, OnlyHttpsSourcesAreLinks) {
  Report report = sampleReport();
  report.board->sources[0].url = "javascript:alert(1)";
  EXPECT_THAT(page({report}), Not(HasSubstr("javascript:")));
  report.board->sources[0].url = "https://example.org/a\"b";
  EXPECT_THAT(page({report}), HasSubstr("<a rel=\"noreferrer\" href=\"https://example.org/a&quot;b\">"));
}

TEST(HtmlWriter, ThePolicyLetsNothingElseRunOrLoad) {
  std::string text = page({sampleReport()});
  EXPECT_THAT(text,
              testing::ContainsRegex("content=\"default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]+=*'; "
                                     "script-src 'sha256-[A-Za-z0-9+/]+=*'; base-uri 'none'"));
  EXPECT_THAT(text, Not(HasSubstr(" style=\"")));
  EXPECT_THAT(text, Not(HasSubstr(" src=")));
}

TEST(HtmlWriter, SeveralReportsAreRowsOfOneTableWithTheirComparison) {
  std::string text = page({onBoard("b1", 0.1), onBoard("b2", 0.3)});
  EXPECT_THAT(text, HasSubstr("<a href=\"#r1\"><bdi>b2</bdi></a>"));
  EXPECT_THAT(text, HasSubstr("<a href=\"#c0\">Compare the 2 boards layer by layer</a>"));
  EXPECT_THAT(text, HasSubstr("<section class=\"report\" id=\"r1\""));
  EXPECT_THAT(page({sampleReport()}), Not(HasSubstr("class=\"card overview\"")));
}

TEST(HtmlWriter, BoardsMeteredInDifferentPlacesAreSaidNotToCompare) {
  Report stick = onBoard("b1", 0.1), wall = onBoard("b2", 0.3);
  stick.board->metered = "stick";
  stick.board->idle = "included";
  wall.board->metered = "wall";
  EXPECT_THAT(page({stick, stick}), Not(HasSubstr("do not compare")));
  EXPECT_THAT(page({stick, wall}), HasSubstr("energies do not compare as they are, metered: b1 stick, idle "
                                             "included; b2 wall, idle not stated"));
}

std::string diffPage(Report before, Report after) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  writeDiffHtml(diffReports(std::move(before), std::move(after)), {}, stream);
  return text;
}

TEST(DiffHtml, VerdictTotalsAndChangesStandInThePageAsText) {
  std::string text = diffPage(onBoard("b1", 0.1), onBoard("b1", 0.2));
  EXPECT_THAT(text,
              HasSubstr("<h2 class=\"verdict\"><bdi>energy +100 %: 100 mJ → 200 mJ (+100 mJ)</bdi></h2>"));
  EXPECT_THAT(text, HasSubstr("<tr><td>changed</td><th scope=\"row\"><bdi>conv, &quot;one&quot;</bdi></th>"));
  EXPECT_THAT(text,
              HasSubstr("\"change\":[\"changed\",\"same\"],\"name\":[\"conv, \\\"one\\\"\",\"block/relu\"]"));
  EXPECT_THAT(text, HasSubstr("\"old\":[0.1,null],\"new\":[0.2,null],\"delta\":[0.1,null]}"));
}

TEST(DiffHtml, NoTextOfTheNetworksIsMarkup) {
  Report before = sampleReport(), after = sampleReport();
  std::string hostile = "</title></script><img src=x>\u202E";
  before.model.path = after.model.path = before.layers[0].name = after.layers[1].op = hostile;
  after.layers[0].outputs[0].shape = std::vector<ReportDim>{hostile};
  std::string text = diffPage(before, after);
  EXPECT_FALSE(llvm::StringRef(text).contains("<img"));
  EXPECT_FALSE(llvm::StringRef(text).contains("\u202E"));
  EXPECT_EQ(llvm::StringRef(text).count("</script>"), 2U);
}

} // namespace
} // namespace eo
