#include "lib/text/CalendarTime.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

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

namespace {

/// The parts of a stamp, taken from the front of a text.
class StampScanner {
public:
  explicit StampScanner(llvm::StringRef stamp) : text(stamp) {}
  std::optional<CalendarStamp> whole();

private:
  std::optional<int> number(size_t least, size_t most);
  bool sign(char c) { return text.consume_front(llvm::StringRef(&c, 1)); }
  void blanks() { text = text.ltrim(" \t"); }
  bool date();
  bool namedDate();
  bool clock();
  void half();
  bool zone();

  llvm::StringRef text;
  std::optional<long> day, otherDay;
  double secondOfDay = 0, offset = 0;
};

} // namespace

std::optional<int> StampScanner::number(size_t least, size_t most) {
  size_t digits = std::min(text.find_if_not(llvm::isDigit), text.size());
  if (digits < least || digits > most)
    return std::nullopt;
  std::optional<int> value = digitsAt(text, 0, digits);
  text = text.drop_front(digits);
  return value;
}

/// Consumes a date of numbers, or nothing.
bool StampScanner::date() {
  llvm::StringRef start = text;
  if (auto compact = number(8, 8)) {
    day = daysSinceEpoch(*compact / 10000, *compact / 100 % 100, *compact % 100);
    return day.has_value();
  }
  std::optional<int> a = number(1, 4), b, c;
  char separator = text.empty() ? ' ' : text.front();
  if (a && (separator == '-' || separator == '/' || separator == '.') && sign(separator) &&
      (b = number(1, 2)) && sign(separator) && (c = number(2, 4))) {
    int year = *c < 100 ? 2000 + *c : *c;
    if (*a > 31) {
      day = daysSinceEpoch(*a, *b, *c);
    } else if (separator == '.') { // d.m.Y
      day = daysSinceEpoch(year, *b, *a);
    } else if (auto monthFirst = daysSinceEpoch(year, *a, *b)) {
      day = monthFirst;
      if (separator == '/' && *a != *b)
        otherDay = daysSinceEpoch(year, *b, *a);
    } else {
      day = daysSinceEpoch(year, *b, *a);
    }
  }
  if (!day)
    text = start;
  return day.has_value();
}

/// "Wed Mar  4 10:00:00 UTC 2026", "4 Mar 2026 10:00:00", "Mar 4 10:00:00": the words of `date` and syslog, in any order. Takes the
/// whole text.
bool StampScanner::namedDate() {
  static constexpr llvm::StringLiteral months[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                                   "jul", "aug", "sep", "oct", "nov", "dec"};
  llvm::SmallVector<llvm::StringRef, 8> words;
  llvm::SplitString(text, words, " \t,");
  std::optional<int> year, month, dayOfMonth;
  bool timed = false;
  for (llvm::StringRef word : words) {
    int value = 0;
    if (!word.getAsInteger(10, value)) {
      (word.size() == 4 ? year : dayOfMonth) = value;
    } else if (word.contains(':')) {
      text = word;
      timed = clock() && text.empty();
    } else {
      for (int i = 0; i < 12; ++i)
        if (word.size() <= 9 && word.startswith_insensitive(months[i]))
          month = i + 1;
    }
  }
  if (!timed || !month || !dayOfMonth)
    return false;
  day = daysSinceEpoch(year.value_or(1970), *month, *dayOfMonth);
  text = "";
  return day.has_value();
}

/// H:MM:SS[.f], HHMMSS behind a date, MM:SS.f alone.
bool StampScanner::clock() {
  if (auto compact = day ? number(6, 6) : std::nullopt) {
    secondOfDay = *compact / 10000 * 3600 + *compact / 100 % 100 * 60 + *compact % 100;
    return *compact < 240000;
  }
  std::optional<int> first = number(1, 2), second;
  if (!first || !sign(':') || !(second = number(2, 2)) || *second > 59)
    return false;
  std::optional<int> third;
  if (sign(':')) {
    third = number(2, 2);
    if (!third || *third > 60 || *first > 23)
      return false;
  }
  double fraction = 0;
  bool fractional =
      !text.empty() && (text.front() == '.' || text.front() == ',' || (third && text.front() == ':'));
  if (fractional) {
    text = text.drop_front();
    llvm::StringRef digits = text.take_while(llvm::isDigit);
    std::string point = "0." + digits.take_front(18).str();
    if (digits.empty() || llvm::StringRef(point).getAsDouble(fraction))
      return false;
    text = text.drop_front(digits.size());
  }
  if (!third && !(fractional && !day))
    return false; // minutes are too coarse, or it is no time
  secondOfDay = third ? *first * 3600 + *second * 60 + *third : *first * 60 + *second;
  secondOfDay += fraction;
  return true;
}

/// AM and PM: 12 AM is midnight.
void StampScanner::half() {
  bool afternoon = text.startswith_insensitive("pm");
  if (!afternoon && !text.startswith_insensitive("am"))
    return;
  text = text.drop_front(2);
  bool twelve = secondOfDay >= 43200 && secondOfDay < 46800;
  secondOfDay += (afternoon ? 43200 : 0) - (twelve ? 43200 : 0);
}

bool StampScanner::zone() {
  if (text.empty() || text.equals_insensitive("z"))
    return true;
  if (llvm::all_of(text, llvm::isAlpha))
    return text.size() <= 5; // every stamp of a file has the same
  bool west = text.front() == '-';
  if (!west && text.front() != '+')
    return false;
  text = text.drop_front();
  auto hours = digitsAt(text, 0, 2);
  text = text.drop_front(std::min<size_t>(2, text.size()));
  text.consume_front(":");
  auto minutes = text.empty() ? 0 : text.size() == 2 ? digitsAt(text, 0, 2) : std::nullopt;
  if (!hours || !minutes || *hours > 14)
    return false;
  offset = (west ? 1 : -1) * (*hours * 3600 + *minutes * 60);
  return true;
}

std::optional<CalendarStamp> StampScanner::whole() {
  llvm::StringRef start = text;
  if (date()) {
    llvm::StringRef before = text;
    text = text.ltrim(" \tTt_-,");
    if (before.size() == text.size())
      return std::nullopt;
  }
  bool read = clock();
  if (read) {
    blanks();
    half();
    blanks();
    read = zone();
  }
  if (!read) {
    text = start;
    day = otherDay = std::nullopt;
    offset = 0;
    if (!namedDate())
      return std::nullopt;
  }
  CalendarStamp stamp;
  stamp.hasDate = day.has_value();
  auto moment = [&](long days) { return static_cast<double>(days) * 86400 + secondOfDay + offset; };
  stamp.seconds = moment(day.value_or(0));
  if (otherDay)
    stamp.monthLast = moment(*otherDay);
  return stamp;
}

std::optional<CalendarStamp> calendarStamp(llvm::StringRef text) {
  text = text.trim(" \t\r\"");
  if (text.size() > 64)
    return std::nullopt;
  if (text.startswith("[") && text.endswith("]"))
    text = text.drop_front().drop_back().trim();
  return StampScanner(text).whole();
}

std::optional<double> epochUnit(double count) {
  for (double unit : {1.0, 1e-3, 1e-6, 1e-9})
    if (double seconds = count * unit; seconds >= 5e8 && seconds < 5e9)
      return unit;
  return std::nullopt;
}

} // namespace eo
