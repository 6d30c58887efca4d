//===- Conditions.h - what else decides how fast and hungry a machine is ----------------------------===//
#ifndef ENERGY_OPT_LIB_MEASURE_CONDITIONS_H
#define ENERGY_OPT_LIB_MEASURE_CONDITIONS_H

#include <map>
#include <string>
#include <vector>

namespace eo {

/// What a measurement is only comparable under.
struct Conditions {
  std::map<std::string, std::string>
      settled; ///< governors and their limits: "cpu policy0 governor" = "performance"
  std::map<std::string, double>
      moving; ///< "temperature cpu-thermal" in °C, "clock cpu policy0" in MHz, "load", "throttled"
};

/// As files under `sysfs` (governors, clocks, thermal zones, counts of throttling), /proc and vcgencmd say; what a machine
/// does not tell is not there.
Conditions conditionsNow(std::string const &sysfs);

/// The machine itself: "model", "processor", "kernel", "cores".
std::map<std::string, std::string> machineFacts(std::string const &sysfs);

/// What makes a measurement between the two doubtful, in words: throttling, clocks that move, heat. The load average is kept only: it holds the networks
/// that were measured a minute ago; ProcessorWatch tells what others do.
std::vector<std::string> doubtsBetween(Conditions const &before, Conditions const &after);

} // namespace eo

#endif
