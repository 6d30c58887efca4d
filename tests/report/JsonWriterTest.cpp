#include "lib/report/Writers.h"
#include "tests/report/SampleReport.h"
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace eo {
namespace {

std::string ndjson(Report const &report) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  writeNdjson(report, {}, stream);
  return text;
}

TEST(JsonWriter, KeysStandInTheOrderOfTheSchema) {
  EXPECT_EQ(
      ndjson(sampleReport()),
      R"({"schema":"energy-opt/report/1","tool":{"name":"energy-opt","version":"1.2.3"},)"
      R"("model":{"path":"net.onnx","ir_version":8,"opsets":{"ai.onnx":13,"com.microsoft":1},)"
      R"("producer":"hand 1.0","nodes":2,"batch":4,"precision":"","dims":{}},)"
      R"("board":{"id":"b1","title":"A board","setting":{"unit":"cpu"},"kind":"mac-linear","metered":null,"idle":null,)"
      R"("sources":[{"title":"A paper","where":"Table 1","date":"2022","points":null,"url":null}]},)"
      R"("mac_convention":"eo-mac-1",)"
      R"("totals":{"macs":1000000,"other_ops":64,"params":432,"param_bytes":1728,"activation_bytes":4096,)"
      R"("peak_activation_bytes":null,"latency_s":null,"latency_low_s":null,"latency_high_s":null,"device_latency_s":null,"overhead_s":null,)"
      R"("throughput_per_s":null,"power_w":null,"energy_j":0.1,"energy_low_j":null,"energy_high_j":null,)"
      R"("interval_level":null,"energy_base_j":null,"energy_dynamic_j":null},)"
      R"("missing":{"peak_activation_bytes":"the size of a tensor is not known",)"
      R"("latency_s":"the board's model knows energies only","latency_low_s":"the board's model knows energies only",)"
      R"("latency_high_s":"the board's model knows energies only",)"
      R"("device_latency_s":"the board's model knows energies only","overhead_s":"the board's model knows energies only",)"
      R"("throughput_per_s":"the board's model knows energies only","power_w":"the board's model knows energies only",)"
      R"("energy_low_j":"the board's model has no interval","energy_high_j":"the board's model has no interval",)"
      R"("interval_level":"the board's model has no interval",)"
      R"("energy_base_j":"the board's model does not tell it apart",)"
      R"("energy_dynamic_j":"the board's model does not tell it apart"},)"
      R"("macs_by_type":{"int8":1000000},"coverage":{"nodes":2,"nodes_modelled":1,"macs_share":1,"bytes_share":0.625,"macs_are_all":true,"energy_is_all":true},"trust":null,)"
      R"("layers":[{"index":0,"name":"conv, \"one\"","op":"Conv","scope":"","kernel":"k0",)"
      R"("inputs":["x","w",""],"outputs":[{"name":"y","type":"float32","shape":[4,"N + 1",null]}],)"
      R"("macs":1000000,"other_ops":0,"params":432,"bytes_read":10,"bytes_written":20,"latency_s":null,)"
      R"("power_w":null,"energy_j":0.1,"energy_low_j":null,"energy_high_j":null,"energy_base_j":null,)"
      R"("energy_dynamic_j":null,"basis":"fit"},)"
      R"({"index":1,"name":"relu","op":"Relu","scope":"block","kernel":"k1","inputs":["y"],)"
      R"("outputs":[{"name":"z","type":null,"shape":null}],"macs":0,"other_ops":64,"params":null,)"
      R"("bytes_read":null,"bytes_written":null,"latency_s":null,"power_w":null,"energy_j":null,)"
      R"("energy_low_j":null,"energy_high_j":null,"energy_base_j":null,"energy_dynamic_j":null,)"
      R"("basis":"none"}],)"
      R"("diagnostics":[{"severity":"note","code":"EO0501","node":"relu",)"
      R"("message":"1 node has no energy estimate","hint":null},)"
      R"({"severity":"warning","code":"EO0302","node":null,"message":"a shape differs",)"
      R"("hint":"export again"}]})");
}

TEST(JsonWriter, WhatIsNullHasItsReason) {
  Report report = sampleReport();
  auto why = [&](char const *key) {
    auto const missing = nlohmann::json::parse(ndjson(report)).at("missing");
    return missing.contains(key) ? missing.at(key).get<std::string>() : "";
  };
  EXPECT_EQ(why("energy_j"), "");
  report.diagnostics.push_back({Severity::Note, "EO0504", "", "no interval: the source gives none", ""});
  EXPECT_EQ(why("energy_low_j"), "no interval: the source gives none");
  report.totals.energy.reset();
  EXPECT_EQ(why("energy_j"), "no layer has an estimate");
  report.totals.latency = 0.1;
  EXPECT_EQ(why("energy_j"), "the board's model knows times only");
  EXPECT_EQ(why("power_w"), "the board's model knows times only");
  EXPECT_EQ(why("latency_s"), "");
  report.board.reset();
  EXPECT_EQ(why("energy_j"), "no board was named");
  report.totals.macs.reset();
  EXPECT_EQ(why("macs"), "not known for any node");
}

// What text shows as "≥"
TEST(JsonWriter, LowerBoundsAreToldFromTotals) {
  Report report = sampleReport();
  report.totals.macsAreAll = false;
  report.totals.energyIsAll = false;
  EXPECT_THAT(ndjson(report), testing::HasSubstr(R"("macs_are_all":false,"energy_is_all":false})"));
  report.totals.energy.reset();
  EXPECT_THAT(ndjson(report), testing::HasSubstr(R"("energy_is_all":null})"));
}

TEST(JsonWriter, WithoutBoardTheKeysStay) {
  Report report = sampleReport();
  report.board.reset();
  report.layers[0].basis.reset();
  EXPECT_THAT(ndjson(report), testing::HasSubstr(R"("board":null,)"));
  EXPECT_THAT(ndjson(report), testing::HasSubstr(R"("basis":null})"));
}

TEST(JsonWriter, DoublesReadBackAsTheSameNumber) {
  for (double value : {0.1, 1.0 / 3, 0.10909505, 2.8674e-08, 5e-324, 1.7976931348623157e308}) {
    Report report = sampleReport();
    report.totals.energy = value;
    EXPECT_EQ(nlohmann::json::parse(ndjson(report)).at("totals").at("energy_j"), value);
  }
}

TEST(JsonWriter, LargeCountsStayExact) {
  Report report = sampleReport();
  report.totals.macs = INT64_MAX;
  EXPECT_THAT(ndjson(report), testing::HasSubstr("\"macs\":9223372036854775807,"));
}

TEST(JsonWriter, BrokenNamesStayValidJson) {
  Report report = sampleReport();
  report.layers[0].name = "a\xff\xc0\x80\x01\n\"\\";
  report.model.path = std::string("nul\0byte", 8);
  report.model.opsets["\xfe"] = 1;
  EXPECT_TRUE(nlohmann::json::accept(ndjson(report)));
}

TEST(JsonWriter, IndentedFormHoldsTheSame) {
  std::string indented;
  llvm::raw_string_ostream stream(indented);
  writeJson(sampleReport(), {}, stream);
  EXPECT_EQ(nlohmann::json::parse(indented), nlohmann::json::parse(ndjson(sampleReport())));
}

} // namespace
} // namespace eo
