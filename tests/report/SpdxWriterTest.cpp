// What SPDX 3.0.1 asks for was read from its model and its JSON schema: https://spdx.github.io/spdx-spec/v3.0.1.
#include "lib/report/Writers.h"
#include "tests/report/SampleReport.h"
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <regex>

namespace eo {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

std::string spdxText(std::vector<Report> const &reports, WriteOptions const &options = {}) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  writeSpdx(reports, options, stream);
  return stream.str();
}

json spdx(std::vector<Report> const &reports, WriteOptions const &options = {}) {
  return json::parse(spdxText(reports, options));
}

std::vector<json> ofType(json const &document, std::string const &type) {
  std::vector<json> found;
  for (json const &one : document.at("@graph"))
    if (one.at("type") == type)
      found.push_back(one);
  return found;
}

json packageOf(json const &document) { return ofType(document, "ai_AIPackage").at(0); }

std::string quantityOf(json const &document) {
  return packageOf(document)
      .at("ai_energyConsumption")
      .at("ai_inferenceEnergyConsumption")
      .at(0)
      .at("ai_energyQuantity");
}

TEST(Spdx, HasWhatTheSchemaAsksOfEachClass) {
  Report report = sampleReport();
  report.model.sha256 = std::string(64, 'a');
  json document = spdx({report});
  EXPECT_EQ(document.at("@context"), "https://spdx.org/rdf/3.0.1/spdx-context.jsonld");
  EXPECT_EQ(document.size(), 2U) << "nothing beside @context and @graph";
  json creation = ofType(document, "CreationInfo").at(0);
  EXPECT_EQ(creation.at("specVersion"), "3.0.1");
  EXPECT_TRUE(std::regex_match(creation.at("created").get<std::string>(),
                               std::regex("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ")));
  ASSERT_EQ(creation.at("createdBy").size(), 1U);
  std::set<std::string> ids;
  for (json const &one : document.at("@graph")) {
    if (one.at("type") == "CreationInfo")
      continue;
    EXPECT_EQ(one.at("creationInfo"), creation.at("@id"));
    EXPECT_TRUE(ids.insert(one.at("spdxId")).second) << "ids are unique";
  }
  EXPECT_TRUE(ids.count(creation.at("createdBy").at(0)));
  json agent = ofType(document, "SoftwareAgent").at(0);
  EXPECT_EQ(agent.at("name"), "energy-opt 1.2.3");
  json whole = ofType(document, "SpdxDocument").at(0);
  EXPECT_EQ(whole.at("profileConformance"), json({"core", "software"}))
      << "the AI profile asks for a supplier, a version and more that no network's file holds";
  EXPECT_EQ(whole.at("rootElement"), json::array({packageOf(document).at("spdxId")}));
  for (json const &id : whole.at("element"))
    EXPECT_TRUE(ids.count(id));
  json package = packageOf(document);
  EXPECT_EQ(package.at("name"), "net.onnx");
  EXPECT_EQ(package.at("software_primaryPurpose"), "model");
  json hash = package.at("verifiedUsing").at(0);
  EXPECT_EQ(hash.at("type"), "Hash");
  EXPECT_EQ(hash.at("algorithm"), "sha256");
  EXPECT_EQ(hash.at("hashValue"), std::string(64, 'a'));
  json energy = package.at("ai_energyConsumption");
  EXPECT_EQ(energy.at("type"), "ai_EnergyConsumption");
  json one = energy.at("ai_inferenceEnergyConsumption").at(0);
  EXPECT_EQ(one.size(), 3U);
  EXPECT_EQ(one.at("type"), "ai_EnergyConsumptionDescription");
  EXPECT_EQ(one.at("ai_energyUnit"), "megajoule");
  EXPECT_TRUE(one.at("ai_energyQuantity").is_string());
}

/// What people write for joules · 1e-6, worked out by hand.
TEST(Spdx, EnergiesAreMegajoulesDigitByDigit) {
  std::regex decimal("-?[0-9]+(\\.[0-9]*)?"); // xsd:decimal of the schema: no exponent
  for (auto const &[joules, text] : {std::pair(0.1, "0.0000001"),
                                     {0.012793456789012345, "0.000000012793456789012345"},
                                     {1.25e-7, "0.000000000000125"},
                                     {5e-324, nullptr},
                                     {12.0, "0.000012"},
                                     {1234567.5, "1.2345675"},
                                     {1e6, "1"},
                                     {2.5e20, "250000000000000"},
                                     {0.0, "0.0000000"}}) {
    Report report = sampleReport();
    report.totals.energy = joules;
    std::string quantity = quantityOf(spdx({report}));
    EXPECT_TRUE(std::regex_match(quantity, decimal)) << quantity;
    if (text != nullptr) {
      EXPECT_EQ(std::stod(quantity), std::stod(text)) << quantity;
    }
    // The digits are those of the JSON report: the point moved back by six places, the same double comes out.
    if (joules >= 1e-9 && joules < 1e9) {
      EXPECT_EQ(std::stod(quantity + "e6"), joules) << quantity;
    }
  }
  Report report = sampleReport();
  report.totals.energy = 0.012793456789012345;
  EXPECT_EQ(quantityOf(spdx({report})), "0.000000012793456789012345");
  report.totals.energy = 1234567.5;
  EXPECT_EQ(quantityOf(spdx({report})), "1.2345675");
}

