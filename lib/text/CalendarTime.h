//===- CalendarTime.h - date and time of day as seconds ---------------------------------------===//
#ifndef ENERGY_OPT_LIB_TEXT_CALENDARTIME_H
#define ENERGY_OPT_LIB_TEXT_CALENDARTIME_H

#include "llvm/ADT/StringRef.h"
#include <optional>

namespace eo {

/// Days since 1970-01-01 in the Gregorian calendar; nullopt for a date that does not exist.
std::optional<long> daysSinceEpoch(int year, int month, int day);

/// Seconds of "HH:MM:SS[.fraction]", or nullopt.
std::optional<double> secondsOfDay(llvm::StringRef text);

/// Seconds since 1970 of "MM-DD-YYYY HH:MM:SS" (tegrastats) at the start of `text`, no time zone.
std::optional<double> tegrastatsTime(llvm::StringRef text);

/// Seconds since 1970 of "YYYYMMDD-HH:MM:SS.ffffff" (Jetson power logger), no time zone.
std::optional<double> loggerTime(llvm::StringRef text);

} // namespace eo

#endif
