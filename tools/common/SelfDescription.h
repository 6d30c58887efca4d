//===- SelfDescription.h - man page and shell completion from a tool's options ----------------------===//
#ifndef ENERGY_OPT_TOOLS_COMMON_SELFDESCRIPTION_H
#define ENERGY_OPT_TOOLS_COMMON_SELFDESCRIPTION_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/raw_ostream.h"
#include <optional>
#include <string>
#include <vector>

namespace eo {

/// Options and the words they take; of all others `value_desc` tells: FILE, DIR, B (a board).
using OptionWords = std::vector<std::pair<llvm::StringRef, std::vector<std::string>>>;

/// What the options of a tool do not say themselves.
struct ToolDescription {
  llvm::StringRef name, version;
  llvm::StringRef overview; ///< of --help: the first line says what the tool does
  llvm::StringRef operands; ///< "MODEL.onnx..."
  OptionWords words;
};

/// What the options of one verb of a tool do not say themselves.
struct VerbDescription {
  llvm::StringRef name;     ///< "fit"
  llvm::StringRef overview; ///< of --help
  OptionWords words;
};

/// What a tool can say of itself.
enum class ManualFormat { ManPage, Bash, Zsh, Fish };

/// The format that "--print-man-page" or "--print-completion=bash|zsh|fish" asks for; nothing for other arguments.
std::optional<ManualFormat> manualFormat(llvm::StringRef argument);

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

/// The same for a tool with verbs, whose options exist only while the verb runs: what is said before the parts of
/// the verbs, the part of the verb whose options are registered now, and what is said after all of them. A tool
/// that has flags of its own beside its verbs (`runsAlone`) has them registered for the first call and names its
/// verbs there.
void describeBeforeVerbs(ToolDescription const &tool, ManualFormat format, llvm::raw_ostream &stream,
                         std::optional<llvm::ArrayRef<llvm::StringRef>> runsAlone = std::nullopt);
void describeVerb(ToolDescription const &tool, VerbDescription const &verb, ManualFormat format,
                  llvm::raw_ostream &stream);
/// `alone`: of a tool that runs without a verb, too: the words that may stand first, its verbs and others.
void describeAfterVerbs(ToolDescription const &tool, llvm::ArrayRef<llvm::StringRef> verbs,
                        ManualFormat format, llvm::raw_ostream &stream,
                        std::optional<llvm::ArrayRef<llvm::StringRef>> alone = std::nullopt);

} // namespace eo

#endif
