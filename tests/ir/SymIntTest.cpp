#include "lib/ir/TensorType.h"

#include <gtest/gtest.h>
#include <limits>

using namespace eo;

namespace {
SymInt const n = SymInt::symbol("N");
SymInt const t = SymInt::symbol("T");
constexpr int64_t maxInt = std::numeric_limits<int64_t>::max();

std::optional<int64_t> evaluate(SymInt const &expression, int64_t nValue, int64_t tValue = 1) {
  return expression
      .substitute([&](llvm::StringRef name) { return std::optional(name == "N" ? nValue : tValue); })
      .tryValue();
}
} // namespace

TEST(SymInt, NumbersCalculateLikeIntegers) {
  EXPECT_EQ((SymInt(6) * 7 - 2).value(), 40);
  EXPECT_EQ(floorDiv(-7, 2).value(), -4);
  EXPECT_EQ(ceilDiv(-7, 2).value(), -3);
  EXPECT_EQ(ceilDiv(7, 2).value(), 4);
  EXPECT_EQ(floorMod(-7, 3).value(), 2);
  EXPECT_EQ(floorMod(std::numeric_limits<int64_t>::min(), -1).value(), 0);
  EXPECT_EQ(min(3, -4).value(), -4);
}

// Numbers of 63 bits lie in the word itself, those of 64 elsewhere: of both sides the same is asked.
TEST(SymInt, NumbersOfAllSizesAreKept) {
  constexpr int64_t border = int64_t{1} << 62, least = std::numeric_limits<int64_t>::min();
  for (int64_t number : {maxInt, border + 1, border, border - 1, int64_t{1}, int64_t{0}, int64_t{-1},
                         1 - border, -border, -border - 1, least + 1, least}) {
    SymInt const held = number;
    EXPECT_TRUE(held.isKnown() && !held.isSymbolic() && !held.isUnknown() && !held.isOverflow()) << number;
    EXPECT_EQ(held.value(), number);
    EXPECT_EQ(held.tryValue(), std::optional(number));
    SymInt copy = held, moved = std::move(copy);
    EXPECT_TRUE(moved == held && moved == number) << number;
    EXPECT_FALSE(moved == SymInt(5)) << number;
    EXPECT_FALSE(moved == n) << number;
    EXPECT_EQ(moved.str(), std::to_string(number));
    EXPECT_EQ(max(moved, 7).value(), std::max<int64_t>(number, 7));
  }
}

TEST(SymInt, CalculatesAcrossTheBorderOfAWord) {
  EXPECT_EQ((SymInt(int64_t{1} << 61) + (int64_t{1} << 61)).value(), int64_t{1} << 62);
  EXPECT_EQ((SymInt(int64_t{1} << 31) * (int64_t{1} << 31)).value(), int64_t{1} << 62);
  EXPECT_EQ((SymInt(maxInt) - (int64_t{1} << 62)).value(), (int64_t{1} << 62) - 1);
  constexpr int64_t border = -(int64_t{1} << 62);
  EXPECT_EQ((SymInt(border) - 1).value(), border - 1);
  EXPECT_EQ((SymInt(border - 1) + 1).value(), border);
  EXPECT_EQ((SymInt(border) * 2).value(), std::numeric_limits<int64_t>::min());
  SymInt sum = border;
  sum += -1;
  EXPECT_EQ(sum.value(), border - 1);
  sum += 1;
  EXPECT_EQ(sum.value(), border);
  EXPECT_TRUE((SymInt(border - 1) * 2).isOverflow());
  EXPECT_EQ((n + SymInt(border - 1) - n).value(), border - 1) << "through an expression";
}

TEST(SymInt, OverflowIsReportedNotWrapped) {
  EXPECT_TRUE((SymInt(maxInt) + 1).isOverflow());
  EXPECT_TRUE((SymInt(int64_t{1} << 40) * SymInt(int64_t{1} << 40)).isOverflow());
  EXPECT_TRUE((n * SymInt(maxInt) * SymInt(2)).isOverflow());
  EXPECT_TRUE(floorDiv(std::numeric_limits<int64_t>::min(), -1).isOverflow());
  EXPECT_TRUE((SymInt::overflow() * 0).isOverflow());
}

