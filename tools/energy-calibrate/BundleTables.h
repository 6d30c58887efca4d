//===- BundleTables.h - bundles of measurements where verbs take tables --------------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_BUNDLETABLES_H
#define ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_BUNDLETABLES_H

#include "lib/board/BoardPath.h"
#include "lib/measure/Bundle.h"
#include "lib/text/CsvFile.h"

namespace eo {

/// Whether a verb's operand is a bundle: a folder with a manifest, or a manifest.
bool isBundle(llvm::StringRef path);
/// Its table; the name is the manifest's, so that networks are looked for beside it.
llvm::Expected<CsvFile> openBundle(llvm::StringRef path);
/// The errors of checkMixable for those of the paths that are bundles.
llvm::Error checkBundles(llvm::ArrayRef<std::string> paths);

/// What bundles say of how their power was metered; empty where no path is a bundle.
struct BundleMeter {
  std::string rail; ///< "POM_5V_IN of hwmon:ina3221"
  std::optional<double> rateHz;
  bool energies = false; ///< idle power is in them
};
/// That of the bundles among the paths.
llvm::Expected<BundleMeter> bundleMeter(llvm::ArrayRef<std::string> paths);

/// The runtime of the first bundle among the paths that says which, as boardmodels/runtimes/ calls it: "onnxruntime" where the
/// runner was "onnxruntime-node". "" where no path is a bundle and where there are no rules of its runtime.
llvm::Expected<std::string> bundleRuntime(llvm::ArrayRef<std::string> paths, BoardPath const &boards);

} // namespace eo

#endif
