#include "lib/trace/formats/TraceBuilder.h"
#include "lib/support/Error.h"
#include "lib/support/Quantity.h"
#include "lib/trace/signal/Statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace eo {

TraceBuilder::TraceBuilder(TraceInput const &source, llvm::StringRef formatName)
    : input(source), format(formatName.str()) {}

void TraceBuilder::reserve(size_t samples) { values.reserve(samples); }

llvm::Error TraceBuilder::push(double seconds, double watts, size_t line, size_t column) {
  if (!input.options.rateHz) {
    if (!std::isfinite(seconds) || seconds < 0 || seconds > 1e12)
      return inputError("{}: line {}, column {}: {} s is no time of a recording", input.file, line, column,
                        seconds);
    if (!times.empty() && seconds == times.back() && !repeated)
      repeated = {line, column};
    if (!times.empty() && seconds < times.back()) {
      input.diagnostics.warn(
          DiagCode::TraceClockJump, input.file,
          fmt::format("line {}: the clock jumps back from {} s to {} s", line, times.back(), seconds),
          "the recording is joined there; nothing is integrated across the jump");
    }
    times.push_back(seconds);
  }
  values.push_back(static_cast<float>(watts));
  return llvm::Error::success();
}

void TraceBuilder::beginSection(std::string name) {
  sectionStarts.emplace_back(std::move(name), values.size());
}

/// The typical distance of two stamps: the median over at most 10^5 of them.
static double medianInterval(std::vector<double> const &times) {
  std::vector<double> steps;
  size_t stride = std::max<size_t>(1, times.size() / 100000);
  for (size_t i = 1; i < times.size(); i += stride)
    if (times[i] > times[i - 1])
      steps.push_back(times[i] - times[i - 1]);
  return steps.empty() ? 0 : medianOf(std::move(steps));
}

/// Whether nine of ten steps are whole multiples of the interval to 30 %, most of them one interval.
static bool isEven(std::vector<double> const &times, double interval) {
  size_t even = 0;
  for (size_t i = 1; i < times.size(); ++i) {
    double steps = (times[i] - times[i - 1]) / interval;
    bool joint = steps < 0; // the clock was set back: no interval at all
    even +=
        joint || std::fabs(steps - 1) < 0.3 || (steps > 1.5 && std::fabs(steps - std::round(steps)) < 0.3);
  }
  return static_cast<double>(even) >= 0.9 * static_cast<double>(times.size() - 1);
}

/// Whether the stamps are whole seconds of a clock: of a calendar, or counted from 1970.
bool TraceBuilder::isCoarse() const {
  return times.size() > 1 && (calendar || times.front() >= 5e8) &&
         llvm::all_of(times, [](double time) { return time == std::floor(time); });
}

/// Stamps in whole seconds: the samples between two breaks of more than a second come at an even rate.
llvm::Error TraceBuilder::layByRate(PowerTrace &trace) {
  double usual = (times.back() - times.front()) / static_cast<double>(times.size() - 1), span = 0;
  size_t steps = 0;
  auto isBreak = [&](size_t i) {
    double step = times[i] - times[i - 1];
    return step < 0 || step > 2 * std::max(1.0, usual) + 1;
  };
  for (int round = 0; round < 2; ++round) { // the second without the breaks that the first shows
    span = 0;
    steps = 0;
    for (size_t i = 1; i < times.size(); ++i)
      if (!isBreak(i)) {
        span += times[i] - times[i - 1];
        ++steps;
      }
    if (!(span > 0))
      return inputError("{}: {} time stamps that do not advance; a trace needs at least two", input.file,
                        times.size());
    usual = span / static_cast<double>(steps);
  }
  trace.rateHz = 1 / usual;
  trace.startS = times.front();
  for (size_t i = 0; i < times.size(); ++i) {
    double step = i ? times[i] - times[i - 1] : 0;
    if (i && step > 0 && isBreak(i)) {
      double missing = std::round(step / usual) - 1;
      if (missing > 10.0 * static_cast<double>(times.size()) + 1e4)
        return inputError("{}: the time jumps from {} s to {} s after sample {}, a gap longer than the "
                          "recording; split the file there",
                          input.file, times[i - 1], times[i], i);
      input.diagnostics.warn(DiagCode::TraceGap, input.file,
                             fmt::format("nothing for {} s after {} s: {:.0f} samples are missing", step,
                                         times[i - 1] - times.front(), missing));
      trace.watts.insert(trace.watts.end(), static_cast<size_t>(std::max(0.0, missing)), NAN);
    } else if (step < 0 && trace.watts.size() > 1) {
      trace.watts.back() = NAN; // a joint: never integrated across
    }
    trace.watts.push_back(values[i]);
  }
  return llvm::Error::success();
}

/// How many stamps stand close together before a pause of at least twenty times their distance, again and again: rows of as many devices.
/// 1: no such thing.
static size_t burstLength(std::vector<double> const &times) {
  size_t period = 0;
  double longest = 0;
  for (size_t i = 1; i < std::min<size_t>(times.size(), 34); ++i)
    longest = std::max(longest, times[i] - times[i - 1]);
  while (period + 1 < times.size() && period < 32 && times[period + 1] - times[period] < longest / 20)
    ++period;
  ++period;
  if (period < 2 || times.size() < 3 * period)
    return 1;
  size_t fitting = 0;
  for (size_t i = 1; i < times.size(); ++i)
    fitting += (times[i] - times[i - 1] < longest / 20) == (i % period != 0) ? 1 : 0;
  return fitting * 20 >= (times.size() - 1) * 19 ? period : 1;
}

