#include "lib/lint/Budget.h"
#include "lib/support/Error.h"
#include "lib/support/QuantityText.h"

#include <gmock/gmock.h>

using namespace eo;
using testing::HasSubstr;

namespace {

struct QuantityRow {
  char const *text, *unit;
  double expected;
};

TEST(QuantityText, PrefixesScale) {
  for (auto const &[text, unit, expected] : std::initializer_list<QuantityRow>{{"1 J", "J", 1},
                                                                               {"1.5 mJ", "J", 1.5e-3},
                                                                               {"20ms", "s", 0.02},
                                                                               {"5 Wh", "J", 18000},
                                                                               {"2mWh", "J", 7.2},
                                                                               {"3 W", "W", 3},
                                                                               {"4 µJ", "J", 4e-6},
                                                                               {"4 uJ", "J", 4e-6},
                                                                               {"300 M", "MAC", 3e8},
                                                                               {"300 MMACs", "MAC", 3e8},
                                                                               {"12", "MAC", 12},
                                                                               {"1 MAC", "MAC", 1},
                                                                               {"10 MiB", "B", 10485760},
                                                                               {"512 kB", "B", 512000},
                                                                               {"7 B", "B", 7},
                                                                               {" 1e-3 J ", "J", 1e-3}}) {
    llvm::Expected<double> value = parseQuantity(text, unit);
    ASSERT_TRUE(bool(value)) << text << takeErrorText(value.takeError()).message;
    EXPECT_DOUBLE_EQ(*value, expected) << text;
  }
}

TEST(QuantityText, AnythingElseIsAnError) {
  for (auto const &[text, unit] :
       std::initializer_list<std::pair<char const *, char const *>>{{"1", "J"},
                                                                    {"1 W", "J"},
                                                                    {"J", "J"},
                                                                    {"", "s"},
                                                                    {"-1 J", "J"},
                                                                    {"nan J", "J"},
                                                                    {"inf J", "J"},
                                                                    {"1 xJ", "J"},
                                                                    {"1 J J", "J"},
                                                                    {"1e999 J", "J"},
                                                                    {"1e306 GJ", "J"},
                                                                    {"1 mMAC", "MAC"},
                                                                    {"1 MiJ", "J"},
                                                                    {"1 mB", "B"},
                                                                    {"1,5 J", "J"}}) {
    llvm::Expected<double> value = parseQuantity(text, unit);
    ASSERT_FALSE(bool(value)) << text;
    EXPECT_EQ(takeErrorText(value.takeError()).kind, ErrorKind::Usage) << text;
  }
}

TEST(QuantityText, RatiosArePercentOrNumbers) {
  EXPECT_DOUBLE_EQ(*parseRatio("5%"), 0.05);
  EXPECT_DOUBLE_EQ(*parseRatio("150 %"), 1.5);
  EXPECT_DOUBLE_EQ(*parseRatio("0.25"), 0.25);
  for (char const *text : {"", "%", "-1%", "5%%", "five"})
    EXPECT_FALSE(parseRatio(text)) << text;
}

TEST(BudgetText, CommandLineFormLimitsTheNetwork) {
  llvm::Expected<Budget> budget = parseBudget("energy=1.5mJ");
  ASSERT_TRUE(bool(budget));
  EXPECT_EQ(budgetWords(*budget), "energy of the network at most 1.5 mJ");
  EXPECT_FALSE(budget->place);
}

TEST(BudgetText, ErrorsNameWhatIsKnown) {
  auto message = [](char const *text) {
    llvm::Expected<Budget> budget = parseBudget(text);
    return budget ? "no error" : takeErrorText(budget.takeError()).message;
  };
  EXPECT_THAT(message("enrgy=1J"), HasSubstr("did you mean 'energy'?"));
  EXPECT_THAT(message("energy=1s"), HasSubstr("'1s' is not an energy such as '1 J'"));
  EXPECT_THAT(message("energy"), HasSubstr("is not an energy"));
  EXPECT_THAT(message("battery_life=1"), HasSubstr("expected METRIC=LIMIT"));
}

TEST(BudgetText, WordsNameSubjectAndLimit) {
  Budget budget;
  budget.metric = Metric::Macs;
  budget.max = 3e8;
  budget.scope = "encoder/";
  EXPECT_EQ(budgetWords(budget), "MACs of scope encoder/ at most 300 M MACs");
  budget = {};
  budget.maxIncrease = 0.05;
  budget.minChange = 1e-3;
  EXPECT_EQ(budgetWords(budget), "energy of the network at most 5 % and 1 mJ above the baseline");
}

} // namespace
