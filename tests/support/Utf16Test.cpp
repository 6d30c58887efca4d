#include "lib/support/Utf16.h"
#include <gtest/gtest.h>

using namespace eo;

/// ASCII as UTF-16.
static std::string wide(llvm::StringRef text, bool big) {
  std::string bytes;
  for (char c : text) {
    bytes += big ? '\0' : c;
    bytes += big ? c : '\0';
  }
  return bytes;
}

TEST(Utf16, IsReadInBothOrdersWithAndWithoutMark) {
  EXPECT_EQ(utf16ToUtf8("\xFF\xFE" + wide("a,b\r\n", false)), "a,b\r\n");
  EXPECT_EQ(utf16ToUtf8("\xFE\xFF" + wide("a,b\r\n", true)), "a,b\r\n");
  EXPECT_EQ(utf16ToUtf8(wide("time_s,power_w", false)), "time_s,power_w");
  EXPECT_EQ(utf16ToUtf8(wide("time_s,power_w", true)), "time_s,power_w");
}

TEST(Utf16, BeyondAsciiFollowsTheStandard) {
  // RFC 2781: U+00B5, U+20AC and U+1F600 as a surrogate pair.
  EXPECT_EQ(utf16ToUtf8(llvm::StringRef("\xFF\xFE\xB5\x00\xAC\x20\x3D\xD8\x00\xDE", 10)),
            "\xC2\xB5\xE2\x82\xAC\xF0\x9F\x98\x80");
  EXPECT_EQ(utf16ToUtf8(llvm::StringRef("\xFF\xFE\x3D\xD8\x41\x00", 6)), "\xEF\xBF\xBD"
                                                                         "A"); // half a pair
  EXPECT_EQ(utf16ToUtf8(llvm::StringRef("\xFF\xFE\x41\x00\x42", 5)), "A");     // an odd byte
}

TEST(Utf16, OtherTextIsLeftAlone) {
  EXPECT_FALSE(utf16ToUtf8("time_s,power_w\n0,1\n"));
  EXPECT_FALSE(utf16ToUtf8(""));
  EXPECT_FALSE(utf16ToUtf8("\xEF\xBB\xBFtime"));
}
