#include "lib/trace/formats/TraceBuilder.h"
#include "lib/support/Error.h"
#include "lib/support/Quantity.h"
#include "lib/trace/signal/Statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace eo {

std::optional<double> plainNumber(llvm::StringRef text) {
  double number = 0;
  if (text.empty() || text.getAsDouble(number))
    return std::nullopt;
  return number;
}

TraceBuilder::TraceBuilder(TraceInput const &source, llvm::StringRef formatName)
    : input(source), format(formatName.str()) {}

void TraceBuilder::reserve(size_t samples) {
  values.reserve(samples);
  stamps.reserve(input.options.rateHz ? 0 : samples); // pages that are never written cost nothing
}

llvm::Error TraceBuilder::push(double seconds, double watts, size_t line, size_t column) {
  if (!input.options.rateHz) {
    if (!std::isfinite(seconds) || seconds < 0 || seconds > limits.latestS)
      return inputError("{}: line {}, column {}: {} s is no time of a recording", input.file, line, column,
                        seconds);
    if (!stamps.empty() && seconds == stamps.last() && !repeated)
      repeated = {line, column};
    if (!stamps.empty() && seconds < stamps.last()) {
      input.diagnostics.warn(
          DiagCode::TraceClockJump, input.file,
          fmt::format("line {}: the clock jumps back from {} s to {} s", line, stamps.last(), seconds),
          "the recording is joined there; nothing is integrated across the jump");
    }
    stamps.push(seconds);
  }
  values.push_back(static_cast<float>(watts));
  return llvm::Error::success();
}

void TraceBuilder::beginSection(std::string name) {
  sectionStarts.emplace_back(std::move(name), values.size());
}

/// The typical distance of two stamps: the median over some of them.
static double medianInterval(StampSteps const &stamps, StampLimits const &limits) {
  std::vector<double> steps;
  size_t stride = std::max<size_t>(1, stamps.size() / limits.looked);
  for (size_t i = 1; i < stamps.size(); i += stride)
    if (stamps.step(i) > 0)
      steps.push_back(stamps.step(i));
  return steps.empty() ? 0 : medianOf(std::move(steps));
}

/// Whether a step of so many intervals is nearly a whole multiple of one, or a joint: there the clock was set back, which
/// is no interval at all.
static bool isEvenStep(double steps, StampLimits const &limits) {
  double whole = std::round(steps);
  return steps < 0 || (whole >= 1 && std::fabs(steps - whole) < limits.uneven);
}

/// Whether the stamps are whole seconds of a clock: of a calendar, or counted from 1970.
bool TraceBuilder::isCoarse() const {
  return stamps.size() > 1 && (calendar || stamps.first() >= limits.clockFromS) && stamps.areWhole();
}

llvm::Error TraceBuilder::stampsStandStill() const {
  return inputError("{}: {} time stamps that do not advance; a trace needs at least two", input.file,
                    stamps.size());
}

llvm::Error TraceBuilder::gapIsTooLong(double before, size_t i) const {
  return inputError("{}: the time jumps from {:.9g} s to {:.9g} s after sample {}, a gap longer than the "
                    "recording; split the file there",
                    input.file, before, before + stamps.step(i), i);
}

/// Stamps in whole seconds: the samples between two breaks of more than a second come at an even rate.
llvm::Error TraceBuilder::layByRate(PowerTrace &trace) {
  double usual = (stamps.last() - stamps.first()) / static_cast<double>(stamps.size() - 1), span = 0;
  size_t steps = 0;
  auto isBreak = [&](size_t i) {
    return stamps.step(i) < 0 || stamps.step(i) > limits.clockBreak * std::max(1.0, usual) + 1;
  };
  for (int round = 0; round < 2; ++round) { // the second without the breaks that the first shows
    span = 0;
    steps = 0;
    for (size_t i = 1; i < stamps.size(); ++i)
      if (!isBreak(i)) {
        span += stamps.step(i);
        ++steps;
      }
    if (!(span > 0))
      return stampsStandStill();
    usual = span / static_cast<double>(steps);
  }
  trace.rateHz = 1 / usual;
  trace.startS = stamps.first();
  trace.watts.push_back(values.front());
  double now = stamps.first();
  for (size_t i = 1; i < stamps.size(); ++i) {
    double step = stamps.step(i);
    if (step > 0 && isBreak(i)) {
      double missing = std::round(step / usual) - 1;
      if (missing > mostMissing())
        return gapIsTooLong(now, i);
      input.diagnostics.warn(DiagCode::TraceGap, input.file,
                             fmt::format("nothing for {:.9g} s after {:.9g} s: {:.0f} samples are missing",
                                         step, now - stamps.first(), missing));
      trace.watts.insert(trace.watts.end(), static_cast<size_t>(std::max(0.0, missing)), NAN);
    } else if (step < 0 && i > 1) {
      trace.watts.back() = NAN; // a joint: never integrated across
    }
    trace.watts.push_back(values[i]);
    now += step;
  }
  return llvm::Error::success();
}

