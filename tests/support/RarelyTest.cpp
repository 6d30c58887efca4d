#include "lib/support/Rarely.h"

#include <gtest/gtest.h>

namespace eo {
namespace {

struct Extras {
  int legs = 4;
};

TEST(Rarely, IsWhatIsUsualUntilSomethingIsSet) {
  Rarely<Extras> animal;
  EXPECT_EQ(animal->legs, 4);
  EXPECT_FALSE(animal.isSet());
  animal.edit().legs = 2;
  EXPECT_EQ(animal->legs, 2);
  EXPECT_TRUE(animal.isSet());
  EXPECT_EQ(Rarely<Extras>()->legs, 4) << "others stay as usual";
}

TEST(Rarely, CopiesAreChangedEachByItself) {
  Rarely<Extras> one;
  one.edit().legs = 2;
  Rarely<Extras> other = one;
  EXPECT_EQ(&*one, &*other) << "kept once";
  other.edit().legs = 6;
  EXPECT_EQ(one->legs, 2);
  EXPECT_EQ(other->legs, 6);
  Extras const *kept = &*other;
  other.edit().legs = 8;
  EXPECT_EQ(&*other, kept) << "nobody else has it: no new copy";
}

TEST(Rarely, WhatIsLeftByAllIsFreed) { // the sanitizers see to it
  Rarely<Extras> one;
  one.edit().legs = 2;
  Rarely<Extras> moved = std::move(one), other;
  other.edit().legs = 8;
  other = moved;
  EXPECT_EQ(&*other, &*moved);
  moved = Rarely<Extras>();
  EXPECT_EQ(moved->legs, 4);
  EXPECT_EQ(other->legs, 2);
}

} // namespace
} // namespace eo
