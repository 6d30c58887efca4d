// Expected cells are those of RFC 4180, section 2.
#include "lib/text/Csv.h"
#include "lib/support/Error.h"
#include <cmath>
#include <cstdlib>
#include <gmock/gmock.h>
#include <random>

using namespace eo;
using testing::ElementsAre;

namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows rowsOf(llvm::StringRef text, char delimiter = ',') {
  Rows rows;
  CsvRecords records(text, delimiter);
  while (records.next()) {
    rows.emplace_back();
    for (llvm::StringRef cell : records.cells())
      rows.back().push_back(cell.str());
  }
  EXPECT_FALSE(records.problem()) << records.problem()->message;
  return rows;
}

TEST(CsvRecords, QuotedCellsHoldDelimitersQuotesAndLineBreaks) {
  EXPECT_EQ(rowsOf("\"PWN(conv1, relu1)\",0.5\n"), (Rows{{"PWN(conv1, relu1)", "0.5"}}));
  EXPECT_EQ(rowsOf("\"a \"\"b\"\"\",\"two\r\nlines\"\r\nc,d"),
            (Rows{{"a \"b\"", "two\r\nlines"}, {"c", "d"}}));
  EXPECT_EQ(rowsOf("\"\",\"\"\"\"\n"), (Rows{{"", "\""}}));
}

TEST(CsvRecords, BlanksAroundCellsAndBlankLinesAreNothing) {
  EXPECT_EQ(rowsOf("\n a , \"b \" \n \r\n\nc,d\n\n"), (Rows{{"a", "b "}, {"c", "d"}}));
  EXPECT_EQ(rowsOf("a\t\tb\n", '\t'), (Rows{{"a", "", "b"}}));
}

TEST(CsvRecords, VerticalTabsAndFormFeedsAreBlanksAsTheyAreForTheScanner) {
  EXPECT_EQ(rowsOf("\f"), Rows{});
  EXPECT_EQ(rowsOf("\v\n\fa\v,\f\"b\"\v\n"), (Rows{{"a", "b"}}));
}

TEST(CsvRecords, LinesAreCountedThroughQuotes) {
  CsvRecords records("h\n\n\"x\ny\"\nz\n", ',');
  std::vector<size_t> lines;
  while (records.next())
    lines.push_back(records.line());
  EXPECT_THAT(lines, ElementsAre(1, 3, 5));
}

TEST(CsvRecords, WhatIsNoCellHasItsPlace) {
  CsvRecords open("a,b\n1,\"x\n", ',');
  EXPECT_TRUE(open.next());
  EXPECT_FALSE(open.next());
  EXPECT_EQ(open.problem()->cell, 1U);
  EXPECT_EQ(open.problem()->offset, 2U);
  EXPECT_EQ(open.problem()->message, "quote is not closed");
  CsvRecords behind("\"a\"b,c\n", ',');
  EXPECT_FALSE(behind.next());
  EXPECT_EQ(behind.problem()->offset, 3U);
}

TEST(Csv, DelimitersInQuotesDoNotCount) {
  EXPECT_EQ(delimiterOf("\"a;b\",c"), ',');
  EXPECT_EQ(delimiterOf("\"a,b\"\tc"), '\t');
  EXPECT_THAT(splitCells("\"PWN(a, b)\", 0.5 ,\"open", ','), ElementsAre("PWN(a, b)", "0.5", "\"open"));
}

/// Columns 0 and 2 of three.
std::vector<double> numbersOf(llvm::StringRef text, std::vector<size_t> *lines = nullptr) {
  std::vector<double> numbers;
  CsvScanner scanner(text, "f", ',');
  EXPECT_FALSE(scanner.forEachRow({0, 2}, 3, [&](size_t line, llvm::ArrayRef<double> cells) {
    numbers.insert(numbers.end(), cells.begin(), cells.end());
    if (lines != nullptr)
      lines->push_back(line);
    return llvm::Error::success();
  }));
  return numbers;
}

TEST(CsvRecords, ACellHoldsAMebibyteAtMost) {
  for (size_t more : {0U, 1U}) {
    std::string text = "a," + std::string((size_t{1} << 20) + more, 'x') + "\n";
    CsvRecords records(text, ',');
    EXPECT_EQ(records.next(), more == 0);
    ASSERT_EQ(records.problem().has_value(), more == 1);
    if (more == 1) {
      EXPECT_EQ(records.problem()->cell, 1U);
    }
  }
}

TEST(CsvScanner, QuotedAndPlainNumbersAreTheSame) {
  EXPECT_THAT(numbersOf("1,x,2\n\"3\",\"y,\"\"z\n\", \"4\"\n5,x,6,\n"), ElementsAre(1, 2, 3, 4, 5, 6));
}

/// What the scanner reads of a cell, and what the C library makes of it.
void expectNearestDouble(std::string const &cell) {
  std::vector<double> numbers = numbersOf(cell + ",x,1\n");
  ASSERT_EQ(numbers.size(), 2U) << cell;
  double nearest = std::strtod(cell.c_str(), nullptr);
  EXPECT_EQ(numbers[0], nearest) << cell;
  EXPECT_EQ(std::signbit(numbers[0]), std::signbit(nearest)) << cell;
}

TEST(CsvScanner, NumbersAreTheNearestDoubles) {
  for (char const *cell :
       {"0", "-0", "5.", ".5", "-.25", "0.1", "123456789012345", "-12345678901234.5", "0.00000000000001",
        "999999999999999", ".123456789012345", "1234567890123456", "0.12345678901234567", "9007199254740993",
        "1e-3", "1.5E+3", "000000000000000000001", "179769313486231570000"})
    expectNearestDouble(cell);
  std::mt19937 random(3);
  for (int i = 0; i < 20000; ++i) {
    std::string digits;
    for (size_t length = 1 + random() % 18; digits.size() < length;)
      digits += static_cast<char>('0' + random() % 10);
    digits.insert(random() % (digits.size() + 1), ".");
    expectNearestDouble((random() % 2 ? "-" : "") + digits);
  }
}

TEST(CsvScanner, LoneSignsAndPointsAreNoNumbers) {
  for (llvm::StringRef cell : {".", "-.", "1.2.3", "--1", "1-2", "+-1"}) {
    std::string text = cell.str() + ",x,1\n";
    CsvScanner scanner(text, "f", ',');
    llvm::Error error =
        scanner.forEachRow({0, 2}, 3, [](size_t, llvm::ArrayRef<double>) { return llvm::Error::success(); });
    EXPECT_TRUE(static_cast<bool>(error)) << cell.str();
    llvm::consumeError(std::move(error));
  }
}

TEST(CsvScanner, AnEmptyPairOfQuotesIsABlankRow) {
  // Found by fuzzing; as CsvRecords has it.
  CsvScanner scanner("\"\"\n7\n\"\"", "f", ',');
  std::vector<double> numbers;
  EXPECT_FALSE(scanner.forEachRow({0}, 1, [&](size_t, llvm::ArrayRef<double> cells) {
    numbers.push_back(cells.front());
    return llvm::Error::success();
  }));
  EXPECT_THAT(numbers, ElementsAre(7));
}

TEST(CsvScanner, LinesAreCountedThroughQuotes) {
  std::vector<size_t> lines;
  numbersOf("1,\"a\nb\nc\",2\n3,,4\n", &lines);
  EXPECT_THAT(lines, ElementsAre(3, 4)); // a row ends where its last cell does
}

} // namespace
