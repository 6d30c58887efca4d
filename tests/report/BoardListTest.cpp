#include "lib/report/BoardList.h"
#include "lib/report/BoardText.h"
#include "lib/report/LayerNames.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/SmallVector.h"
#include <gmock/gmock.h>

namespace eo {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string listed(std::vector<BoardModel> const &boards, unsigned width) {
  std::string result;
  llvm::raw_string_ostream stream(result);
  listBoards(boards, width, stream);
  return result;
}

SettingDeclaration setting(std::string name, std::vector<std::string> values) {
  SettingDeclaration declared;
  declared.name = std::move(name);
  declared.defaultValue = values.front();
  declared.values = std::move(values);
  return declared;
}

Coefficient peak(std::optional<double> value) {
  Coefficient coefficient;
  coefficient.name = "peak";
  coefficient.value = value;
  coefficient.unit = "MAC/s";
  return coefficient;
}

BoardModel measuredBoard() {
  BoardModel board;
  board.id = "b1";
  board.title = "a board of one processor";
  board.metered = "module";
  board.precision = DataType::Int8;
  board.settings = {setting("unit", {"tpu"}), setting("freq", {"std", "max"})};
  board.coefficients = {peak(1e12)};
  board.error.emplace();
  board.error->mape = 0.102;
  board.error->network = IntervalFactors{0.75, 1.34};
  board.error->latencyMape = 0.082;
  board.calibration.emplace();
  board.calibration->networks = 10;
  return board;
}

TEST(BoardList, SaysWhatOneChoosesABoardBy) {
  std::string text = listed({measuredBoard()}, 110);
  EXPECT_THAT(text, HasSubstr(" board  unit  precision  metered  energy   time  nets  settings  title\n"
                              " b1     tpu   int8       module   10.2 %  8.2 %    10  freq      a board of"));
}

TEST(BoardList, FitsEightyColumns) {
  BoardModel board = measuredBoard();
  board.id = "odroid-n2plus-gpu";
  board.settings.push_back(setting("precision", {"fp32", "fp16", "int8"}));
  std::string const text = listed({board}, 80);
  for (llvm::StringRef rest = text; !rest.empty();) {
    auto [line, next] = rest.split('\n');
    EXPECT_LE(displayWidth(line), 80U) << line.str();
    rest = next;
  }
}

TEST(BoardList, ABoardOfTimesAloneHasNoErrorOfEnergy) {
  BoardModel board = measuredBoard();
  board.error->network.reset(); // the file repeats the error of the time
  EXPECT_THAT(listed({board}, 110), HasSubstr(" module        –  8.2 %"));
}

TEST(BoardList, AScaledBoardClaimsNoErrorOfItsOwn) {
  BoardModel board = measuredBoard();
  board.derivedFrom = "b0";
  EXPECT_THAT(listed({board}, 110), HasSubstr("scaled  scaled     –  freq"));
}

TEST(BoardList, BoardsWithoutFiguresStandApart) {
  BoardModel empty = measuredBoard();
  empty.id = "b2";
  empty.coefficients = {peak(std::nullopt)};
  std::string text = listed({empty, measuredBoard()}, 110);
  EXPECT_LT(text.find("\n b1 "), text.find("\nwithout figures"));
  EXPECT_LT(text.find("\nwithout figures"), text.find("\n b2 "));
  EXPECT_THAT(listed({measuredBoard()}, 110), Not(HasSubstr("without figures")));
}

TEST(LayerNames, TheCommonPartGoesWhereSpaceIsShort) {
  std::vector<std::string> names = {"/net/encoder/layer.0/query", "/net/encoder/layer.1/query"};
  EXPECT_THAT(withoutCommonPart(names, 20), ElementsAre("…/layer.0/query", "…/layer.1/query"));
  EXPECT_EQ(withoutCommonPart(names, 26), names) << "both fit";
}

TEST(LayerNames, OnlyWholeFoldersGo) {
  EXPECT_THAT(withoutCommonPart({"net/block1/conv", "net/block12/conv"}, 10),
              ElementsAre("…/block1/conv", "…/block12/conv"));
  std::vector<std::string> names = {"block1_conv_of_the_stem", "block12_conv_of_the_stem"};
  EXPECT_EQ(withoutCommonPart(names, 10), names) << "no folder in common";
}

TEST(LayerNames, ANameAloneStays) {
  EXPECT_THAT(withoutCommonPart({"net/block1/conv"}, 5), ElementsAre("net/block1/conv"));
  EXPECT_THAT(withoutCommonPart({}, 5), ElementsAre());
}

TEST(LayerNames, ANameThatIsTheFolderOfOthersKeepsItsEnd) {
  EXPECT_THAT(withoutCommonPart({"net/block", "net/block/conv"}, 5), ElementsAre("…/block", "…/block/conv"));
}

TEST(BoardText, FactorsHaveNoUnitAndErrorsAPlusMinus) {
  BoardModel board = measuredBoard();
  board.coefficients = {peak(2.5), peak(0.5), peak(0.25)};
  board.coefficients[1].name = "peak@mode=slow";
  board.coefficients[2].name = "peak@mode=slower";
  board.coefficients[1].unit = board.coefficients[2].unit = "1";
  board.coefficients[2].standardError = 0.125;
  std::string text;
  llvm::raw_string_ostream stream(text);
  describeBoard(board, 100, stream);
  EXPECT_THAT(stream.str(), HasSubstr("peak = 2.5 MAC/s\n"));
  EXPECT_THAT(text, HasSubstr("peak@mode=slow = 0.5\n"));
  EXPECT_THAT(text, HasSubstr("peak@mode=slower = 0.25 ± 0.125\n"));
}

} // namespace
} // namespace eo
