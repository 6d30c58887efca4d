//===- Simulator.h - power traces with known truth, for tests ---------------------------------===//
#ifndef ENERGY_OPT_TESTS_TRACE_SIMULATOR_H
#define ENERGY_OPT_TESTS_TRACE_SIMULATOR_H

#include "lib/trace/formats/PowerTrace.h"
#include "lib/trace/latency/LatencyReport.h"
#include <algorithm>
#include <cmath>
#include <random>

namespace eo::sim {

struct Layer {
  double seconds = 0, watts = 0;
};

/// What is executed on which board, and how it is measured.
struct Setup {
  std::vector<Layer> layers;
  double idleW = 1;
  double rateHz = 100000;
  size_t windows = 20;
  size_t inferencesPerWindow = 1;
  double pauseS = 0;          ///< between the inferences of one window
  double gapS = 0.005;        ///< between windows
  double gapJitter = 0.2;     ///< relative
  double timeJitter = 0.002;  ///< relative, of every layer
  double powerJitter = 0.003; ///< relative, of every inference
  double noiseW = 0.01;       ///< white, per sample
  double driftW = 0;          ///< slow wave, amplitude
  double tauS = 0;            ///< supply capacitors
  double dropShare = 0;       ///< share of samples lost, in short runs
  uint32_t seed = 1;
};

struct Truth {
  std::vector<double> starts, ends; ///< of the windows, seconds
  std::vector<double> energies;     ///< of the windows, J (of the load, before the capacitors)
  double inferenceJ() const {
    double sum = 0;
    for (double energy : energies)
      sum += energy;
    return sum / static_cast<double>(energies.size() * inferencesPerWindow);
  }
  size_t inferencesPerWindow = 1;
  double expectedJ = 0; ///< of an inference without its jitter: what an interval for the network is to cover
};

struct Simulated {
  PowerTrace trace;
  Truth truth;
};

/// Load power as pieces; the measured signal is its exact first-order response, sampled at instants.
inline Simulated simulate(Setup const &setup) {
  std::mt19937 random(setup.seed);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  struct Piece {
    double end, watts;
  };
  std::vector<Piece> pieces;
  Simulated result;
  result.truth.inferencesPerWindow = setup.inferencesPerWindow;
  double now = 0;
  auto idle = [&](double seconds) { pieces.push_back({now += seconds, setup.idleW}); };
  idle(setup.gapS * (1 + uniform(random)));
  for (size_t w = 0; w < setup.windows; ++w) {
    result.truth.starts.push_back(now);
    double energy = 0;
    for (size_t k = 0; k < setup.inferencesPerWindow; ++k) {
      double scale = 1 + setup.powerJitter * normal(random);
      for (Layer const &layer : setup.layers) {
        double seconds = layer.seconds * (1 + setup.timeJitter * normal(random));
        double watts = setup.idleW + (layer.watts - setup.idleW) * scale;
        pieces.push_back({now += seconds, watts});
        energy += seconds * watts;
      }
      if (setup.pauseS > 0 && k + 1 < setup.inferencesPerWindow) {
        idle(setup.pauseS);
        energy += setup.pauseS * setup.idleW;
      }
    }
    result.truth.ends.push_back(now);
    result.truth.energies.push_back(energy);
    idle(setup.gapS * (1 + setup.gapJitter * (2 * uniform(random) - 1)));
  }
  idle(setup.gapS * uniform(random));

  double duration = now, dt = 1 / setup.rateHz, phase = uniform(random) * 6.28;
  auto drift = [&](double t) { return setup.driftW * std::sin(phase + 4.5 * t / duration); };
  auto inferences = static_cast<double>(setup.windows * setup.inferencesPerWindow);
  double pauses = static_cast<double>(setup.inferencesPerWindow - 1) * setup.pauseS * setup.idleW;
  result.truth.expectedJ = pauses / static_cast<double>(setup.inferencesPerWindow);
  for (Layer const &layer : setup.layers)
    result.truth.expectedJ += layer.seconds * layer.watts;
  for (size_t w = 0; w < setup.windows; ++w) { // the drift is part of what the board draws
    double from = result.truth.starts[w], to = result.truth.ends[w], drifted = 0;
    for (int i = 0; i < 16; ++i)
      drifted += drift(from + (to - from) * (i + 0.5) / 16) * (to - from) / 16;
    result.truth.energies[w] += drifted;
    result.truth.expectedJ += drifted / inferences;
  }
  PowerTrace &trace = result.trace;
  trace.source = "simulated";
  trace.rateHz = setup.rateHz;
  trace.startS = -dt / 2;
  auto count = static_cast<size_t>(duration * setup.rateHz);
  trace.watts.reserve(count);
  double state = setup.idleW, at = 0;
  size_t piece = 0;
  for (size_t n = 0; n < count; ++n) {
    double t = static_cast<double>(n) * dt;
    while (at < t) {
      while (piece + 1 < pieces.size() && pieces[piece].end <= at)
        ++piece;
      double until = std::min(t, pieces[piece].end);
      if (until <= at)
        until = t;
      state = setup.tauS > 0
                  ? pieces[piece].watts + (state - pieces[piece].watts) * std::exp(-(until - at) / setup.tauS)
                  : pieces[piece].watts;
      at = until;
    }
    trace.watts.push_back(static_cast<float>(state + drift(t) + setup.noiseW * normal(random)));
  }
  if (setup.dropShare > 0) {
    size_t next = 0;
    while (true) {
      next += static_cast<size_t>(-std::log(1 - uniform(random)) * 6 / setup.dropShare) + 1;
      size_t end = next + 1 + static_cast<size_t>(uniform(random) * 10);
      if (end + 1 >= count)
        break;
      float left = trace.watts[next - 1], right = trace.watts[end];
      for (size_t i = next; i < end; ++i)
        trace.watts[i] =
            left + (right - left) * static_cast<float>(i - next + 1) / static_cast<float>(end - next + 1);
      trace.missing.push_back({next, end});
      next = end + 1;
    }
  }
  return result;
}

/// A random network on a random board under a random meter. Every layer lasts a good many samples, noise and
/// jitter are those of the published set-ups.
inline Setup randomSetup(uint32_t seed, size_t samplesAtMost = 60000) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> uniform;
  auto between = [&](double low, double high) { return low + (high - low) * uniform(random); };
  auto logBetween = [&](double low, double high) { return low * std::pow(high / low, uniform(random)); };
  Setup setup;
  setup.seed = seed * 7919 + 1;
  setup.rateHz = logBetween(10e3, 500e3);
  bool activeLow = uniform(random) < 0.35;
  setup.idleW = logBetween(0.05, 5);
  double step = setup.idleW * between(0.3, 1.5); // mean distance of execution from idle
  if (activeLow)
    step = -setup.idleW * between(0.2, 0.55);
  auto layers = static_cast<size_t>(between(4, 40));
  double samplesPerInference = between(700, 2500), total = 0;
  std::vector<double> shares;
  for (size_t i = 0; i < layers; ++i) {
    shares.push_back(logBetween(0.3, 3));
    total += shares.back();
  }
  for (size_t i = 0; i < layers; ++i)
    setup.layers.push_back(
        {shares[i] / total * samplesPerInference / setup.rateHz, setup.idleW + step * between(0.45, 1.55)});
  double inference = samplesPerInference / setup.rateHz;
  setup.gapS = inference * logBetween(0.15, 1.5);
  setup.windows = std::clamp<size_t>(
      static_cast<size_t>(static_cast<double>(samplesAtMost) / setup.rateHz / (inference + setup.gapS)), 8,
      40);
  setup.timeJitter = between(0, 0.005);
  setup.powerJitter = between(0, 0.01);
  setup.noiseW = std::fabs(step) * logBetween(0.005, 0.08);
  setup.driftW = uniform(random) < 0.5 ? 0 : setup.idleW * between(0, 0.02);
  if (uniform(random) < 0.5)
    setup.tauS = std::min(between(4, 150) / setup.rateHz, setup.gapS / 6);
  setup.dropShare = uniform(random) < 0.3 ? between(0, 0.01) : 0;
  return setup;
}

} // namespace eo::sim

#endif