/// How many stamps stand close together before a far longer pause, again and again: rows of as many devices. 1: no such thing.
static size_t burstLength(StampSteps const &stamps, StampLimits const &limits) {
  size_t period = 1;
  double longest = 0;
  for (size_t i = 1; i < stamps.size() && i <= limits.mostRows; ++i)
    longest = std::max(longest, stamps.step(i));
  auto isClose = [&](size_t i) { return stamps.step(i) < longest / limits.burstPause; };
  while (period < stamps.size() && period < limits.mostRows && isClose(period))
    ++period;
  if (period < 2 || stamps.size() < limits.leastBursts * period)
    return 1;
  size_t fitting = 0;
  for (size_t i = 1; i < stamps.size(); ++i)
    fitting += isClose(i) == (i % period != 0) ? 1 : 0;
  return static_cast<double>(fitting) >= limits.ofBursts * static_cast<double>(stamps.size() - 1) ? period
                                                                                                  : 1;
}

llvm::Error TraceBuilder::layOnGrid(PowerTrace &trace) {
  double interval = medianInterval(stamps, limits);
  if (size_t rows = burstLength(stamps, limits); rows > 1)
    return usageError("{}: the rows come in bursts of {}, as if of {} devices in turn, and no column tells "
                      "them apart; record one device, or "
                      "one with a column that names it (index), or give --rate-hz if they are of one",
                      input.file, rows, rows);
  if (stamps.size() < 2 || interval <= 0)
    return stampsStandStill();
  size_t grid = 1, gaps = 0, steps = 0, even = 0;
  double regular = 0; // seconds covered by single steps: what the rate is computed from
  double now = stamps.first();
  for (size_t i = 1; i < stamps.size(); ++i) {
    double step = stamps.step(i) / interval;
    even += isEvenStep(step, limits) ? 1 : 0;
    if (step > limits.gap) {
      double missing = std::round(step) - 1;
      if (missing > mostMissing())
        return gapIsTooLong(now, i);
      grid += static_cast<size_t>(missing);
      ++gaps;
    } else if (step > 0) {
      regular += stamps.step(i);
      ++steps;
    }
    ++grid;
    now += stamps.step(i);
  }
  auto there = static_cast<double>(stamps.size());
  if (static_cast<double>(grid) > limits.gridForEach * there + limits.gridInShort)
    return inputError("{}: {} gaps hide {} of {} samples; too little is left to integrate", input.file, gaps,
                      grid - stamps.size(), grid);
  if (static_cast<double>(even) < limits.evenShare * (there - 1)) {
    resample(trace, interval);
    return llvm::Error::success();
  }
  trace.rateHz = static_cast<double>(steps) / regular;
  trace.startS = stamps.first();
  for (size_t i = 2; i < stamps.size(); ++i)
    if (stamps.step(i) < 0)
      values[i - 1] = NAN; // a joint: never integrated across
  if (gaps == 0)
    trace.watts = std::move(values);
  else
    spread(trace, interval, grid);
  return llvm::Error::success();
}

/// The samples with room for those that are missing between them.
void TraceBuilder::spread(PowerTrace &trace, double interval, size_t grid) {
  trace.watts.reserve(grid);
  trace.watts.push_back(values.front());
  double now = stamps.first();
  for (size_t i = 1; i < stamps.size(); ++i) {
    double step = stamps.step(i) / interval, missing = step > limits.gap ? std::round(step) - 1 : 0;
    if (missing > 0)
      input.diagnostics.warn(
          DiagCode::TraceGap, input.file,
          fmt::format("{:.0f} samples are missing after {:.9g} s", missing, now),
          "gaps are bridged by a straight line and never counted as measured; affected windows say so");
    trace.watts.insert(trace.watts.end(), static_cast<size_t>(missing), NAN);
    trace.watts.push_back(values[i]);
    now += stamps.step(i);
  }
}

/// Stamps too irregular for a grid (polls): the power is taken as linear between stamps and averaged per
/// cell, which keeps the energy.
void TraceBuilder::resample(PowerTrace &trace, double interval) {
  trace.rateHz = 1 / interval;
  trace.startS = stamps.first();
  input.diagnostics.note(DiagCode::TraceResampled, input.file,
                         fmt::format("uneven time stamps, resampled every {}", formatSi(interval, "s")));
  double energy = 0, covered = 0; // of the cell that the next sample is of
  auto toCell = [&](size_t cell) {
    for (; trace.watts.size() < cell; energy = covered = 0)
      trace.watts.push_back(covered > limits.covered * interval ? static_cast<float>(energy / covered) : NAN);
  };
  auto cellOf = [&](double t) { return static_cast<size_t>(std::max(0.0, t / interval)); };
  double from = 0; // seconds from the first stamp; backward jumps are pulled together
  size_t last = 0;
  for (size_t i = 1; i < stamps.size(); ++i) {
    double step = stamps.step(i);
    if (step <= 0) {
      from += interval;
      continue;
    }
    bool gap = step > limits.pollingGap * interval || std::isnan(values[i]) || std::isnan(values[i - 1]);
    last = cellOf(from + step);
    for (size_t cell = cellOf(from); !gap && cell <= last; ++cell) {
      double low = std::max(from, static_cast<double>(cell) * interval);
      double high = std::min(from + step, static_cast<double>(cell + 1) * interval);
      if (high <= low)
        continue;
      toCell(cell);
      double mid = ((low + high) / 2 - from) / step;
      double watts = values[i - 1] + mid * (static_cast<double>(values[i]) - values[i - 1]);
      energy += watts * (high - low);
      covered += high - low;
    }
    from += step;
  }
  toCell(last + 1);
}

