//===- Verbs.h - the verbs of energy-opt ------------------------------------------------------===//
//
// A verb is one row of Verbs.def and one file Verb<Name>.cpp here. Without a verb energy-opt analyses networks
// (Options.h); `diff` shares the flags of that.
//
#ifndef ENERGY_OPT_TOOLS_ENERGY_OPT_VERBS_H
#define ENERGY_OPT_TOOLS_ENERGY_OPT_VERBS_H

#include "tools/common/SelfDescription.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>

namespace eo {

/// One row of the table of verbs.
struct OptVerb {
  llvm::StringRef name, summary;
  /// The exit code (DESIGN §6). argv[0] is "energy-opt <verb>", the rest are the verb's own arguments. nullptr:
  /// a word that the analysis of networks knows itself.
  int (*run)(int argc, char const *const *argv);
};

/// All verbs in the order --help lists them, `diff` first.
llvm::ArrayRef<OptVerb> optVerbs();
/// The verb that the first argument names, with a run of its own; nullptr for any other.
OptVerb const *findOptVerb(llvm::StringRef argument);
/// A line a verb, for --help.
std::string optVerbLines();
/// A usage error for a first argument that looks like a verb (letters and dashes), is none, and is no file
/// either; success for any other.
llvm::Error checkFirstWord(llvm::StringRef argument);

/// A usage error for a verb behind flags ("--board=ncs2 fix net.onnx"), where no file bears its name; success for any
/// other. Words behind "--" are files.
llvm::Error checkLaterWords(llvm::ArrayRef<char const *> arguments);

/// Runs the verb with the arguments behind its name.
int runOptVerb(OptVerb const &verb, llvm::ArrayRef<char const *> arguments);

/// Prints the man page or a completion: of the analysis of networks, then of every verb.
int describeTool(char const *argument, ManualFormat format);

#define EO_VERB(name, function, summary) int function(int argc, char const *const *argv);
#include "tools/energy-opt/Verbs.def"
#undef EO_VERB

/// Parses a verb's arguments into the cl::opt objects (of the general category) it has declared. Nothing to go
/// on, or the exit code to leave with: 2 after a usage error, 0 after --print-man-page and --print-completion,
/// which print the verb's part. --help prints `overview` and the options and ends the process. `words`: those
/// that options take, for completion.
std::optional<int> parseOptVerb(int argc, char const *const *argv, llvm::StringRef overview,
                                OptionWords words = {});

} // namespace eo

#endif
