//===- CalendarTime.h - date and time of day as seconds ---------------------------------------===//
#ifndef ENERGY_OPT_LIB_TEXT_CALENDARTIME_H
#define ENERGY_OPT_LIB_TEXT_CALENDARTIME_H

#include "llvm/ADT/StringRef.h"
#include <optional>

namespace eo {

/// Days since 1970-01-01 in the Gregorian calendar; nullopt for a date that does not exist.
std::optional<long> daysSinceEpoch(int year, int month, int day);

/// A moment as a log writes it.
struct CalendarStamp {
  double seconds = 0;              ///< since 1970 (without a stated zone: as if UTC), or since midnight
  bool hasDate = false;            ///< false: a time of day only
  std::optional<double> monthLast; ///< the other reading of "03/04/2026", where it is another day
};

/// What `text` says as a whole: a date (Y-m-d, Y/m/d, Ymd, d.m.Y, m-d-Y as tegrastats writes it, m/d/Y or d/m/Y, names of months as
/// `date` writes them) with a time of day behind 'T', '_', '-' or blanks, or the time of day alone. Fractions behind '.' or ',',
/// AM and PM, zones as Z, UTC, +hh:mm; names of other zones are passed over. Nullopt: no such stamp, a date without a time of
/// day, or a day that does not exist.
std::optional<CalendarStamp> calendarStamp(llvm::StringRef text);

/// What to multiply a number with that counts from 1970, for seconds: told from its size for moments between 1985 and 2128, as the four
/// units lie a factor of thousand apart. Nullopt: no such count.
std::optional<double> epochUnit(double count);

} // namespace eo

#endif
