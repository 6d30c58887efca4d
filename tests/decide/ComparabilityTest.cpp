// Tables over boards that were metered in different places say so, for people and for programs.

#include "lib/decide/ChooseWriters.h"
#include "lib/decide/MissionWriters.h"
#include "lib/decide/Sweep.h"
#include "tests/decide/MadeUpReport.h"
#include "tests/decide/OneJoule.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

using namespace eo;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

namespace {

Report metered(char const *board, char const *how) {
  Report report = test::madeUpReport(1, 10);
  report.board.emplace();
  report.board->id = board;
  report.board->metered = how;
  report.board->idle = "excluded";
  return report;
}

std::string written(llvm::function_ref<void(llvm::raw_ostream &)> write) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  write(stream);
  return stream.str();
}

constexpr WriteOptions wide{10, 300, false};
constexpr char const *note =
    "energies do not compare as they are, metered: a wall, idle excluded; b stick, idle excluded";

/// What text, JSON and CSV of one writer say of boards "a" and "b".
struct Written {
  std::string text, json, csv;
};

Written sweepOver(char const *other) {
  SweepRow failed;
  failed.what = failed.error = "no estimate";
  std::vector<SweepRow> rows(2);
  rows[0].report = metered("a", "wall");
  rows[1].report = metered("b", other);
  rows.push_back(failed);
  return {written([&](auto &s) { writeSweepText(rows, wide, s); }),
          written([&](auto &s) { writeSweepJson(rows, s); }),
          written([&](auto &s) { writeSweepCsv(rows, s); })};
}

Written choiceAmong(char const *other) {
  Choice choice;
  choice.candidates.resize(2);
  choice.candidates[0].report = metered("a", "wall");
  choice.candidates[1].report = metered("b", other);
  return {written([&](auto &s) { writeChoiceText(choice, wide, s); }),
          written([&](auto &s) { writeChoiceJson(choice, s); }),
          written([&](auto &s) { writeChoiceCsv(choice, s); })};
}

Written missionsOn(char const *other) {
  MissionPlan plan;
  plan.ratePerS = 1;
  std::vector<MissionCase> cases = {{metered("a", "wall"), plan, solveMission(plan, oneJoule())},
                                    {metered("b", other), plan, solveMission(plan, oneJoule())}};
  return {written([&](auto &s) { writeMissionText(cases, wide, s); }),
          written([&](auto &s) { writeMissionJson(cases, s); }),
          written([&](auto &s) { writeMissionCsv(cases, s); })};
}

TEST(Comparability, EveryTableOverBoardsSaysHowTheyWereMetered) {
  for (auto tableOf : {sweepOver, choiceAmong, missionsOn}) {
    Written alike = tableOf("wall"), different = tableOf("stick");
    EXPECT_THAT(alike.text, Not(HasSubstr("do not compare")));
    EXPECT_THAT(different.text, HasSubstr(note));
    EXPECT_THAT(different.csv, AllOf(HasSubstr(",metered,idle\n"), HasSubstr(",wall,excluded\n"),
                                     HasSubstr(",stick,excluded\n")));
    EXPECT_THAT(different.json,
                AllOf(HasSubstr("\"metered\": \"wall\""), HasSubstr("\"metered\": \"stick\"")));
  }
}

TEST(Comparability, JsonOfATableHasTheSentenceOrNull) {
  for (auto tableOf : {sweepOver, choiceAmong}) {
    EXPECT_EQ(nlohmann::json::parse(tableOf("stick").json).at("comparability"), note);
    EXPECT_TRUE(nlohmann::json::parse(tableOf("wall").json).at("comparability").is_null());
  }
}

} // namespace
