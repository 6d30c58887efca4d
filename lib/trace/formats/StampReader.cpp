#include "lib/trace/formats/StampReader.h"
#include "lib/text/CalendarTime.h"

#include <cmath>

namespace eo {

static constexpr double day = 86400;

/// The moment in the reading of dates that goes on from the last stamp; `other` is the same where there is one reading only.
double StampReader::inOrder(double first, double other) {
  if (!monthLast && last && std::fabs(first - *last) > day && std::fabs(other - lastOther) <= day) {
    monthLast = true;
    shift = *last - lastOther; // what was given so far was in the other reading
  }
  last = first;
  lastOther = other;
  return monthLast ? other + shift : first;
}

std::optional<double> StampReader::seconds(llvm::StringRef cell) {
  cell = cell.trim(" \t\r\"");
  double seconds = 0;
  if (double number = 0; !cell.getAsDouble(number)) {
    std::optional<double> unit = epochUnit(number);
    if (!unit)
      return std::nullopt;
    seconds = number * *unit;
  } else if (std::optional<CalendarStamp> stamp = calendarStamp(cell)) {
    if (stamp->hasDate) {
      seconds = inOrder(stamp->seconds, stamp->monthLast.value_or(stamp->seconds));
    } else {
      if (last && stamp->seconds + shift < *last - day / 2)
        shift += day;
      seconds = stamp->seconds + shift;
      last = seconds;
    }
  } else {
    return std::nullopt;
  }
  return seconds;
}

} // namespace eo
