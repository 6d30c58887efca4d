//===- SelfDescription.h - man page and shell completion from a tool's options ----------------------===//
#ifndef ENERGY_OPT_TOOLS_COMMON_SELFDESCRIPTION_H
#define ENERGY_OPT_TOOLS_COMMON_SELFDESCRIPTION_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/raw_ostream.h"
#include <string>
#include <vector>

namespace eo {

/// What the options do not say themselves.
struct ToolDescription {
  llvm::StringRef name, version;
  llvm::StringRef overview; ///< of --help: the first line says what the tool does
  llvm::StringRef operands; ///< "MODEL.onnx..."
  /// Options and the words they take; of all others `value_desc` tells: FILE, DIR, B (a board).
  std::vector<std::pair<llvm::StringRef, std::vector<std::string>>> words;
};

/// The hidden flags --print-man-page and --print-completion=bash|zsh|fish, which the build uses.
class SelfDescription {
public:
  /// Prints what was asked for; false where nothing was. Ends with a message, as for other wrong flags, where
  /// the shell is unknown.
  bool answer(ToolDescription const &tool, llvm::raw_ostream &stream) const;

private:
  llvm::cl::opt<bool> manPage{"print-man-page", llvm::cl::Hidden, llvm::cl::desc("print the manual page")};
  llvm::cl::opt<std::string> completion{"print-completion", llvm::cl::Hidden, llvm::cl::value_desc("SHELL"),
                                        llvm::cl::desc("print completion for bash, zsh or fish")};
};

} // namespace eo

#endif
