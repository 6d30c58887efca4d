#include "tools/energy-opt/CachedQuestion.h"

#include "lib/support/Error.h"

namespace eo {

llvm::Expected<std::string> cachedQuestion(AnalysisFlags const &flags) {
  for (auto const &[flag, given] : {std::pair("--op-file", !flags.opFiles.empty()),
                                    {"--latency-report", !flags.latencyReport.empty()},
                                    {"--annotate", !flags.annotate.empty()},
                                    {"--passes", !flags.passes.empty()},
                                    {"--print-after", !flags.printAfter.empty()},
                                    {"--time-passes", flags.timePasses.getValue()},
                                    {"--verify-each", flags.verifyEach.getValue()},
                                    {"--dump-graph", flags.dumpGraph.getValue()}})
    if (given)
      return usageError(
          "--cache keeps what figures depend on the network, its board and its sizes alone; {} is more",
          flag);
  std::string text;
  auto add = [&](llvm::StringRef flag, llvm::ArrayRef<std::string> values) {
    for (std::string const &value : values)
      text += flag.str() + "=" + value + "\n";
  };
  add("setting", flags.settings), add("dim", flags.dims), add("pair", flags.pairs),
      add("input-shape", flags.shapes);
  add("value", flags.values), add("input-content", flags.inputContent.getValue()),
      add("power", flags.power.getValue());
  add("mac-convention", flags.macConvention.getValue()), add("min-coverage", flags.minCoverage.getValue());
  add("parts", flags.parts.getValue());
  return text + (flags.batch.hashes ? "hashes\n" : "");
}

} // namespace eo
