#include "lib/support/Html.h"
#include "lib/support/Utf8.h"
#include <gtest/gtest.h>

namespace eo {
namespace {

struct Shown {
  char const *text, *shown;
};
void PrintTo(Shown const &one, std::ostream *stream) {
  *stream << testing::PrintToString(std::string(one.text));
}
class Printable : public testing::TestWithParam<Shown> {};

TEST_P(Printable, ShowsWhatIsThere) { EXPECT_EQ(printable(GetParam().text), GetParam().shown); }

INSTANTIATE_TEST_SUITE_P(All, Printable,
                         testing::Values(Shown{"", ""}, Shown{"/layer1/Conv", "/layer1/Conv"},
                                         Shown{"ä 漢字 😀", "ä 漢字 😀"},                 // one to four bytes
                                         Shown{"a\nb\x1b[2J", "a?b?[2J"},               // controls
                                         Shown{"a\xff", "a\uFFFD"},                     // not UTF-8
                                         Shown{"\u202Eexe.\u202C", "\uFFFDexe.\uFFFD"}, // other direction
                                         Shown{"\u2066x\u2069\u200F\u061C", "\uFFFDx\uFFFD\uFFFD\uFFFD"},
                                         Shown{"a\u200Bb\uFEFF", "a\uFFFDb\uFFFD"}, // no width
                                         Shown{"\u0085\u2028", "\uFFFD\uFFFD"},     // line breaks
                                         Shown{"\U000E0041", "\uFFFD"}));           // tags

TEST(PrintableLength, IsCutInTheMiddle) { EXPECT_EQ(printable("abcdefgh", 5), "ab…gh"); }

TEST(EscapedName, KeepsMarkupAndDirectionToItself) {
  EXPECT_EQ(escapedName("<b>&\"\u202E"), "<bdi>&lt;b&gt;&amp;&quot;\uFFFD</bdi>");
}

} // namespace
} // namespace eo
