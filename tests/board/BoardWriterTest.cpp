#include "lib/board/BoardWriter.h"

#include "lib/board/BoardFile.h"
#include "lib/support/Error.h"
#include "tests/cost/Boards.h"
#include <gmock/gmock.h>
#include <limits>

using namespace eo;
using namespace eo::test;
using testing::HasSubstr;

TEST(BoardFile, DeclaredValuesNeedTheRooflineAndAreNotMeasuredOnes) {
  BoardModel model = board({{"mac_time", 1e-9, "s"}}, "additive");
  model.settings.push_back({"clock", {"1000"}, "1000", {}, {}, {{"1000", {0.5, -1, 1}}}});
  llvm::Expected<BoardModel> read =
      readBoardModel(llvm::cantFail(YamlFile::parse(writeBoardModel(model, ""), "b.yaml")));
  ASSERT_FALSE(static_cast<bool>(read));
  std::string message = takeErrorText(read.takeError()).message;
  EXPECT_THAT(message, HasSubstr("setting 'clock': '1000' is among the values that were measured"));
  EXPECT_THAT(message, HasSubstr("'voltage' is a factor above 0 on the default's"));
  EXPECT_THAT(message, HasSubstr("setting 'clock' declares values, which only form roofline can estimate"));
}

TEST(BoardWriter, WhatItWritesReadsBackTheSame) {
  BoardModel model = board({{"launch", 1.0 / 3, "s"}, {"peak", 1e9, "MAC/s"}, {"peak@mode=slow", 0.1, "1"}});
  model.ranges = {{CostClass::Convolution, "macs", 1, 2e9},
                  {CostClass::Convolution, "ksize", 1, 7},
                  {CostClass::Pooling, "ksize", 2, 3}};
  HeldOutError error;
  error.kind = "leave-one-network-out";
  error.mape = 0.05;
  error.n = 7;
  error.level = 0.9;
  error.network = IntervalFactors{0.9, 1.2};
  error.latencyMape = 0.02;
  error.at = {{{{"mode", "slow"}}, IntervalFactors{0.7, 1.5}, IntervalFactors{0.8, 1.25}},
              {{{"unit", "gpu"}}, std::nullopt, IntervalFactors{0.6, 2}}};
  model.error = error;
  model.calibration =
      Calibration{{{"t.csv", "00ff", 7}}, "mode=fast", "VDD_IN", "2026-01-01", 1000.0, 7, 5, 3, 2.5};
  model.unmeasured = {{{{"unit", "gpu"}, {"mode", "slow"}}, {KernelFamily::Winograd, KernelFamily::Matrix}},
                      {{{"mode", "fast"}}, {KernelFamily::Depthwise}}};
  model.notes = {"a note: with a colon"};
  std::string text = writeBoardModel(model, "one line\ntwo lines");
  llvm::Expected<YamlFile> file = YamlFile::parse(text, "b.yaml");
  ASSERT_TRUE(static_cast<bool>(file)) << text;
  llvm::Expected<BoardModel> read = readBoardModel(*file);
  ASSERT_TRUE(static_cast<bool>(read)) << takeErrorText(read.takeError()).message << text;
  EXPECT_EQ(*read->coefficient("launch")->value, 1.0 / 3);
  ASSERT_EQ(read->ranges.size(), 3U);
  EXPECT_EQ(read->ranges[1].feature, "ksize");
  EXPECT_EQ(read->ranges[1].costClass, CostClass::Convolution);
  EXPECT_EQ(read->ranges[2].costClass, CostClass::Pooling);
  ASSERT_EQ(read->unmeasured.size(), 2U);
  EXPECT_EQ(read->unmeasured[0].conditions, model.unmeasured[0].conditions);
  EXPECT_EQ(read->unmeasured[0].families, model.unmeasured[0].families);
  EXPECT_EQ(read->unmeasured[1].families, model.unmeasured[1].families);
  ASSERT_EQ(read->error->at.size(), 2U);
  EXPECT_EQ(read->error->at[0].conditions, error.at[0].conditions);
  EXPECT_EQ(read->error->at[0].network->high, 1.5);
  EXPECT_EQ(read->error->at[0].latency->low, 0.8);
  EXPECT_FALSE(read->error->at[1].network.has_value());
  EXPECT_EQ(read->error->at[1].latency->high, 2);
  EXPECT_EQ(writeBoardModel(*read, "one line\ntwo lines"), text);
}

TEST(BoardWriter, EveryLineOfACommentStandsBehindItsSignAndEmptyOnesNowhere) {
  std::string text = writeBoardModel(board({{"launch", 1, "s"}}), "one\n\ntwo\nthree\n");
  EXPECT_EQ(text.substr(0, text.find("schema")), "# one\n# two\n# three\n");
}

TEST(BoardWriter, ABoundWithoutAnUpperEndIsWrittenWithoutIt) {
  BoardModel model = board({{"launch", 1, "s"}});
  FusionRule rule;
  rule.into.classes = {CostClass::Convolution};
  rule.into.bounds = {{"ksize", 3, std::numeric_limits<double>::max()}};
  rule.nodes.ops = {OpKind::Relu};
  model.kernels.fuse = {rule};
  EXPECT_THAT(writeBoardModel(model, ""), HasSubstr("ksize: {min: 3}"));
}

