#include "tools/common/Arguments.h"

#include "tools/common/HelpText.h"
#include "tools/common/Messages.h"
#include "tools/common/Terminal.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <vector>

namespace eo {

/// LLVM starts every line with the program's name, and sentences with a capital: ours say "error:" once.
static void printUsageErrors(llvm::StringRef tool, llvm::StringRef program, llvm::StringRef text) {
  llvm::SmallVector<llvm::StringRef, 4> lines;
  text.split(lines, '\n', -1, /*KeepEmpty=*/false);
  bool isFirst = true;
  for (llvm::StringRef line : lines) {
    line.consume_front((program + ": ").str());
    if (isFirst)
      printMessages(
          (tool + ": error: " + llvm::Twine(llvm::toLower(line.front())) + line.drop_front() + "\n").str());
    else
      llvm::errs() << "  " << line << '\n';
    isFirst = false;
  }
}

/// "--board" for "-b": one letter is too little for LLVM's suggestions, but says which options are not meant.
static std::string optionsOfLetter(llvm::StringRef argument) {
  std::string names;
  if (argument.size() != 2 || argument.front() != '-')
    return names;
  std::map<std::string, bool> known; // sorted
  for (auto const &entry : llvm::cl::getRegisteredOptions())
    if (entry.first().startswith(argument.drop_front()) && entry.first().size() > 1 &&
        entry.second->getOptionHiddenFlag() == llvm::cl::NotHidden)
      known.emplace(entry.first().str(), true);
  for (auto const &one : known)
    names += (names.empty() ? "" : ", ") + ("--" + one.first);
  return names;
}

static bool asksForHelp(llvm::ArrayRef<char const *> arguments) {
  return llvm::any_of(arguments,
                      [](llvm::StringRef one) { return one == "-h" || one.ltrim('-').startswith("help"); });
}

/// At a terminal help is broken to its width; in files and pipes it stays as it is written.
static std::string fitted(llvm::StringRef overview, llvm::ArrayRef<char const *> arguments) {
  if (!asksForHelp(arguments) || !llvm::sys::Process::StandardOutIsDisplayed())
    return overview.str();
  constexpr llvm::StringLiteral label = "OVERVIEW: "; // LLVM's, before the first line
  size_t width = terminalLayout(/*toFile=*/false).width;
  fitOptionHelp(width);
  return llvm::StringRef(fittedHelp((label + overview).str(), width)).drop_front(label.size()).str();
}

bool parseArguments(llvm::StringRef tool, int argc, char const *const *argv, llvm::StringRef overview) {
  llvm::ArrayRef<char const *> given(argv, static_cast<size_t>(argc));
  std::string const called = llvm::sys::path::filename(argv[0]).str();
  // What LLVM says of an option's value goes to standard error at once, behind the program's name.
  std::string const named = asksForHelp(given.drop_front()) ? called : (tool + ": error").str();
  llvm::StringRef program = named;
  std::vector<char const *> all(given.begin(), given.end());
  all.front() = named.c_str();
  std::string text;
  llvm::raw_string_ostream messages(text);
  std::string const help = fitted(overview, given.drop_front());
  if (llvm::cl::ParseCommandLineOptions(argc, all.data(), help, &messages))
    return true;
  messages.flush();
  for (size_t at = 0; (at = text.find("'" + named + " --help'", at)) != std::string::npos; ++at)
    text.replace(at + 1, named.size(), called);
  std::string letters;
  for (int i = 1; i < argc; ++i)
    if (llvm::StringRef(text).contains(fmt::format("argument '{}'", argv[i])))
      if (std::string names = optionsOfLetter(argv[i]); !names.empty())
        letters += fmt::format("  options that begin with {}: {}\n", argv[i][1], names);
  if (!letters.empty()) // better than what differs in one letter from one letter
    text.resize(std::min(text.size(), text.find((program + ": Did you mean").str())));
  printUsageErrors(tool, program, text);
  llvm::errs() << letters;
  return false;
}

} // namespace eo
