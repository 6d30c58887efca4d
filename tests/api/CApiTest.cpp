// The C interface: handles, formats, structs that grow.
#include "energy_opt.h"

#include <cmath>
#include <cstring>
#include <gmock/gmock.h>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

using nlohmann::json;
using testing::HasSubstr;

namespace {

std::string const network = ENERGY_OPT_SOURCE_DIR "/testdata/networks/tiny-cnn.onnx";

std::string taken(char *text) {
  EXPECT_NE(text, nullptr);
  std::string copy = text == nullptr ? "" : text;
  energy_opt_free(text);
  return copy;
}

class CApi : public testing::Test {
protected:
  CApi() : session(energy_opt_open(ENERGY_OPT_SOURCE_DIR "/boardmodels", nullptr)) {}
  ~CApi() override { energy_opt_close(session); }

  energy_opt_report *estimate(json const &request) {
    energy_opt_error *error = nullptr;
    energy_opt_report *report = energy_opt_estimate(session, request.dump().c_str(), nullptr, 0, &error);
    message = error == nullptr ? "" : energy_opt_error_message(error);
    energy_opt_error_free(error);
    return report;
  }

  energy_opt_session *session;
  std::string message;
};

TEST_F(CApi, TotalsAndLayersAreThoseOfTheReport) {
  energy_opt_report *report = estimate({{"path", network}, {"board", "jetson-nano"}});
  ASSERT_NE(report, nullptr) << message;
  json whole = json::parse(taken(energy_opt_report_write(report, "json", nullptr)));
  energy_opt_totals totals{};
  totals.struct_size = sizeof totals;
  energy_opt_report_totals(report, &totals);
  EXPECT_EQ(totals.energy_j, whole["totals"]["energy_j"]);
  EXPECT_EQ(totals.energy_high_j, whole["totals"]["energy_high_j"]);
  EXPECT_EQ(totals.macs, whole["totals"]["macs"]);
  EXPECT_EQ(totals.trust_level, whole["trust"]["level"]);
  ASSERT_EQ(energy_opt_report_layer_count(report), whole["layers"].size());
  for (size_t i = 0; i < whole["layers"].size(); ++i) {
    json const &row = whole["layers"][i];
    energy_opt_layer layer{};
    layer.struct_size = sizeof layer;
    ASSERT_EQ(energy_opt_report_layer(report, i, &layer), 1);
    EXPECT_EQ(layer.name, row["name"]);
    EXPECT_EQ(layer.basis, row["basis"]);
    EXPECT_EQ(layer.bytes_written, row["bytes_written"]);
    if (row["energy_j"].is_null())
      EXPECT_TRUE(std::isnan(layer.energy_j));
    else
      EXPECT_EQ(layer.energy_j, row["energy_j"]);
  }
  energy_opt_layer layer{};
  EXPECT_EQ(energy_opt_report_layer(report, whole["layers"].size(), &layer), 0);
  energy_opt_report_free(report);
}

TEST_F(CApi, PartsLeaveTheLayersToWhoAsksForThemLater) {
  energy_opt_report *report = estimate({{"path", network}, {"parts", {"totals"}}});
  ASSERT_NE(report, nullptr) << message;
  EXPECT_GT(energy_opt_report_layer_count(report), 0U);
  energy_opt_report_free(report);
}

TEST_F(CApi, AStructOfAnOlderHeaderIsNotOverrun) {
  energy_opt_report *report = estimate({{"path", network}});
  ASSERT_NE(report, nullptr);
  struct {
    size_t size;
    int64_t macs, guard;
  } older{2 * sizeof(size_t), 0, 42};
  static_assert(sizeof(size_t) == sizeof(int64_t));
  energy_opt_report_totals(report, reinterpret_cast<energy_opt_totals *>(&older));
  EXPECT_GT(older.macs, 0);
  EXPECT_EQ(older.guard, 42);
  EXPECT_EQ(older.size, 2 * sizeof(size_t));
  energy_opt_report_free(report);
}

TEST_F(CApi, WhatIsNotKnownIsNoNumber) {
  energy_opt_report *report = estimate({{"path", network}});
  energy_opt_totals totals{};
  totals.struct_size = sizeof totals;
  energy_opt_report_totals(report, &totals);
  EXPECT_TRUE(std::isnan(totals.energy_j)) << "without a board";
  EXPECT_STREQ(totals.trust_level, "");
  energy_opt_report_free(report);
}

TEST_F(CApi, EveryFormatIsWritten) {
  energy_opt_report *report = estimate({{"path", network}, {"board", "jetson-nano"}});
  for (char const *format : {"text", "json", "ndjson", "csv", "markdown", "html", "spdx", "model-explorer"})
    EXPECT_GT(taken(energy_opt_report_write(report, format, nullptr)).size(), 200U) << format;
  energy_opt_error *error = nullptr;
  EXPECT_EQ(energy_opt_report_write(report, "htm", &error), nullptr);
  EXPECT_STREQ(energy_opt_error_code(error), "usage");
  EXPECT_STREQ(energy_opt_error_hint(error), "did you mean 'html'");
  energy_opt_error_free(error);
  for (char const *format : {"text", "json", "csv", "markdown", "html"})
    EXPECT_GT(taken(energy_opt_diff(report, report, format, nullptr)).size(), 20U) << format;
  energy_opt_report_free(report);
}

TEST_F(CApi, LintSaysWhatItWouldEndWith) {
  int code = -1;
  json request = {{"path", network}, {"board", "jetson-nano"}, {"budgets", {"macs=1"}}};
  std::string text =
      taken(energy_opt_lint(session, request.dump().c_str(), nullptr, 0, "json", &code, nullptr));
  EXPECT_EQ(code, 1);
  EXPECT_EQ(json::parse(text)["exit_code"], 1);
}

TEST_F(CApi, NullsAreErrors) {
  energy_opt_error *error = nullptr;
  EXPECT_EQ(energy_opt_estimate(session, nullptr, nullptr, 0, &error), nullptr);
  energy_opt_error_free(error);
  EXPECT_EQ(energy_opt_estimate(session, "{}", nullptr, 0, nullptr), nullptr);
  EXPECT_EQ(energy_opt_open("/no/such/folder", &error), nullptr);
  EXPECT_THAT(energy_opt_error_message(error), HasSubstr("no such directory"));
  energy_opt_error_free(error);
  EXPECT_EQ(energy_opt_explain(nullptr, nullptr), nullptr);
  EXPECT_THAT(taken(energy_opt_answer(session, nullptr)), HasSubstr("error"));
  energy_opt_free(nullptr), energy_opt_error_free(nullptr), energy_opt_close(nullptr);
}

TEST_F(CApi, ThreadsShareASession) {
  std::string const request = json({{"path", network}, {"board", "jetson-nano"}}).dump();
  std::string answers[4];
  {
    std::vector<std::jthread> threads;
    for (std::string &answer : answers)
      threads.emplace_back([&] { answer = taken(energy_opt_answer(session, request.c_str())); });
  }
  for (std::string const &answer : answers)
    EXPECT_EQ(answer, answers[0]);
}

} // namespace
