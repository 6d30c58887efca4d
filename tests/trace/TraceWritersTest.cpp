#include "lib/trace/measure/TraceWriters.h"
#include "lib/trace/formats/TraceReaders.h"
#include "lib/trace/measure/Analysis.h"
#include "lib/trace/measure/SamplingStudy.h"
#include "tests/trace/Simulator.h"
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

using namespace eo;
using testing::HasSubstr;

namespace {

struct Result {
  PowerTrace trace;
  TraceAnalysis analysis;
  DiagnosticEngine diagnostics;
};

Result analysed(PowerTrace trace, AnalysisOptions const &options = {}) {
  Result result;
  result.trace = std::move(trace);
  auto analysis = analyseTrace(result.trace, options, result.diagnostics);
  EXPECT_TRUE(static_cast<bool>(analysis));
  if (analysis)
    result.analysis = std::move(*analysis);
  return result;
}

PowerTrace twoLayers() {
  sim::Setup setup;
  setup.layers = {{0.004, 2}, {0.002, 3}};
  setup.windows = 10;
  return sim::simulate(setup).trace;
}

nlohmann::json jsonOf(Result const &result) {
  std::string text;
  llvm::raw_string_ostream out(text);
  {
    JsonWriter json(out);
    writeTraceJson(result.analysis, result.diagnostics.diagnostics(), json);
  }
  return nlohmann::json::parse(out.str());
}

} // namespace

TEST(TraceJson, HasTheKeysOfTheSchema) {
  AnalysisOptions options;
  options.latency = LatencyReport{};
  options.latency->rows = {{"conv", 0.004, LayerStatus::Executed, ""},
                           {"fc", 0.002, LayerStatus::Executed, ""}};
  nlohmann::json json = jsonOf(analysed(twoLayers(), options));
  EXPECT_EQ(json.at("schema"), "energy-opt/trace/1");
  EXPECT_EQ(json.at("source"), "simulated");
  EXPECT_EQ(json.at("rate_hz"), 100000);
  EXPECT_NEAR(json.at("base_power_w"), 1, 0.01);
  ASSERT_EQ(json.at("windows").size(), 10U);
  nlohmann::json const &window = json.at("windows").at(0);
  for (char const *key : {"start_s", "end_s", "energy_j", "energy_low_j", "energy_high_j", "mean_power_w",
                          "base_j", "dynamic_j", "inferences"})
    EXPECT_TRUE(window.at(key).is_number()) << key;
  EXPECT_NEAR(window.at("energy_j"), 0.014, 0.0002);
  EXPECT_NEAR(window.at("base_j").get<double>() + window.at("dynamic_j").get<double>(), window.at("energy_j"),
              1e-12);
  nlohmann::json const &layer = json.at("layers").at(1);
  EXPECT_EQ(layer.at("name"), "fc");
  for (char const *key :
       {"time_s", "time_low_s", "time_high_s", "energy_j", "base_j", "dynamic_j", "mean_power_w"})
    EXPECT_TRUE(layer.at(key).is_number()) << key;
  for (nlohmann::json const &diagnostic : json.at("diagnostics"))
    for (char const *key : {"severity", "code", "node", "message", "hint"})
      EXPECT_TRUE(diagnostic.at(key).is_string()) << key;
}

TEST(TraceJson, WithoutTimeSecondsAndJoulesAreNull) {
  PowerTrace trace = twoLayers();
  trace.rateHz = 0;
  trace.startS = 0;
  nlohmann::json json = jsonOf(analysed(trace));
  EXPECT_TRUE(json.at("rate_hz").is_null());
  nlohmann::json const &window = json.at("windows").at(0);
  EXPECT_TRUE(window.at("start_s").is_null());
  EXPECT_TRUE(window.at("energy_j").is_null());
  EXPECT_NEAR(window.at("mean_power_w"), 2.33, 0.03);
}

TEST(TraceText, SaysWhatWasFoundAndHow) {
  Result result = analysed(twoLayers());
  std::string text;
  llvm::raw_string_ostream out(text);
  writeTraceText(result.analysis, result.diagnostics.diagnostics(), out);
  EXPECT_THAT(out.str(), HasSubstr("one inference: 14"));
  EXPECT_THAT(out.str(),
              HasSubstr("execution is the high state (the recording begins and ends in the low state"));
  EXPECT_THAT(out.str(), HasSubstr("base power"));
}

TEST(TraceHtml, IsOnePageThatLoadsNothing) {
  Result result = analysed(twoLayers());
  result.analysis.source = "<script>&\"";
  std::string text;
  llvm::raw_string_ostream out(text);
  writeTraceHtml(result.trace, result.analysis, result.diagnostics.diagnostics(), out);
  EXPECT_THAT(out.str(), HasSubstr("<svg"));
  EXPECT_THAT(out.str(), HasSubstr("prefers-color-scheme: dark"));
  EXPECT_THAT(out.str(), HasSubstr("&lt;script&gt;&amp;&quot;"));
  EXPECT_THAT(out.str(), testing::Not(HasSubstr("<script>&")));
  EXPECT_THAT(out.str(), testing::Not(HasSubstr("src=")));
  EXPECT_THAT(out.str(), testing::Not(HasSubstr("http:")));
  EXPECT_THAT(out.str(), testing::Not(HasSubstr("https:")));
}

TEST(SamplingStudy, ErrorsGrowAndLayersAreLostAsTheRateFalls) {
  AnalysisOptions options;
  options.latency = LatencyReport{};
  options.latency->rows = {{"conv", 0.004, LayerStatus::Executed, ""},
                           {"fc", 0.002, LayerStatus::Executed, ""}};
  Result result = analysed(twoLayers(), options);
  std::vector<SamplingRow> rows = studySampling(result.trace, result.analysis);
  ASSERT_GE(rows.size(), 8U);
  EXPECT_EQ(rows.front().rateHz, 100000);
  EXPECT_LT(rows.front().totalError, 0.001);
  // At 200 Hz a sample lasts 5 ms: both layers are shorter; the window of 6 ms is still seen.
  auto slow =
      std::find_if(rows.begin(), rows.end(), [](SamplingRow const &row) { return row.rateHz == 200; });
  ASSERT_NE(slow, rows.end());
  EXPECT_EQ(*slow->layersLost, 1);
  EXPECT_GT(slow->totalError, 0.05);
  std::optional<double> rate = sufficientRate(rows, 0.05);
  ASSERT_TRUE(rate);
  EXPECT_GE(*rate, 1000);
  EXPECT_LE(*rate, 50000);
}

TEST(SamplingStudy, TableCsvAndPicture) {
  Result result = analysed(twoLayers());
  std::vector<SamplingRow> rows = studySampling(result.trace, result.analysis);
  std::string text, csv, svg;
  llvm::raw_string_ostream textOut(text), csvOut(csv), svgOut(svg);
  writeSamplingText(rows, textOut);
  writeSamplingCsv(rows, csvOut);
  writeSamplingSvg(rows, svgOut);
  EXPECT_THAT(textOut.str(), HasSubstr("suffice"));
  EXPECT_THAT(csvOut.str(),
              testing::StartsWith("rate_hz,total_error,dynamic_error,layer_error,layers_lost\n100000,"));
  EXPECT_THAT(svgOut.str(), HasSubstr("<polyline"));
}
