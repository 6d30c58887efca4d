// The form is that of "custom node data" in Model Explorer's node_data_builder.py: results by key, a number as value; a
// gradient from stop 0 to stop 1, colours as #rrggbb.
#include "lib/report/Writers.h"
#include "tests/report/SampleReport.h"
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace eo {
namespace {

using nlohmann::json;

using Write = void (*)(Report const &, WriteOptions const &, llvm::raw_ostream &);
json overlay(Report const &report, Write write = writeModelExplorer) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  write(report, {}, stream);
  return json::parse(stream.str());
}

TEST(ModelExplorer, EachNodeHasItsEnergyByName) {
  Report report = sampleReport();
  double exact = 0.1 + 0.2; // 0.30000000000000004
  report.layers[0].energy = exact;
  json data = overlay(report);
  EXPECT_EQ(data.at("results"), json({{"conv, \"one\"", {{"value", exact}}}})) << "the other has no estimate";
  EXPECT_EQ(data.at("results").at("conv, \"one\"").at("value").get<double>(), exact);
}

TEST(ModelExplorer, TheGradientGoesFromTheLeastToTheMost) {
  json gradient = overlay(sampleReport()).at("gradient");
  EXPECT_EQ(gradient.front().at("stop"), 0);
  EXPECT_EQ(gradient.back().at("stop"), 1);
  for (size_t i = 0; i < gradient.size(); ++i) {
    EXPECT_THAT(gradient[i].at("bgColor").get<std::string>(), testing::MatchesRegex("#[0-9a-f]{6}"));
    if (i > 0) {
      EXPECT_GT(gradient[i].at("stop"), gradient[i - 1].at("stop"));
    }
  }
}

TEST(ModelExplorer, NodesThatOneNameDoesNotTellApartGoByTheirOutput) {
  Report report = sampleReport();
  ReportLayer twin = report.layers[0], nameless = report.layers[0];
  twin.index = 2;
  twin.outputs[0].name = "twin_out";
  twin.energy = 0.2;
  nameless.index = 3;
  nameless.name = "";
  nameless.outputs[0].name = "nameless_out";
  nameless.energy = 0.3;
  report.layers.insert(report.layers.end(), {twin, nameless});
  json results = overlay(report).at("results");
  EXPECT_EQ(results.at("conv, \"one\"").at("value"), 0.1);
  EXPECT_EQ(results.at("twin_out").at("value"), 0.2);
  EXPECT_EQ(results.at("nameless_out").at("value"), 0.3);
}

TEST(ModelExplorer, ACallHasTheSumOfWhatWasInlined) {
  Report report = sampleReport();
  ReportLayer inner = report.layers[0];
  inner.scope = "block/0";
  inner.index = 7;
  inner.energy = 0.25;
  report.layers = {inner, inner};
  EXPECT_EQ(overlay(report).at("results"), json({{"block/0", {{"value", 0.5}}}}));
}

TEST(ModelExplorer, WithoutABoardItIsMacs) {
  Report report = sampleReport();
  report.board.reset();
  report.layers[0].energy.reset();
  EXPECT_EQ(overlay(report).at("results").at("conv, \"one\"").at("value"), 1000000);
}

TEST(ModelExplorer, TimesAreAnOverlayOfTheirOwn) {
  Report report = sampleReport();
  report.layers[1].latency = 1.0 / 3;
  report.layers[1].scope = "";
  json results = overlay(report, writeModelExplorerLatency).at("results");
  EXPECT_EQ(results, json({{"relu", {{"value", 1.0 / 3}}}}));
}

TEST(ModelExplorer, NoLayersAreNoResults) {
  Report report = sampleReport();
  report.layers.clear();
  EXPECT_EQ(overlay(report).at("results"), json::object());
}

} // namespace
} // namespace eo