TEST(SymInt, ElementsOfAShapeAreTheProductOfWhatIsKnown) {
  EXPECT_EQ(elementCount({}).value(), 1);
  EXPECT_EQ(elementCount({2, 3, 224, 224}).value(), 301'056);
  EXPECT_EQ(elementCount({0, maxInt}).value(), 0);
  EXPECT_TRUE(elementCount({maxInt, 2, 0}).isOverflow());
  EXPECT_TRUE(elementCount({2, SymInt::unknown(), 0}).isUnknown());
  EXPECT_EQ(elementCount({2, n, 3}).str(), "6·N");
}

TEST(SymInt, DivisionByZeroIsUnknown) {
  EXPECT_TRUE(floorDiv(5, 0).isUnknown());
  EXPECT_TRUE(ceilDiv(n, 0).isUnknown());
  EXPECT_TRUE(floorMod(5, 0).isUnknown());
}

TEST(SymInt, UnknownAbsorbsAndEqualsNothing) {
  EXPECT_TRUE((SymInt::unknown() * 0).isUnknown());
  EXPECT_TRUE((SymInt::unknown() - SymInt::unknown()).isUnknown());
  EXPECT_FALSE(SymInt::unknown() == SymInt::unknown());
}

TEST(SymInt, EqualExpressionsHaveOneForm) {
  EXPECT_EQ((n + 5) - 5, n);
  EXPECT_EQ(n - n, 0);
  EXPECT_EQ((n + t) * (n - t), n * n - t * t);
  EXPECT_EQ(t * n * 2, n * 2 * t);
  EXPECT_EQ(max(n + 1, t), max(t, n + 1));
  EXPECT_FALSE(n == t);
}

TEST(SymInt, QuotientsThatDivideAreExact) {
  EXPECT_EQ(floorDiv(n * t * 768, n * t * 12), 64);
  EXPECT_EQ(floorDiv(n * 2 + 4, 2), n + 2);
  EXPECT_EQ(floorDiv(n * (t + 5) * 12, n * (t + 5)), 12);
  EXPECT_EQ(floorDiv(n * (t + 5), t + 5), n);
  EXPECT_EQ(floorMod(n * 6, 3), 0);
}

TEST(SymInt, QuotientsSplitOffWholeMultiples) {
  EXPECT_EQ(floorDiv(n * 4 + 7, 4), n + 1);
  EXPECT_EQ(ceilDiv(n * 4 + 7, 4), n + 2);
  EXPECT_EQ(floorDiv(n * 4 - 1, 4), n - 1);
  EXPECT_EQ(floorDiv(n, 2).str(), "floor(N/2)");
}

TEST(SymInt, MinAndMaxUseThatDimensionsAreAtLeastOne) {
  EXPECT_EQ(max(n, 1), n);
  EXPECT_EQ(max(n, 0), n);
  EXPECT_EQ(min(n, n + 3), n);
  EXPECT_EQ(min(SymInt(maxInt), n).str(), "min(9223372036854775807, N)"); // not evident: N has no upper bound
  EXPECT_EQ(max(n, 7).str(), "max(7, N)");
}

TEST(SymInt, PrintsReadably) {
  EXPECT_EQ((n + 5).str(), "N + 5");
  EXPECT_EQ((n * 2).str(), "2·N");
  EXPECT_EQ((n * t * 2 - n + 1).str(), "2·N·T - N + 1");
  EXPECT_EQ((SymInt(3) - n).str(), "-N + 3");
  EXPECT_EQ(floorDiv(n + 5, 2).str(), "floor((N + 5)/2)");
  EXPECT_EQ(ceilDiv(n, t).str(), "ceil(N/T)");
  EXPECT_EQ(SymInt::unknown().str(), "?");
}

TEST(SymInt, SubstitutionAgreesWithArithmetic) {
  struct Case {
    SymInt expression;
    int64_t expected; // at N = 9, T = 4
  };
  Case const cases[] = {
      {n * t + 1, 37},
      {floorDiv(n, 2), 4},
      {ceilDiv(n, 2), 5},
      {floorDiv(n * 3 + 1, t), 7},
      {floorMod(n, t), 1},
      {min(n, t), 4},
      {max(n - 7, t), 4},
      {floorDiv(floorDiv(n, 2) + 1, 2), 2},
      {floorDiv(n * 2 + 1, 4), 4},
      {floorDiv(SymInt(0) - n, 2), -5},
  };
  for (Case const &one : cases)
    EXPECT_EQ(evaluate(one.expression, 9, 4), one.expected) << one.expression.str();
}

TEST(SymInt, SubstitutionLeavesOtherSymbols) {
  SymInt half = (n * t).substitute(
      [](llvm::StringRef name) { return name == "N" ? std::optional<int64_t>(3) : std::nullopt; });
  EXPECT_EQ(half, t * 3);
}

TEST(SymInt, CollectsSymbolsInsideQuotients) {
  std::set<std::string> names;
  (floorDiv(n, 2) + t).collectSymbols(names);
  EXPECT_EQ(names, (std::set<std::string>{"N", "T"}));
}

TEST(SymInt, ComplexityIsBounded) {
  SymInt nested = n;
  for (int i = 0; i < 1000; ++i)
    nested = floorDiv(nested * 3 + 1, 2);
  EXPECT_TRUE(nested.isUnknown());
  SymInt product = 1;
  for (int i = 0; i < 100; ++i)
    product *= SymInt::symbol("a" + std::to_string(i)) + 1;
  EXPECT_TRUE(product.isUnknown());
  EXPECT_TRUE(SymInt::symbol(std::string(100000, 'x')).isUnknown());
}
