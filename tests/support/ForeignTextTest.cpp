#include "lib/support/ForeignText.h"
#include "lib/support/Error.h"
#include "lib/support/Yaml.h"
#include "lib/text/CsvFile.h"

#include <gmock/gmock.h>

using namespace eo;
using testing::HasSubstr;

/// ASCII as PowerShell's '>' writes it.
static std::string wide(llvm::StringRef text) {
  std::string bytes = "\xFF\xFE";
  for (char c : text) {
    bytes += c;
    bytes += '\0';
  }
  return bytes;
}

TEST(ForeignText, LinesThatACarriageReturnEndsAreLines) {
  EXPECT_EQ(foreignText("a\rb\r\rc"), "a\nb\n\nc");
  EXPECT_EQ(foreignText(wide("a\rb")), "a\nb");
  EXPECT_EQ(foreignText(wide("a\r\nb")), "a\r\nb");
}

TEST(ForeignText, WhatReadersKnowIsLeftAlone) {
  for (char const *text : {"", "a", "a\nb\n", "a\r\nb\r\n", "a\rb\n",
                           "\xEF\xBB\xBF"
                           "a\n"})
    EXPECT_EQ(foreignText(text), std::nullopt) << text;
  EXPECT_EQ(foreignText(llvm::StringRef("\x93NUMPY\r\0\1", 9)), std::nullopt) << "binary data";
}

TEST(ForeignText, YamlReadsAlikeHoweverItIsWritten) {
  for (std::string const &text :
       {std::string("a: 1\nb: [x, y]\n"), std::string("a: 1\rb: [x, y]\r"), wide("a: 1\r\nb: [x, y]\r\n")}) {
    llvm::Expected<YamlFile> file = YamlFile::parse(text, "f");
    ASSERT_TRUE(bool(file)) << takeErrorText(file.takeError()).message;
    ASSERT_EQ(file->root().keys.size(), 2U);
    EXPECT_EQ(file->root().items[1].items[1].text, "y");
    EXPECT_EQ(file->root().items[1].place.line, 2U);
  }
}

TEST(ForeignText, ComplaintsNameTheLine) {
  for (std::string const &text : {std::string("a: 1\rb: [x\r"), wide("a: 1\r\nb: [x\r\n")})
    EXPECT_THAT(takeErrorText(YamlFile::parse(text, "f").takeError()).message, HasSubstr("f:2:"));
  EXPECT_THAT(takeErrorText(CsvFile::parse("a,b\r1,2\r3\r", "f").takeError()).message,
              HasSubstr("f:3:1: row has 1 cells, the header 2"));
}

TEST(ForeignText, TablesReadAlikeHoweverTheyAreWritten) {
  for (std::string const &text :
       {std::string("a,b\n1,2\n3,4\n"), std::string("a,b\r1,2\r3,4\r"), wide("a,b\r\n1,2\r\n3,4\r\n")}) {
    llvm::Expected<CsvFile> file = CsvFile::parse(text, "f");
    ASSERT_TRUE(bool(file)) << takeErrorText(file.takeError()).message;
    ASSERT_EQ(file->rowCount(), 2U);
    EXPECT_EQ(file->header()[0], "a");
    EXPECT_EQ(file->cell(1, 1), "4");
    EXPECT_EQ(file->lineOf(1), 3U);
  }
}
