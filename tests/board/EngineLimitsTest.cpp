//===- EngineLimitsTest.cpp - the published limits of accelerators ----------------------------------------===//
//
// boardmodels/limits.csv says what makers publish, a row a limit. Board files and the skeletons they are fitted from
// hold the same, and each bound lets its own value through and not the one beyond.
//
#include "lib/board/BoardPath.h"
#include "lib/text/Csv.h"
#include "tests/support/TestFiles.h"
#include "llvm/ADT/StringExtras.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

using namespace eo;
using namespace eo::test;

namespace {

struct Row {
  std::string versions, board, operators, parameter, source;
  int64_t min = 0, max = 0;
};

std::vector<Row> published() {
  std::string const text = readFile(ENERGY_OPT_SOURCE_DIR "/boardmodels/limits.csv");
  CsvRecords records(text, ',');
  std::vector<Row> rows;
  EXPECT_TRUE(records.next()) << "a header";
  while (records.next()) {
    auto cell = [&](size_t i) { return records.cells()[i].str(); };
    EXPECT_EQ(records.cells().size(), 9U) << cell(0);
    EXPECT_THAT(cell(8), testing::StartsWith("https://")) << "a limit has a source";
    rows.push_back({cell(1), cell(2), cell(3), cell(4), cell(7), std::stoll(cell(5)), std::stoll(cell(6))});
  }
  EXPECT_GE(rows.size(), 20U);
  return rows;
}

/// As it stands in board files.
std::string lineOf(Row const &row) {
  std::string words = row.operators;
  for (size_t at = words.find(' '); at != std::string::npos; at = words.find(' ', at + 2))
    words.replace(at, 1, ", ");
  return fmt::format("- {{nodes: [{}], range: {{{}: {{min: {}, max: {}}}}}, source: \"{}: {}\"}}", words,
                     row.parameter, row.min, row.max, row.versions, row.source);
}

size_t count(std::string const &text, std::string const &part) {
  size_t found = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++found;
  return found;
}

TEST(EngineLimits, BoardsAndSkeletonsHoldThoseOfTheTable) {
  for (Row const &row : published())
    for (char const *folder : {"", "fit/"}) {
      std::string file = fmt::format("{}/boardmodels/{}{}.yaml", ENERGY_OPT_SOURCE_DIR, folder, row.board);
      EXPECT_EQ(count(readFile(file), lineOf(row)), 1U)
          << file << " lacks " << lineOf(row) << "\nscripts/engine-limits.py writes the table into it";
    }
  for (char const *board : {"agx-xavier-dla", "edge-tpu"})
    for (char const *folder : {"", "fit/"}) {
      std::string file = fmt::format("{}/boardmodels/{}{}.yaml", ENERGY_OPT_SOURCE_DIR, folder, board);
      size_t rows = 0;
      for (Row const &row : published())
        rows += row.board == board ? 1 : 0;
      EXPECT_EQ(count(readFile(file), "      - {nodes: ["), rows) << file << " has limits of its own";
    }
}

/// A kernel whose feature has the value. `dla_banks` is of a 3x3 convolution of 64 channels in rows of so many, in fp16:
/// ⌈64 · 2 / 32⌉ · width / 4 = width entries a row, 3 rows, 256 entries a bank, and one bank of weights.
CostFeatures with(std::string const &parameter, int64_t value) {
  CostFeatures f;
  std::pair<char const *, Count CostFeatures::*> const counts[] = {
      {"batch", &CostFeatures::batch},
      {"ifm", &CostFeatures::ifm},
      {"ofm", &CostFeatures::ofm},
      {"group", &CostFeatures::group},
      {"input_elements", &CostFeatures::inputElements},
  };
  std::pair<char const *, Count LimitFeatures::*> const limits[] = {
      {"pad", &LimitFeatures::pad},
      {"long_axes", &LimitFeatures::longAxes},
      {"axis", &LimitFeatures::axis},
      {"window", &LimitFeatures::window},
  };
  std::pair<char const *, Extents CostFeatures::*> const extents[] = {
      {"i_size", &CostFeatures::inSize},     {"o_size", &CostFeatures::outSize},
      {"ksize", &CostFeatures::kernel},      {"stride", &CostFeatures::stride},
      {"dilation", &CostFeatures::dilation},
  };
  for (auto const &[name, member] : counts)
    if (parameter == name)
      f.*member = value;
  for (auto const &[name, member] : limits)
    if (parameter == name)
      f.limits.edit().*member = value;
  for (auto const &[name, member] : extents)
    if (parameter == name)
      f.*member = {1, value};
  if (parameter == "spatial_axes")
    f.kernel = Extents(static_cast<size_t>(value), 1);
  if (parameter == "dla_banks") {
    f.ifm = 64;
    f.kernel = {3, 3};
    f.dilation = {1, 1};
    f.inSize = {8, (value - 1) * 256 / 3};
  }
  return f;
}

TEST(EngineLimits, EachBoundIsTheLastThatPasses) {
  BoardPath const shipped{{ENERGY_OPT_SOURCE_DIR "/boardmodels"}};
  for (Row const &row : published()) {
    std::shared_ptr<BoardModel const> board = llvm::cantFail(chooseBoard(shipped, row.board, {})).model;
    std::string range = fmt::format("{}: {}", row.parameter, row.source);
    auto limit = llvm::find_if(board->kernels.delegate->limits, [&](SizeLimit const &one) {
      return one.nodes.bounds.front().feature == row.parameter &&
             llvm::StringRef(one.source).endswith(row.source) &&
             one.nodes.bounds.front().max == static_cast<double>(row.max);
    });
    ASSERT_NE(limit, board->kernels.delegate->limits.end()) << range;
    FeatureBounds const &bounds = limit->nodes.bounds.front();
    EXPECT_EQ(bounds.violation(with(row.parameter, row.max)), "") << range;
    EXPECT_EQ(bounds.violation(with(row.parameter, row.max + 1)),
              fmt::format("{} {} is above {}", row.parameter, row.max + 1, row.max));
    EXPECT_EQ(bounds.violation(with(row.parameter, row.min)), "") << range;
    if (row.min > 1) { // below 1 there is nothing
      EXPECT_EQ(bounds.violation(with(row.parameter, row.min - 1)),
                fmt::format("{} {} is below {}", row.parameter, row.min - 1, row.min));
    }
    EXPECT_EQ(bounds.violation(CostFeatures()), "") << "what is not known breaks no limit";
  }
}

} // namespace
