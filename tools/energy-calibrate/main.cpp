//===- main.cpp - energy-calibrate: measurements in, board model out --------------------------===//

#include "lib/support/Spelling.h"
#include "tools/energy-calibrate/Verbs.h"
#include "llvm/Support/raw_ostream.h"
#include <string>
#include <vector>

namespace {

void printHelp(llvm::raw_ostream &out) {
  out << "energy-calibrate: turns measurements into board models for energy-opt\n\n"
         "USAGE: energy-calibrate <verb> [options] [files]\n\nVERBS:\n";
  for (eo::Verb const &verb : eo::verbs())
    out << "  " << llvm::left_justify(verb.name, 10) << verb.summary << '\n';
  out << "\n'energy-calibrate <verb> --help' explains a verb and its options.\n"
         "Exit codes: 0 fine, 1 worse than the board file claims, 2 wrong usage or broken board file,\n"
         "3 broken measurements, or measurements that cannot identify what was asked.\n";
}

int unknownVerb(llvm::StringRef name) {
  std::vector<std::string> known;
  for (eo::Verb const &verb : eo::verbs())
    known.push_back(verb.name.str());
  llvm::errs() << "energy-calibrate: unknown verb '" << name << "'" << eo::didYouMean(name, known) << '\n';
  return 2;
}

} // namespace

int main(int argc, char **argv) {
  if (argc < 2) {
    printHelp(llvm::errs());
    return 2;
  }
  llvm::StringRef name = argv[1];
  if (name == "--help" || name == "-h" || name == "help") {
    printHelp(llvm::outs());
    return 0;
  }
  if (name == "--version") {
    llvm::outs() << "energy-calibrate " ENERGY_OPT_VERSION "\n";
    return 0;
  }
  for (eo::Verb const &verb : eo::verbs()) {
    if (verb.name != name)
      continue;
    std::string program = "energy-calibrate " + verb.name.str();
    std::vector<char const *> arguments(argv + 1, argv + argc);
    arguments.front() = program.c_str();
    return verb.run(static_cast<int>(arguments.size()), arguments.data());
  }
  return unknownVerb(name);
}
