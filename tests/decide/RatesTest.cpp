#include "lib/decide/Rates.h"
#include "lib/support/Error.h"

#include <gmock/gmock.h>

using namespace eo;

namespace {

double rate(char const *text) { return llvm::cantFail(parseRate(text)); }
double duration(char const *text) { return llvm::cantFail(parseDuration(text)); }

TEST(Rates, AreReadInTheUnitsPeopleWrite) {
  EXPECT_DOUBLE_EQ(rate("30/s"), 30);
  EXPECT_DOUBLE_EQ(rate("30 fps"), 30);
  EXPECT_DOUBLE_EQ(rate("0.5Hz"), 0.5);
  EXPECT_DOUBLE_EQ(rate("12/min"), 0.2);
  EXPECT_DOUBLE_EQ(rate("6/h"), 1.0 / 600);
  EXPECT_DOUBLE_EQ(rate("864/day"), 0.01);
}

TEST(Rates, WithoutAUnitOrAboveNothingAreErrors) {
  for (char const *text :
       {"", "1", "0/s", "-1/s", "nan/s", "inf/s", "1/fortnight", "/s", "1e-320/day", "1 2/s"}) {
    llvm::Expected<double> read = parseRate(text);
    EXPECT_FALSE(read) << text;
    EXPECT_THAT(takeErrorText(read.takeError()).message, testing::HasSubstr("is not a rate")) << text;
  }
}

TEST(Rates, AreWrittenInTheFirstUnitThatIsOneOrMore) {
  EXPECT_EQ(rateText(30), "30/s");
  EXPECT_EQ(rateText(0.2), "12/min");
  EXPECT_EQ(rateText(1.0 / 600), "6/h");
  EXPECT_EQ(rateText(1.0 / 86400), "1/day");
}

TEST(Durations, AreReadAndWritten) {
  EXPECT_DOUBLE_EQ(duration("24 h"), 86400);
  EXPECT_DOUBLE_EQ(duration("2days"), 172800);
  EXPECT_DOUBLE_EQ(duration("20ms"), 0.02);
  EXPECT_DOUBLE_EQ(duration("90 min"), 5400);
  EXPECT_EQ(durationText(9000), "2.5 h");
  EXPECT_EQ(durationText(86400.0 * 31), "31 days");
  EXPECT_EQ(durationText(90), "1.5 min");
  for (char const *text : {"0 h", "1e305 days", "1e308ks"}) { // more than doubles hold is no time
    llvm::Expected<double> read = parseDuration(text);
    EXPECT_FALSE(read) << text;
    llvm::consumeError(read.takeError());
  }
}

} // namespace
