#include "lib/support/Diagnostics.h"
#include "lib/support/Quantity.h"
#include "lib/support/Spelling.h"
#include "lib/support/Utf8.h"

#include <gtest/gtest.h>
#include <limits>
#include <set>

using namespace eo;

TEST(Quantity, UnitsMultiplyAndDivide) {
  Joules energy = Watts{4} * Seconds{0.5};
  EXPECT_DOUBLE_EQ(energy.value, 2);
  EXPECT_DOUBLE_EQ((energy / Seconds{0.5}).value, 4);
  EXPECT_DOUBLE_EQ((energy / Watts{4}).value, 0.5);
}

TEST(Quantity, ScalesToReadableUnits) {
  struct Case {
    double value;
    char const *text;
  };
  for (auto const &[value, text] :
       {Case{0, "0 J"}, Case{0.109095, "109.1 mJ"}, Case{0.012791, "12.79 mJ"}, Case{1, "1 J"},
        Case{3.11e-4, "311 µJ"}, Case{0.99999, "1 J"}, Case{999.96, "1 kJ"}, Case{-0.002, "-2 mJ"},
        Case{2.5e-14, "2.5e-14 J"}, Case{5e-12, "5 pJ"}})
    EXPECT_EQ(toText(Joules{value}), text);
  EXPECT_EQ(formatSi(std::numeric_limits<double>::quiet_NaN(), "J"), "nan J");
}

TEST(Quantity, BytesUseBinaryPrefixes) {
  EXPECT_EQ(formatBytes(512), "512 B");
  EXPECT_EQ(formatBytes(102228128), "97.49 MiB"); // 102228128 / 2^20 = 97.4923
}

TEST(Spelling, SuggestsTheNearestWords) {
  std::vector<std::string> const boards = {"xavier-nx", "jetson-tx2", "jetson-tx1", "ncs2"};
  EXPECT_EQ(didYouMean("xavier", boards), "; did you mean 'xavier-nx'?");
  EXPECT_EQ(didYouMean("jetson-tx3", boards), "; did you mean 'jetson-tx1' or 'jetson-tx2'?");
  EXPECT_EQ(didYouMean("XAVIER-NX", boards), "; did you mean 'xavier-nx'?");
  EXPECT_EQ(didYouMean("coral", boards), "");
  EXPECT_EQ(didYouMean("bacth", {std::string("batch")}), "; did you mean 'batch'?")
      << "swapped letters: one mistake";
  EXPECT_EQ(didYouMean("ba", {std::string("ab")}), "; did you mean 'ab'?");
  EXPECT_EQ(didYouMean("bahcx", {std::string("batch")}), "") << "two mistakes in five letters";
}

TEST(Utf8, BrokenSequencesAndControlCharactersAreReplaced) {
  EXPECT_EQ(validUtf8("a\xff"), "a\xEF\xBF\xBD");
  EXPECT_EQ(printable("a\x1b[31m\n"), "a?[31m?");
  EXPECT_EQ(printable("µs"), "µs");
}

TEST(Utf8, LongNamesKeepBothEnds) {
  EXPECT_EQ(printable("abcdefghij", 5), "ab…ij");
  EXPECT_EQ(printable("µµµµµµ", 3), "µ…µ");
  EXPECT_EQ(printable(std::string(1 << 20, 'x') + "end", 7), "xxx…end");
  EXPECT_EQ(printable("short", 5), "short");
}

TEST(Diagnostics, NumbersAreUniqueAndFindable) {
  std::set<unsigned> numbers;
  for (DiagInfo const &info : allDiagInfos()) {
    EXPECT_TRUE(numbers.insert(info.number).second) << info.number;
    EXPECT_EQ(diagCodeFromId(diagId(info.code)), info.code);
  }
  EXPECT_EQ(diagId(DiagCode::BatchDefaulted), "EO0301");
  EXPECT_EQ(diagCodeFromId("eo0301"), DiagCode::BatchDefaulted);
  EXPECT_EQ(diagCodeFromId("EO9999"), std::nullopt);
}

TEST(Diagnostics, RepeatsAreCountedNotKept) {
  DiagnosticEngine engine(2);
  for (int i = 0; i < 5; ++i)
    engine.warn(DiagCode::BadNode, "n", "broken");
  EXPECT_EQ(engine.diagnostics().size(), 2U);
  EXPECT_EQ(engine.count(DiagCode::BadNode), 5U);
  EXPECT_EQ(engine.suppressed(), (std::vector<std::pair<DiagCode, unsigned>>{{DiagCode::BadNode, 3}}));
  EXPECT_FALSE(engine.hasErrors());
}
