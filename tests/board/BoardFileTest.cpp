// The reader of board files: what the shipped files say, and where broken ones are broken.
#include "lib/board/BoardFile.h"
#include "lib/board/BoardPath.h"
#include "lib/board/BoardWriter.h"
#include "lib/support/Error.h"
#include "lib/support/PlainYaml.h"
#include "llvm/Support/MemoryBuffer.h"
#include <gmock/gmock.h>

namespace eo {
namespace {

using testing::HasSubstr;

constexpr char const *valid = R"(schema: energy-opt/board/1
id: test-board
title: A board
kind: mac-linear
precision: {value: fp32}
settings:
  unit: {values: [cpu, gpu], default: cpu, no_data: {npu: nobody measured it}}
coefficients:
  a_c: {value: 2e-8, unit: J}
  b_c: {value: 3e-10, unit: J, standard_error: 1e-12}
  a_f: {missing: never measured}
range: {convolution: {ofm: {min: 8, max: 512}}}
error: {kind: k-fold, mape: 0.07, n: 9, level: 0.9, layer: {low: 0.8, high: 1.25}}
sources: [{title: A lab notebook}]
)";

/// The valid file with one text replaced by another.
std::string with(std::string const &from, std::string const &to) {
  std::string text = valid;
  size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

std::string errorOf(std::string const &text) {
  llvm::Expected<YamlFile> file = YamlFile::parse(text, "b.yaml");
  if (!file)
    return takeErrorText(file.takeError()).message;
  llvm::Expected<BoardModel> board = readBoardModel(*file);
  if (board)
    return "no error";
  ErrorText error = takeErrorText(board.takeError());
  EXPECT_EQ(error.kind, ErrorKind::Usage);
  return error.message;
}

TEST(BoardFile, ContentOfTheInputAndNeighboursAreRead) {
  std::string more = with("sources:", "input_content: {calibrated: noise, power: {noise: 1, black: 0.9}}\n"
                                      "neighbours: {base_w: 0, gamma: 1.1, tau_s: 0}\nsources:");
  EXPECT_EQ(errorOf(more), "no error") << "no base power and no smearing are figures too";
  BoardModel board = llvm::cantFail(readBoardModel(llvm::cantFail(YamlFile::parse(more, "b.yaml"))));
  ASSERT_TRUE(board.inputContent);
  using Powers = std::vector<std::pair<std::string, double>>;
  EXPECT_EQ(board.inputContent->power, (Powers{{"noise", 1}, {"black", 0.9}}));
  EXPECT_EQ(board.neighbours->gamma, 1.1);
  EXPECT_THAT(errorOf(with("sources:", "input_content: {calibrated: noise, power: {noise: 0}}\nsources:")),
              HasSubstr("a factor on the power must be above 0"));
  EXPECT_THAT(errorOf(with("sources:", "input_content: {calibrated: white, power: {noise: 1}}\nsources:")),
              HasSubstr("'calibrated' is none of the contents"));
}

TEST(BoardFile, ErrorsMayStandOnTheirBorders) {
  // One point, no error at all, and an interval that ends at the estimate itself.
  EXPECT_EQ(errorOf(with("mape: 0.07, n: 9", "mape: 0, n: 1")), "no error");
  EXPECT_EQ(errorOf(with("low: 0.8, high: 1.25", "low: 1, high: 1")), "no error");
  EXPECT_THAT(errorOf(with("n: 9", "n: 0")), HasSubstr("'n' must be at least 1"));
  EXPECT_THAT(errorOf(with("low: 0.8, high: 1.25", "low: 0.8, high: 0.99")),
              HasSubstr("0 < low <= 1 <= high"));
}

TEST(BoardFile, EveryKeyArrives) {
  BoardModel board = llvm::cantFail(readBoardModel(llvm::cantFail(YamlFile::parse(valid, "b.yaml"))));
  EXPECT_EQ(board.id, "test-board");
  EXPECT_EQ(board.title, "A board");
  EXPECT_EQ(board.precision, DataType::Float32);
  EXPECT_FALSE(board.precisionInferred);
  EXPECT_EQ(board.idleIncluded, std::nullopt);
  ASSERT_EQ(board.settings.size(), 1U);
  EXPECT_EQ(board.settings[0].values, (std::vector<std::string>{"cpu", "gpu"}));
  EXPECT_EQ(board.settings[0].noData[0].second, "nobody measured it");
  EXPECT_EQ(board.coefficient("a_c")->value, 2e-8);
  EXPECT_EQ(board.coefficient("b_c")->standardError, 1e-12);
  EXPECT_EQ(board.coefficient("a_f")->value, std::nullopt);
  EXPECT_EQ(board.coefficient("a_f")->missing, "never measured");
  ASSERT_EQ(board.ranges.size(), 1U);
  EXPECT_EQ(board.ranges[0].costClass, CostClass::Convolution);
  EXPECT_EQ(board.ranges[0].max, 512);
  EXPECT_EQ(board.error->mape, 0.07);
  EXPECT_EQ(board.error->layer->high, 1.25);
  EXPECT_EQ(board.sources[0].title, "A lab notebook");
}

struct Broken {
  char const *from, *to, *expected;
};
void PrintTo(Broken const &one, std::ostream *stream) { *stream << one.to << ": " << one.expected; }
class BrokenBoardFile : public testing::TestWithParam<Broken> {};

TEST_P(BrokenBoardFile, IsNamedWithLineAndColumn) {
  EXPECT_THAT(errorOf(with(GetParam().from, GetParam().to)), HasSubstr(GetParam().expected));
}

INSTANTIATE_TEST_SUITE_P(
    All, BrokenBoardFile,
    testing::Values(
        Broken{"board/1", "board/9", "b.yaml:1:9: schema must be energy-opt/board/1"},
        Broken{"id: test-board", "id: Test Board", "b.yaml:2:5: id must be lower-case"},
        Broken{"id: test-board\n", "", "b.yaml:1:1: key 'id' is missing"},
        Broken{"title: A board", "title: [A, board]", "b.yaml:3:8: title must be a text"},
        Broken{
            "mac-linear", "mac-liner",
            "b.yaml:4:7: kind must be mac-linear or latency-power or polynomial; did you mean 'mac-linear'?"},
        Broken{"value: fp32", "value: fp23", "b.yaml:5:20: precision must be fp32 or fp16 or bf16 or int8"},
        Broken{"{value: fp32}", "{value: fp32, inferred: maybe}",
               "b.yaml:5:36: 'inferred' must be false or true"},
        Broken{"title:", "idle: sometimes\ntitle:", "b.yaml:3:7: idle must be included or excluded"},
        Broken{"default: cpu", "default: cpu, same_as: {tpu: dla}", "setting 'unit' has no value 'dla'"},
        Broken{"coefficients:", "kernels: {free: [{nodes: [Convolution]}]}\ncoefficients:",
               "'Convolution' is neither an operator nor a class of kernels; did you mean 'convolution'?"},
        Broken{"settings:\n  unit:", "settings:\n  mode:", "b.yaml:7:3: key 'unit' is missing"},
        Broken{"default: cpu", "default: tpu",
               "b.yaml:7:39: the default of setting 'unit' is none of its values"},
        Broken{"[cpu, gpu]", "[]", "b.yaml:7:18: setting 'unit' has no values"},
        Broken{"[cpu, gpu]", "[CPU, gpu]", "b.yaml:7:19: a value of setting 'unit' must be lower-case"},
        Broken{"[cpu, gpu]", "cpu", "b.yaml:7:18: 'values' must be a list"},
        Broken{"coefficients", "coeficients",
               "b.yaml:8:1: unknown key 'coeficients' in a board file; did you mean 'coefficients'?"},
        Broken{"coefficients", "coeficients", "b.yaml:1:1: key 'coefficients' is missing"},
        Broken{"  a_c: {value: 2e-8, unit: J}\n", "", "b.yaml:9:3: key 'a_c' is missing"},
        Broken{"a_c:", "a_x:", "b.yaml:9:3: unknown key 'a_x' in coefficients"},
        Broken{"2e-8", "2e-8 J",
               "b.yaml:9:16: the value of coefficient 'a_c' must be a finite number, not '2e-8 J'"},
        Broken{"2e-8", "2,5", "b.yaml:9:"},
        Broken{"2e-8", "nan", "b.yaml:9:16: the value of coefficient 'a_c' must be a finite number"},
        Broken{"2e-8", "1e999", "b.yaml:9:16: the value of coefficient 'a_c' must be a finite number"},
        Broken{"2e-8", "-2e-8", "b.yaml:9:16: coefficient 'a_c' must not be negative"},
        Broken{"{value: 2e-8, unit: J}", "{value: 2e-8}", "b.yaml:9:8: key 'unit' is missing"},
        Broken{"{value: 2e-8, unit: J}", "{value: 2e-8, unit: mJ}",
               "b.yaml:9:28: the unit of coefficient 'a_c' must be J"},
        Broken{"{value: 2e-8, unit: J}", "2e-8", "b.yaml:9:8: coefficient 'a_c' must be a mapping"},
        Broken{"{missing: never measured}", "{missing: never measured, value: 1}",
               "coefficient 'a_f' has both a value and a reason"},
        Broken{"range: {", "range: {conv: {}, ", "b.yaml:12:9: a key of range must be"},
        Broken{"ofm: {min", "ofn: {min",
               "b.yaml:12:23: unknown key 'ofn' in the range of 'convolution'; did you mean"},
        Broken{"min: 8", "min: 800", "'min' is greater than 'max'"},
        Broken{"range: {convolution: {ofm: {min: 8, max: 512}}}", "range: unknown",
               "b.yaml:12:8: range (or the words 'not published') must be a mapping"},
        Broken{"sources:", "unmeasured: {speed=1: [winograd]}\nsources:",
               "the board declares no setting 'speed'"},
        Broken{
            "sources:", "unmeasured: {unit=npu: [winograd]}\nsources:", "setting 'unit' has no value 'npu'"},
        Broken{"sources:", "unmeasured: {unit: [winograd]}\nsources:",
               "'unit' is not of the form SETTING=VALUE"},
        Broken{"sources:", "unmeasured: {unit=gpu: [winogard]}\nsources:", "did you mean 'winograd'?"},
        Broken{"sources:", "unmeasured: {unit=gpu: winograd}\nsources:", "families must be a list"},
        Broken{"mape: 0.07", "mape: -7", "b.yaml:13:29: 'mape' must not be negative"},
        Broken{"n: 9", "n: 9.5", "b.yaml:13:38: 'n' must be an integer, not '9.5'"},
        Broken{"level: 0.9", "level: 90", "'level' must lie between 0 and 1"},
        Broken{"low: 0.8", "low: 1.1", "factors on the estimate must satisfy"},
        Broken{"[{title: A lab notebook}]", "[]", "b.yaml:14:10: a board file must name at least one source"},
        Broken{"title: A lab notebook", "where: here", "b.yaml:14:11: key 'title' is missing"},
        Broken{"title: A board", "title: &a A board", "b.yaml:3:11: anchors and aliases are not supported"},
        Broken{"title: A board", "title: *a", "b.yaml:3:1: anchors and aliases are not supported"},
        Broken{"title: A board", "title: !!str A board", "tags are not supported"},
        Broken{"title: A board", "id: again", "b.yaml:3:1: key 'id' is given twice"},
        Broken{"title: A board", "title: \"open", "not valid YAML"},
        Broken{"title: A board", "title: A\n---\nid: x", "more than one document"}));

TEST(BoardFile, AllErrorsOfAFileAreNamedAtOnceInFileOrder) {
  std::string text = with("mac-linear", "linear");
  text.replace(text.find("2e-8"), 4, "oops");
  std::string message = errorOf(text);
  EXPECT_LT(message.find("b.yaml:4:7"), message.find("b.yaml:9:16"));
}

TEST(BoardFile, MessageShowsTheLineWithACaret) {
  EXPECT_EQ(errorOf(with("mac-linear", "x")),
            "b.yaml:4:7: kind must be mac-linear or latency-power or polynomial\n"
            "  kind: x\n"
            "        ^");
}

TEST(BoardFile, ThousandsOfErrorsAreCutAndTakeNoQuadraticTime) {
  std::string text;
  for (int i = 0; text.size() < 200000; ++i)
    text += "key" + std::to_string(i) + ": 1\n";
  EXPECT_THAT(errorOf(text), HasSubstr(" more errors"));
}

TEST(BoardFile, WhatIsNoMappingIsNamed) {
  EXPECT_THAT(errorOf(""), HasSubstr("a board file must be a mapping"));
  EXPECT_THAT(errorOf("[1, 2]"), HasSubstr("b.yaml:1:1: a board file must be a mapping"));
}

TEST(ShippedBoards, CarryTableThree) {
  BoardPath path{{ENERGY_OPT_SOURCE_DIR "/boardmodels"}};
  BoardModel nx = llvm::cantFail(loadBoard(path, "xavier-nx"));
  EXPECT_EQ(nx.coefficient("a_c")->value, 2.8674e-08);
  EXPECT_EQ(nx.coefficient("b_c")->value, 4.7639e-10);
  EXPECT_EQ(nx.coefficient("a_f")->value, 6.2454e-09);
  BoardModel tx2 = llvm::cantFail(loadBoard(path, "jetson-tx2"));
  EXPECT_EQ(tx2.coefficient("a_c")->value, 2.6727e-08);
  EXPECT_EQ(tx2.coefficient("b_c")->value, 1.21334e-10);
  EXPECT_EQ(tx2.coefficient("a_f")->value, std::nullopt);
  EXPECT_EQ(tx2.coefficient("a_f")->missing, "the source gives no a_f for TX2");
  for (BoardModel const &board : {nx, tx2}) {
    EXPECT_EQ(board.error, std::nullopt) << board.id;
    EXPECT_TRUE(board.ranges.empty()) << board.id;
  }
}

// One with a tab in a comment is read by LLVM's parser: lib/support/PlainYaml.h.
TEST(ShippedBoards, AreWhatLlvmsParserReads) {
  BoardPath path{{ENERGY_OPT_SOURCE_DIR "/boardmodels"}};
  for (auto const &[name, file] : findBoards(path)) {
    auto text = llvm::cantFail(llvm::errorOrToExpected(llvm::MemoryBuffer::getFile(file)));
    YamlFile quick = llvm::cantFail(YamlFile::parse(text->getBuffer(), "b.yaml"));
    YamlFile slow = llvm::cantFail(YamlFile::parse((text->getBuffer() + "\n#\t\n").str(), "b.yaml"));
    EXPECT_TRUE(readPlainYaml(text->getBuffer()).has_value()) << name << " takes LLVM's parser";
    EXPECT_EQ(writeBoardModel(llvm::cantFail(readBoardModel(quick)), ""),
              writeBoardModel(llvm::cantFail(readBoardModel(slow)), ""))
        << name;
  }
}

TEST(ShippedBoards, SayWhatTheirFiguresDescribe) {
  BoardPath path{{ENERGY_OPT_SOURCE_DIR "/boardmodels"}};
  auto nx = std::make_shared<BoardModel>(llvm::cantFail(loadBoard(path, "xavier-nx")));
  SettingValues settings = llvm::cantFail(chooseSettings("xavier-nx", nx->settings, {}));
  EXPECT_EQ((ChosenBoard{nx, settings}.describe()),
            "xavier-nx, CPU inference, FP32 (inferred), idle included");
}

} // namespace
} // namespace eo
