#include "lib/ir/DimExpression.h"

#include <gtest/gtest.h>

using namespace eo;

static std::string read(llvm::StringRef text) {
  std::optional<SymInt> value = parseDimExpression(text);
  return value ? value->str() : "none";
}

TEST(DimExpression, IsWhatTheTextSays) {
  EXPECT_TRUE(*parseDimExpression("a + b") == SymInt::symbol("a") + SymInt::symbol("b"));
  EXPECT_TRUE(*parseDimExpression("2*s0") == SymInt::symbol("s0") * 2);
  EXPECT_TRUE(*parseDimExpression("((s1 - 1)//2) + 1") == floorDiv(SymInt::symbol("s1") - 1, 2) + 1);
  EXPECT_TRUE(*parseDimExpression("floor(t/4)-Max(1, u)") ==
              floorDiv(SymInt::symbol("t"), 4) - max(SymInt(1), SymInt::symbol("u")));
  EXPECT_EQ(read("3*4 - 2"), "10");
}

TEST(DimExpression, NamesAndOtherTextAreNone) {
  for (char const *text :
       {"batch", "12", "", "unk__6", "a b", "a +", "(a", "a)", "x[0]", "seq-", "2x", "f(a)", "a/0"})
    EXPECT_EQ(read(text), "none") << text;
}

TEST(DimExpression, NestingIsBounded) { EXPECT_EQ(read(std::string(100000, '(') + "a"), "none"); }
