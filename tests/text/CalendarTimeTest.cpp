#include "lib/text/CalendarTime.h"
#include <gtest/gtest.h>

using namespace eo;

namespace {
constexpr double tenOClock = 1740736800; // date -u -d '2025-02-28 10:00:00' +%s
}

TEST(CalendarTime, EveryWayOfWritingAMomentIsTheSameMoment) {
  for (char const *text :
       {"2025-02-28T10:00:00",       "2025-02-28T10:00:00Z",         "2025-02-28 10:00:00.000",
        "2025-02-28T11:00:00+01:00", "2025-02-28T04:30:00-0530",     "2025/02/28 10:00:00.000",
        "2025-02-28_10:00:00",       "20250228-10:00:00.00",         "20250228 100000",
        "20250228T100000",           "02-28-2025 10:00:00",          "2/28/2025 10:00:00 AM",
        "28/02/2025 10:00:00",       "28.02.2025 10:00:00",          "28.2.25 10:00:00",
        "Fri Feb 28 10:00:00 2025",  "Fri Feb 28 10:00:00 UTC 2025", "28 Feb 2025 10:00:00",
        "\"2025-02-28 10:00:00\"",   "[2025-02-28 10:00:00]",        "2025-02-28 10:00:00 CET",
        "2025-02-28 10:00:00,000"}) {
    std::optional<CalendarStamp> stamp = calendarStamp(text);
    ASSERT_TRUE(stamp) << text;
    EXPECT_TRUE(stamp->hasDate) << text;
    EXPECT_DOUBLE_EQ(stamp->seconds, tenOClock) << text;
  }
}

TEST(CalendarTime, NoonAndMidnightOfTwelveHourClocks) {
  EXPECT_DOUBLE_EQ(calendarStamp("2/28/2025 12:00:00 AM")->seconds, tenOClock - 10 * 3600);
  EXPECT_DOUBLE_EQ(calendarStamp("2/28/2025 12:30:00 PM")->seconds, tenOClock + 2.5 * 3600);
  EXPECT_DOUBLE_EQ(calendarStamp("2/28/2025 3:00:00 PM")->seconds, tenOClock + 5 * 3600);
}

TEST(CalendarTime, TimesOfDayHaveNoDate) {
  for (auto [text, seconds] : {std::pair("10:20:30", 37230.0), std::pair("0:00:01.25", 1.25),
                               std::pair("10:20:30,5", 37230.5), std::pair("01:02.5", 62.5)}) {
    std::optional<CalendarStamp> stamp = calendarStamp(text);
    ASSERT_TRUE(stamp) << text;
    EXPECT_FALSE(stamp->hasDate) << text;
    EXPECT_DOUBLE_EQ(stamp->seconds, seconds) << text;
  }
}

TEST(CalendarTime, DayAndMonthAreToldApartOrBothGiven) {
  std::optional<CalendarStamp> both = calendarStamp("03/04/2025 10:00:00");
  ASSERT_TRUE(both && both->monthLast);
  EXPECT_DOUBLE_EQ(*both->monthLast - both->seconds, 30 * 86400); // 3 April and 4 March
  EXPECT_FALSE(calendarStamp("13/04/2025 10:00:00")->monthLast);
  EXPECT_FALSE(calendarStamp("03.04.2025 10:00:00")->monthLast);
  EXPECT_FALSE(calendarStamp("04/04/2025 10:00:00")->monthLast);
}

TEST(CalendarTime, WhatIsNoMomentIsRefused) {
  for (char const *text :
       {"", "12", "2025-02-28", "2025-02-30 10:00:00", "2025-13-01 10:00:00", "2025-02-28 25:00:00",
        "2025-02-28 10:61:00", "2025-02-28 10:00", "10:00", "60.00 W", "GPU", "2025-02-28 10:00:00+99:00",
        "2025-02-28 10:00:00 what is this", "99999999999999999999-01-01 00:00:00", "1:2:3:4"})
    EXPECT_FALSE(calendarStamp(text)) << text;
}

TEST(CalendarTime, CountsSince1970TellTheirUnitBySize) {
  EXPECT_EQ(epochUnit(1740736800.5), 1);
  EXPECT_EQ(epochUnit(1740736800500.0), 1e-3);
  EXPECT_EQ(epochUnit(1740736800500000.0), 1e-6);
  EXPECT_EQ(epochUnit(1740736800500000000.0), 1e-9);
  for (double other : {0.0, 12.5, 86400.0, -1740736800.0, 1e11, 1e30})
    EXPECT_FALSE(epochUnit(other)) << other;
}