llvm::Error TraceBuilder::layOnGrid(PowerTrace &trace) {
  double interval = medianInterval(times);
  if (size_t rows = burstLength(times); rows > 1)
    return usageError("{}: the rows come in bursts of {}, as if of {} devices in turn, and no column tells "
                      "them apart; record one device, or "
                      "one with a column that names it (index), or give --rate-hz if they are of one",
                      input.file, rows, rows);
  if (times.size() < 2 || interval <= 0)
    return inputError("{}: {} time stamps that do not advance; a trace needs at least two", input.file,
                      times.size());
  size_t grid = 1, gaps = 0, steps = 0;
  double regular = 0; // seconds covered by single steps: what the rate is computed from
  for (size_t i = 1; i < times.size(); ++i) {
    double step = (times[i] - times[i - 1]) / interval;
    if (step > 1.5) {
      double missing = std::round(step) - 1;
      if (missing > 10.0 * static_cast<double>(times.size()) + 1e4)
        return inputError(
            "{}: the time jumps from {} s to {} s after sample {}, a gap longer than the recording; "
            "split the file there",
            input.file, times[i - 1], times[i], i);
      grid += static_cast<size_t>(missing);
      ++gaps;
    } else if (step > 0) {
      regular += times[i] - times[i - 1];
      ++steps;
    }
    ++grid;
  }
  if (grid > 4 * times.size() + 100000)
    return inputError("{}: {} gaps hide {} of {} samples; too little is left to integrate", input.file, gaps,
                      grid - times.size(), grid);
  if (!isEven(times, interval)) {
    resample(trace, interval);
    return llvm::Error::success();
  }
  trace.rateHz = static_cast<double>(steps) / regular;
  trace.startS = times.front();
  trace.watts.reserve(grid);
  double missingNow = 0;
  for (size_t i = 0; i < times.size(); ++i) {
    double step = i ? (times[i] - times[i - 1]) / interval : 1;
    missingNow = step > 1.5 ? std::round(step) - 1 : 0;
    if (step < 0 && trace.watts.size() > 1)
      trace.watts.back() = NAN; // a joint: never integrated across
    if (missingNow > 0)
      input.diagnostics.warn(
          DiagCode::TraceGap, input.file,
          fmt::format("{:.0f} samples are missing after {} s", missingNow, times[i - 1]),
          "gaps are bridged by a straight line and never counted as measured; affected windows say so");
    trace.watts.insert(trace.watts.end(), static_cast<size_t>(missingNow), NAN);
    trace.watts.push_back(values[i]);
  }
  return llvm::Error::success();
}

/// Stamps too irregular for a grid (polls): the power is taken as linear between stamps and averaged per
/// cell, which keeps the energy. Steps longer than five intervals are gaps.
void TraceBuilder::resample(PowerTrace &trace, double interval) {
  trace.rateHz = 1 / interval;
  trace.startS = times.front();
  input.diagnostics.note(DiagCode::TraceResampled, input.file,
                         fmt::format("uneven time stamps, resampled every {}", formatSi(interval, "s")));
  std::vector<double> energy, covered;
  double offset = 0; // backward jumps are pulled together
  auto cellOf = [&](double t) { return static_cast<size_t>(std::max(0.0, (t - trace.startS) / interval)); };
  for (size_t i = 1; i < times.size(); ++i) {
    double from = times[i - 1] + offset, step = times[i] - times[i - 1];
    if (step <= 0) {
      offset += -step + interval;
      continue;
    }
    bool gap = step > 5 * interval || std::isnan(values[i]) || std::isnan(values[i - 1]);
    size_t last = cellOf(from + step);
    if (last >= energy.size()) {
      energy.resize(last + 1);
      covered.resize(last + 1);
    }
    if (gap)
      continue;
    for (size_t cell = cellOf(from); cell <= last; ++cell) {
      double low = std::max(from, trace.startS + static_cast<double>(cell) * interval);
      double high = std::min(from + step, trace.startS + static_cast<double>(cell + 1) * interval);
      if (high <= low)
        continue;
      double mid = ((low + high) / 2 - from) / step;
      double watts = values[i - 1] + mid * (static_cast<double>(values[i]) - values[i - 1]);
      energy[cell] += watts * (high - low);
      covered[cell] += high - low;
    }
  }
  trace.watts.resize(energy.size());
  for (size_t cell = 0; cell < energy.size(); ++cell)
    trace.watts[cell] = covered[cell] > interval / 2 ? static_cast<float>(energy[cell] / covered[cell]) : NAN;
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

/// A meter at its limit repeats the largest value exactly, sample after sample, while elsewhere neighbours
/// differ.
void TraceBuilder::reportSaturation(PowerTrace const &trace) {
  std::vector<float> const &watts = trace.watts;
  if (watts.size() < 100)
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
  if (longest >= 5 && static_cast<double>(repeats) < 0.05 * static_cast<double>(watts.size()))
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
  if (!times.empty()) {
    bool coarse = isCoarse();
    if (repeated && !coarse)
      return inputError("{}: line {}, column {}: the same time appears twice in a row; if the export rounds "
                        "its stamps, give --rate-hz instead",
                        input.file, repeated->first, repeated->second);
    if (llvm::Error error = coarse ? layByRate(trace) : layOnGrid(trace))
      return error;
    times = {};
    values = {};
  } else {
    trace.rateHz = input.options.rateHz.value_or(rateHz);
    trace.startS = startS;
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
