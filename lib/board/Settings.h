//===- Settings.h - operating points of a board -----------------------------------------------===//
#ifndef ENERGY_OPT_LIB_BOARD_SETTINGS_H
#define ENERGY_OPT_LIB_BOARD_SETTINGS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <utility>
#include <vector>

namespace eo {

/// What an operating point that nobody measured changes against the setting's default: time of compute-bound
/// kernels ∝ 1 / (clock · cores), dynamic power ∝ clock · voltage² · cores (CMOS switching power).
struct DeclaredPoint {
  double clock = 1, voltage = 1, cores = 1; ///< factors, above 0

  double computeRate() const { return clock * cores; }
  double dynamicPower() const { return clock * voltage * voltage * cores; }
};

/// A setting as a board file declares it, for example unit: {values: [cpu], default: cpu}.
struct SettingDeclaration {
  std::string name;
  std::vector<std::string> values; ///< at least one
  std::string defaultValue;        ///< one of `values`
  /// Values a user may expect but for which nothing was measured, each with the reason.
  std::vector<std::pair<std::string, std::string>> noData;
  /// Values that are accepted and run as another: precision fp32 as fp16 on a device that knows no other.
  std::vector<std::pair<std::string, std::string>> sameAs = {};
  /// Further values, not measured: estimates under them are extrapolated.
  std::vector<std::pair<std::string, DeclaredPoint>> declared = {};

  /// nullptr for a value that was measured or does not exist.
  DeclaredPoint const *findDeclared(llvm::StringRef value) const;
  /// The value that runs when this one is asked for: itself but for those of `sameAs`.
  llvm::StringRef runsAs(llvm::StringRef value) const;
  /// Whether it can be asked for.
  bool accepts(llvm::StringRef value) const;
  /// `values`, then the names of `declared`.
  std::vector<std::string> allValues() const;
};

/// The values in force, in the order the board declares them.
using SettingValues = std::vector<std::pair<std::string, std::string>>;

/// What the user asked for: "[BOARD:]NAME=VALUE".
struct SettingRequest {
  std::string board; ///< empty: every board
  std::string name, value;
};

/// Takes "[BOARD:]NAME=VALUE" apart; a usage error where it has another form.
llvm::Expected<SettingRequest> parseSettingRequest(llvm::StringRef text);

/// The board's values: defaults overridden by the requests that concern it, the last one winning. Usage error
/// for an unknown setting or value (with suggestions) and for a value without data (with the reason).
llvm::Expected<SettingValues> chooseSettings(llvm::StringRef board,
                                             llvm::ArrayRef<SettingDeclaration> declarations,
                                             llvm::ArrayRef<SettingRequest> requests);

} // namespace eo

#endif
