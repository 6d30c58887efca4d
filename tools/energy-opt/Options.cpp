#include "tools/energy-opt/Options.h"

#include "tools/common/Arguments.h"
#include "tools/common/Version.h"
#include "tools/energy-opt/TakeFlags.h"
#include "tools/energy-opt/Verbs.h"
#include "llvm/ADT/STLExtras.h"

#include <cstdlib>

namespace eo {

namespace cl = llvm::cl;

constexpr char const *introduction =
    R"(how much energy a neural network takes on a board, from its ONNX file alone

  energy-opt --board=xavier-nx net.onnx             energy a layer and in total
  energy-opt net.onnx                               MACs, parameters and memory only
  energy-opt --board=xavier-nx,jetson-tx2 net.onnx  two boards
  energy-opt --dim batch=8 --dim seq=128 net.onnx   open dimensions
  energy-opt --dim 'x[2]=224' net.onnx              one without a name: axis 2 of input x
  energy-opt --dim batch=1:8 net.onnx               a table, one row a value
  energy-opt --board=xavier-nx --format=ndjson nets/*.onnx > energy.ndjson
  energy-opt --board=ncs2,edge-tpu --format=html -o net.html net.onnx   a page with pictures
  energy-opt diff --board=ncs2 new.onnx -- old.onnx what changed, layer by layer
  energy-opt diff --baseline=report.json new.onnx   the same against an earlier JSON report
  energy-opt diff --board=agx-xavier --setting power_mode=maxn,30w net.onnx   two settings of one network
  energy-opt --board=ncs2 --annotate=out.onnx net.onnx   figures at the nodes, for Netron
  energy-opt --describe-board=xavier-nx             what the board's figures rest on
)";

constexpr char const *diffOverview =
    R"(what changed between two versions of a network, layer by layer, and whether it means anything

  energy-opt diff --board=ncs2 new.onnx -- old.onnx
  energy-opt diff --board=ncs2 --format=markdown new.onnx -- old.onnx   for a comment on a pull request
  energy-opt diff --board=ncs2 --format=html -o diff.html new.onnx -- old.onnx
  energy-opt diff --baseline=report.json new.onnx   against an earlier JSON report; board and settings are its

Layers are matched by name and structure. A difference is significant where the board model's error cannot explain it
(docs/diff.md). It is no gate: energy-lint is.

Exit codes: 0 fine, whatever the difference, 2 wrong usage or board file, 3 broken network or report.
)";

constexpr char const *exitCodes = R"(
Exit codes: 0 fine, 2 wrong usage or board file, 3 broken network, 4 less modelled than --min-coverage.
With several networks the first of 2, 3, 4, 0 that occurred.
)";

ToolDescription const &networksTool() {
  static std::string const overview = fmt::format("{}\nVERBS ('energy-opt VERB --help' explains one):\n{}{}",
                                                  introduction, optVerbLines(), exitCodes);
  static ToolDescription const tool = [] {
    std::vector<std::string> formats, conventions;
    for (ReportFormat const &format : reportFormats())
      formats.push_back(format.name.str());
    for (MacConvention convention : allMacConventions())
      conventions.push_back(macConventionName(convention).str());
    return ToolDescription{"energy-opt",
                           ENERGY_OPT_VERSION,
                           overview,
                           "MODEL.onnx...",
                           {{"format", formats}, {"mac-convention", conventions}}};
  }();
  return tool;
}

void describeNetworks(llvm::ArrayRef<llvm::StringRef> verbs, ManualFormat format, llvm::raw_ostream &stream) {
  static AnalysisFlags flags;
  cl::HideUnrelatedOptions({&flags.estimate, &flags.output, &flags.about, &flags.developer});
  describeBeforeVerbs(networksTool(), format, stream, verbs);
}

llvm::Expected<Options> parseOptions(int argc, char const *const *argv) {
  static AnalysisFlags flags;
  cl::HideUnrelatedOptions({&flags.estimate, &flags.output, &flags.about, &flags.developer});
  setVersionPrinter("energy-opt", argv[0], ENERGY_OPT_SOURCE_BOARDS);
  bool const isDiff = argc > 1 && llvm::StringRef(argv[1]) == "diff";
  if (!parseArguments("energy-opt", argc, argv, isDiff ? diffOverview : networksTool().overview))
    std::exit(2);
  if (flags.self.answer(networksTool(), llvm::outs()))
    std::exit(0);
  llvm::ArrayRef<char const *> arguments(argv, static_cast<size_t>(argc));
  auto const *dashes = llvm::find_if(arguments, [](llvm::StringRef argument) { return argument == "--"; });
  size_t behindDashes = dashes == arguments.end() ? 0 : static_cast<size_t>(arguments.end() - dashes) - 1;
  return takeFlags(flags, argv[0], behindDashes);
}

} // namespace eo
