//===- VerbPlan.cpp - energy-calibrate plan: what to measure, as a table to fill in -----------===//

#include "lib/board/BoardFile.h"
#include "lib/calibrate/Plan.h"
#include "lib/cost/Kind.h"
#include "lib/text/JsonWriter.h"
#include "tools/energy-calibrate/DataFlags.h"
#include "tools/energy-calibrate/PlanNetworks.h"
#include "tools/energy-calibrate/Verbs.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

namespace eo {

static char const *const planOverview =
    R"(Prints a table of what to measure, with empty columns for the results.

Without networks: layers that identify a mac-linear board (the grid of Lahmer et al., small layers included).
With networks: those of them that together identify a latency-power board, the smallest first, because only small
networks show the overhead of an inference. --board adds a line for every setting the board declares.

--networks=DIR writes networks to measure as ONNX files, so that nobody needs any: for every figure of a board some in which it
weighs, the smallest first. The table says the MACs of each, the seconds it may take and why it is there.

  energy-calibrate plan > layers.csv
  energy-calibrate plan --board=myboard.yaml --count=8 nets/*.onnx > networks.csv
  energy-calibrate plan --networks=nets --minutes=20 > plan.csv)";

/// Every combination of the settings' values.
static std::vector<std::vector<std::string>> combinations(llvm::ArrayRef<SettingDeclaration> settings) {
  std::vector<std::vector<std::string>> rows = {{}};
  for (SettingDeclaration const &setting : settings) {
    std::vector<std::vector<std::string>> longer;
    for (std::vector<std::string> const &row : rows)
      for (std::string const &value : setting.values) {
        longer.push_back(row);
        longer.back().push_back(value);
      }
    rows = std::move(longer);
  }
  return rows;
}

/// A table as header and rows of text.
struct PlanTable {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
};

static PlanTable layerTable() {
  PlanTable table{{"op", "i_size", "o_size", "ifm", "ofm", "ksize", "stride", "energy_j"}, {}};
  for (LayerShape const &layer : layerPlan()) {
    std::vector<std::string> row = {layer.convolution ? "conv2d" : "fc"};
    for (int64_t value : {layer.iSize, layer.oSize, layer.ifm, layer.ofm, layer.kernel, layer.stride})
      row.push_back(std::to_string(value));
    row.push_back("");
    table.rows.push_back(std::move(row));
  }
  return table;
}

static llvm::Expected<PlanTable> networkTable(llvm::ArrayRef<std::string> models, size_t limit,
                                              NetworkDims &bindings, BoardModel const &board) {
  llvm::ArrayRef<SettingDeclaration> settings = board.settings;
  std::vector<std::vector<Kernel>> networks;
  std::vector<std::string> usable;
  for (std::string const &model : models) {
    llvm::Expected<std::vector<Kernel>> kernels = networkKernels(model, bindings, &board);
    if (!kernels) {
      llvm::errs() << "energy-calibrate: warning: " << model
                   << " is left out: " << takeErrorText(kernels.takeError()).message << '\n';
      continue;
    }
    usable.push_back(model);
    networks.push_back(std::move(*kernels));
  }
  if (llvm::Error error = bindings.checkNames())
    return error;
  if (networks.empty())
    return inputError("none of the networks can be used");
  constexpr size_t mostCombinations = 1000;
  size_t combinationCount = 1;
  for (SettingDeclaration const &setting : settings)
    combinationCount *= std::min(setting.values.size(), mostCombinations + 1);
  if (settings.size() > 6 || combinationCount > mostCombinations)
    return usageError("the board's settings have more than {} combinations: nobody measures that many",
                      mostCombinations);
  PlanTable table{{"model"}, {}};
  for (SettingDeclaration const &setting : settings)
    table.header.push_back(setting.name);
  table.header.insert(table.header.end(), {"latency_s", "power_w", "energy_j"});
  for (size_t network : networkPlan(networks, limit))
    for (std::vector<std::string> const &values : combinations(settings)) {
      std::vector<std::string> row = {llvm::sys::path::filename(usable[network]).str()};
      row.insert(row.end(), values.begin(), values.end());
      row.insert(row.end(), 3, "");
      table.rows.push_back(std::move(row));
    }
  return table;
}

static void write(PlanTable const &table, bool asJson) {
  if (!asJson) {
    llvm::outs() << llvm::join(table.header, ",") << '\n';
    for (std::vector<std::string> const &row : table.rows)
      llvm::outs() << llvm::join(row, ",") << '\n';
    return;
  }
  JsonWriter json(llvm::outs(), 2);
  json.array([&] {
    for (std::vector<std::string> const &row : table.rows)
      json.object([&] {
        for (size_t i = 0; i < row.size(); ++i)
          json.attribute(table.header[i], row[i].empty() ? std::nullopt : std::optional(row[i]));
      });
  });
  llvm::outs() << '\n';
}

/// Writes the made-up networks that fit the time, smallest first, and says what each is for.
static llvm::Expected<PlanTable> writeNetworks(std::string const &folder, double minutes) {
  llvm::Expected<std::vector<PlannedNetwork>> planned = planNetworks(folder, minutes);
  if (!planned)
    return planned.takeError();
  PlanTable table{{"model", "macs", "weight_bytes", "seconds", "reason"}, {}};
  for (PlannedNetwork const &network : *planned)
    table.rows.push_back({network.file, std::to_string(network.macs), std::to_string(network.bytes),
                          fmt::format("{:.0f}", network.seconds), network.reason});
  return table;
}

int runPlan(int argc, char const *const *argv) {
  llvm::cl::list<std::string> models(llvm::cl::Positional, llvm::cl::desc("[MODEL.onnx…]"));
  llvm::cl::opt<std::string> boardPath("board", llvm::cl::value_desc("BOARD.yaml"),
                                       llvm::cl::desc("Plan for this board's kind and settings"));
  DimFlags dims;
  llvm::cl::opt<unsigned> count("count", llvm::cl::init(12), llvm::cl::desc("Most networks to choose (12)"));
  llvm::cl::opt<std::string> folder(
      "networks", llvm::cl::value_desc("DIR"),
      llvm::cl::desc("Write networks to measure there, and print which and why"));
  llvm::cl::opt<double> minutes("minutes", llvm::cl::init(20), llvm::cl::value_desc("N"),
                                llvm::cl::desc("Time that measuring those networks may take (20)"));
  llvm::cl::opt<bool> asJson("json", llvm::cl::desc("Print an array of JSON objects"));
  if (std::optional<int> code = parseVerbArguments(argc, argv, planOverview))
    return *code;
  llvm::Expected<NetworkDims> bindings = dims.networkDims();
  if (!bindings)
    return failWith(bindings.takeError());
  if (!folder.empty()) {
    if (!models.empty() || !boardPath.empty())
      return failWith(
          usageError("--networks writes networks of its own; it goes with no MODEL and no --board"));
    llvm::Expected<PlanTable> table = writeNetworks(folder, minutes);
    if (!table)
      return failWith(table.takeError());
    write(*table, asJson);
    return 0;
  }
  BoardModel board;
  if (!boardPath.empty()) {
    llvm::Expected<BoardModel> read = readBoardFile(boardPath);
    if (!read)
      return failWith(read.takeError());
    board = std::move(*read);
  }
  if (costKind(board.kind).knowsTime && models.empty())
    return failWith(
        usageError("a {} board is fitted on networks: name some to choose from", board.kindName()));
  if (models.empty()) {
    write(layerTable(), asJson);
    return 0;
  }
  llvm::Expected<PlanTable> table = networkTable(models, count, *bindings, board);
  if (!table)
    return failWith(table.takeError());
  write(*table, asJson);
  return 0;
}

} // namespace eo
