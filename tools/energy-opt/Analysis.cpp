#include "tools/energy-opt/Analysis.h"

#include "lib/cost/NetworkCost.h"
#include "lib/ir/Printer.h"
#include "lib/onnx/AnnotatedCopy.h"
#include "lib/report/SideBySide.h"
#include "lib/support/Error.h"
#include "tools/api/Answer.h"
#include "tools/api/Estimate.h"
#include "tools/common/Boards.h"
#include "tools/common/ContentHash.h"
#include "tools/common/ExitCode.h"
#include "tools/common/NetworkFile.h"
#include "tools/energy-opt/NodeMetadata.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <chrono>

namespace eo {

llvm::Expected<std::vector<ChosenBoard>> boardsOf(Options const &options) {
  llvm::Expected<std::vector<ChosenBoard>> boards =
      chooseBoards(options.boardPath, options.boards, options.settings);
  if (boards && !options.inputContent.empty())
    for (ChosenBoard &board : *boards)
      if (llvm::Error error = chooseInputContent(board, options.inputContent))
        return error;
  if (boards && options.powerW)
    for (ChosenBoard &board : *boards)
      board.givenPowerW = options.powerW;
  return boards;
}

bool comparesInTable(Options const &options) {
  return (options.sweeps || options.summary) && !options.dumpGraph && !options.diff &&
         (options.format->name == "text" || options.format->name == "csv");
}

/// Whether the boards of a network stand side by side.
static bool standSideBySide(Options const &options) {
  return !options.diff && options.boards.size() > 1 && options.format->name == "text" && !options.sweeps &&
         !options.summary && !options.dumpGraph;
}

bool keepsReports(Options const &options) {
  return options.diff || comparesInTable(options) || standSideBySide(options) ||
         (!options.dumpGraph && options.format->writeAll != nullptr);
}

static double seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

namespace {
/// The analysis of one network for one board.
class Run {
public:
  Run(Graph const &network, std::string const &modelPath, Options const &toolOptions,
      DimBindings const &dimBindings, DiagnosticEngine loaded, std::shared_ptr<KeptPricers> keptPricers)
      : graph(network), path(modelPath), options(toolOptions), bindings(dimBindings),
        diagnostics(std::move(loaded)), pricers(std::move(keptPricers)) {}

  void go(ChosenBoard const *board, Outcome &outcome) {
    PassContext context{graph, annotations, diagnostics};
    if (llvm::Error error = runHooked(context, board, outcome.messages))
      return fail(std::move(error), board, outcome);
    if (options.dumpGraph)
      return dump(outcome);
    Report result = reportOf(context, path, detailOf(), options.layout.top);
    if (options.batch.hashes)
      if (llvm::Error error = addHashes(result, board))
        return fail(std::move(error), board, outcome);
    checkCoverage(result, outcome);
    if (!options.annotate.empty())
      annotate(result, outcome);
    if (keepsReports(options)) {
      outcome.rows.push_back(std::move(result));
      return;
    }
    llvm::raw_string_ostream stream(outcome.reports.emplace_back());
    stream.SetBufferSize(size_t{1} << 14); // it has none, and formats write word by word
    options.format->write(result, options.layout, stream);
    stream.flush();
  }

private:
  void fail(llvm::Error error, ChosenBoard const *board, Outcome &outcome) const {
    ErrorText text = takeErrorText(std::move(error));
    std::string line = "energy-opt: error: " + path + ": " + text.message + "\n";
    if (!llvm::StringRef(outcome.messages).contains(line)) // once, not for every board and value
      outcome.messages += line;
    outcome.exitCode = worse(outcome.exitCode, exitCodeOf(text.kind));
    if (options.format != nullptr && options.format->name == "ndjson")
      outcome.reports.push_back(failureLine(path, board == nullptr ? "" : board->model->id,
                                            makeError(text.kind, path + ": " + text.message)));
  }

  ReportDetail detailOf() const {
    bool needsAll = !options.annotate.empty();
    if (!needsAll &&
        (!options.layout.layers || comparesInTable(options))) // a table over thousands of networks
      return ReportDetail::Totals;
    if (!needsAll && !keepsReports(options) && options.format->name == "text")
      return ReportDetail::Heaviest;
    bool isPage = options.format == nullptr || options.format->name == "html"; // diff has formats of its own
    return isPage ? ReportDetail::Reasons : ReportDetail::Layers;
  }

  llvm::Error addHashes(Report &result, ChosenBoard const *board) const {
    llvm::Expected<std::string> model = sha256OfFile(path);
    if (!model)
      return model.takeError();
    result.model.sha256 = std::move(*model);
    if (board == nullptr)
      return llvm::Error::success();
    llvm::Expected<std::string> hash = sha256OfBoard(*board->model);
    if (!hash)
      return hash.takeError();
    result.board->sha256 = std::move(*hash);
    return llvm::Error::success();
  }

