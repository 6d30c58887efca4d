//===- EditBench.cpp - one step of a search: a layer's channels changed, totals alone ----------------===//
//
// Through the C++ interface, from the request to the answer, beside a whole analysis of the same network in the same run.
// ENERGY_OPT_BENCH_MODEL=resnet50.onnx takes a file in the place of the ResNet-50 made here; the layers are told by their
// place among the convolutions.
//
#include "include/energy_opt/energy_opt.h"
#include "tests/bench/Networks.h"

#include <benchmark/benchmark.h>
#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace energy_opt;

static std::string const &networkFile() {
  static std::string const path = [] {
    if (char const *given = std::getenv("ENERGY_OPT_BENCH_MODEL"))
      return std::string(given);
    std::string made = std::filesystem::temp_directory_path() / "energy-opt-bench-resnet50.onnx";
    std::ofstream(made, std::ios::binary) << eo::bench::resNet50();
    return made;
  }();
  return path;
}

static Session const &session() {
  static Session const opened(ENERGY_OPT_SOURCE_DIR "/boardmodels");
  return opened;
}

static Options totalsOnNano() {
  Options options;
  options.board = "jetson-nano";
  options.layers = false;
  return options;
}

static void BM_Whole(benchmark::State &state) {
  Options const options = totalsOnNano();
  for (auto _ : state)
    benchmark::DoNotOptimize(session().estimate(networkFile(), options).totals());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_Whole)->Unit(benchmark::kMicrosecond);

/// Another number of channels at each step, so that no answer is one given before.
static void BM_Edit(benchmark::State &state) {
  std::vector<std::string> convolutions;
  for (Layer const &layer : session().estimate(networkFile()).layers())
    if (layer.op == "Conv")
      convolutions.push_back(layer.name);
  std::string const &layer = convolutions.at(static_cast<std::size_t>(state.range(0)));
  Options options = totalsOnNano();
  std::int64_t step = 0;
  for (auto _ : state) {
    options.edits = {Edit::channels(layer, 33 + step++ % 29)};
    benchmark::DoNotOptimize(session().estimate(networkFile(), options).totals());
  }
  state.SetItemsProcessed(state.iterations());
}
// Of torchvision's ResNet-50: layer1.2.conv2, layer3.2.conv1, layer4.2.conv2, and layer3.2.conv3, whose channels seven
// layers share.
BENCHMARK(BM_Edit)->Arg(9)->Arg(31)->Arg(51)->Arg(33)->Unit(benchmark::kMicrosecond);
