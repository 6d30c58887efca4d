// What a fit expects is decided, not measured: these tables say it a second time, so that nobody moves it without noticing.
#include "lib/calibrate/Expectations.h"

#include "lib/calibrate/WorkTable.h"
#include <gmock/gmock.h>

using namespace eo;

namespace {

/// Magnitudes that no two expectations share.
constexpr Magnitudes distinct = {.shortestRow = 2,
                                 .shortestKernel = 3,
                                 .quickKernel = 5,
                                 .mostMacs = 7,
                                 .mostBytes = 11,
                                 .leastPower = 13,
                                 .middlePower = 17};

MATCHER_P2(Expects, value, spread, "") {
  return testing::ExplainMatchResult(testing::DoubleEq(value), arg.value, result_listener) &&
         testing::ExplainMatchResult(testing::DoubleEq(spread), arg.spread, result_listener);
}

SettingDeclaration setting(std::string name, std::string usual) {
  return {std::move(name), {}, std::move(usual), {}};
}

WorkRow timedRow(double timeS, double powerW, std::initializer_list<RepeatedWork> kernels) {
  WorkRow row;
  row.timeS = timeS;
  row.powerW = powerW;
  row.kernels = kernels;
  return row;
}

RepeatedWork work(double macs, double bytes, double count) {
  KernelWork kernel;
  kernel.macs = macs;
  kernel.bytes = bytes;
  return {kernel, count};
}

TEST(Expectations, FiguresAreOrdersOfMagnitudeOfTheTable) {
  std::map<BoardFigure, Expectation> const usual = {
      {BoardFigure::Overhead, {0.05 * 2, 1.5}},
      {BoardFigure::HostOverhead, {0.1 * 2, 1.5}},
      {BoardFigure::HostLaunch, {0.3 * 3, 1.5}},
      {BoardFigure::Launch, {0.1 * 5, 1.5}},
      {BoardFigure::Step, {0.1 * 5, 1.5}},
      {BoardFigure::Tap, {2.5e-9, 1}},
      {BoardFigure::Peak, {1.5 * 7, 1}},
      {BoardFigure::Bandwidth, {2 * 11, 1}},
      {BoardFigure::WriteBandwidth, {2 * 11, 1}},
      {BoardFigure::SpillBandwidth, {2 * 11, 1}},
      {BoardFigure::StreamBandwidth, {2 * 11, 1}},
      {BoardFigure::Fill, {3000, 1}},
      {BoardFigure::FillPositions, {20, 1}},
      {BoardFigure::OnChip, {500'000, 1}},
      {BoardFigure::ParameterMemory, {4'000'000, 1}},
      {BoardFigure::Base, {0.5 * 13, 0.7}},
      {BoardFigure::Dynamic, {0.6 * 17, 0.7}},
      {BoardFigure::MemoryPower, {0.6, 0.3}},
      {BoardFigure::FastAt, {10, 1}},
      {BoardFigure::FastSlope, {5, 0.5}},
      {BoardFigure::FastSpeed, {3, 0.5}},
      {BoardFigure::FastPower, {3, 0.5}},
  };
  for (BoardFigureInfo const &info : boardFigures()) {
    auto row = usual.find(info.figure);
    Expectation expected = row == usual.end() ? Expectation{1, 0} : row->second;
    EXPECT_THAT(usualFigure(info.figure, distinct), Expects(expected.value, expected.spread))
        << info.name.str();
  }
}

TEST(Expectations, FamiliesAreAlikeButForTheirAlgorithms) {
  auto peak = [](KernelFamily family, bool free) { return usualOfFamily(BoardFigure::Peak, family, free); };
  EXPECT_THAT(peak(KernelFamily::Depthwise, false), Expects(0.25, 1));
  EXPECT_THAT(peak(KernelFamily::Depthwise, true), Expects(0.25, 1));
  EXPECT_THAT(peak(KernelFamily::Winograd, false), Expects(1.5, 0.3));
  EXPECT_THAT(peak(KernelFamily::Winograd, true), Expects(1.5, 1));
  EXPECT_THAT(peak(KernelFamily::Direct, false), Expects(0.7, 0.3));
  EXPECT_THAT(peak(KernelFamily::Direct, true), Expects(0.7, 1));
  EXPECT_THAT(peak(KernelFamily::Pointwise, false), Expects(1, 0.2));
  EXPECT_THAT(peak(KernelFamily::Pointwise, true), Expects(1, 1));
  EXPECT_THAT(usualOfFamily(BoardFigure::Bandwidth, KernelFamily::Depthwise, false), Expects(1, 0.1));
  EXPECT_THAT(usualOfFamily(BoardFigure::Bandwidth, KernelFamily::Winograd, true), Expects(1, 1.5));
  EXPECT_THAT(usualOfFamily(BoardFigure::Dynamic, KernelFamily::Depthwise, false), Expects(1, 0.1));
  EXPECT_THAT(usualOfFamily(BoardFigure::Dynamic, KernelFamily::Winograd, true), Expects(1, 0.3));
}

TEST(Expectations, APartOfAFamilyIsExpectedNearTheWhole) {
  for (size_t i = 0; i < familyCount; ++i) {
    KernelFamily family = static_cast<KernelFamily>(i);
    if (!widerFamily(family))
      continue;
    bool steps = family == KernelFamily::Recurrent; // vectors one by one: not as products of matrices
    EXPECT_THAT(usualOfFamily(BoardFigure::Peak, family, false), Expects(1, steps ? 0.7 : 0.1));
    EXPECT_THAT(usualOfFamily(BoardFigure::Peak, family, true), Expects(1, steps ? 0.7 : 0.5));
    EXPECT_THAT(usualOfFamily(BoardFigure::Bandwidth, family, false), Expects(1, 0.1));
    EXPECT_THAT(usualOfFamily(BoardFigure::Dynamic, family, true), Expects(1, 0.1));
  }
}

TEST(Expectations, ArithmeticDoublesWithEveryHalvingOfItsNumbers) {
  auto peak = [](std::string const &from, llvm::StringRef to) {
    return usualOfSetting(BoardFigure::Peak, setting("precision", from), to, false);
  };
  EXPECT_THAT(peak("fp32", "fp16"), Expects(2, 0.5));
  EXPECT_THAT(peak("fp32", "bf16"), Expects(2, 0.5));
  EXPECT_THAT(peak("fp32", "int8"), Expects(4, 0.5));
  EXPECT_THAT(peak("int8", "fp16"), Expects(0.5, 0.5));
}

TEST(Expectations, WhatLiesBesideArithmeticAndTrafficDoesNotKnowTheNumbers) {
  SettingDeclaration precision = setting("precision", "fp32");
  for (BoardFigure figure :
       {BoardFigure::Overhead, BoardFigure::Launch, BoardFigure::HostOverhead, BoardFigure::HostLaunch,
        BoardFigure::SpillBandwidth, BoardFigure::StreamBandwidth, BoardFigure::Interval,
        BoardFigure::Latency, BoardFigure::Base})
    EXPECT_THAT(usualOfSetting(figure, precision, "int8", false), Expects(1, 0));
  EXPECT_THAT(usualOfSetting(BoardFigure::Dynamic, precision, "int8", false), Expects(1, 0.3));
  EXPECT_THAT(usualOfSetting(BoardFigure::Bandwidth, precision, "int8", false), Expects(1, 0.1));
  EXPECT_THAT(usualOfSetting(BoardFigure::Bandwidth, precision, "int8", true), Expects(1, 0.3));
}

TEST(Expectations, AnotherRuntimeMayLaunchInAnotherWay) {
  SettingDeclaration runtime = setting("runtime", "armnn"), precision = setting("precision", "fp32");
  for (SettingDeclaration const &any : {runtime, precision}) {
    EXPECT_THAT(usualOfSetting(BoardFigure::Overhead, any, "x", false), Expects(1, 0));
    EXPECT_THAT(usualOfSetting(BoardFigure::Overhead, any, "x", true), Expects(1, 0.7));
    EXPECT_THAT(usualOfSetting(BoardFigure::Launch, any, "x", true), Expects(1, 0.7));
    EXPECT_THAT(usualOfSetting(BoardFigure::MemoryPower, any, "x", true), Expects(1, 0));
  }
  EXPECT_THAT(usualOfSetting(BoardFigure::Launch, runtime, "x", false), Expects(1, 0.3));
  EXPECT_THAT(usualOfSetting(BoardFigure::Bandwidth, runtime, "x", false), Expects(1, 0.3));
  EXPECT_THAT(usualOfSetting(BoardFigure::Bandwidth, runtime, "x", true), Expects(1, 0.5));
  EXPECT_THAT(usualOfSetting(BoardFigure::Peak, runtime, "x", false), Expects(1, 0.5));
}

TEST(Expectations, SettingsMoveHowFastFamiliesRunMoreThanWhatTheyDraw) {
  EXPECT_EQ(spreadOfFamilyAtSetting(BoardFigure::Peak), 0.5);
  EXPECT_EQ(spreadOfFamilyAtSetting(BoardFigure::Bandwidth), 0.5);
  EXPECT_EQ(spreadOfFamilyAtSetting(BoardFigure::Dynamic), 0.2);
  EXPECT_EQ(spreadOfFamilyAtSetting(BoardFigure::Launch), 0);
  EXPECT_THAT(usualOfPair, Expects(1, 0.3));
}

TEST(Expectations, MagnitudesAreThoseOfTheExtremeRows) {
  WorkTable rows;
  rows.rows = {
      timedRow(2, 8, {work(10, 4, 2), work(0, 12, 2)}), // 0.5 s a kernel, 10 MAC/s, 16 B/s
      timedRow(3, 5, {work(3, 6, 1)}),                  // 3 s, 1 MAC/s, 2 B/s
      timedRow(1, 0, {work(40, 1, 1), work(1, 1, 3)}),  // 0.25 s, 43 MAC/s, 4 B/s; no power
      timedRow(0, 9, {work(1e6, 1e6, 1)}),              // no time
  };
  Magnitudes found = rows.magnitudes();
  EXPECT_DOUBLE_EQ(found.shortestRow, 1);
  EXPECT_DOUBLE_EQ(found.shortestKernel, 0.25);
  EXPECT_DOUBLE_EQ(found.quickKernel, 0.25 + 0.2 * (0.5 - 0.25)); // a fifth of the way to the second of three
  EXPECT_DOUBLE_EQ(found.mostMacs, 43);
  EXPECT_DOUBLE_EQ(found.mostBytes, 16);
  EXPECT_DOUBLE_EQ(found.leastPower, 5);
  EXPECT_DOUBLE_EQ(found.middlePower, 8);
}

TEST(WorkTable, OnlyWhatMultipliesShowsAPeak) {
  WorkTable table;
  RepeatedWork product = work(1, 8, 1), copy = work(0, 8, 1);
  product.work.family = KernelFamily::Matrix;
  copy.work.family = KernelFamily::Movement;
  table.rows = {timedRow(1, 0, {product, copy})};
  EXPECT_THAT(table.families(BoardFigure::Peak), testing::ElementsAre(KernelFamily::Matrix));
  EXPECT_THAT(table.families(BoardFigure::Bandwidth),
              testing::UnorderedElementsAre(KernelFamily::Matrix, KernelFamily::Movement));
}

TEST(WorkTable, FamiliesAreUnmeasuredWhereOtherSettingsThatBringKernelsHadThem) {
  auto row = [](size_t combination, std::initializer_list<KernelFamily> families) {
    WorkRow result = timedRow(1, 0, {});
    result.combination = combination;
    for (KernelFamily family : families) {
      result.kernels.push_back(work(1, 8, 1));
      result.kernels.back().work.family = family;
    }
    return result;
  };
  WorkTable table;
  table.settings = {{{"power_mode", "maxn"}, {"precision", "fp32"}},
                    {{"power_mode", "maxq"}, {"precision", "int8"}},
                    {{"power_mode", "maxn"}, {"precision", "int8"}}};
  table.rows = {row(0, {KernelFamily::Winograd, KernelFamily::Matrix}), row(1, {KernelFamily::Matrix}),
                row(2, {KernelFamily::Pointwise, KernelFamily::Matrix})};
  table.rows[0].kernels.push_back(work(0, 8, 1)); // moves only: of no rate of arithmetic
  table.rows[0].kernels.back().work.family = KernelFamily::Pooling;
  std::vector<UnmeasuredFamilies> found = table.unmeasuredFamilies();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].conditions, (SettingValues{{"precision", "fp32"}}));
  EXPECT_THAT(found[0].families, testing::ElementsAre(KernelFamily::Pointwise));
  EXPECT_EQ(found[1].conditions, (SettingValues{{"precision", "int8"}}));
  EXPECT_THAT(found[1].families, testing::ElementsAre(KernelFamily::Winograd));
  table.rows.pop_back();
  EXPECT_EQ(table.unmeasuredFamilies().size(), 1U) << "pointwise ones are nowhere now";
  table.rows.erase(table.rows.begin());
  EXPECT_TRUE(table.unmeasuredFamilies().empty());
}

TEST(WorkTable, WhileAnotherProcessorRunsTheBaseIsItsOwn) {
  // A quarter of the time at 8 W in the mean, 2 W of the whole; the base for the rest: 4 · 0.75 + 2 = 5 W.
  WorkTable table;
  table.rows = {timedRow(1, 5, {})};
  table.rows[0].besideShare = 0.25;
  table.rows[0].besideW = 2;
  table.powered = {0};
  FigureSet figures;
  for (auto &value : figures.values[static_cast<size_t>(BoardFigure::Base)])
    value = 4;
  EXPECT_NEAR(table.powerResiduals({figures})(0), 0, 1e-12);
}

TEST(Expectations, ATableWithoutArithmeticHasAPeak) {
  WorkTable rows;
  rows.rows = {timedRow(2, 0, {work(0, 4, 1)})};
  EXPECT_DOUBLE_EQ(rows.magnitudes().mostMacs, 1);
}

} // namespace
