//===- Bundle.h - measurements of one machine with all that stands behind them -----------------------===//
//
//     bundle/manifest.json    what was measured how, with hashes
//     bundle/networks/        the networks
//     bundle/recordings/      their power, time_s,power_w
//     bundle/profiles/        layer times, where the runner has them
//     bundle/logs/            what runners wrote on standard error
//
#ifndef ENERGY_OPT_LIB_MEASURE_BUNDLE_H
#define ENERGY_OPT_LIB_MEASURE_BUNDLE_H

#include "lib/measure/Measurement.h"

namespace eo {

/// What manifest.json holds.
struct Bundle {
  std::string tool;                            ///< "energy-calibrate 0.1.0"
  std::string begun;                           ///< UTC
  std::map<std::string, std::string> machine;  ///< machineFacts
  std::map<std::string, std::string> settings; ///< of the board: "precision" = "fp16"
  SensorInfo sensor;                           ///< spec "none": times only
  std::string runner;                          ///< its name
  std::string runnerSha256;                    ///< of its file; "" for a plain command
  std::vector<std::string> command, options;
  double idleS = 0, warmUpS = 0, mostS = 0, precision = 0;
  std::optional<double> pacedHz;
  std::vector<NetworkMeasurement> networks;
};

inline constexpr llvm::StringLiteral manifestName = "manifest.json";

/// Reads the manifest of the bundle in a folder, or the manifest itself. Input errors with line and column.
llvm::Expected<Bundle> readBundle(llvm::StringRef path);
/// The same from memory.
llvm::Expected<Bundle> parseManifest(llvm::StringRef text, llvm::StringRef file);
std::string manifestText(Bundle const &bundle);
/// Writes manifest.json so that there is always a whole one, also after a power cut.
llvm::Error writeManifest(Bundle const &bundle, llvm::StringRef folder);

/// The SHA-256 of a file, in hexadecimal.
llvm::Expected<std::string> sha256OfFile(llvm::StringRef path);

/// The table `fit` reads: model, the settings, latency_s, energy_j, spread, a column dim:NAME for every dimension that was
/// given. Rows of what failed are left out; an input error where none is left, and for runs at a pace, whose energies hold
/// the pauses.
llvm::Expected<std::string> bundleTable(Bundle const &bundle, llvm::StringRef name);

/// A usage error where figures of the bundles must not stand in one fit: another sensor or rail, other clocks, another
/// runtime, batch or idle power, a network of the same name with other content. What a setting of the bundles tells apart may
/// differ. `names` are for the message.
llvm::Error checkMixable(llvm::ArrayRef<Bundle> bundles, llvm::ArrayRef<std::string> names);

} // namespace eo

#endif
