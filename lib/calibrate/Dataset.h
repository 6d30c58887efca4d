//===- Dataset.h - measurements joined with the features of what was measured ---------------------===//
#ifndef ENERGY_OPT_LIB_CALIBRATE_DATASET_H
#define ENERGY_OPT_LIB_CALIBRATE_DATASET_H

#include "lib/board/BoardModel.h"
#include "lib/calibrate/Table.h"
#include "lib/cost/Kernel.h"
#include "llvm/ADT/STLExtras.h"
#include <map>
#include <memory>
#include <set>

namespace eo {

/// One measured thing: a layer, a node or a network.
struct Sample {
  uint32_t table = 0; ///< index into Dataset::tables
  bool network = false;
  std::string group;              ///< held out together; empty: on its own
  llvm::ArrayRef<Kernel> kernels; ///< one for layers and nodes
  SettingValues settings;         ///< by Dataset::settings
  std::optional<double> energyJ, timeS, powerW;
  std::optional<double> spread; ///< standard error of these, relative
};

/// The kernels of the network a row names, for example through the passes. `table` gives the folder that
/// relative names start from, `settings` what the row says of the settings that change what a kernel is, and of its sizes
/// ("dim:batch" = "8").
using KernelSource = llvm::function_ref<llvm::Expected<std::vector<Kernel>>(
    llvm::StringRef table, llvm::StringRef model, SettingValues const &settings)>;

/// Whether the fit goes on without a row whose network cannot be had, and why it cannot, with file and line.
using LeaveOutRow = llvm::function_ref<bool(llvm::StringRef table, llvm::StringRef why)>;

/// All tables of a fit. Not copied: samples point into it.
class Dataset {
public:
  std::vector<MeasurementTable> tables;
  std::vector<Sample> samples;
  /// Columns, but for those of one value that say where rows come from (`board`, `source`, …); the values in
  /// order of appearance, the first being the default.
  std::vector<SettingDeclaration> settings;
  std::vector<std::string> conditions; ///< "board=jetson-nano": columns with one value

  Measurement const &row(size_t sample) const { return *rows[sample]; }
  /// "rpi5.csv:12".
  std::string place(size_t sample) const;
  /// "resnet.onnx", "resnet.onnx conv1", "conv2d 32x32 16->32 k3 s1"; with settings behind it.
  std::string label(size_t sample) const;
  /// The settings that differ among the rows: "power_mode=maxn precision=fp16"; "" where none do.
  std::string settingText(size_t sample) const;
  /// Number of different models in network and node tables.
  size_t networkCount() const { return models.size(); }
  bool hasNetworks() const {
    return llvm::any_of(samples, [](Sample const &sample) { return sample.network; });
  }

  void removeSamples(llvm::function_ref<bool(Sample const &)> unwanted);
  void removeSetting(llvm::StringRef name);
  /// Gives each of two samples what was measured of the other.
  void exchangeFigures(size_t a, size_t b);

private:
  friend class DatasetBuilder;
  std::vector<Measurement *> rows; ///< by sample, in `tables`
  std::set<std::string> models;    ///< of network and node tables
  std::map<std::pair<std::string, SettingValues>, std::vector<Kernel>> networks; ///< by model and settings
  std::vector<std::vector<Kernel>> layers;
};

/// Joins rows and kernels. `grouping`: the settings that change what a kernel is, those under which an
/// accelerator delegates. Input errors, with file and line, for a model that `kernels` cannot deliver, unless `leaveOut` says
/// that it goes on without, and for a node the model does not have.
llvm::Expected<std::unique_ptr<Dataset>> buildDataset(std::vector<MeasurementTable> tables,
                                                      KernelSource kernels,
                                                      llvm::ArrayRef<std::string> grouping = {},
                                                      LeaveOutRow leaveOut = nullptr);

/// The board's settings for a row: what the row gives of them, else the defaults.
SettingValues settingsOn(BoardModel const &board, Sample const &sample);

/// Makes the board declare the data's settings: names and values it has already keep their order and default,
/// the rest are added. The dataset takes over the board's default, so that it is the one without factors.
void adoptSettings(std::vector<SettingDeclaration> &declared, Dataset &data);

} // namespace eo

#endif
