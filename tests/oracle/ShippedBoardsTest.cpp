//===- ShippedBoardsTest.cpp - the boards of boardmodels/ against what was measured --------------------===//
//
// Energies that energy-opt gives from the ONNX files, beside the published ones under $ENERGY_OPT_EXTRA_DATA.
// The bounds are floors: a board that gets worse than them is no use.
//
#include "lib/board/BoardPath.h"
#include "lib/cost/EnergyEstimate.h"
#include "lib/onnx/Loader.h"
#include "lib/text/CsvFile.h"
#include "passes/Pipeline.h"
#include "llvm/ADT/STLExtras.h"

#include <cstdlib>
#include <gmock/gmock.h>

using namespace eo;

namespace {

/// A table under the folder of measurements; nothing without the folder.
std::optional<CsvFile> measurements(std::string const &table) {
  char const *folder = std::getenv("ENERGY_OPT_EXTRA_DATA");
  if (folder == nullptr)
    return std::nullopt;
  return llvm::cantFail(CsvFile::open(std::string(folder) + "/measurements/" + table));
}

std::string text(CsvFile const &table, size_t row, llvm::StringRef column) {
  auto const *found = llvm::find(table.header(), column);
  EXPECT_NE(found, table.header().end()) << column.str();
  return table.cell(row, static_cast<size_t>(found - table.header().begin())).str();
}

double number(CsvFile const &table, size_t row, llvm::StringRef column) {
  return std::stod(text(table, row, column));
}

/// Joules of one inference on a shipped board.
double energyOf(std::string const &model, std::string const &board,
                std::vector<SettingRequest> const &settings) {
  DiagnosticEngine diagnostics;
  std::string file = std::string(std::getenv("ENERGY_OPT_EXTRA_DATA")) + "/models/" + model;
  Graph graph = llvm::cantFail(loadNetwork(file, LoadOptions(), diagnostics));
  ChosenBoard chosen =
      llvm::cantFail(chooseBoard(BoardPath{{ENERGY_OPT_SOURCE_DIR "/boardmodels"}}, board, settings));
  Annotations found = llvm::cantFail(PassEstimator().analyze(graph, {}, &chosen, diagnostics));
  return found.get<EnergyEstimate>().total.energy.value_or(Joules{0}).value;
}

struct Errors {
  double sum = 0, worst = 0;
  size_t n = 0;

  void add(double predicted, double measured) {
    double error = std::abs(predicted / measured - 1);
    sum += error;
    worst = std::max(worst, error);
    ++n;
  }
  double mean() const { return sum / static_cast<double>(n); }
};

TEST(ShippedBoards, TableIOfWessEtAl) {
  std::optional<CsvFile> table = measurements("wess2023/table1.csv");
  if (!table)
    GTEST_SKIP() << "ENERGY_OPT_EXTRA_DATA is not set";
  std::map<std::string, std::string> const models = {{"YOLOv3-tiny", "dk_yolov3_tiny_416_op11_nw.onnx"},
                                                     {"YOLOv3", "dk_yolov3_416_op11_nw.onnx"},
                                                     {"MobileNetV2", "tv_mobilenet_v2_op13.onnx"}};
  std::map<std::string, std::pair<std::string, std::string>> const boards = {
      {"NCS2", {"ncs2", "nireq"}}, {"EdgeTPU", {"edge-tpu", "freq"}}, {"iMX8MPlus", {"imx8mp", "unit"}}};
  Errors errors;
  for (size_t row = 0; row < table->rowCount(); ++row) {
    auto const &[board, setting] = boards.at(text(*table, row, "hw"));
    llvm::StringRef mode = table->cell(row, 3);
    mode.consume_front("nireq");
    errors.add(1e3 * energyOf(models.at(text(*table, row, "network")), board, {{"", setting, mode.str()}}),
               number(*table, row, "e_total_mJ"));
  }
  EXPECT_EQ(errors.n, 24U);
  EXPECT_LT(errors.mean(), 0.08);
  EXPECT_LT(errors.worst, 0.20);
}

TEST(ShippedBoards, JetsonNetworks) {
  std::optional<CsvFile> table = measurements("jetson-networks/jetson.csv");
  if (!table)
    GTEST_SKIP() << "ENERGY_OPT_EXTRA_DATA is not set";
  std::map<std::string, std::string> const boards = {
      {"Jetson Nano", "jetson-nano"}, {"Jetson TX2", "jetson-tx2"}, {"Jetson AGX Xavier", "agx-xavier"}};
  Errors errors;
  for (size_t row = 0; row < table->rowCount(); ++row) {
    auto board = boards.find(text(*table, row, "board"));
    if (board == boards.end())
      continue;
    std::string mode = llvm::StringRef(text(*table, row, "power_mode")).lower();
    std::replace(mode.begin(), mode.end(), '_', '-');
    errors.add(energyOf("measured/" + text(*table, row, "model"), board->second,
                        {{"", "unit", llvm::StringRef(text(*table, row, "unit")).lower()},
                         {"", "power_mode", mode},
                         {"", "precision", llvm::StringRef(text(*table, row, "precision")).lower()}}),
               number(*table, row, "energy_j"));
  }
  EXPECT_EQ(errors.n, 148U);
  EXPECT_LT(errors.mean(), 0.07) << "in sample; held out it is 6 to 11 %";
}

TEST(ShippedBoards, MobileNetworksOnCpusAndMaliGpus) {
  std::optional<CsvFile> table = measurements("mlperf-edge/cpu.csv");
  if (!table)
    GTEST_SKIP() << "ENERGY_OPT_EXTRA_DATA is not set";
  Errors errors;
  for (size_t row = 0; row < table->rowCount(); ++row) {
    std::string board = text(*table, row, "board");
    std::string runtime = llvm::StringRef(text(*table, row, "runtime")).split(' ').first.lower();
    errors.add(energyOf("mlperf_edge/" + text(*table, row, "model"), board == "rk3588s" ? "rk3588" : board,
                        {{"", "unit", text(*table, row, "unit")},
                         {"", "runtime", runtime},
                         {"", "precision", text(*table, row, "precision")}}),
               number(*table, row, "energy_j"));
  }
  EXPECT_EQ(errors.n, 684U);
  EXPECT_LT(errors.mean(), 0.06) << "in sample; held out it is 4 to 9 %";
}

TEST(ShippedBoards, RaspberryPi) {
  std::optional<CsvFile> table = measurements("rpi5-nas201/rpi5.csv");
  if (!table)
    GTEST_SKIP() << "ENERGY_OPT_EXTRA_DATA is not set";
  Errors errors;
  for (size_t row = 0; row < table->rowCount(); ++row)
    if (text(*table, row, "runtime") == "onnx")
      errors.add(energyOf("nas201/" + text(*table, row, "model"), "raspberry-pi-5", {}),
                 number(*table, row, "energy_j"));
  EXPECT_EQ(errors.n, 90U);
  EXPECT_LT(errors.mean(), 0.05);
}

} // namespace
