//===- StampSteps.h - time stamps in half of their memory -------------------------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_FORMATS_STAMPSTEPS_H
#define ENERGY_OPT_LIB_TRACE_FORMATS_STAMPSTEPS_H

#include <cmath>
#include <cstddef>
#include <vector>

namespace eo {

/// Stamps in seconds, kept as steps in single precision: 10^7 of them are 40 MB. A step is taken from where the
/// stamps before it lead, so that roundings (6e-8 of a step) do not add up; but not behind a gap, whose rounding may be as long as the
/// steps behind it.
class StampSteps {
public:
  void reserve(size_t stamps) { steps.reserve(stamps); }
  void push(double seconds) {
    float step = 0;
    if (steps.empty()) {
      firstS = led = seconds;
    } else {
      step = static_cast<float>(seconds - led);
      bool gap = std::fabs(step) > longStep * std::fabs(steps.back());
      led = gap ? seconds : led + static_cast<double>(step);
    }
    whole = whole && seconds == std::floor(seconds);
    steps.push_back(step);
    lastS = seconds;
  }
  size_t size() const { return steps.size(); }
  bool empty() const { return steps.empty(); }
  double first() const { return firstS; }
  double last() const { return lastS; }
  /// Whether all stamps are whole seconds.
  bool areWhole() const { return whole; }
  /// Seconds from stamp i - 1 to stamp i, i from 1.
  double step(size_t i) const { return static_cast<double>(steps[i]); }

private:
  static constexpr float longStep = 100; ///< steps of the one before that are a gap
  std::vector<float> steps;              ///< the first is 0
  double firstS = 0, lastS = 0, led = 0;
  bool whole = true;
};

} // namespace eo

#endif
