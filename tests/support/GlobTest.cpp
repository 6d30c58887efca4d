#include "lib/support/Glob.h"

#include <gtest/gtest.h>

using namespace eo;

namespace {

TEST(Glob, StarsAndQuestionMarks) {
  EXPECT_TRUE(globMatches("", ""));
  EXPECT_TRUE(globMatches("*", ""));
  EXPECT_TRUE(globMatches("conv*", "conv1"));
  EXPECT_TRUE(globMatches("*/conv?", "block/a/conv1"));
  EXPECT_TRUE(globMatches("a*b*c", "a.b.b.c"));
  EXPECT_FALSE(globMatches("conv?", "conv"));
  EXPECT_FALSE(globMatches("conv", "conv1"));
  EXPECT_FALSE(globMatches("a*b*c", "a.c.b"));
}

TEST(Glob, BracketsAreThemselves) {
  EXPECT_TRUE(globMatches("conv[0]", "conv[0]"));
  EXPECT_FALSE(globMatches("conv[0]", "conv0"));
}

TEST(Glob, ManyStarsAreNoTrap) {
  std::string pattern, text(10000, 'a');
  for (int i = 0; i < 100; ++i)
    pattern += "a*";
  EXPECT_FALSE(globMatches(pattern + "b", text));
}

TEST(PathPatterns, StarStaysInsideAFolder) {
  EXPECT_TRUE(pathMatches("nets/*.onnx", "nets/a.onnx"));
  EXPECT_FALSE(pathMatches("nets/*.onnx", "nets/old/a.onnx"));
  EXPECT_FALSE(pathMatches("nets/*.onnx", "more/nets/a.onnx"));
}

TEST(PathPatterns, TwoStarsAreAnyFolders) {
  for (char const *path : {"a.onnx", "nets/a.onnx", "nets/old/a.onnx"})
    EXPECT_TRUE(pathMatches("**/a.onnx", path)) << path;
  EXPECT_TRUE(pathMatches("nets/**", "nets/old/a.onnx"));
  EXPECT_TRUE(pathMatches("nets/**/v?/*.onnx", "nets/x/y/v2/b.onnx"));
  EXPECT_FALSE(pathMatches("nets/**/v?/*.onnx", "nets/x/y/b.onnx"));
}

TEST(PathPatterns, PatternWithoutSlashIsAFileName) {
  EXPECT_TRUE(pathMatches("*.onnx", "nets/old/a.onnx"));
  EXPECT_TRUE(pathMatches("a.onnx", "../a.onnx"));
  EXPECT_FALSE(pathMatches("a.onnx", "aa.onnx"));
}

TEST(PathPatterns, LiteralFolderEndsBeforeTheFirstStar) {
  EXPECT_EQ(literalFolder("nets/*/v?.onnx"), "nets");
  EXPECT_EQ(literalFolder("nets/v1/a.onnx"), "nets/v1");
  EXPECT_EQ(literalFolder("*.onnx"), "");
}

} // namespace