TEST(BoardFile, RulesUnitsAndPriorsSurviveWritingAndReading) {
  BoardModel model = board({{"peak", 2e9, "MAC/s"}});
  model.coefficients[0].spread = 0.25;
  model.engine = findConvEngine("myriad-x");
  model.settings[1].sameAs = {{"eco", "slow"}};
  model.settings[1].declared = {{"faster", {1.25, 1.1, 1}}};
  model.units = {{"cpu", "other-board"}};
  FusionRule rule;
  rule.into.classes = {CostClass::Convolution};
  rule.into.bounds = {{"ksize", 3, 3}};
  rule.after.ops = {OpKind::Softmax};
  rule.unless.ops = {OpKind::Add};
  rule.nodes.ops = {OpKind::Relu};
  rule.residual = true;
  NodeSelector concat, pointwise;
  concat.ops = {OpKind::Concat};
  concat.bounds = {{"output_elements", 0, 1000}};
  pointwise.classes = {CostClass::Convolution};
  Delegation delegation;
  delegation.when = {{"mode", "fast"}};
  delegation.supported.classes = {CostClass::Convolution};
  delegation.except.ops = {OpKind::Elu};
  delegation.fallback = {{"mode", "slow"}};
  SlowOperator power{{{OpKind::LRN}, {}, {{"window", 1, 5}}}, 2.5, "a profile"};
  OverridableRules overridable{{{OpKind::BatchNormalization}, {}, {}},
                               {{{{}, {CostClass::DepthwiseConvolution}, {}}, 4, "another"}}};
  CompanionOperators round{{{}, {CostClass::Attention}, {}}, 6, 0.5, "a third"};
  BlockedLayout blocks{16, {{}, {CostClass::Convolution}, {}}, {{OpKind::Add}, {}, {}}, "a fourth"};
  model.kernels = {{rule}, {concat}, {pointwise}, {power}, overridable, delegation, {round}, blocks, true};
  std::string text = writeBoardModel(model, "");
  BoardModel read = llvm::cantFail(readBoardModel(llvm::cantFail(YamlFile::parse(text, "b.yaml"))));
  EXPECT_EQ(writeBoardModel(read, ""), text);
  EXPECT_EQ(read.coefficients[0].spread, 0.25);
  EXPECT_EQ(read.units, model.units);
  ASSERT_EQ(read.kernels.fuse.size(), 1U);
  EXPECT_TRUE(read.kernels.fuse[0].residual);
  EXPECT_EQ(read.kernels.fuse[0].into.bounds[0].max, 3);
  ASSERT_EQ(read.kernels.slow.size(), 1U);
  EXPECT_EQ(read.kernels.slow[0].passes, 2.5);
  EXPECT_EQ(read.kernels.slow[0].source, "a profile");
  EXPECT_EQ(read.kernels.slow[0].nodes.bounds[0].max, 5);
  ASSERT_TRUE(read.kernels.overridable.has_value());
  EXPECT_TRUE(llvm::is_contained(read.kernels.overridable->apart.ops, OpKind::BatchNormalization));
  ASSERT_EQ(read.kernels.overridable->slow.size(), 1U);
  EXPECT_EQ(read.kernels.overridable->slow[0].passes, 4);
  EXPECT_EQ(read.kernels.overridable->slow[0].source, "another");
  EXPECT_EQ(read.kernels.overridable->slow[0].nodes.classes, overridable.slow[0].nodes.classes);
  EXPECT_EQ(read.kernels.delegate->fallback, delegation.fallback);
  ASSERT_EQ(read.kernels.companions.size(), 1U);
  EXPECT_EQ(read.kernels.companions[0].launches, 6);
  EXPECT_EQ(read.kernels.companions[0].copies, 0.5);
  EXPECT_EQ(read.kernels.companions[0].source, "a third");
  ASSERT_TRUE(read.kernels.blocked.has_value());
  EXPECT_EQ(read.kernels.blocked->channels, 16);
  EXPECT_EQ(read.kernels.blocked->works.classes, blocks.works.classes);
  EXPECT_TRUE(llvm::is_contained(read.kernels.blocked->keeps.ops, OpKind::Add));
  EXPECT_EQ(read.kernels.blocked->source, "a fourth");
  EXPECT_TRUE(read.kernels.copiesResults);
  EXPECT_EQ(read.kernels.delegate->except.ops, delegation.except.ops);
  EXPECT_EQ(read.declaredPoint("mode", "faster")->clock, 1.25);
  EXPECT_EQ(read.declaredPoint("mode", "fast"), nullptr);
}

TEST(BoardFile, FactorsOfUndeclaredSettingsAreErrors) {
  BoardModel model = board({{"peak@speed=slow", 0.1, "1"}, {"launch@mode=slw", 1, "1"}});
  llvm::Expected<YamlFile> file = YamlFile::parse(writeBoardModel(model, ""), "b.yaml");
  ASSERT_TRUE(static_cast<bool>(file));
  llvm::Expected<BoardModel> read = readBoardModel(*file);
  ASSERT_FALSE(static_cast<bool>(read));
  std::string message = takeErrorText(read.takeError()).message;
  EXPECT_THAT(message, HasSubstr("the board declares no setting 'speed'"));
  EXPECT_THAT(message, HasSubstr("did you mean 'slow'"));
}
