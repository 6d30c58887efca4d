//===- main.cpp - energy-calibrate: measurements in, board model out --------------------------===//

#include "lib/support/Error.h"
#include "lib/support/Spelling.h"
#include "lib/support/Utf8.h"
#include "tools/common/ExitCode.h"
#include "tools/common/Output.h"
#include "tools/common/Version.h"
#include "tools/energy-calibrate/Verbs.h"
#include "llvm/Support/raw_ostream.h"
#include <string>
#include <vector>

using namespace eo;

static int unknownVerb(llvm::StringRef name) {
  std::vector<std::string> known;
  for (Verb const &verb : verbs())
    known.push_back(verb.name.str());
  return failWith(usageError("unknown verb '{}'{}", printable(name, 80), didYouMean(name, known)));
}

static int run(Verb const &verb, llvm::ArrayRef<char const *> arguments) {
  std::string program = "energy-calibrate " + verb.name.str();
  std::vector<char const *> all = {program.c_str()};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return verb.run(static_cast<int>(all.size()), all.data());
}

/// Every verb describes its own options.
static int describe(char const *argument, ManualFormat format) {
  std::vector<llvm::StringRef> names;
  describeBeforeVerbs(calibrateTool(), format, llvm::outs());
  for (Verb const &verb : verbs()) {
    names.push_back(verb.name);
    run(verb, argument);
  }
  describeAfterVerbs(calibrateTool(), names, format, llvm::outs());
  return exitFine;
}

static void printHelp(llvm::raw_ostream &out) { out << "energy-calibrate: " << calibrateTool().overview; }

static int help(llvm::StringRef name) {
  for (Verb const &verb : verbs())
    if (verb.name == name)
      return run(verb, "--help");
  return unknownVerb(name);
}

int main(int argc, char **argv) {
  guardStandardStreams("energy-calibrate");
  if (argc < 2) {
    printHelp(llvm::errs());
    return exitUsage;
  }
  llvm::StringRef name = argv[1];
  if (name == "help" && argc > 2)
    return help(argv[2]);
  if (name == "--help" || name == "-h" || name == "help") {
    printHelp(llvm::outs());
    return exitFine;
  }
  if (name == "--version") {
    printVersion("energy-calibrate", argv[0], ENERGY_OPT_SOURCE_BOARDS, llvm::outs());
    return exitFine;
  }
  if (std::optional<ManualFormat> format = manualFormat(name))
    return describe(argv[1], *format);
  for (Verb const &verb : verbs())
    if (verb.name == name)
      return run(verb, llvm::makeArrayRef(argv + 2, argv + argc));
  return unknownVerb(name);
}
