#include "lib/decide/Choose.h"
#include "lib/decide/ChooseWords.h"
#include "lib/decide/ChooseWriters.h"
#include "lib/support/Error.h"
#include "tests/decide/MadeUpReport.h"

#include <gmock/gmock.h>

using namespace eo;
using testing::HasSubstr;

namespace {

/// Energy with an interval of ±10 %, latency without one; batch 1.
Contender candidate(char const *name, double energyJ, double latencyS) {
  Contender one;
  one.report = test::madeUpReport(energyJ, 1 / latencyS);
  one.report.model.path = name;
  ReportTotals &t = one.report.totals;
  t.energyLow = 0.9 * energyJ;
  t.energyHigh = 1.1 * energyJ;
  t.latency = latencyS;
  t.power = energyJ / latencyS;
  one.baseW = 1;
  return one;
}

std::string names(std::vector<Contender> const &candidates, bool Contender::*flag) {
  std::string text;
  for (Contender const &one : candidates)
    if (one.*flag)
      text += one.report.model.path;
  return text;
}

// An accelerator that hands most of a network to a host without a price must not win by what it leaves out.
TEST(Choose, ALowerBoundIsNeverTheBest) {
  std::vector<Contender> all = {candidate("part", 0.1, 0.01), candidate("whole", 1, 0.1),
                                candidate("more", 2, 0.2)};
  all[0].report.totals.energyIsAll = false;
  rankContenders(all, {});
  EXPECT_EQ(all.front().report.model.path, "whole");
  EXPECT_TRUE(all.front().best);
  EXPECT_EQ(all.back().report.model.path, "part");
  EXPECT_FALSE(all.back().onFront);
  EXPECT_TRUE(all.front().onFront) << "nothing is beaten by a lower bound";
  ChoiceLimits limits;
  limits.energyJ = 0.05; // above it for certain, whatever the rest takes
  std::vector<Contender> above = {all.back()};
  rankContenders(above, limits);
  EXPECT_EQ(above[0].verdict, MissionVerdict::DoesNotFit);
  limits.energyJ = 0.5; // what is known keeps it
  above = {all.back()};
  above[0].verdict = MissionVerdict::Fits;
  above[0].failing.clear();
  rankContenders(above, limits);
  EXPECT_EQ(above[0].verdict, MissionVerdict::Unknown);
}

TEST(Choose, TheFrontIsWhatNothingBeatsInAll) {
  // power: a 10 W, b 5 W, c 10 W, d 40 W
  std::vector<Contender> all = {candidate("a", 1, 0.1), candidate("b", 1, 0.2), candidate("c", 2, 0.2),
                                candidate("d", 2, 0.05)};
  rankContenders(all, {});
  EXPECT_EQ(names(all, &Contender::onFront), "abd") << "c is beaten by a and by b";
  EXPECT_TRUE(all.front().best);
  EXPECT_EQ(all.front().report.model.path, "a");
}

TEST(Choose, WhatTellsTheRowsApartStaysHoweverNarrowTheTable) {
  auto keeps = [](std::vector<Contender> all) {
    for (TextTable::Column const &column : choiceColumns(Choice{{}, std::move(all), {}}))
      if (column.title == "network")
        return column.drop == 0;
    return false;
  };
  EXPECT_TRUE(keeps({candidate("a", 1, 0.1), candidate("b", 1, 0.2)}));
  EXPECT_FALSE(keeps({candidate("a", 1, 0.1), candidate("a", 1, 0.2)}));
}

TEST(Choose, WithoutEnergiesNobodySaysThatALimitIsMissed) {
  auto textOf = [](ChoiceLimits const &limits) {
    std::vector<Contender> all = {candidate("a", 1, 0.1)};
    all[0].report.totals.energy = all[0].report.totals.energyLow = all[0].report.totals.energyHigh =
        std::nullopt;
    all[0].report.totals.power = std::nullopt;
    rankContenders(all, limits);
    return bestText(Choice{limits, std::move(all), {}});
  };
  EXPECT_EQ(textOf({}), "no energy is known of it: --board-power=P makes energies of times");
  EXPECT_THAT(textOf({{}, 0.2, {}, {}}), HasSubstr("no energy is known of it that keeps to the limits"));
  EXPECT_EQ(textOf({{}, 0.05, {}, {}}), "none of 1 candidates keeps to the limits");
  EXPECT_EQ(bestText({}), "nothing to choose from: of no candidate a figure is known");
}

TEST(Choose, WhatOverlapsWithTheBestCannotBeToldApart) {
  std::vector<Contender> all = {candidate("a", 1, 0.1), candidate("b", 1.2, 0.1), candidate("c", 1.3, 0.1)};
  rankContenders(all, {}); // a to 1.1; b from 1.08, c from 1.17
  EXPECT_EQ(names(all, &Contender::likeBest), "b");
}

/// At least 0.2 J may be 1 J; at least 1.5 J, from 1.35 J on, is no 1.1 J.
TEST(Choose, ALowerBoundIsApartOnlyAboveTheBest) {
  std::vector<Contender> all = {candidate("a", 1, 0.1), candidate("b", 0.2, 0.1), candidate("c", 1.5, 0.1)};
  all[1].report.totals.energyIsAll = all[2].report.totals.energyIsAll = false;
  rankContenders(all, {});
  EXPECT_EQ(names(all, &Contender::best), "a");
  EXPECT_EQ(names(all, &Contender::likeBest), "b");
}

TEST(Choose, LimitsAreJudgedByTheIntervalAndThoseThatFailComeLast) {
  std::vector<Contender> all = {candidate("fails", 1, 0.3), candidate("straddles", 1.9, 0.1),
                                candidate("fits", 1.5, 0.1)};
  rankContenders(all, {2, 0.2, {}, {}});
  EXPECT_EQ(all[0].report.model.path, "fits");
  EXPECT_EQ(all[1].report.model.path, "straddles");
  EXPECT_EQ(all[1].verdict, MissionVerdict::Unknown);
  EXPECT_EQ(all[1].failing, "energy");
  EXPECT_EQ(all[2].verdict, MissionVerdict::DoesNotFit);
  EXPECT_EQ(all[2].failing, "latency");
  EXPECT_FALSE(all[2].onFront);
}

TEST(Choose, AtARatePowerIsThatOfIdlingBetween) {
  std::vector<Contender> all = {candidate("a", 1, 0.1)};
  rankContenders(all, {{}, {}, {}, 2});
  EXPECT_NEAR(all[0].powerW->value, 2 * 1 + 1 * (1 - 2 * 0.1), 1e-12);
  all = {candidate("a", 1, 0.1)};
  rankContenders(all, {{}, {}, {}, 20});
  EXPECT_EQ(all[0].verdict, MissionVerdict::DoesNotFit) << "10 a second at most";
  EXPECT_EQ(all[0].failing, "rate");
}

TEST(Choose, EnergiesAreOfASample) {
  std::vector<Contender> all = {candidate("a", 8, 0.1)};
  all[0].report.model.batch = 8;
  rankContenders(all, {});
  EXPECT_NEAR(all[0].sampleJ->value, 1, 1e-12);
  EXPECT_NEAR(*all[0].sampleJ->high, 1.1, 1e-12);
  EXPECT_NEAR(all[0].ratePerS->value, 80, 1e-9);
}

TEST(Choose, NoVerdictIsPassedOnAGuess) {
  for (auto [level, verdict] :
       {std::pair(TrustLevel::Guess, MissionVerdict::Unknown), {TrustLevel::Partly, MissionVerdict::Fits}}) {
    Contender one = candidate("a", 1, 0.1);
    one.report.trust = ReportTrust{0.6, level, {}, {}};
    std::vector<Contender> all = {one};
    rankContenders(all, {{}, 1, {}, {}});
    EXPECT_EQ(all[0].verdict, verdict);
  }
}

// 1 J, 0.9 to 1.1: 0.9 · 0.9 / 1.1 is 0.736
TEST(Choose, AGuessFailsByMoreThanItsInterval) {
  for (auto [limit, verdict, failing] :
       {std::tuple(0.73, MissionVerdict::DoesNotFit, "energy"), {0.74, MissionVerdict::Unknown, "a guess"}}) {
    Contender one = candidate("a", 1, 0.1);
    one.report.trust = ReportTrust{0.2, TrustLevel::Guess, {}, {}};
    std::vector<Contender> all = {one};
    rankContenders(all, {limit, {}, {}, {}});
    EXPECT_EQ(all[0].verdict, verdict) << limit;
    EXPECT_EQ(all[0].failing, failing);
  }
}

TEST(Choose, AFigureThatIsNotKnownKeepsTheVerdictOpen) {
  std::vector<Contender> all = {candidate("a", 1, 0.1)};
  all[0].report.totals.latency.reset();
  rankContenders(all, {{}, 1, {}, {}});
  EXPECT_EQ(all[0].verdict, MissionVerdict::Unknown);
}

BoardModel boardOfTwoSettings() {
  BoardModel board;
  board.id = "b";
  board.settings = {{"mode", {"fast", "slow"}, "fast", {}, {}, {{"crawl", {0.5, 1, 1}}}},
                    {"precision", {"fp32", "fp16"}, "fp32", {}}};
  return board;
}

TEST(Choose, SettingsAreTheProductOfWhatIsNotFixed) {
  BoardModel board = boardOfTwoSettings();
  std::vector<SettingValues> all = llvm::cantFail(settingsOf(board, {}));
  EXPECT_EQ(all.size(), 6U);
  EXPECT_EQ(llvm::count_if(all, [&](SettingValues const &one) { return isDeclared(board, one); }), 2);
  EXPECT_EQ(llvm::cantFail(settingsOf(board, {{"", "precision", "fp16"}})).size(), 3U);
  EXPECT_EQ(llvm::cantFail(settingsOf(board, {{"other", "precision", "fp16"}})).size(), 6U);
  llvm::Expected<std::vector<SettingValues>> many = settingsOf(board, {}, 5);
  ASSERT_FALSE(many);
  EXPECT_THAT(takeErrorText(many.takeError()).message, HasSubstr("fix one with --setting"));
}

TEST(ChooseWriters, SayWhoIsBestAndWhoCannotBeToldApart) {
  Choice choice;
  choice.candidates = {candidate("a.onnx", 1, 0.1), candidate("b.onnx", 1.2, 0.1)};
  rankContenders(choice.candidates, choice.limits);
  std::string text;
  llvm::raw_string_ostream stream(text);
  writeChoiceText(choice, WriteOptions{10, 200, false}, stream);
  EXPECT_THAT(stream.str(), HasSubstr("least energy: a.onnx on b; 1 other cannot be told apart from it (~)"));
  text.clear();
  writeChoiceJson(choice, stream);
  EXPECT_THAT(stream.str(), HasSubstr("\"like_best\": true"));
  text.clear();
  writeChoiceCsv(choice, stream);
  EXPECT_THAT(stream.str(), HasSubstr("\nb.onnx,"));
}

} // namespace
