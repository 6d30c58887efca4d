//===- Recordings.h - simulated recordings whose execution is known --------------------------===//
#ifndef ENERGY_OPT_TESTS_TRACE_RECORDINGS_H
#define ENERGY_OPT_TESTS_TRACE_RECORDINGS_H

#include "lib/trace/formats/PowerTrace.h"
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace eo::sim {

/// The same numbers from the same seed everywhere (splitmix64; the distributions of the library differ).
class Dice {
public:
  explicit Dice(uint64_t seed) : state(seed * 0x9E3779B97F4A7C15ULL + 0x632BE59BD9B4E019ULL) {}
  uint64_t bits() {
    uint64_t z = state += 0x9E3779B97F4A7C15ULL;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  double uniform() { return static_cast<double>(bits() >> 11) * 0x1p-53; }
  double between(double low, double high) { return low + (high - low) * uniform(); }
  double logBetween(double low, double high) { return low * std::pow(high / low, uniform()); }
  double normal() {
    return std::sqrt(-2 * std::log(1 - uniform())) * std::cos(6.283185307179586 * uniform());
  }
  bool chance(double share) { return uniform() < share; }
  size_t below(size_t n) { return static_cast<size_t>(uniform() * static_cast<double>(n)); }

private:
  uint64_t state;
};

/// How power runs while the board computes.
enum class RunShape { Flat, Layers, WarmUp, Ramp, TwoLevels, LongFirst };
/// How it runs while the board waits.
enum class IdleShape { Flat, Drift, Wave, Step, Blips, Deeper };
/// What the meter adds.
enum class NoiseKind { White, Coloured, Quantised, Spikes, Hum };
/// How the recording begins and ends: as docs/calibration.md asks for (idle, no shorter than the pauses); idle
/// but shorter; the board switched off at the end; in the middle of a run at both ends, or at one.
enum class Ends { Idle, ShortIdle, SwitchedOff, CutBoth, CutOne };

/// A recording and what it shows.
struct Recording {
  PowerTrace trace;
  bool activeHigh = true;
  double contrast = 1; ///< power of the higher state over that of the lower
  double duty = 0;
  size_t runs = 0;    ///< that begin and end inside the recording
  double runJ = 0;    ///< mean energy of one of them
  double usualJ = 0;  ///< the same without a first one that is longer than the others
  double sampleJ = 0; ///< one sample of the execution: what a run's edges can hide
  RunShape run = RunShape::Flat;
  IdleShape idle = IdleShape::Flat;
  NoiseKind noise = NoiseKind::White;
  Ends ends = Ends::Idle;
  /// As the docs ask for.
  bool asAsked() const { return ends == Ends::Idle || ends == Ends::SwitchedOff; }
};

/// The recording of a seed. Contrast, duty and the number of samples in the shorter state are drawn evenly (the
/// last on a logarithmic scale); everything is stated relative to the step between the states.
inline Recording record(uint64_t seed) {
  Dice dice(seed);
  Recording result;
  std::array<double, 11> const rates{1, 1, 2, 4, 5, 10, 20, 50, 100, 500, 1000};
  double rate = rates[dice.below(rates.size())];
  result.contrast = dice.between(1.2, 3);
  result.duty = dice.between(0.05, 0.95);
  result.activeHigh = dice.chance(0.5);
  result.run = static_cast<RunShape>(dice.chance(0.4) ? 0 : dice.below(6));
  result.idle = static_cast<IdleShape>(dice.chance(0.4) ? 0 : dice.below(6));
  result.noise = static_cast<NoiseKind>(dice.below(5));
  double ends = dice.uniform();
  result.ends = ends < 0.75   ? Ends::Idle
                : ends < 0.81 ? Ends::ShortIdle
                : ends < 0.88 ? Ends::SwitchedOff
                : ends < 0.94 ? Ends::CutBoth
                              : Ends::CutOne;
  double low = dice.logBetween(0.3, 20), high = low * result.contrast, step = high - low;
  double idleW = result.activeHigh ? low : high, activeW = result.activeHigh ? high : low;
  double sign = result.activeHigh ? 1 : -1;

  // Lengths in samples.
  double shorter = dice.logBetween(2.2, rate < 10 ? 20 : 200);
  double run = result.duty < 0.5 ? shorter : shorter * result.duty / (1 - result.duty);
  double pause = run * (1 - result.duty) / result.duty;
  size_t runs = 5 + dice.below(16);
  double jitter = dice.chance(0.5) ? 0 : dice.between(0, 0.1), runJitter = dice.chance(0.5) ? 0 : 0.02;

  struct Piece {
    double begin, end;
    bool active;
  };
  std::vector<Piece> pieces;
  double now = 0;
  auto add = [&](double length, bool active) {
    pieces.push_back({now, now + length, active});
    now += length;
  };
  bool scripted = dice.chance(0.5);
  double lead = scripted ? dice.between(1, 1.5) * pause : 0;
  auto leadIn = [&] { return scripted ? lead : pause * dice.between(1 + jitter, 2.5); };
  double shortLead = std::max(1.5, pause * dice.between(0.3, 0.9));
  switch (result.ends) {
  case Ends::Idle:
  case Ends::SwitchedOff:
    add(leadIn(), false);
    break;
  case Ends::ShortIdle:
    add(shortLead, false);
    break;
  case Ends::CutBoth:
  case Ends::CutOne:
    add(std::max(1.5, run * dice.between(0.1, 0.9)), true);
    add(pause, false);
    break;
  }
  for (size_t i = 0; i < runs; ++i) {
    double length = run * (1 + runJitter * dice.normal());
    if (i == 0 && result.run == RunShape::LongFirst)
      length *= 1.3;
    add(std::max(1.5, length), true);
    if (i + 1 < runs)
      add(std::max(1.5, pause * (1 + jitter * dice.between(-1, 1))), false);
  }
  double off = HUGE_VAL;
  switch (result.ends) {
  case Ends::Idle:
  case Ends::CutOne:
    add(leadIn(), false);
    break;
  case Ends::ShortIdle:
    add(std::max(1.5, pause * dice.between(0.3, 0.9)), false);
    break;
  case Ends::SwitchedOff:
    add(leadIn(), false);
    off = now;
    now += std::max(3.0, dice.between(0.5, 2) * pause);
    break;
  case Ends::CutBoth:
    add(pause, false);
    add(std::max(1.5, run * dice.between(0.1, 0.9)), true);
    break;
  }
  double total = now;

  // Power without noise at a time, in samples.
  size_t levels = 3 + dice.below(8);
  std::vector<double> layers;
  for (size_t i = 0; i < levels; ++i)
    layers.push_back(dice.between(-0.3, 0.3));
  double mean = 0;
  for (double layer : layers)
    mean += layer / static_cast<double>(levels);
  double repeats = 1 + static_cast<double>(dice.below(8));
  double amount = dice.between(0.05, 0.3) * (dice.chance(0.5) ? 1 : -1), phase = dice.between(0, 6.28);
  double blipEvery = std::max(4.0, pause * dice.between(0.3, 1.7)),
         blipLength = std::max(1.0, 0.08 * blipEvery);
  double stepAt = total * dice.between(0.2, 0.8);
  auto watts = [&](double t, size_t &piece) {
    if (t >= off)
      return 0.05 * low;
    while (piece + 1 < pieces.size() && t >= pieces[piece].end)
      ++piece;
    Piece const &p = pieces[piece];
    double place = (t - p.begin) / (p.end - p.begin), w = p.active ? activeW : idleW;
    if (result.idle == IdleShape::Drift)
      w += amount * step * (t / total - 0.5);
    if (result.idle == IdleShape::Wave)
      w += 0.5 * amount * step * std::sin(phase + 5 * t / total);
    if (result.idle == IdleShape::Step && t > stepAt)
      w += 0.8 * amount * step;
    if (!p.active && result.idle == IdleShape::Blips && std::fmod(t, blipEvery) < blipLength)
      w += sign * 0.35 * step;
    if (!p.active && result.idle == IdleShape::Deeper && place > 0.6)
      w -= 0.2 * sign * step;
    if (!p.active)
      return w;
    switch (result.run) {
    case RunShape::Flat:
    case RunShape::LongFirst:
      break;
    case RunShape::Layers:
      w +=
          step *
          (layers[static_cast<size_t>(std::fmod(place * repeats, 1.0) * static_cast<double>(levels))] - mean);
      break;
    case RunShape::WarmUp:
      w -= 0.4 * sign * step * std::exp(-place * 8);
      break;
    case RunShape::Ramp:
      w += 0.3 * step * (place - 0.5);
      break;
    case RunShape::TwoLevels:
      w += 0.35 * step * (place < 0.4 ? 1 : -0.67);
      break;
    }
    return w;
  };
  double noise = low * dice.logBetween(0.002, 0.03), hum = dice.between(0.02, 0.12) * step,
         humPeriod = dice.logBetween(3, 40), quantum = step / dice.between(4, 16), colour = 0;
  bool averaging = dice.chance(0.5);
  double offset = dice.uniform();
  PowerTrace &trace = result.trace;
  trace.source = "recording " + std::to_string(seed);
  trace.format = "simulated";
  trace.rateHz = rate;
  size_t piece = 0;
  auto count = static_cast<size_t>(total - offset);
  for (size_t n = 0; n < count; ++n) {
    double t = static_cast<double>(n) + offset, w = 0;
    if (averaging)
      for (int k = 0; k < 8; ++k)
        w += watts(t + (k + 0.5) / 8, piece) / 8;
    else
      w = watts(t + 0.5, piece);
    switch (result.noise) {
    case NoiseKind::White:
      w += noise * dice.normal();
      break;
    case NoiseKind::Coloured:
      colour = 0.9 * colour + 0.436 * dice.normal();
      w += noise * colour;
      break;
    case NoiseKind::Quantised:
      w = std::round((w + 0.3 * noise * dice.normal()) / quantum) * quantum;
      break;
    case NoiseKind::Spikes:
      w += 0.5 * noise * dice.normal() + (dice.chance(0.01) ? step * dice.between(0.3, 1.2) : 0);
      break;
    case NoiseKind::Hum:
      w += 0.5 * noise * dice.normal() + hum * std::sin(6.283 * t / humPeriod);
      break;
    }
    trace.watts.push_back(static_cast<float>(std::max(w, 0.0)));
  }
  // What the runs took, on a grid a hundred times finer.
  double whole = 0, first = 0;
  for (Piece const &p : pieces) {
    if (!p.active || p.begin < 1e-9 || p.end > total - 1e-9)
      continue;
    ++result.runs;
    size_t at = 0;
    double steps = std::ceil((p.end - p.begin) * 20);
    for (double k = 0; k < steps; ++k)
      whole += watts(p.begin + (k + 0.5) / steps * (p.end - p.begin), at) * (p.end - p.begin) / steps;
    first = result.runs == 1 ? whole : first;
  }
  result.runJ = whole / static_cast<double>(std::max<size_t>(1, result.runs)) / rate;
  bool longFirst = result.run == RunShape::LongFirst && result.runs > 1 && result.ends != Ends::CutBoth &&
                   result.ends != Ends::CutOne;
  result.usualJ = longFirst ? (whole - first) / static_cast<double>(result.runs - 1) / rate : result.runJ;
  result.sampleJ = activeW / rate;
  return result;
}

/// As the docs ask for: eight to twelve equal runs and pauses between idle at least as long as a pause, flat power, white noise of a
/// hundredth of 5 W idle, each sample a mean over its time.
inline Recording recordLoop(double rateHz, double contrast, bool activeHigh, double duty, uint64_t seed) {
  Dice dice(seed);
  Recording result;
  result.contrast = contrast;
  result.activeHigh = activeHigh;
  result.duty = duty;
  result.runs = 8 + dice.below(5);
  double idleW = 5, activeW = activeHigh ? idleW * contrast : idleW / contrast;
  double periodS = rateHz < 5 ? 30 : rateHz < 50 ? 10 : rateHz < 500 ? 2 : 0.5, runS = periodS * duty;
  double leadS = (periodS - runS) * dice.between(1, 2), offsetS = dice.uniform() / rateHz;
  double totalS = 2 * leadS + static_cast<double>(result.runs) * periodS - (periodS - runS);
  result.trace.source = "loop " + std::to_string(seed);
  result.trace.format = "simulated";
  result.trace.rateHz = rateHz;
  for (double n = 0; n < std::floor(totalS * rateHz); ++n) {
    constexpr int parts = 8;
    double watts = 0.01 * idleW * dice.normal();
    for (int k = 0; k < parts; ++k) {
      double at = offsetS + (n + (k + 0.5) / parts) / rateHz - leadS;
      bool active =
          at >= 0 && at < periodS * static_cast<double>(result.runs) && std::fmod(at, periodS) < runS;
      watts += (active ? activeW : idleW) / parts;
    }
    result.trace.watts.push_back(static_cast<float>(watts));
  }
  result.runJ = result.usualJ = runS * activeW;
  result.sampleJ = activeW / rateHz;
  return result;
}

} // namespace eo::sim

#endif
