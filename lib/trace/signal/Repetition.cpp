#include "lib/trace/signal/Repetition.h"
#include "lib/trace/formats/PowerSum.h"
#include "lib/trace/signal/Ripple.h"
#include "lib/trace/signal/Statistics.h"

#include <algorithm>
#include <cmath>

namespace eo {

// What bounds the work: runs looked at, points of a run.
static constexpr size_t maxRepeatedRuns = 24, maxPoints = 8192;
// Fewer points have no line of their own; fewer no period.
static constexpr size_t minForLine = 4, minForPeriod = 32;

static SampleRange insideOf(SampleRange run, size_t margin) {
  size_t least = std::min(std::max(margin, run.size() / 50), run.size() / 3);
  return {run.begin + least, run.end - least};
}

/// At most `maxRepeatedRuns` of the runs, evenly chosen.
static std::vector<SampleRange> someOf(llvm::ArrayRef<SampleRange> runs) {
  std::vector<SampleRange> some;
  size_t stride = (runs.size() + maxRepeatedRuns - 1) / maxRepeatedRuns;
  for (size_t i = 0; i < runs.size(); i += stride)
    some.push_back(runs[i]);
  return some;
}

/// A period that the runs agree on.
static void findSharedPeriod(llvm::ArrayRef<float> watts, llvm::ArrayRef<SampleRange> runs, size_t margin,
                             RepetitionLimits const &limits, Repetition &repetition) {
  size_t longest = 0, tested = 0;
  for (SampleRange run : runs)
    longest = std::max(longest, insideOf(run, margin).size());
  std::vector<double> periods, amplitudes;
  double most = 0;
  for (SampleRange run : someOf(runs)) {
    SampleRange inside = insideOf(run, margin);
    // Short rests of runs at the ends of the trace hold too few periods to be asked.
    if (inside.size() < minForPeriod || inside.size() < longest / 4)
      continue;
    ++tested;
    size_t block = std::max<size_t>(1, inside.size() / maxPoints);
    Ripple ripple = findRipple(blockMeans(watts.slice(inside.begin, inside.size()), block));
    if (ripple.period == 0)
      continue;
    periods.push_back(ripple.period * static_cast<double>(block));
    amplitudes.push_back(ripple.amplitude);
    most = std::max(most, static_cast<double>(inside.size()) / periods.back());
  }
  auto found = static_cast<double>(periods.size());
  if (tested == 0)
    return;
  repetition.periodW = 0;
  if (found < limits.periodShare * static_cast<double>(tested) || most < limits.leastPeriods ||
      robustSpread(periods) > limits.periodSpread * medianOf(periods))
    return;
  repetition.period = medianOf(periods);
  repetition.periodW = medianOf(amplitudes);
}

Repetition findRepetition(llvm::ArrayRef<float> watts, llvm::ArrayRef<SampleRange> runs, size_t margin,
                          RepetitionLimits const &limits) {
  Repetition repetition;
  double squares = 0, count = 0;
  for (SampleRange run : someOf(runs)) {
    SampleRange inside = insideOf(run, margin);
    if (inside.size() < minForLine)
      continue;
    size_t block = std::max<size_t>(1, inside.size() / maxPoints);
    for (double value : detrended(blockMeans(watts.slice(inside.begin, inside.size()), block))) {
      squares += value * value;
      ++count;
    }
  }
  repetition.totalW = count > 0 ? std::sqrt(squares / count) : HUGE_VAL;
  findSharedPeriod(watts, runs, margin, limits, repetition);
  return repetition;
}

std::optional<double> rippleAt(double period, llvm::ArrayRef<float> watts, llvm::ArrayRef<SampleRange> runs,
                               size_t margin) {
  constexpr double periodsAtATime = 2;
  auto length = static_cast<size_t>(std::lround(periodsAtATime * period));
  std::vector<double> waves;
  for (SampleRange run : someOf(runs)) {
    SampleRange inside = insideOf(run, margin);
    size_t stride = std::max(length, inside.size() / 8);
    for (size_t begin = inside.begin; length >= minForLine && begin + length <= inside.end; begin += stride) {
      std::vector<double> values = detrended(watts.slice(begin, length));
      double real = 0, imaginary = 0;
      for (size_t i = 0; i < length; ++i) {
        double angle = 2 * M_PI * static_cast<double>(i) / period;
        real += values[i] * std::cos(angle);
        imaginary += values[i] * std::sin(angle);
      }
      waves.push_back(std::sqrt(2.0) * std::hypot(real, imaginary) / static_cast<double>(length));
    }
  }
  return waves.empty() ? std::nullopt : std::optional<double>(medianOf(std::move(waves)));
}

} // namespace eo
