#include "lib/support/Markdown.h"

#include <gtest/gtest.h>

namespace eo {
namespace {

TEST(Markdown, CodeHoldsAnyNameOnOneLine) {
  EXPECT_EQ(markdownCode("conv1"), "`conv1`");
  EXPECT_EQ(markdownCode("a|b"), "`a\\|b`");
  EXPECT_EQ(markdownCode("a`b"), "``a`b``");
  EXPECT_EQ(markdownCode("`a"), "`` `a ``");
  EXPECT_EQ(markdownCode("a\nb\x1b[1m"), "`a?b?[1m`");
  EXPECT_EQ(markdownCode(""), "–");
  EXPECT_EQ(markdownCode("abcdefghij", 5), "`ab…ij`");
}

TEST(Markdown, TextIsNoMarkupLinkOrMention) {
  EXPECT_EQ(markdownText("plain, 1.5 mJ (+3 %)"), "plain, 1.5 mJ (+3 %)");
  EXPECT_EQ(markdownText("*b* _i_ `c` [l](u) <b> #1 |"),
            "\\*b\\* \\_i\\_ \\`c\\` \\[l\\](u) \\<b\\> \\#1 \\|");
  EXPECT_EQ(markdownText("@team"), "@\u200Bteam");
}

} // namespace
} // namespace eo
