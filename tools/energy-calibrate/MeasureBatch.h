//===- MeasureBatch.h - many networks into one bundle -------------------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_MEASUREBATCH_H
#define ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_MEASUREBATCH_H

#include "lib/measure/Bundle.h"
#include "tools/energy-calibrate/MeasureFlags.h"

namespace eo {

/// What is measured how, into which folder.
struct MeasureBatch {
  RunnerSpec runner;
  std::string sensor; ///< its spec
  SensorOptions sensing;
  MeasureOptions options;
  std::map<std::string, std::string> settings;
  std::vector<std::string> networks; ///< files
  std::string folder;
  std::optional<double> minutes; ///< after which no further visit of a second or later round begins
  bool resume = false;           ///< leave alone what the folder's bundle has measured already
};

/// The network files that are named: files, and of folders all *.onnx in the order people number them.
llvm::Expected<std::vector<std::string>> networkFiles(llvm::ArrayRef<std::string> named);

/// Measures one network after another, as many rounds of them as the options say; the manifest is written after each visit, so
/// that nothing is lost but the one that is running. What failed is not visited again. Tells on standard error what it does. Returns the whole bundle. Usage errors: a bundle that is there already and is
/// not to be resumed, or that was begun under other conditions (they are named); a sensor that cannot be opened.
llvm::Expected<Bundle> measureBatch(MeasureBatch const &batch);

/// The figures of a bundle as text, failures and doubts with them.
std::string bundleText(Bundle const &bundle);

} // namespace eo

#endif
