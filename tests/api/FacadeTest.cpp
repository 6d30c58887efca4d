// <energy_opt/energy_opt.h> as a program of others uses it.
#include "energy_opt/energy_opt.h"

#include <fstream>
#include <gmock/gmock.h>
#include <iterator>
#include <nlohmann/json.hpp>

using testing::HasSubstr;

namespace {

std::string const folder = ENERGY_OPT_SOURCE_DIR "/testdata/networks/";

energy_opt::Session const &session() {
  static energy_opt::Session const one(ENERGY_OPT_SOURCE_DIR "/boardmodels");
  return one;
}

TEST(Facade, FileAndBytesSayTheSame) {
  energy_opt::Options options;
  options.board = "jetson-nano";
  energy_opt::Report byPath = session().estimate(folder + "tiny-cnn.onnx", options);
  std::ifstream file(folder + "tiny-cnn.onnx", std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  energy_opt::Report byBytes =
      session().estimate(bytes.data(), bytes.size(), options, folder + "tiny-cnn.onnx");
  EXPECT_EQ(byPath.json(), byBytes.json());
  energy_opt::Totals totals = byPath.totals();
  EXPECT_LT(totals.energyLowJ, totals.energyJ);
  double sum = 0;
  for (energy_opt::Layer const &layer : byPath.layers())
    sum += layer.energyJ.value_or(0);
  EXPECT_NEAR(sum, totals.energyJ.value(), 1e-12);
}

TEST(Facade, OptionsReachTheAnalysis) {
  energy_opt::Options options;
  options.dims = {{"batch", 3}, {"image[2]", 64}};
  auto dims = nlohmann::json::parse(session().estimate(folder + "depthwise.onnx", options).json())["model"];
  EXPECT_EQ(dims["batch"], 3);
  options = {};
  options.board = "agx-xavier";
  options.settings = {{"power_mode", "15w"}};
  options.powerW = 7.5;
  energy_opt::Totals given = session().estimate(folder + "mlp.onnx", options).totals();
  EXPECT_NEAR(given.energyJ.value(), 7.5 / given.throughputPerS.value(), 1e-9);
}

TEST(Facade, WhatGoesWrongIsThrown) {
  energy_opt::Options options;
  options.board = "a\"\n\\b";
  try {
    session().estimate(folder + "mlp.onnx", options);
    FAIL();
  } catch (energy_opt::Error const &error) {
    EXPECT_EQ(error.code(), "usage");
    EXPECT_THAT(error.what(), HasSubstr("unknown board 'a\""));
  }
  EXPECT_THROW(session().estimate("", 0, {}), energy_opt::Error) << "no bytes are no network";
}

TEST(Facade, VerdictAndDifference) {
  energy_opt::LintOptions options;
  options.board = "jetson-nano";
  options.budgets = {"energy=1kJ"};
  options.rules = {{"all", "off"}};
  options.unknown = "pass";
  options.minCoverage = 0.5;
  EXPECT_EQ(session().lint(folder + "tiny-cnn.onnx", options).exitCode, 0);
  energy_opt::Report one = session().estimate(folder + "tiny-cnn.onnx", options);
  EXPECT_THAT(energy_opt::diff(one, one, "text"), HasSubstr("no change"));
  EXPECT_THAT(session().boards(), HasSubstr("\"board\":\"jetson-nano\""));
}

} // namespace
