#include "lib/board/Extents.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <limits>
#include <vector>

using namespace eo;

namespace {

/// Written and read back.
void expectKept(std::vector<int64_t> const &entries) {
  Extents extents(entries.begin(), entries.end());
  ASSERT_EQ(extents.size(), entries.size());
  EXPECT_EQ(extents.empty(), entries.empty());
  EXPECT_EQ(std::vector<int64_t>(extents.begin(), extents.end()), entries);
  Extents copy = extents;
  EXPECT_EQ(copy, extents);
  Extents moved = std::move(copy);
  EXPECT_EQ(moved, extents);
  if (entries.empty())
    return;
  EXPECT_EQ(moved.back(), entries.back());
  EXPECT_EQ(*std::max_element(moved.begin(), moved.end()), *std::max_element(entries.begin(), entries.end()));
  EXPECT_FALSE(moved == Extents());
}

} // namespace

// What lies in the word itself, and both sides of where that ends: three entries, each below 2^20.
TEST(Extents, AnyNumbersOfAnyLengthAreKept) {
  constexpr int64_t last = (1 << 20) - 1;
  expectKept({});
  expectKept({0});
  expectKept({7, 7});
  expectKept({last, last, last});
  expectKept({last + 1, 3});
  expectKept({1, 2, last + 1});
  expectKept({-1});
  expectKept({1, 2, 3, 4});
  expectKept({1, 2, 3, 4, 5});
  expectKept({std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max()});
}

TEST(Extents, AreEqualWhereAllEntriesAre) {
  EXPECT_EQ((Extents{3, 3}), Extents(2, 3));
  EXPECT_FALSE((Extents{3, 3}) == (Extents{3, 3, 3}));
  EXPECT_FALSE((Extents{3, 0}) == (Extents{3})) << "a 0 is an entry";
  EXPECT_EQ((Extents{1 << 20, 3}), (Extents{1 << 20, 3}));
  EXPECT_FALSE((Extents{1 << 20, 3}) == (Extents{1 << 20, 4}));
  EXPECT_FALSE((Extents{1 << 20, 3}) == (Extents{3, 3}));
}

TEST(Extents, AnAssignmentForgetsWhatWasThere) {
  Extents extents = {1, 2, 3, 4};
  Extents const large = extents;
  extents = {5};
  EXPECT_EQ(extents, (Extents{5}));
  EXPECT_EQ(large, (Extents{1, 2, 3, 4})) << "copies stay";
  extents = large;
  EXPECT_EQ(extents[3], 4);
}
