// Manifests of bundles: written and read back, hostile ones, tables, and which must not be mixed.

#include "lib/measure/Bundle.h"
#include "lib/support/Error.h"
#include <gmock/gmock.h>

namespace eo::test {
namespace {

using testing::HasSubstr;

Bundle bundle() {
  Bundle bundle;
  bundle.tool = "energy-calibrate 1";
  bundle.settings = {{"unit", "cpu"}};
  bundle.sensor.spec = "hwmon:ina3221";
  bundle.sensor.added = {"VDD_IN"};
  bundle.sensor.rateHz = 50;
  bundle.runner = "fake";
  NetworkMeasurement net;
  net.model = "networks/a.onnx";
  net.sha256 = "00";
  net.dims = {"batch=4"};
  net.runs = {{1, 2, 10, 0.9, 0.08, {0.5, 0.25}, false}};
  net.latencyS = 0.09;
  net.energyJ = 0.5;
  net.powerW = 5;
  net.spread = 0.01;
  net.idleBeforeW = 2;
  net.facts = {{"version", "1.2"}};
  net.before.settled = {{"cpu policy0 governor", "performance"}};
  bundle.networks.push_back(net);
  net.model = "networks/b.onnx";
  net.failure = "no kernel for Foo";
  bundle.networks.push_back(net);
  return bundle;
}

std::string refusal(Bundle const &other) {
  return takeErrorText(checkMixable({bundle(), other}, {"one", "two"})).message;
}

TEST(Bundle, ReadsBackWhatItWrites) {
  std::string text = manifestText(bundle());
  Bundle again = llvm::cantFail(parseManifest(text, "manifest.json"));
  EXPECT_EQ(manifestText(again), text);
}

/// What the manifest says once a part of it was changed by hand; "" where it is read.
std::string changed(llvm::StringRef from, llvm::StringRef to) {
  std::string text = manifestText(bundle());
  size_t at = text.find(from.str());
  EXPECT_NE(at, std::string::npos) << from.str();
  llvm::Expected<Bundle> read = parseManifest(text.replace(at, from.size(), to.str()), "manifest.json");
  return read ? "" : takeErrorText(read.takeError()).message;
}

TEST(Bundle, FiguresThatWereChangedByHandAreNoticed) {
  for (auto const &[from, to] :
       {std::pair(R"("latency_s": 0.09)", R"("latency_s": 0.045)"),
        std::pair(R"("energy_j": 0.5)", R"("energy_j": 0.25)"),
        std::pair(R"("power_w": 5)", R"("power_w": 4)"), std::pair(R"("spread": 0.01)", R"("spread": 0.001)"),
        std::pair(R"("idle_before_w": 2)", R"("idle_before_w": null)"),
        std::pair(R"("count": 10)", R"("count": 20)"), std::pair(R"("busy_s": 0.9)", R"("busy_s": 0.8)"),
        std::pair(R"("median_s": 0.08)", R"("median_s": 0.04)"),
        std::pair(R"("counted": false)", R"("counted": true)"), std::pair("batch=4", "batch=8"),
        std::pair(R"("sha256": "00")", R"("sha256": "01")")})
    EXPECT_THAT(changed(from, to),
                HasSubstr("the figures of networks/a.onnx are not those that were measured"))
        << from;
  EXPECT_EQ(changed(R"("begun": ")", R"("begun": "about )"), "") << "no figure of a network";
  EXPECT_EQ(changed(R"("figures_sha256")", R"("note")"), "") << "bundles of before have no such hash";
}

TEST(Bundle, TheTableHasWhatWasMeasuredAndItsSizes) {
  EXPECT_EQ(llvm::cantFail(bundleTable(bundle(), "b")), "model,unit,dim:batch,latency_s,energy_j,spread\n"
                                                        "networks/a.onnx,cpu,4,0.09,0.5,0.01\n");
  Bundle paced = bundle();
  paced.pacedHz = 5;
  EXPECT_THAT(takeErrorText(bundleTable(paced, "b").takeError()).message,
              HasSubstr("measure without --paced"));
  Bundle failed = bundle();
  failed.networks.erase(failed.networks.begin());
  EXPECT_THAT(takeErrorText(bundleTable(failed, "b").takeError()).message, HasSubstr("no kernel for Foo"));
}

/// The bundle with further visits to its first network, which took `seconds` an inference.
Bundle visited(std::initializer_list<double> seconds) {
  Bundle more = bundle();
  for (double latency : seconds) {
    NetworkMeasurement visit = more.networks.front();
    visit.latencyS = latency;
    visit.energyJ = 5 * latency;
    more.networks.push_back(visit);
  }
  return more;
}

TEST(Bundle, OfSeveralVisitsTheQuickestIsTheNetworksAndTheNextConfirmsIt) {
  // 0.09 s with 1 %, then 0.08 s and 0.12 s: the next quickest is 12.5 % behind.
  EXPECT_EQ(llvm::cantFail(bundleTable(visited({0.08, 0.12}), "b")),
            "model,unit,dim:batch,latency_s,energy_j,spread\n"
            "networks/a.onnx,cpu,4,0.08,0.4,0.0625\n");
  Bundle thrice = visited({0.08, 0.12}); // what networksOf gives points into it
  std::vector<NetworkVisits> networks = networksOf(thrice);
  ASSERT_EQ(networks.size(), 2U) << "the one that failed is a network too";
  EXPECT_EQ(networks[0].good.size(), 3U);
  EXPECT_EQ(networks[1].quickest(), nullptr);
  EXPECT_THAT(networks[0].doubts(), testing::IsEmpty());
  EXPECT_DOUBLE_EQ(*networksOf(visited({0.0909}))[0].spread(), 0.01) << "1 % apart: its own spread is larger";
  EXPECT_THAT(networksOf(visited({0.06, 0.12}))[0].doubts(),
              testing::ElementsAre(
                  HasSubstr("only one of 3 visits was as quick as 60 ms an inference, the next took 90 ms")));
}

// A table of a spread above 1 is refused by fit, and with it the bundle: on a busy machine the next visit may take nine times as long.
TEST(Bundle, TheSpreadOfATableEndsAt1) {
  EXPECT_DOUBLE_EQ(*networksOf(visited({0.03}))[0].spread(), 1) << "0.09 is three times as long";
  EXPECT_DOUBLE_EQ(*networksOf(visited({0.036}))[0].spread(), 0.75);
  EXPECT_DOUBLE_EQ(*networksOf(visited({0.01}))[0].spread(), 1);
}

TEST(Bundle, AVisitThatFailsWhereOthersDidNotIsADoubt) {
  Bundle partly = visited({0.08});
  partly.networks.back().failure = "out of memory";
  std::vector<NetworkVisits> networks = networksOf(partly);
  EXPECT_EQ(*networks[0].quickest()->latencyS, 0.09);
  EXPECT_THAT(networks[0].doubts(), testing::ElementsAre("another visit failed: out of memory"));
}

TEST(Bundle, FiguresOfOtherConditionsAreNotMixed) {
  EXPECT_FALSE(bool(checkMixable({bundle(), bundle()}, {"one", "two"})));
  Bundle rail = bundle();
  rail.sensor.added = {"VDD_CPU"};
  EXPECT_THAT(refusal(rail), HasSubstr("differ in rail: 'VDD_IN of hwmon:ina3221' against 'VDD_CPU"));
  Bundle clocks = bundle();
  clocks.networks[0].before.settled["cpu policy0 governor"] = "powersave";
  EXPECT_THAT(refusal(clocks), HasSubstr("differ in clocks"));
  Bundle runtime = bundle();
  runtime.networks[0].facts["version"] = "1.3";
  EXPECT_THAT(refusal(runtime), HasSubstr("differ in runtime"));
  Bundle batch = bundle();
  batch.networks[0].dims = {"batch=8"};
  EXPECT_THAT(refusal(batch), HasSubstr("differ in batch: '4' against '8'"));
  Bundle idle = bundle();
  idle.networks[0].idleBeforeW = 3;
  idle.networks[1].idleBeforeW = 3;
  EXPECT_THAT(refusal(idle), HasSubstr("differ in idle power: '2 W' against '3 W'"));
  Bundle content = bundle();
  content.networks[0].sha256 = "11";
  EXPECT_THAT(refusal(content), HasSubstr("differ in the network networks/a.onnx"));
}

TEST(Bundle, WhatASettingTellsApartMayDiffer) {
  Bundle one = bundle(), other = bundle();
  one.settings["power_mode"] = "maxn";
  other.settings["power_mode"] = "15w";
  other.networks[0].before.settled["cpu policy0 governor"] = "powersave";
  other.networks[0].idleBeforeW = 9;
  other.networks[1].idleBeforeW = 9;
  EXPECT_FALSE(bool(checkMixable({one, other}, {"one", "two"})));
}

TEST(Bundle, OneRunOfNoTimeAndNoSpreadAreFigures) {
  EXPECT_TRUE(bool(parseManifest(
      R"({"schema":"energy-opt/bundle/1","sensor":{"spec":"none"},"networks":[{"model":"a.onnx","spread":0,
          "runs":[{"count":1,"begin_s":1,"end_s":1}]}]})",
      "manifest.json")));
}

