//===- VerbAnalysis.h - networks on boards, for verbs -----------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_OPT_VERBANALYSIS_H
#define ENERGY_OPT_TOOLS_ENERGY_OPT_VERBANALYSIS_H

#include "lib/decide/Mission.h"
#include "lib/ir/Graph.h"
#include "lib/pass/Annotations.h"
#include "lib/report/Report.h"
#include "tools/energy-opt/VerbFlags.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace eo {

/// The boards asked for under their settings, their power and input content applied. A usage error where none is
/// asked for: verbs that need none do not call this.
llvm::Expected<std::vector<ChosenBoard>> verbBoards(VerbRequest const &request);

/// A loaded network with what loading had to say.
struct VerbNetwork {
  std::string path;
  Graph graph;
  DiagnosticEngine diagnostics;
};
/// A usage error where no network is named, an input error where one is broken.
llvm::Expected<std::vector<VerbNetwork>> verbNetworks(VerbRequest const &request);

/// One analysis: the report and the annotations behind it.
struct VerbCase {
  VerbNetwork const *network = nullptr;
  DimBindings const *bindings = nullptr;
  ChosenBoard board; ///< under the settings in force: a file of integers runs in integers where it can
  Annotations annotations;
  Report report;
};
/// The network at these sizes on the board (nullptr: none, counts only).
llvm::Expected<VerbCase> analyzeCase(VerbRequest const &request, VerbNetwork const &network,
                                     DimBindings const &bindings, ChosenBoard const *board);

/// " batch=8 image[2]=224": the sizes asked for, a blank before each.
std::string sizeText(DimBindings const &bindings);

/// Every network at every size on every board, in that order. Of several sizes one that the network cannot run at is a note
/// on standard error, unless none is left.
llvm::Expected<std::vector<VerbCase>> analyzeCases(VerbRequest const &request,
                                                   llvm::ArrayRef<VerbNetwork> networks,
                                                   llvm::ArrayRef<ChosenBoard> boards);

/// Writes the answer where the request wants it. The exit code: that of the error, or `code`.
int answerVerb(VerbRequest const &request, llvm::function_ref<int(llvm::raw_ostream &)> write);

/// The exit code of a verdict: 0, 1 or 4.
int exitCodeOf(MissionVerdict verdict);

/// Prints "energy-opt: error: …"; the exit code of its kind.
int failVerb(llvm::Error error);

} // namespace eo

#endif
