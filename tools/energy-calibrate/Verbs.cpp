#include "tools/energy-calibrate/Verbs.h"

#include "tools/common/Arguments.h"
#include "tools/common/ExitCode.h"
#include "tools/common/SelfDescription.h"
#include "tools/common/Version.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/raw_ostream.h"

namespace eo {

llvm::ArrayRef<Verb> verbs() {
  static Verb const table[] = {
      {"board", "a board file of this machine, all steps in one", runBoard},
      {"sensors", "what tells the power of this machine", runSensors},
      {"measure", "networks run on this machine, their power recorded", runMeasure},
      {"trace", "power traces become energies per inference and layer", runTrace},
      {"sampling", "which sample rate a trace would have needed", runSampling},
      {"fit", "tables of measurements become a board file", runFit},
      {"validate", "a board file against measurements", runValidate},
      {"features", "what board models are fitted on, as CSV", runFeatures},
      {"plan", "what to measure, as a table to fill in", runPlan},
  };
  return table;
}

static std::string overviewOf() {
  std::string text = "turns measurements into board models for energy-opt\n\n"
                     "USAGE: energy-calibrate <verb> [options] [files]\n\nVERBS:\n";
  for (Verb const &verb : verbs())
    text += fmt::format("  {:<10}{}\n", verb.name, verb.summary);
  return text +
         "\n'energy-calibrate <verb> --help' explains a verb and its options.\n"
         "Exit codes: 0 fine, 1 worse than the board file claims, 2 wrong usage or broken board file,\n"
         "3 broken measurements, or measurements that cannot identify what was asked.\n";
}

ToolDescription const &calibrateTool() {
  static std::string const overview = overviewOf();
  static ToolDescription const tool{"energy-calibrate", ENERGY_OPT_VERSION, overview, "FILE...", {}};
  return tool;
}

std::optional<int> parseVerbArguments(int argc, char const *const *argv, llvm::StringRef overview,
                                      OptionWords words) {
  llvm::cl::HideUnrelatedOptions(llvm::cl::getGeneralCategory());
  setVersionPrinter("energy-calibrate", argv[0], ENERGY_OPT_SOURCE_BOARDS);
  if (std::optional<ManualFormat> format = argc == 2 ? manualFormat(argv[1]) : std::nullopt) {
    describeVerb(calibrateTool(), {llvm::StringRef(argv[0]).rsplit(' ').second, overview, std::move(words)},
                 *format, llvm::outs());
    return exitFine;
  }
  if (!parseArguments("energy-calibrate", argc, argv, overview))
    return exitUsage;
  return std::nullopt;
}

int failWith(llvm::Error error) { return failWith("energy-calibrate", std::move(error)); }

} // namespace eo