TEST(Bundle, BrokenManifestsAreNamedErrors) {
  for (auto const &[text, message] :
       {std::pair("", "manifest.json:1:1"), std::pair("{}", "no schema"),
        std::pair(R"({"schema":"energy-opt/bundle/2"})", "energy-opt/bundle/1"),
        std::pair(R"({"schema":"energy-opt/bundle/1","networks":[{"latency_s":-1}]})", "must be above 0"),
        std::pair(R"({"schema":"energy-opt/bundle/1","networks":{}})", "networks"),
        std::pair(R"({"schema":"energy-opt/bundle/1","networks":[{"runs":[{"count":1.5}]}]})", "count"),
        std::pair(R"({"schema":"energy-opt/bundle/1","networks":[{"spread":-0.1}]})", "must not be below 0"),
        std::pair(R"({"schema":"energy-opt/bundle/1","networks":[{"latency_s":1}]})", "without 'model'"),
        std::pair(R"({"schema":"energy-opt/bundle/1","networks":[{"model":"a.onnx"}]})",
                  "its sensor is missing"),
        std::pair(R"({"schema":"energy-opt/bundle/1","networks":[{"runs":[{"count":0}]}]})", "at least 1"),
        std::pair(
            R"({"schema":"energy-opt/bundle/1","networks":[{"runs":[{"count":1,"begin_s":2,"end_s":1}]}]})",
            "ends behind its beginning"),
        std::pair(R"({"schema":"energy-opt/bundle/1","settings":{"a":1}})", "settings")}) {
    llvm::Expected<Bundle> read = parseManifest(text, "manifest.json");
    ASSERT_FALSE(bool(read)) << text;
    EXPECT_THAT(takeErrorText(read.takeError()).message, HasSubstr(message)) << text;
  }
}

} // namespace
} // namespace eo::test
