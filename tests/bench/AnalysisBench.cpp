//===- AnalysisBench.cpp - stages of an analysis, beside libonnx in the same run ------------------===//
//
// Read as ratios: BM_Analysis against BM_LibonnxParseAndInfer on the same bytes, BM_Chain over its lengths. A
// file of your own: ENERGY_OPT_BENCH_MODEL=model.onnx. Freed memory is kept as the tools keep it, for libonnx too.
//
#include "lib/board/BoardFile.h"
#include "lib/onnx/Loader.h"
#include "lib/pass/PassManager.h"
#include "lib/support/Error.h"
#include "passes/Passes.h"
#include "passes/Pipeline.h"
#include "tests/bench/Networks.h"
#include "tools/common/FreedMemory.h"

#include <benchmark/benchmark.h>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <onnx/onnx_pb.h>
#include <onnx/shape_inference/implementation.h>

using namespace eo;

[[maybe_unused]] static bool const keepsMemory = (keepFreedMemory(), true);

static std::string const &network() {
  static std::string const bytes = [] {
    char const *path = std::getenv("ENERGY_OPT_BENCH_MODEL");
    if (path == nullptr)
      return bench::resNet50();
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }();
  return bytes;
}

static Graph load(std::string const &bytes) {
  DiagnosticEngine diagnostics;
  return llvm::cantFail(loadNetworkFromBuffer(bytes, "network", {}, diagnostics));
}

/// Runs the passes up to `last` on the loaded graph.
static void analyse(Graph const &graph, llvm::StringRef last) {
  Annotations annotations;
  DiagnosticEngine diagnostics;
  PassManager manager(allPasses());
  llvm::cantFail(manager.add(last));
  PassContext context{graph, annotations, diagnostics};
  llvm::cantFail(manager.run(context));
}

static void BM_Load(benchmark::State &state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(load(network()));
}
BENCHMARK(BM_Load)->Unit(benchmark::kMicrosecond);

static void BM_PassesUpTo(benchmark::State &state, char const *last) {
  Graph graph = load(network());
  for (auto _ : state)
    analyse(graph, last);
}
BENCHMARK_CAPTURE(BM_PassesUpTo, infer_shapes, "infer-shapes")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(BM_PassesUpTo, count_macs, "count-macs")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(BM_PassesUpTo, check_dimensions, "check-dimensions")->Unit(benchmark::kMicrosecond);

static ChosenBoard board() {
  BoardModel model = llvm::cantFail(readBoardFile(ENERGY_OPT_SOURCE_DIR "/boardmodels/xavier-nx.yaml"));
  SettingValues settings = llvm::cantFail(chooseSettings(model.id, model.settings, {}));
  return {std::make_shared<BoardModel const>(std::move(model)), std::move(settings)};
}

/// Load, shapes, MACs, traffic, energy.
static void BM_Analysis(benchmark::State &state) {
  ChosenBoard const chosen = board();
  PassEstimator const estimator({}, /*listsBuffers=*/false);
  for (auto _ : state) {
    Graph graph = load(network());
    DiagnosticEngine diagnostics;
    benchmark::DoNotOptimize(llvm::cantFail(estimator.analyze(graph, {}, &chosen, diagnostics)));
  }
}
BENCHMARK(BM_Analysis)->Unit(benchmark::kMicrosecond);

static void BM_LibonnxParse(benchmark::State &state) {
  for (auto _ : state) {
    onnx::ModelProto model;
    benchmark::DoNotOptimize(model.ParseFromString(network()));
  }
}
BENCHMARK(BM_LibonnxParse)->Unit(benchmark::kMicrosecond);

static void BM_LibonnxParseAndInfer(benchmark::State &state) {
  for (auto _ : state) {
    onnx::ModelProto model;
    benchmark::DoNotOptimize(model.ParseFromString(network()));
    onnx::shape_inference::InferShapes(model);
  }
}
BENCHMARK(BM_LibonnxParseAndInfer)->Unit(benchmark::kMicrosecond);

/// Whole analysis of n chained nodes, listed in order and in reverse.
static void BM_Chain(benchmark::State &state) {
  std::string bytes = bench::chain(state.range(0), state.range(1) != 0);
  for (auto _ : state)
    analyse(load(bytes), "check-dimensions");
  state.SetComplexityN(state.range(0));
}
BENCHMARK(BM_Chain)
    ->ArgsProduct({{1000, 10000, 100000}, {0, 1}})
    ->Unit(benchmark::kMillisecond)
    ->Complexity(benchmark::oN);
