#include "tests/laws/Figures.h"

#include "lib/board/BoardPath.h"
#include "lib/cost/EnergyEstimate.h"
#include "lib/onnx/Loader.h"
#include "passes/Pipeline.h"
#include "tests/laws/Exceptions.h"
#include "llvm/ADT/STLExtras.h"

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <iostream>

namespace eo::test {

static BoardPath const &path() {
  static BoardPath const shipped{{ENERGY_OPT_SOURCE_DIR "/boardmodels"}};
  return shipped;
}

Point pointOf(std::string const &board, std::vector<std::pair<std::string, std::string>> const &settings) {
  std::vector<SettingRequest> requests;
  std::string name = board;
  for (auto const &[setting, value] : settings) {
    requests.push_back({"", setting, value});
    name += " " + setting + "=" + value;
  }
  return {name, llvm::cantFail(chooseBoard(path(), board, requests))};
}

std::vector<Point> shippedPoints(bool everySetting) {
  std::vector<Point> points;
  for (auto const &[id, file] : findBoards(path())) {
    points.push_back(pointOf(id, {}));
    BoardModel const &model = *points.back().board.model;
    if (!everySetting)
      continue;
    for (SettingDeclaration const &setting : model.settings)
      for (std::string const &value : setting.values)
        if (value != setting.defaultValue)
          points.push_back(pointOf(id, {{setting.name, value}}));
  }
  return points;
}

std::vector<Point> samplePoints() {
  std::vector<Point> points;
  for (char const *board :
       {"agx-xavier", "agx-xavier-dla", "edge-tpu", "imx8mp", "raspberry-pi-5", "xavier-nx"})
    points.push_back(pointOf(board, {}));
  return points;
}

static Figures read(Graph const &graph, Annotations const &found) {
  Figures figures;
  auto const &estimate = found.get<EnergyEstimate>();
  auto const &macs = found.get<MacCounts>();
  auto joules = [](std::optional<Joules> const &energy) {
    return energy ? std::optional(energy->value) : std::nullopt;
  };
  auto seconds = [](std::optional<Seconds> const &time) {
    return time ? std::optional(time->value) : std::nullopt;
  };
  figures.energyJ = joules(estimate.total.energy);
  figures.lowJ = joules(estimate.total.low);
  figures.highJ = joules(estimate.total.high);
  figures.baseJ = joules(estimate.base);
  figures.latencyS = seconds(estimate.latency);
  figures.deviceLatencyS = seconds(estimate.deviceLatency);
  figures.intervalS = seconds(estimate.interval);
  figures.calibrated = estimate.trust && estimate.trust->level() == TrustLevel::Calibrated;
  for (NodeId id : graph.main().nodes) {
    NodeEstimate const &node = estimate.nodes[id];
    figures.layersJ += node.energy.value_or(Joules{0}).value;
    figures.layersS += node.latency.value_or(Seconds{0}).value;
    bool priced =
        node.basis == Basis::Fit || node.basis == Basis::Extrapolated || node.basis == Basis::Fallback;
    bool hasMacs = macs.macs[id].tryValue().value_or(0) > 0;
    if (hasMacs && node.latency && node.latency->value > 0)
      figures.fastestMacsPerS =
          std::max(figures.fastestMacsPerS, static_cast<double>(macs.macs[id].value()) / node.latency->value);
    if (hasMacs && ((priced && node.energy && node.energy->value <= 0) || node.basis == Basis::Free))
      figures.zeroWithMacs |= found.get<NodeRoles>().roles[id] == NodeRole::Live;
  }
  return figures;
}

std::vector<std::optional<Figures>> figuresAt(onnx::ModelProto const &model,
                                              std::vector<Point> const &points) {
  DiagnosticEngine diagnostics;
  std::vector<std::optional<Figures>> figures(points.size());
  llvm::Expected<Graph> graph = loadNetworkFromBuffer(model.SerializeAsString(), "law", {}, diagnostics);
  if (!graph) {
    llvm::consumeError(graph.takeError());
    return figures;
  }
  for (size_t i = 0; i < points.size(); ++i) {
    DiagnosticEngine said;
    llvm::Expected<Annotations> found = PassEstimator().analyze(*graph, {}, &points[i].board, said);
    if (found)
      figures[i] = read(*graph, *found);
    else
      llvm::consumeError(found.takeError());
  }
  return figures;
}

std::optional<Figures> figuresOf(onnx::ModelProto const &model, ChosenBoard const &board) {
  return figuresAt(model, {{"", board}}).front();
}

bool within(std::optional<double> a, std::optional<double> b, double tolerance) {
  if (!a || !b)
    return a.has_value() == b.has_value();
  // sums of the same terms in another order differ in the last digits
  return std::abs(*a - *b) <= (tolerance + 1e-9) * std::max(std::abs(*a), std::abs(*b));
}

/// 1 for ENERGY_OPT_LAWS=all, N for a number; 0 for the sample of every build.
static size_t everyNth() {
  char const *laws = std::getenv("ENERGY_OPT_LAWS");
  return laws == nullptr ? 0 : std::string(laws) == "all" ? 1 : std::strtoul(laws, nullptr, 10);
}

bool everything() { return everyNth() != 0; }

std::vector<std::string> networks() {
  namespace fs = std::filesystem;
  std::vector<std::string> files;
  auto addAll = [&](fs::path const &folder) {
    for (auto const &entry : fs::recursive_directory_iterator(folder))
      if (entry.path().extension() == ".onnx" && entry.is_regular_file() && entry.file_size() < (64 << 20) &&
          entry.path().string().find("malformed") == std::string::npos)
        files.push_back(entry.path());
  };
  addAll(ENERGY_OPT_SOURCE_DIR "/testdata/networks");
  if (char const *extra = std::getenv("ENERGY_OPT_EXTRA_DATA")) {
    std::string models = std::string(extra) + "/models/";
    if (everything())
      addAll(models);
    else
      for (char const *name : {"arch_mobilenet_v1_025_96_op13.onnx", "mlcommons_resnet.onnx"})
        files.push_back(models + name);
  }
  llvm::sort(files);
  if (size_t step = everyNth(); step > 1) {
    std::vector<std::string> some;
    for (size_t i = 0; i < files.size(); i += step)
      some.push_back(files[i]);
    return some;
  }
  return files;
}

void Tally::check(bool holds, std::string const &what) {
  ++total;
  if (holds)
    return;
  if (isExcepted(law, what)) {
    ++excepted;
    return;
  }
  ++broken;
  constexpr size_t shown = 3;
  if (++seen[what.substr(0, what.find(" on "))] <= shown || everything())
    std::cout << "  " << law << ": " << what << '\n';
}

Tally::~Tally() {
  std::cout << "law " << law << ": " << broken << " violations, " << excepted << " exceptions, in " << total
            << " checks\n";
}

} // namespace eo::test