TEST(Spdx, TheCommentSaysThatItIsEstimatedWithIntervalAndTrust) {
  Report report = sampleReport();
  report.totals.energyLow = 0.08;
  report.totals.energyHigh = 0.13;
  report.totals.intervalLevel = 0.9;
  report.trust = ReportTrust{1, TrustLevel::Partly, 2.0, {}};
  std::string comment = packageOf(spdx({report})).at("comment");
  EXPECT_THAT(comment, HasSubstr("estimated from the network's structure, not measured"));
  EXPECT_THAT(
      comment,
      HasSubstr("b1, CPU inference, FP32, idle included: 0.1 J for one execution of 4 samples; 0.08 J to "
                "0.13 J (90 % interval); trust: "));
  EXPECT_THAT(packageOf(spdx({sampleReport()})).at("comment").get<std::string>(),
              HasSubstr("no interval: the source gives none"));
}

TEST(Spdx, WhatIsNotKnownIsLeftOutAndSaid) {
  Report report = sampleReport();
  report.totals.energy.reset();
  json package = packageOf(spdx({report}));
  EXPECT_FALSE(package.contains("ai_energyConsumption"));
  EXPECT_FALSE(package.contains("verifiedUsing"));
  EXPECT_THAT(package.at("comment").get<std::string>(), HasSubstr("no energy is known there"));
  report.board.reset();
  EXPECT_THAT(packageOf(spdx({report})).at("comment").get<std::string>(),
              HasSubstr("no board was asked for"));
  EXPECT_EQ(spdxText({}), "");
}

TEST(Spdx, BoardsOfANetworkShareItsPackage) {
  Report first = sampleReport(), second = sampleReport(), other = sampleReport();
  second.board->id = "b2";
  second.totals.energy = 0.3;
  other.model.path = "other.onnx";
  json document = spdx({first, second, other});
  ASSERT_EQ(ofType(document, "ai_AIPackage").size(), 2U);
  EXPECT_EQ(packageOf(document).at("ai_energyConsumption").at("ai_inferenceEnergyConsumption").size(), 2U);
  EXPECT_EQ(ofType(document, "SpdxDocument").at(0).at("rootElement").size(), 2U);
}

TEST(Spdx, TheSameReportGivesTheSameDocumentAndAnotherAnother) {
  Report report = sampleReport(), other = sampleReport();
  other.totals.energy = 0.1000000001;
  EXPECT_EQ(spdxText({report}), spdxText({report}));
  auto id = [](json const &document) { return packageOf(document).at("spdxId").get<std::string>(); };
  EXPECT_NE(id(spdx({report})), id(spdx({other})));
  EXPECT_TRUE(std::regex_match(
      id(spdx({report})),
      std::regex("urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}#network-0")));
}

TEST(Spdx, TheTimeIsThatOfTheOptionsOrNone) {
  EXPECT_EQ(ofType(spdx({sampleReport()}), "CreationInfo").at(0).at("created"), "1970-01-01T00:00:00Z");
  EXPECT_THAT(ofType(spdx({sampleReport()}), "CreationInfo").at(0).at("comment").get<std::string>(),
              HasSubstr("no time is stated"));
  WriteOptions options;
  options.createdAt = 1709210096; // date -u -d @1709210096
  json creation = ofType(spdx({sampleReport()}, options), "CreationInfo").at(0);
  EXPECT_EQ(creation.at("created"), "2024-02-29T12:34:56Z");
  EXPECT_FALSE(creation.contains("comment"));
}

TEST(Spdx, HostileNamesStayText) {
  Report report = sampleReport();
  report.model.path = "a/\"</script>\n\xff.onnx";
  EXPECT_EQ(packageOf(spdx({report})).at("name"), "script>\n\uFFFD.onnx") << "behind the last slash";
}

} // namespace
} // namespace eo
