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
  std::vector<NetworkMeasurement> networks; ///< one for each visit to a network, in the order of time
};

/// A network of a bundle and how often it was measured: many machines have two speeds that last for seconds, so that one stretch
/// of runs tells which of them it met and not what the network takes.
struct NetworkVisits {
  std::vector<NetworkMeasurement const *> good; ///< the quickest inferences first; not empty unless `failed`
  NetworkMeasurement const *failed = nullptr;   ///< the last visit that has no figures

  /// The visit whose figures are the network's; nullptr where all failed.
  NetworkMeasurement const *quickest() const { return good.empty() ? nullptr : good.front(); }
  /// Relative standard error of its figures: its own, and not less than half of how much slower the next quickest visit was,
  /// which is what confirms it. Absent where nothing tells.
  std::optional<double> spread() const;
  /// The doubts about the quickest visit, visits that are far apart, a visit that failed where others did not.
  std::vector<std::string> doubts() const;
};

/// The networks of a bundle in the order of their first visits; they point into it.
std::vector<NetworkVisits> networksOf(Bundle const &bundle);

inline constexpr llvm::StringLiteral manifestName = "manifest.json";

/// The SHA-256 in hexadecimal of what is known of a network's figures (model, hashes, time, energy, power, spread, idle, sizes, runs), a
/// line each. The manifest holds it, so that figures changed by hand are noticed: for slips, not against forgers.
std::string figuresSha256(NetworkMeasurement const &network);

/// Reads the manifest of the bundle in a folder, or the manifest itself. Input errors with line and column; so are figures that are not
/// those of their hash.
llvm::Expected<Bundle> readBundle(llvm::StringRef path);
/// The same from memory.
llvm::Expected<Bundle> parseManifest(llvm::StringRef text, llvm::StringRef file);
std::string manifestText(Bundle const &bundle);
/// Writes manifest.json so that there is always a whole one, also after a power cut.
llvm::Error writeManifest(Bundle const &bundle, llvm::StringRef folder);

/// The SHA-256 of a file, in hexadecimal.
llvm::Expected<std::string> sha256OfFile(llvm::StringRef path);

/// The table `fit` reads: model, the settings, latency_s, energy_j, spread, a column dim:NAME for every dimension that was
/// given; a row for each network, of its quickest visit. Rows of what failed are left out; an input error where none is left, and for runs at a pace, whose energies hold
/// the pauses.
llvm::Expected<std::string> bundleTable(Bundle const &bundle, llvm::StringRef name);

/// A usage error where figures of the bundles must not stand in one fit: another sensor or rail, other clocks, another
/// runtime, batch or idle power, a network of the same name with other content. What a setting of the bundles tells apart may
/// differ. `names` are for the message.
llvm::Error checkMixable(llvm::ArrayRef<Bundle> bundles, llvm::ArrayRef<std::string> names);

} // namespace eo

#endif
