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
  animal.edit().legs = 2;
  EXPECT_EQ(animal->legs, 2);
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

} // namespace
} // namespace eo
