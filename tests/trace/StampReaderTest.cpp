#include "lib/trace/formats/StampReader.h"
#include <gtest/gtest.h>

using namespace eo;

namespace {

/// Seconds of each stamp after the first; -1: no stamp.
std::vector<double> after(std::initializer_list<char const *> cells) {
  StampReader reader;
  std::vector<double> result;
  std::optional<double> first;
  for (char const *cell : cells) {
    std::optional<double> seconds = reader.seconds(cell);
    if (!first)
      first = seconds;
    result.push_back(seconds && first ? *seconds - *first : -1);
  }
  return result;
}

using Seconds = std::vector<double>;

} // namespace

TEST(StampReader, TimesOfDayRunOnOverMidnight) {
  EXPECT_EQ(after({"23:59:59", "00:00:00", "00:00:01"}), (Seconds{0, 1, 2}));
  EXPECT_EQ(after({"11:59:59 PM", "12:00:00 AM"}), (Seconds{0, 1}));
}

TEST(StampReader, MonthsAndLeapYearsAreThoseOfTheCalendar) {
  EXPECT_EQ(after({"2024-02-28 23:59:59", "2024-02-29 00:00:00"}), (Seconds{0, 1}));
  EXPECT_EQ(after({"2025-02-28 23:59:59", "2025-03-01 00:00:00"}), (Seconds{0, 1}));
  EXPECT_EQ(after({"2025-12-31T23:59:59Z", "2026-01-01T00:00:01Z"}), (Seconds{0, 2}));
}

TEST(StampReader, DaysThatFollowEachOtherTellDayFromMonth) {
  EXPECT_EQ(after({"04/03/2025 23:59:59", "05/03/2025 00:00:00"}), (Seconds{0, 1})); // 4 and 5 March
  EXPECT_EQ(after({"03/04/2025 23:59:59", "03/05/2025 00:00:00"}), (Seconds{0, 1})); // the same, American
  EXPECT_EQ(after({"28/02/2025 23:59:59", "01/03/2025 00:00:00"}), (Seconds{0, 1}));
  EXPECT_EQ(after({"12/02/2025 23:59:59", "13/02/2025 00:00:00", "13/02/2025 00:00:01"}), (Seconds{0, 1, 2}));
}

TEST(StampReader, CountsSince1970InAnyUnit) {
  EXPECT_EQ(after({"1740736800", "1740736801.5"}), (Seconds{0, 1.5}));
  EXPECT_EQ(after({"1740736800000", "1740736801500"}), (Seconds{0, 1.5}));
}

TEST(StampReader, OtherCellsAreNoStamps) {
  EXPECT_EQ(after({"10:00:00", "N/A", "ten o'clock", "17"}), (Seconds{0, -1, -1, -1}));
}
