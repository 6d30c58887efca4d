#include "tools/energy-calibrate/Verbs.h"
#include "lib/support/Error.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/raw_ostream.h"

namespace eo {

llvm::ArrayRef<Verb> verbs() {
  static Verb const table[] = {
      {"trace", "power traces become energies per inference and layer", runTrace},
      {"sampling", "which sample rate a trace would have needed", runSampling},
      {"fit", "tables of measurements become a board file", runFit},
      {"validate", "a board file against measurements", runValidate},
      {"features", "what board models are fitted on, as CSV", runFeatures},
      {"plan", "what to measure, as a table to fill in", runPlan},
  };
  return table;
}

std::optional<int> parseVerbArguments(int argc, char const *const *argv, llvm::StringRef overview) {
  llvm::cl::HideUnrelatedOptions(llvm::cl::getGeneralCategory());
  if (llvm::cl::ParseCommandLineOptions(argc, argv, overview, &llvm::errs()))
    return std::nullopt;
  return 2;
}

int failWith(llvm::Error error) {
  ErrorText text = takeErrorText(std::move(error));
  llvm::errs() << "energy-calibrate: " << text.message << '\n';
  return text.kind == ErrorKind::Usage ? 2 : 3;
}

} // namespace eo
