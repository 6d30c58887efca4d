//===- Verbs.h - the verbs of energy-calibrate ------------------------------------------------===//
//
// A verb is one row of the table in Verbs.cpp and one file Verb<Name>.cpp here.
//
#ifndef ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_VERBS_H
#define ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_VERBS_H

#include "tools/common/SelfDescription.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>

namespace eo {

/// One row of the table of verbs.
struct Verb {
  llvm::StringRef name;
  llvm::StringRef summary; ///< one line for --help
  /// The exit code (DESIGN §6). argv[0] is "energy-calibrate <verb>", the rest are the verb's own arguments.
  int (*run)(int argc, char const *const *argv);
};

/// The tool as --help and the man page describe it.
ToolDescription const &calibrateTool();

/// All verbs in the order --help lists them.
llvm::ArrayRef<Verb> verbs();

/// The verbs, each in a file of its name.
int runTrace(int argc, char const *const *argv);
int runSampling(int argc, char const *const *argv);
int runFit(int argc, char const *const *argv);
int runValidate(int argc, char const *const *argv);
int runFeatures(int argc, char const *const *argv);
int runPlan(int argc, char const *const *argv);
int runBoard(int argc, char const *const *argv);
int runMeasure(int argc, char const *const *argv);
int runSensors(int argc, char const *const *argv);

/// Parses the verb's arguments into the cl::opt objects the verb has declared. Returns nothing to go on, or
/// the exit code to leave with (2 after a usage error). --help prints `overview` and the options of all
/// cl::opt in the default category, and ends the process with 0.
/// `words` are those that options take, for completion; a lone --print-man-page or --print-completion=SHELL prints
/// the verb's part of them.
std::optional<int> parseVerbArguments(int argc, char const *const *argv, llvm::StringRef overview,
                                      OptionWords words = {});

/// Prints "energy-calibrate: error: <message>" to standard error. Returns the exit code of the error's kind: 2 for
/// usage, 3 for input.
int failWith(llvm::Error error);

} // namespace eo

#endif