  llvm::Error runHooked(PassContext &context, ChosenBoard const *board, std::string &messages) {
    llvm::raw_string_ostream stream(messages);
    PassTimer timer(seconds);
    PassPrinter printer(options.printAfter, stream);
    PassVerifier verifier;
    ReportsOnly freeing;
    Question question{board,
                      &bindings,
                      &options.opRules,
                      options.latencies ? &*options.latencies : nullptr,
                      options.macConvention,
                      pricers,
                      options.passes};
    if (options.timePasses)
      question.hooks.push_back(&timer);
    if (!options.printAfter.empty())
      question.hooks.push_back(&printer);
    if (options.verifyEach)
      question.hooks.push_back(&verifier);
    question.hooks.push_back(&freeing); // last: the others may look at what it frees
    llvm::Error error = analyze(context, question);
    if (options.timePasses)
      timer.print(stream);
    return error;
  }

  void dump(Outcome &outcome) const {
    auto const *inferred = annotations.find<InferredTypes>();
    llvm::raw_string_ostream stream(outcome.reports.emplace_back());
    printGraph(graph, stream, inferred == nullptr ? nullptr : &inferred->types);
  }

  void checkCoverage(Report const &result, Outcome &outcome) const {
    ReportNumber share = result.coverage.macsShare;
    if (!options.minCoverage || (share && *share >= *options.minCoverage))
      return;
    outcome.messages += fmt::format(
        "energy-opt: {}: {} of the MACs is modelled, --min-coverage asks for {:g} %\n", path,
        share ? fmt::format("{:g} %", 100 * *share) : "an unknown share", 100 * *options.minCoverage);
    outcome.exitCode = worse(outcome.exitCode, exitUnknown);
  }

  void annotate(Report const &result, Outcome &outcome) const {
    llvm::Expected<AnnotatedCopy> copy = writeAnnotatedCopy(path, options.annotate, metadataOf(result));
    if (!copy) {
      ErrorText text = takeErrorText(copy.takeError());
      outcome.messages += "energy-opt: error: --annotate: " + text.message + "\n";
      outcome.exitCode = worse(outcome.exitCode, exitCodeOf(text.kind));
    } else if (copy->hasExternalData && !inSameFolder(path, options.annotate)) {
      outcome.messages += "energy-opt: note: " + options.annotate +
                          ": weights are in files of their own, which readers look for beside the copy\n";
    }
  }

  static bool inSameFolder(llvm::StringRef a, llvm::StringRef b) {
    auto folder = [](llvm::StringRef file) {
      llvm::StringRef parent = llvm::sys::path::parent_path(file);
      return parent.empty() ? llvm::StringRef(".") : parent;
    };
    bool same = false;
    return !llvm::sys::fs::equivalent(folder(a), folder(b), same) && same;
  }

  Graph const &graph;
  std::string const &path;
  Options const &options;
  DimBindings const &bindings;
  DiagnosticEngine diagnostics;
  std::shared_ptr<KeptPricers> pricers;
  Annotations annotations;
};
} // namespace

Outcome analyzeModel(std::string const &path, Options const &options, llvm::ArrayRef<ChosenBoard> boards,
                     std::shared_ptr<KeptPricers> const &pricers) {
  Outcome outcome;
  DiagnosticEngine diagnostics;
  llvm::Expected<Graph> graph = loadNamedNetwork(path, diagnostics);
  if (!graph) {
    ErrorText text = takeErrorText(graph.takeError());
    outcome.messages = "energy-opt: error: " + text.message + "\n";
    outcome.exitCode = exitCodeOf(text.kind);
    if (options.format != nullptr && options.format->name == "ndjson")
      outcome.reports.push_back(failureLine(path, "", makeError(text.kind, text.message)));
    return outcome;
  }
  for (DimBindings const &bindings : options.bindings) {
    if (boards.empty())
      Run(*graph, path, options, bindings, diagnostics, pricers).go(nullptr, outcome);
    for (ChosenBoard const &board : boards)
      Run(*graph, path, options, bindings, diagnostics, pricers).go(&board, outcome);
  }
  if (standSideBySide(options) && !outcome.rows.empty()) {
    llvm::raw_string_ostream stream(outcome.reports.emplace_back());
    outcome.rows.size() > 1 ? writeSideBySide(outcome.rows, options.layout, stream)
                            : writeText(outcome.rows.front(), options.layout, stream);
    outcome.rows.clear();
  }
  return outcome;
}

} // namespace eo
