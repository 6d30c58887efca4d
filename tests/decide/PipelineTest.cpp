// A detector of 1 J (0.8 to 1.2) in 100 ms and a classifier of 0.1 J (0.05 to 0.2) in 10 ms for each of 3 objects.
#include "lib/decide/Pipeline.h"
#include "lib/cost/TrustLevel.h"
#include "lib/support/Error.h"
#include "lib/support/Yaml.h"
#include "tests/decide/MadeUpReport.h"

#include <gmock/gmock.h>

using namespace eo;
using testing::HasSubstr;

namespace {

Report partReport(double energyJ, double lowJ, double highJ, double latencyS) {
  Report report = test::madeUpReport(energyJ, 1 / latencyS);
  report.totals.energyLow = lowJ;
  report.totals.energyHigh = highJ;
  report.totals.latency = latencyS;
  report.totals.macs = 100;
  return report;
}

NetworkPipeline cascade(std::string const &more = "") {
  std::string text = "parts: [{network: nets/det.onnx}, {name: crops, network: cls.onnx, times: 3}]\n" + more;
  llvm::Expected<YamlFile> file = YamlFile::parse(text, "cascade.yaml");
  if (!file) {
    ADD_FAILURE() << takeErrorText(file.takeError()).message;
    return {};
  }
  YamlReader reader(*file);
  NetworkPipeline pipeline = readPipeline(reader, file->root(), "folder");
  EXPECT_EQ(takeErrorText(reader.finish()).message, "");
  pipeline.path = "cascade.yaml";
  return pipeline;
}

PricedPipeline priced(NetworkPipeline const &pipeline, Report detector, Report classifier) {
  llvm::Expected<PricedPipeline> result =
      pricePipeline(pipeline, {std::move(detector), std::move(classifier)}, 2.0);
  if (!result) {
    ADD_FAILURE() << takeErrorText(result.takeError()).message;
    return {};
  }
  return std::move(*result);
}

std::string complaintOf(std::string const &text) {
  llvm::Expected<YamlFile> file = YamlFile::parse(text, "p.yaml");
  if (!file)
    return takeErrorText(file.takeError()).message;
  YamlReader reader(*file);
  readPipeline(reader, file->root(), "");
  return takeErrorText(reader.finish()).message;
}

TEST(Pipelines, EnergiesTimesAndBoundsAreSums) {
  NetworkPipeline pipeline = cascade();
  EXPECT_EQ(pipeline.parts[0].network, "folder/nets/det.onnx");
  EXPECT_EQ(pipeline.parts[0].name, "det.onnx");
  PricedPipeline all = priced(pipeline, partReport(1, 0.8, 1.2, 0.1), partReport(0.1, 0.05, 0.2, 0.01));
  EXPECT_NEAR(all.energyJ->value, 1.3, 1e-12);
  EXPECT_NEAR(*all.energyJ->low, 0.95, 1e-12);
  EXPECT_NEAR(*all.energyJ->high, 1.8, 1e-12);
  EXPECT_NEAR(all.latencyS->value, 0.13, 1e-12);
  EXPECT_FALSE(all.latencyS->low);
  EXPECT_NEAR(*all.macs, 400, 1e-12);
}

TEST(Pipelines, ABatchServesSeveralResults) {
  Report batch = partReport(0.4, 0.2, 0.8, 0.04); // four crops at once
  batch.model.batch = 4;
  EXPECT_NEAR(priced(cascade(), partReport(1, 0.8, 1.2, 0.1), batch).energyJ->value, 1 + 3 * 0.1, 1e-12);
}

TEST(Pipelines, WithoutAPartThereIsNoTotal) {
  Report none = partReport(1, 1, 1, 0.1);
  none.totals.energy = std::nullopt;
  PricedPipeline all = priced(cascade(), partReport(1, 0.8, 1.2, 0.1), none);
  EXPECT_FALSE(all.energyJ);
  std::string text;
  llvm::raw_string_ostream stream(text);
  writePipelineText({all}, {}, stream);
  EXPECT_THAT(stream.str(), HasSubstr("not known of all of crops"));
}

/// What a part leaves out has neither its energy nor its time in the sum.
TEST(Pipelines, OfALowerBoundThereIsNoTotal) {
  Report part = partReport(1, 0.8, 1.2, 0.1);
  part.totals.energyIsAll = false;
  PricedPipeline all = priced(cascade(), partReport(1, 0.8, 1.2, 0.1), part);
  EXPECT_FALSE(all.energyJ);
  EXPECT_FALSE(all.latencyS);
}

TEST(Pipelines, TheTrustIsThatOfTheLeastTrustedPart) {
  Report guess = partReport(0.1, 0.05, 0.2, 0.01);
  guess.trust.emplace();
  guess.trust->level = TrustLevel::Guess;
  EXPECT_EQ(priced(cascade(), partReport(1, 0.8, 1.2, 0.1), guess).leastTrusted, 1U);
  Report wider = guess;
  guess.trust->factor = 2;
  wider.trust->factor = 3;
  EXPECT_EQ(priced(cascade(), guess, wider).leastTrusted, 1U) << "of two guesses the wider one";
  EXPECT_EQ(priced(cascade(), wider, guess).leastTrusted, 0U);
}

TEST(Pipelines, AMissionCountsResults) {
  // 1.3 J a result, twice a second, idle (2 W) for 1 - 2 · 0.13: 2.6 + 1.48 = 4.08 W
  PricedPipeline all = priced(cascade("mission: {rate: 2/s, battery: 40.8 Wh, hours: 9}\n"),
                              partReport(1, 0.8, 1.2, 0.1), partReport(0.1, 0.05, 0.2, 0.01));
  ASSERT_TRUE(all.mission);
  EXPECT_NEAR(all.mission->meanW.value, 4.08, 1e-12);
  EXPECT_NEAR(*all.mission->meanW.low, 1.9 + 1.48, 1e-12);
  EXPECT_NEAR(*all.mission->meanW.high, 3.6 + 1.48, 1e-12);
  EXPECT_NEAR(all.mission->lastsS->value, 10 * 3600, 1e-6);
  EXPECT_EQ(all.mission->verdict(), MissionVerdict::Unknown) << "8.03 to 12.07 h";
  EXPECT_NEAR(all.mission->peakW.value, 10, 1e-12) << "1 J in 100 ms, 0.1 J in 10 ms";
}

TEST(Pipelines, WritersSayTheSame) {
  PricedPipeline all = priced(cascade("mission: {rate: 2/s}\n"), partReport(1, 0.8, 1.2, 0.1),
                              partReport(0.1, 0.05, 0.2, 0.01));
  std::string text, json, csv;
  llvm::raw_string_ostream stream(text), jsonStream(json), csvStream(csv);
  writePipelineText({all}, {}, stream);
  EXPECT_THAT(stream.str(), HasSubstr("Energy       1.3 J        950 mJ to 1.8 J"));
  writePipelineJson({all}, jsonStream);
  EXPECT_THAT(jsonStream.str(),
              testing::AllOf(HasSubstr("\"schema\": \"energy-opt/pipeline/1\""),
                             HasSubstr("\"energy_high_j\": 1.8"), HasSubstr("\"times\": 3")));
  writePipelineCsv({all}, csvStream);
  EXPECT_THAT(csvStream.str(), HasSubstr("cascade.yaml,b,,all,,1,1.3,"));
}

TEST(PipelineFiles, WhatCannotBeIsAnError) {
  EXPECT_THAT(complaintOf("part: []\n"), HasSubstr("did you mean 'parts'?"));
  EXPECT_THAT(complaintOf("parts: []\n"), HasSubstr("a pipeline has 1 to 100 parts, this one 0"));
  EXPECT_THAT(complaintOf("parts: [{times: 2}]\n"), HasSubstr("key 'network' is missing"));
  EXPECT_THAT(complaintOf("parts: [{network: a.onnx, times: 0}]\n"), HasSubstr("above 0"));
  EXPECT_THAT(complaintOf("parts: [{network: a.onnx, dims: {batch: x}}]\n"), HasSubstr("must be an integer"));
  EXPECT_THAT(complaintOf("parts: [{network: a.onnx, values: {use_cache: yes}}]\n"),
              HasSubstr("must be a finite number, not 'yes'"));
  EXPECT_EQ(complaintOf("parts: [{network: a.onnx, values: {use_cache: true, rate: 9007199254740992}}]\n"),
            "");
  EXPECT_THAT(complaintOf("parts: [{network: a.onnx, values: {rate: 9007199254740994}}]\n"),
              HasSubstr("at most 2^53"));
  EXPECT_THAT(complaintOf("parts: [{network: a.onnx}]\nmission: {hours: 24 h}\n"),
              HasSubstr("hours need a battery"));
  EXPECT_THAT(complaintOf("parts: [{network: a.onnx}]\nmission: {inference_time: 1 s}\n"),
              HasSubstr("is of one network"));
}

} // namespace
