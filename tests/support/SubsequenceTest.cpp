#include "lib/support/Subsequence.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <random>

namespace eo {
namespace {

using testing::ElementsAre;

std::vector<uint32_t> word(std::string const &text) { return {text.begin(), text.end()}; }

/// The length of a longest common subsequence by the textbook's table.
size_t longest(std::vector<uint32_t> const &a, std::vector<uint32_t> const &b) {
  std::vector<std::vector<size_t>> table(a.size() + 1, std::vector<size_t>(b.size() + 1));
  for (size_t i = 1; i <= a.size(); ++i)
    for (size_t j = 1; j <= b.size(); ++j)
      table[i][j] =
          a[i - 1] == b[j - 1] ? table[i - 1][j - 1] + 1 : std::max(table[i - 1][j], table[i][j - 1]);
  return table[a.size()][b.size()];
}

void expectCommon(std::vector<uint32_t> const &a, std::vector<uint32_t> const &b,
                  std::vector<IndexPair> const &pairs) {
  for (size_t i = 0; i < pairs.size(); ++i) {
    ASSERT_EQ(a[pairs[i].first], b[pairs[i].second]);
    if (i != 0) {
      ASSERT_LT(pairs[i - 1].first, pairs[i].first);
      ASSERT_LT(pairs[i - 1].second, pairs[i].second);
    }
  }
}

TEST(CommonSubsequence, OfMyersExampleHasFourElements) {
  EXPECT_EQ(commonSubsequence(word("ABCABBA"), word("CBABAC")).size(), 4U);
}

TEST(CommonSubsequence, FindsWhatStandsInBoth) {
  EXPECT_THAT(commonSubsequence(word("abcd"), word("xbyd")), ElementsAre(IndexPair(1, 1), IndexPair(3, 3)));
  EXPECT_THAT(commonSubsequence(word("ab"), word("ab")), ElementsAre(IndexPair(0, 0), IndexPair(1, 1)));
  EXPECT_TRUE(commonSubsequence(word("ab"), word("cd")).empty());
  EXPECT_TRUE(commonSubsequence({}, word("cd")).empty());
  EXPECT_TRUE(commonSubsequence(word("cd"), {}).empty());
}

TEST(CommonSubsequence, IsALongestOneOfRandomSequences) {
  std::mt19937 random(1);
  for (int round = 0; round < 500; ++round) {
    auto sequence = [&] {
      std::vector<uint32_t> result(random() % 12);
      for (uint32_t &element : result)
        element = static_cast<uint32_t>(random() % 4);
      return result;
    };
    std::vector<uint32_t> a = sequence(), b = sequence();
    std::vector<IndexPair> pairs = commonSubsequence(a, b);
    expectCommon(a, b, pairs);
    ASSERT_EQ(pairs.size(), longest(a, b));
  }
}

TEST(CommonSubsequence, TooManyDifferencesGiveALongOneQuickly) {
  std::mt19937 random(2);
  std::vector<uint32_t> a(100000), b(100000);
  for (uint32_t &element : a)
    element = static_cast<uint32_t>(random() % 50);
  for (uint32_t &element : b)
    element = static_cast<uint32_t>(random() % 50);
  std::vector<IndexPair> pairs = commonSubsequence(a, b);
  expectCommon(a, b, pairs);
  EXPECT_GT(pairs.size(), 300U);
}

TEST(RisingPairs, KeepsTheMostThatRise) {
  EXPECT_THAT(risingPairs({{0, 5}, {1, 1}, {2, 2}, {3, 0}, {4, 4}}),
              ElementsAre(IndexPair(1, 1), IndexPair(2, 2), IndexPair(4, 4)));
  EXPECT_TRUE(risingPairs({}).empty());
}

} // namespace
} // namespace eo