/// Straight lines across missing samples, and the list of them.
void TraceBuilder::fillMissing(PowerTrace &trace) {
  std::vector<float> &watts = trace.watts;
  size_t n = watts.size(), total = 0;
  for (size_t i = 0; i < n; ++i) {
    if (std::isfinite(watts[i]))
      continue;
    size_t end = i;
    while (end < n && !std::isfinite(watts[end]))
      ++end;
    float left = i > 0 ? watts[i - 1] : (end < n ? watts[end] : 0);
    float right = end < n ? watts[end] : left;
    for (size_t k = i; k < end; ++k)
      watts[k] = left + (right - left) * static_cast<float>(k - i + 1) / static_cast<float>(end - i + 1);
    trace.missing.push_back({i, end});
    total += end - i;
    i = end;
  }
  if (total > 0)
    input.diagnostics.warn(DiagCode::TraceMissingSamples, input.file,
                           fmt::format("{} of {} samples are missing or not a number, in {} places", total, n,
                                       trace.missing.size()));
}

void TraceBuilder::reportSaturation(PowerTrace const &trace) {
  SaturationLimits const saturation;
  std::vector<float> const &watts = trace.watts;
  if (watts.size() < saturation.leastSamples)
    return;
  float top = *std::max_element(watts.begin(), watts.end());
  size_t repeats = 0, atTop = 0, longest = 0, run = 0, firstRun = 0;
  for (size_t i = 1; i < watts.size(); ++i) {
    bool isTop = watts[i] == top;
    run = isTop ? run + 1 : 0;
    if (run > longest) {
      longest = run;
      firstRun = i + 1 - run;
    }
    atTop += isTop ? 1 : 0;
    repeats += !isTop && watts[i] == watts[i - 1] ? 1 : 0;
  }
  if (longest >= saturation.inARow &&
      static_cast<double>(repeats) < saturation.repeats * static_cast<double>(watts.size()))
    input.diagnostics.warn(
        DiagCode::TraceSaturated, input.file,
        fmt::format("{} samples sit at exactly {} W, {} in a row from {} s: the meter was at "
                    "its limit",
                    atTop, top, longest, trace.timeOf(static_cast<double>(firstRun))),
        "measure again with a larger range; energies are too low here");
}

llvm::Expected<PowerTrace> TraceBuilder::finish() {
  if (values.empty())
    return inputError("{}: no samples", input.file);
  PowerTrace trace;
  trace.source = input.file;
  trace.format = format;
  trace.board = board;
  if (!stamps.empty()) {
    bool coarse = isCoarse();
    if (repeated && !coarse)
      return inputError("{}: line {}, column {}: the same time appears twice in a row; if the export rounds "
                        "its stamps, give --rate-hz instead",
                        input.file, repeated->first, repeated->second);
    if (llvm::Error error = coarse ? layByRate(trace) : layOnGrid(trace))
      return error;
    stamps = StampSteps();
    values = std::vector<float>();
  } else {
    trace.rateHz = input.options.rateHz.value_or(rateHz);
    trace.watts = std::move(values);
  }
  if (llvm::none_of(trace.watts, [](float watts) { return std::isfinite(watts); }))
    return inputError("{}: not one of {} samples is a number", input.file, trace.watts.size());
  fillMissing(trace);
  if (double sum = std::accumulate(trace.watts.begin(), trace.watts.end(), 0.0); sum < 0)
    return inputError("{}: the mean power is negative ({} W); a battery's discharge may count downwards: "
                      "write what is drawn as a positive number",
                      input.file, sum / static_cast<double>(trace.watts.size()));
  reportSaturation(trace);
  for (size_t i = 0; i < sectionStarts.size(); ++i) {
    size_t end = i + 1 < sectionStarts.size() ? sectionStarts[i + 1].second : trace.watts.size();
    if (sectionStarts[i].second < end)
      trace.sections.push_back({sectionStarts[i].first, {sectionStarts[i].second, end}});
  }
  if (!trace.hasTime())
    input.diagnostics.warn(DiagCode::TraceWithoutTime, input.file,
                           "the file says nothing about time, so only watts are known",
                           "give --rate-hz (samples per second) to get joules");
  return trace;
}

} // namespace eo
