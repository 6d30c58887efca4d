#include "lib/report/SideBySide.h"
#include "tests/report/SampleReport.h"

#include <gmock/gmock.h>

using namespace eo;
using testing::HasSubstr;
using testing::Not;

namespace {

/// The sample on a second board, where the activation costs more and a remark is the board's own.
std::vector<Report> twoBoards() {
  Report first = sampleReport(), second = sampleReport();
  second.board->id = "b2";
  second.board->describes = "b2, GPU inference";
  second.layers[0].energy = 0.01;
  second.layers[1].energy = 0.03;
  second.totals.energy = 0.04;
  second.totals.energyLow = 0.03;
  second.totals.energyHigh = 0.05;
  second.totals.latency = 0.002;
  second.totals.throughput = 500;
  second.totals.power = 20;
  second.diagnostics[0].message = "of the second board";
  return {first, second};
}

std::string textOf(std::vector<Report> const &reports, unsigned top = 10) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  WriteOptions options;
  options.top = top;
  writeSideBySide(reports, options, stream);
  return text;
}

TEST(SideBySide, BoardsAreRowsOfTotalsAndColumnsOfLayers) {
  std::string text = textOf(twoBoards());
  EXPECT_THAT(text,
              HasSubstr("b1, CPU inference, FP32, idle included\nb2, GPU inference\nnet.onnx · 2 nodes\n"));
  EXPECT_THAT(text, HasSubstr(" board  energy  interval        latency  per second  power  of MACs\n"
                              " b1     100 mJ  none                  –           –      –    100 %\n"
                              " b2      40 mJ  30 mJ to 50 mJ     2 ms         500   20 W    100 %\n"));
  EXPECT_THAT(text, HasSubstr(" layer        op               b1            b2\n"
                              " conv, \"one\"  Conv  100 mJ  100 %  10 mJ 25.0 %\n"
                              " block/relu   Relu              –  30 mJ 75.0 %\n"));
}

TEST(SideBySide, RemarksOfAllBoardsStandOnceAndOthersNameTheirBoard) {
  std::string text = textOf(twoBoards());
  EXPECT_THAT(text, HasSubstr("EO0302 a shape differs"));
  EXPECT_THAT(text, Not(HasSubstr("b2: a shape differs")));
  EXPECT_THAT(text, HasSubstr("EO0501 b1: 'relu': 1 node has no energy estimate"));
  EXPECT_THAT(text, HasSubstr("EO0501 b2: 'relu': of the second board"));
}

TEST(SideBySide, LayersBeyondTheTopAreCounted) {
  EXPECT_THAT(textOf(twoBoards(), 1), HasSubstr("\n 1 more"));
  EXPECT_THAT(textOf(twoBoards(), 0), Not(HasSubstr("conv")));
}

TEST(SideBySide, TheSameBoardTwiceIsToldBySettings) {
  std::vector<Report> reports = {sampleReport(), sampleReport()};
  reports[1].board->settings = {{"unit", "gpu"}};
  EXPECT_THAT(textOf(reports), HasSubstr(" b1 unit=cpu "));
  EXPECT_THAT(textOf(reports), HasSubstr(" b1 unit=gpu "));
}

} // namespace
