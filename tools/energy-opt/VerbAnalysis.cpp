#include "tools/energy-opt/VerbAnalysis.h"

#include "lib/support/Error.h"
#include "tools/api/Estimate.h"
#include "tools/common/Boards.h"
#include "tools/common/ExitCode.h"
#include "tools/common/Messages.h"
#include "tools/common/NetworkFile.h"
#include "tools/common/Output.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"

#include <set>

namespace eo {

llvm::Expected<std::vector<ChosenBoard>> verbBoards(VerbRequest const &request) {
  if (request.boards.empty())
    return usageError("no board given: --board=B (energy-opt --list-boards names them)");
  llvm::Expected<std::vector<ChosenBoard>> boards =
      chooseBoards(request.boardPath, request.boards, request.settings);
  if (!boards)
    return boards.takeError();
  for (ChosenBoard &board : *boards) {
    if (!request.inputContent.empty())
      if (llvm::Error error = chooseInputContent(board, request.inputContent))
        return error;
    board.givenPowerW = request.powerW;
  }
  return boards;
}

llvm::Expected<std::vector<VerbNetwork>> verbNetworks(VerbRequest const &request) {
  if (request.models.empty())
    return usageError("no network given: name an ONNX file");
  std::vector<VerbNetwork> networks;
  for (std::string const &path : request.models) {
    DiagnosticEngine diagnostics;
    llvm::Expected<Graph> graph = loadNamedNetwork(path, diagnostics);
    if (!graph)
      return graph.takeError();
    networks.push_back({path, std::move(*graph), std::move(diagnostics)});
  }
  return networks;
}

/// Without "./"; "a/.." stays, for "a" may be a link.
static std::string plainPath(llvm::StringRef path) {
  llvm::SmallString<128> plain = path;
  llvm::sys::path::remove_dots(plain);
  return plain.str().str();
}

void nameOnce(VerbRequest &request) {
  for (std::vector<std::string> *names : {&request.models, &request.boards}) {
    std::set<std::string> seen;
    llvm::erase_if(*names, [&](std::string const &name) { return !seen.insert(plainPath(name)).second; });
  }
}

llvm::Expected<VerbCase> analyzeCase(VerbRequest const &request, VerbNetwork const &network,
                                     DimBindings const &bindings, ChosenBoard const *board) {
  DiagnosticEngine diagnostics = network.diagnostics;
  VerbCase result{&network, &bindings, board == nullptr ? ChosenBoard() : *board, {}, {}};
  PassContext context{network.graph, result.annotations, diagnostics};
  Question question;
  question.board = board;
  question.bindings = &bindings;
  question.opRules = &request.opRules;
  question.passes = standardPasses(board != nullptr);
  question.passes.push_back("group-kernels"); // verbs ask for kernels without a board, too
  if (llvm::Error error = analyze(context, question)) {
    ErrorText text = takeErrorText(std::move(error));
    return makeError(text.kind, network.path + ": " + text.message);
  }
  if (auto const *inForce = result.annotations.find<ChosenBoard>())
    result.board = *inForce;
  result.report = reportOf(context, network.path);
  return result;
}

std::string sizeText(DimBindings const &bindings) {
  std::string text;
  for (auto const &[name, value] : bindings.named)
    text += fmt::format(" {}={}", name, value);
  for (auto const &[place, value] : bindings.byAxis)
    text += fmt::format(" {}[{}]={}", place.first, place.second, value);
  return text;
}

llvm::Expected<std::vector<VerbCase>> analyzeCases(VerbRequest const &request,
                                                   llvm::ArrayRef<VerbNetwork> networks,
                                                   llvm::ArrayRef<ChosenBoard> boards) {
  std::vector<VerbCase> cases;
  std::string failures;
  for (VerbNetwork const &network : networks)
    for (DimBindings const &bindings : request.bindings)
      for (ChosenBoard const &board : boards) {
        llvm::Expected<VerbCase> one = analyzeCase(request, network, bindings, &board);
        if (one) {
          cases.push_back(std::move(*one));
          continue;
        }
        ErrorText text = takeErrorText(one.takeError());
        if (text.kind != ErrorKind::Input || request.bindings.size() == 1)
          return makeError(text.kind, text.message);
        failures += fmt::format("energy-opt: note: left out:{}: {}\n", sizeText(bindings), text.message);
      }
  if (cases.empty())
    return inputError("none of {} sizes can be run\n{}", request.bindings.size(), failures);
  printMessages(failures);
  return cases;
}

int answerVerb(VerbRequest const &request, llvm::function_ref<int(llvm::raw_ostream &)> write) {
  llvm::Expected<int> code = writeOutput(request.output, write);
  return code ? *code : failVerb(code.takeError());
}

int exitCodeOf(MissionVerdict verdict) {
  switch (verdict) {
  case MissionVerdict::Fits:
    return exitFine;
  case MissionVerdict::DoesNotFit:
    return exitFindings;
  case MissionVerdict::Unknown:
    return exitUnknown;
  }
  return exitUnknown;
}

int failVerb(llvm::Error error) { return failWith("energy-opt", std::move(error)); }

} // namespace eo
