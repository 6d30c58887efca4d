#include "passes/canonical/ShownAxes.h"

#include <gmock/gmock.h>

using namespace eo;
using namespace eo::canonical;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

// Maps [1, 8, 4, 6], written with their channels last.
Shape const written = {1, 4, 6, 8};
std::vector<int64_t> const axes = {0, 2, 3, 1};

TEST(ShownAxes, TheShapeAsWrittenHasTheAxesAsTheyAre) {
  EXPECT_THAT(shownAxes(written, axes, written), ElementsAre(0, 2, 3, 1));
}

TEST(ShownAxes, AxesOfOneComeAndGo) {
  EXPECT_THAT(shownAxes({4, 6, 8}, axes, written), ElementsAre(1, 2, 0));
  EXPECT_THAT(shownAxes({1, 1, 4, 6, 8}, axes, written), ElementsAre(0, 2, 3, 4, 1));
}

TEST(ShownAxes, AxesThatRunBehindOneAnotherMayBeOne) {
  EXPECT_THAT(shownAxes({1, 24, 8}, axes, written), ElementsAre(0, 2, 1));
  EXPECT_THAT(shownAxes({1, 4, 48}, axes, written), IsEmpty()); // columns and channels
}

TEST(ShownAxes, AnAxisMayBeShownAsSeveral) {
  EXPECT_THAT(shownAxes({1, 4, 6, 2, 4}, axes, written), ElementsAre(0, 3, 4, 1, 2));
  EXPECT_THAT(shownAxes({1, 4, 4, 12}, axes, written), IsEmpty()); // a third of the columns with channels
}

TEST(ShownAxes, WhatIsNotTheWholeTensorHasNone) {
  EXPECT_THAT(shownAxes({1, 4, 6}, axes, written), IsEmpty());
  EXPECT_THAT(shownAxes({1, 4, 6, 8, 2}, axes, written), IsEmpty());
}

TEST(ShownAxes, APermutationPutsAxesAsTheyRun) {
  EXPECT_TRUE(putsAsRun({0, 3, 1, 2}, axes, {1, 8, 4, 6}));
  EXPECT_TRUE(putsAsRun({3, 0, 1, 2}, axes, {8, 1, 4, 6})); // the axis of 1 anywhere
  EXPECT_FALSE(putsAsRun({0, 3, 2, 1}, axes, {1, 8, 6, 4}));
  EXPECT_FALSE(putsAsRun({0, 2, 1}, axes, {1, 6, 4}));
}

TEST(ShownAxes, ShapesAreCutAlikeWhereEachAxisIsWhole) {
  EXPECT_TRUE(areCutAlike({2, 12, 5}, {2, 3, 4, 5}));
  EXPECT_TRUE(areCutAlike({2, 3, 4, 5}, {6, 1, 20}));
  EXPECT_FALSE(areCutAlike({4, 6}, {8, 3})); // 4 · 2 and half of 6
  EXPECT_FALSE(areCutAlike({2, 12}, {2, 12, 5}));
}

} // namespace
