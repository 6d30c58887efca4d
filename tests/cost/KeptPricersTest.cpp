// Boards that price alike share a pricer, others never.
#include "lib/cost/KeptPricers.h"

#include "tests/cost/Boards.h"
#include <gtest/gtest.h>

using namespace eo;
using namespace eo::test;

static ChosenBoard fast() {
  return chosen(board({{"launch", 1, "s"}, {"base", 3, "W"}}), {{"mode", "fast"}});
}

TEST(KeptPricers, WhatIsAskedForAgainIsKept) {
  KeptPricers kept;
  ChosenBoard asked = fast();
  EXPECT_EQ(kept.of(asked), kept.of(asked));
}

TEST(KeptPricers, AnotherModelSettingContentOrPowerIsAnotherPrice) {
  KeptPricers kept;
  ChosenBoard asked = fast(), slow = asked, dark = asked, given = asked, copy = asked;
  slow.settings = {{"mode", "slow"}};
  dark.inputFactor = 0.5;
  given.givenPowerW = 7;
  copy.model = std::make_shared<BoardModel>(*asked.model);
  std::shared_ptr<NetworkPricer const> first = kept.of(asked);
  for (ChosenBoard const &other : {slow, dark, given, copy})
    EXPECT_NE(kept.of(other), first);
  EXPECT_EQ(kept.of(asked), first);
}

TEST(KeptPricers, SixtyFourAreKeptAndThenAllAreForgotten) {
  KeptPricers kept;
  auto numbered = [asked = fast()](int number) {
    ChosenBoard one = asked;
    one.givenPowerW = number;
    return one;
  };
  std::shared_ptr<NetworkPricer const> first = kept.of(numbered(1));
  for (int number = 2; number <= 64; ++number)
    kept.of(numbered(number));
  EXPECT_EQ(kept.of(numbered(1)), first);
  kept.of(numbered(65));
  EXPECT_NE(kept.of(numbered(1)), first);
}
