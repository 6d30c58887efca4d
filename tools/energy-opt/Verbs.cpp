#include "tools/energy-opt/Verbs.h"

#include "lib/support/Error.h"
#include "lib/support/Spelling.h"
#include "lib/support/Utf8.h"
#include "tools/common/Arguments.h"
#include "tools/common/ExitCode.h"
#include "tools/common/Version.h"
#include "tools/energy-opt/Options.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"

namespace eo {

llvm::ArrayRef<OptVerb> optVerbs() {
  static OptVerb const table[] = {
      {"diff", "what changed between two versions of a network, layer by layer", nullptr},
#define EO_VERB(name, function, summary) {#name, summary, function},
#include "tools/energy-opt/Verbs.def"
#undef EO_VERB
  };
  return table;
}

OptVerb const *findOptVerb(llvm::StringRef argument) {
  for (OptVerb const &verb : optVerbs())
    if (verb.name == argument && verb.run != nullptr)
      return &verb;
  return nullptr;
}

std::string optVerbLines() {
  std::string lines;
  for (OptVerb const &verb : optVerbs())
    lines += fmt::format("  {:<13}{}\n", verb.name, verb.summary);
  return lines;
}

llvm::Error checkFirstWord(llvm::StringRef argument) {
  auto isLetter = [](char c) { return llvm::isAlpha(c) || c == '-'; };
  std::vector<std::string> known;
  for (OptVerb const &verb : optVerbs())
    known.push_back(verb.name.str());
  if (argument.empty() || argument.front() == '-' || !llvm::all_of(argument, isLetter) ||
      llvm::is_contained(known, argument) || llvm::sys::fs::exists(argument))
    return llvm::Error::success();
  return usageError("'{}' is neither a verb nor a file{} (verbs: {})", printable(argument, 80),
                    didYouMean(argument, known), llvm::join(known, ", "));
}

llvm::Error checkLaterWords(llvm::ArrayRef<char const *> arguments) {
  for (llvm::StringRef argument : arguments) {
    if (argument == "--")
      break;
    if (findOptVerb(argument) != nullptr && !llvm::sys::fs::exists(argument))
      return usageError("'{0}' is a verb, and verbs stand first: energy-opt {0} …", argument);
  }
  return llvm::Error::success();
}

int runOptVerb(OptVerb const &verb, llvm::ArrayRef<char const *> arguments) {
  std::string program = "energy-opt " + verb.name.str();
  std::vector<char const *> all = {program.c_str()};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return verb.run(static_cast<int>(all.size()), all.data());
}

int describeTool(char const *argument, ManualFormat format) {
  std::vector<llvm::StringRef> all, own;
  for (OptVerb const &verb : optVerbs()) {
    all.push_back(verb.name);
    if (verb.run != nullptr)
      own.push_back(verb.name);
  }
  describeNetworks(own, format, llvm::outs());
  for (OptVerb const &verb : optVerbs())
    if (verb.run != nullptr)
      runOptVerb(verb, argument);
  describeAfterVerbs(networksTool(), own, format, llvm::outs(), all);
  return exitFine;
}

std::optional<int> parseOptVerb(int argc, char const *const *argv, llvm::StringRef overview,
                                OptionWords words) {
  llvm::cl::HideUnrelatedOptions(llvm::cl::getGeneralCategory());
  setVersionPrinter("energy-opt", argv[0], ENERGY_OPT_SOURCE_BOARDS);
  if (std::optional<ManualFormat> format = argc == 2 ? manualFormat(argv[1]) : std::nullopt) {
    describeVerb(networksTool(), {llvm::StringRef(argv[0]).rsplit(' ').second, overview, std::move(words)},
                 *format, llvm::outs());
    return exitFine;
  }
  if (!parseArguments("energy-opt", argc, argv, overview))
    return exitUsage;
  return std::nullopt;
}

} // namespace eo
