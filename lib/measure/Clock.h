//===- Clock.h - the one clock of a measurement ------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_MEASURE_CLOCK_H
#define ENERGY_OPT_LIB_MEASURE_CLOCK_H

#include <string>

namespace eo {

/// Seconds of the machine's clock that never jumps (CLOCK_MONOTONIC): power samples and runs of a network carry its stamps.
double monotonicSeconds();
/// Lets the calling thread sleep until that clock shows `seconds`.
void sleepUntil(double seconds);
/// The time of day in UTC, "2026-11-29T11:30:00Z".
std::string utcNow();

} // namespace eo

#endif
