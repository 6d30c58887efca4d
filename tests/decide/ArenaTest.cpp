#include "lib/decide/Arena.h"
#include "lib/support/Error.h"

#include <gmock/gmock.h>

#include <random>

using namespace eo;
using testing::HasSubstr;

namespace {

Lifetimes lifetimes(int64_t steps, std::vector<std::tuple<int64_t, int64_t, int64_t>> const &tensors) {
  Lifetimes all;
  all.steps = steps;
  for (auto const &[bytes, first, last] : tensors)
    all.tensors.push_back({"t" + std::to_string(all.tensors.size()), bytes, first, last, last});
  return all;
}

TEST(Arena, AChainTakesTheTwoLargestNeighbours) {
  // input 100 -> 50 -> 80 -> 10 (output)
  Lifetimes chain = lifetimes(3, {{100, -1, 0}, {50, 0, 1}, {80, 1, 2}, {10, 2, 3}});
  EXPECT_EQ(chain.peakBytes(), 150);
  Arena arena = planArena(chain);
  EXPECT_EQ(arena.bytes, 150);
  EXPECT_EQ(arena.offsets[0], 0);
  EXPECT_EQ(arena.offsets[2], 0) << "the input's place is free";
  EXPECT_EQ(checkArena(chain, arena), "");
}

TEST(Arena, TheSmallestGapThatHoldsItIsTaken) {
  // by size: 40 at 0, 30 at 40, 25 at 70, 15 at 95, 12 at 110; those of 30 and 15 are dead when the 10 come
  Lifetimes all = lifetimes(3, {{40, 0, 2}, {30, 0, 0}, {25, 0, 2}, {15, 0, 0}, {12, 0, 2}, {10, 1, 2}});
  Arena arena = planArena(all);
  EXPECT_EQ(checkArena(all, arena), "");
  EXPECT_EQ(arena.bytes, 122);
  EXPECT_EQ(arena.offsets[5], 95);
}

TEST(Arena, OffsetsAreAligned) {
  Lifetimes all = lifetimes(1, {{10, 0, 1}, {10, 0, 1}, {3, 0, 1}});
  Arena arena = planArena(all, 16);
  EXPECT_EQ(arena.bytes, 35);
  EXPECT_EQ(checkArena(all, arena, 16), "");
}

TEST(Arena, PlansOfRandomLifetimesPassTheCheckAndAreNoSmallerThanThePeak) {
  std::mt19937 random(7);
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<std::tuple<int64_t, int64_t, int64_t>> tensors;
    for (int i = 0; i < 40; ++i) {
      int64_t first = static_cast<int64_t>(random() % 20) - 1;
      tensors.emplace_back(random() % 1000, first,
                           std::max<int64_t>(first, 0) + static_cast<int64_t>(random() % 6));
    }
    Lifetimes all = lifetimes(30, tensors);
    int64_t align = trial % 2 == 0 ? 1 : 8;
    Arena arena = planArena(all, align);
    ASSERT_EQ(checkArena(all, arena, align), "") << trial;
    ASSERT_GE(arena.bytes, all.peakBytes());
  }
}

TEST(Arena, TheCheckFindsOverlapsAndWhatLiesOutside) {
  Lifetimes all = lifetimes(2, {{100, 0, 1}, {50, 1, 2}, {10, 2, 2}});
  EXPECT_THAT(checkArena(all, {{0, 99, 0}, 149}), HasSubstr("'t1' at 99 overlaps"));
  EXPECT_THAT(checkArena(all, {{0, 100, 0}, 149}), HasSubstr("'t1' at 100 lies outside"));
  EXPECT_EQ(checkArena(all, {{0, 100, 0}, 150}), "") << "t0 is dead when t2 comes";
}

} // namespace
