// Power traces of 10^6 samples: reading them as CSV, and the whole analysis.
#include "lib/trace/formats/TraceReaders.h"
#include "lib/trace/measure/Analysis.h"
#include "tests/trace/Simulator.h"
#include <benchmark/benchmark.h>
#include <fmt/format.h>

using namespace eo;

/// 50 inferences of 40 layers at 500 kHz, two seconds.
static PowerTrace const &recording() {
  static PowerTrace const trace = [] {
    sim::Setup setup;
    setup.rateHz = 500e3;
    setup.windows = 50;
    setup.gapS = 0.012;
    setup.tauS = 20e-6;
    setup.noiseW = 0.03;
    for (int i = 0; i < 40; ++i)
      setup.layers.push_back({0.0007, 1.6 + 0.025 * ((i * 17) % 40)});
    return sim::simulate(setup).trace;
  }();
  return trace;
}

static void readCsv(benchmark::State &state) {
  std::string text = "time_s,power_mw\n";
  PowerTrace const &trace = recording();
  for (size_t i = 0; i < trace.watts.size(); ++i)
    text += fmt::format("{:.6f},{:.2f}\n", static_cast<double>(i) / trace.rateHz, 1000 * trace.watts[i]);
  for (auto _ : state) {
    DiagnosticEngine diagnostics;
    auto read = readTrace(text, "bench.csv", {}, diagnostics);
    if (!read)
      return state.SkipWithError("not read");
    benchmark::DoNotOptimize(read->watts.data());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(text.size()));
}
BENCHMARK(readCsv)->Unit(benchmark::kMillisecond);

static void analyse(benchmark::State &state) {
  for (auto _ : state) {
    DiagnosticEngine diagnostics;
    auto analysis = analyseTrace(recording(), {}, diagnostics);
    if (!analysis || !analysis->inference)
      return state.SkipWithError("no inference found");
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(recording().watts.size()));
}
BENCHMARK(analyse)->Unit(benchmark::kMillisecond);
