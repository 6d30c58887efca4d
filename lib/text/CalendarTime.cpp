#include "lib/text/CalendarTime.h"

#include <charconv>

namespace eo {

std::optional<long> daysSinceEpoch(int year, int month, int day) {
  static constexpr int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  if (year < 1970 || year > 9999 || month < 1 || month > 12 || day < 1 ||
      day > lengths[month - 1] + (month == 2 && leap ? 1 : 0))
    return std::nullopt;
  // Howard Hinnant's days_from_civil, March-based years.
  long y = year - (month <= 2 ? 1 : 0);
  long era = y / 400, yearOfEra = y - era * 400;
  long dayOfYear = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468;
}

/// The number of exactly `digits` digits at `position`.
static std::optional<int> digitsAt(llvm::StringRef text, size_t position, size_t digits) {
  if (position + digits > text.size())
    return std::nullopt;
  int value = 0;
  for (char c : text.substr(position, digits)) {
    if (c < '0' || c > '9')
      return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::optional<double> secondsOfDay(llvm::StringRef text) {
  auto hours = digitsAt(text, 0, 2), minutes = digitsAt(text, 3, 2);
  if (!hours || !minutes || text.size() < 8 || text[2] != ':' || text[5] != ':' || *hours > 23 ||
      *minutes > 59 || !digitsAt(text, 6, 2))
    return std::nullopt;
  double seconds = 0;
  auto [end, code] = std::from_chars(text.begin() + 6, text.end(), seconds, std::chars_format::fixed);
  if (code != std::errc() || end != text.end() || !(seconds >= 0 && seconds < 61))
    return std::nullopt;
  return *hours * 3600 + *minutes * 60 + seconds;
}

static std::optional<double> join(std::optional<int> year, std::optional<int> month, std::optional<int> day,
                                  llvm::StringRef clock) {
  std::optional<double> seconds = secondsOfDay(clock);
  if (!year || !month || !day || !seconds)
    return std::nullopt;
  std::optional<long> days = daysSinceEpoch(*year, *month, *day);
  if (!days)
    return std::nullopt;
  return static_cast<double>(*days) * 86400 + *seconds;
}

std::optional<double> tegrastatsTime(llvm::StringRef text) {
  if (text.size() < 19 || text[2] != '-' || text[5] != '-' || text[10] != ' ')
    return std::nullopt;
  return join(digitsAt(text, 6, 4), digitsAt(text, 0, 2), digitsAt(text, 3, 2), text.substr(11, 8));
}

std::optional<double> loggerTime(llvm::StringRef text) {
  if (text.size() < 17 || text[8] != '-')
    return std::nullopt;
  return join(digitsAt(text, 0, 4), digitsAt(text, 4, 2), digitsAt(text, 6, 2), text.substr(9));
}

} // namespace eo
