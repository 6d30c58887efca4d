#include "lib/support/ReadDouble.h"

#include <cmath>
#include <gtest/gtest.h>
#include <string>

using namespace eo;

// What the C++ standard says of std::from_chars is the reason of every expectation: the library's own is asked beside ours.
TEST(ReadDoubleTest, ReadsAsTheStandardLibraryDoes) {
  for (std::string const text : {"0",
                                 "-0",
                                 "1",
                                 "-1.5",
                                 "1.",
                                 ".5",
                                 ".",
                                 "-",
                                 "-.",
                                 "",
                                 "+1",
                                 " 1",
                                 "1 ",
                                 "1e5",
                                 "1e+5",
                                 "1e-5",
                                 "1E5",
                                 "1e",
                                 "1e+",
                                 "1ex",
                                 "e5",
                                 "1.5.5",
                                 "0x10",
                                 "1,5",
                                 "0.1",
                                 "123456789012345678901234567890",
                                 "2.2250738585072011e-308",
                                 "5e-324",
                                 "2e-324",
                                 "1e-400",
                                 "0e-400",
                                 "0.0",
                                 "1e400",
                                 "-1e400",
                                 "1.7976931348623157e308",
                                 "1.7976931348623159e308",
                                 "inf",
                                 "-inf",
                                 "infinity",
                                 "INF",
                                 "infx",
                                 "nan",
                                 "-nan",
                                 "1e5e5",
                                 "12abc",
                                 "9007199254740993"}) {
    double ours = 7, theirs = 7;
    char const *first = text.data(), *last = first + text.size();
    std::from_chars_result mine = readDoubleByStrtod(first, last, ours);
    std::from_chars_result expected = std::from_chars(first, last, theirs);
    EXPECT_EQ(mine.ptr - first, expected.ptr - first) << "'" << text << "'";
    EXPECT_EQ(static_cast<int>(mine.ec), static_cast<int>(expected.ec)) << "'" << text << "'";
    if (std::isnan(theirs))
      EXPECT_TRUE(std::isnan(ours)) << "'" << text << "'";
    else
      EXPECT_EQ(ours, theirs) << "'" << text << "'";
    EXPECT_EQ(std::signbit(ours), std::signbit(theirs)) << "'" << text << "'";
  }
}

TEST(ReadDoubleTest, ReadsNothingBehindTheEnd) {
  std::string text = "12345";
  double value = 0;
  EXPECT_EQ(readDoubleByStrtod(text.data(), text.data() + 2, value).ptr, text.data() + 2);
  EXPECT_EQ(value, 12);
}
