//===- VerbAnalysis.h - networks on boards, for verbs -----------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_OPT_VERBANALYSIS_H
#define ENERGY_OPT_TOOLS_ENERGY_OPT_VERBANALYSIS_H

#include "lib/decide/Mission.h"
#include "lib/ir/Graph.h"
#include "lib/pass/Annotations.h"
#include "lib/report/Report.h"
#include "tools/energy-opt/VerbFlags.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <functional>
#include <type_traits>

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

/// Each network and each board once, however often it is named ("net.onnx" and "./net.onnx" are one): for verbs that
/// compare, a network beside itself is no other candidate.
void nameOnce(VerbRequest &request);

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

/// Writes the answer where the request wants it. The exit code: that of the error, or what `write` returns.
int answerVerb(VerbRequest const &request, llvm::function_ref<int(llvm::raw_ostream &)> write);

/// What writes a verb's answer, a function a format; `page` where the verb has one (VerbPage).
template <typename Answer> struct VerbWriters {
  std::function<void(Answer const &, WriteOptions const &, llvm::raw_ostream &)> text;
  std::function<void(Answer const &, llvm::raw_ostream &)> json, csv;
  std::function<void(Answer const &, llvm::raw_ostream &)> page{};
};

/// Writes the answer where the request wants it, as it wants it. The exit code: that of the error, or `code`.
template <typename Answer>
int answerVerb(VerbRequest const &request, Answer const &answer, int code,
               std::type_identity_t<VerbWriters<Answer>> const &writers) {
  return answerVerb(request, [&](llvm::raw_ostream &stream) {
    if (request.page) {
      writers.page(answer, stream);
      return code;
    }
    switch (request.format) {
    case VerbFormat::Text:
      writers.text(answer, request.layout, stream);
      break;
    case VerbFormat::Json:
      writers.json(answer, stream);
      break;
    case VerbFormat::Csv:
      writers.csv(answer, stream);
      break;
    }
    return code;
  });
}

/// The exit code of a verdict: 0, 1 or 4.
int exitCodeOf(MissionVerdict verdict);

/// Prints "energy-opt: error: …"; the exit code of its kind.
int failVerb(llvm::Error error);

} // namespace eo

#endif
