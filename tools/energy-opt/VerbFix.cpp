//===- VerbFix.cpp - energy-opt fix: the network without what it need not do ---------------------===//

#include "lib/cost/FigureSet.h"
#include "lib/lint/FixReport.h"
#include "lib/lint/Rules.h"
#include "lib/onnx/Loader.h"
#include "lib/onnx/rewrite/Rewriter.h"
#include "lib/support/Error.h"
#include "lib/support/Quantity.h"
#include "lib/support/Spelling.h"
#include "passes/Pipeline.h"
#include "tools/common/ExitCode.h"
#include "tools/energy-opt/VerbAnalysis.h"
#include "tools/energy-opt/Verbs.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <cmath>

namespace eo {

namespace cl = llvm::cl;

static char const *const fixOverview =
    R"(Writes a network that computes the same with less: weights included, in a new file. Nothing is ever written over.

  energy-opt fix net.onnx                                writes net.fixed.onnx beside it
  energy-opt fix --board=agx-xavier -o lean.onnx net.onnx
  energy-opt fix --dry-run --board=jetson-nano net.onnx  what would change, and what it would save
  energy-opt fix --only=unfused-normalization,constants net.onnx

  redundant-node           Identity, Dropout, casts to the type there is, padding by nothing, times 1
  constants                what is computed from constants alone
  unfused-normalization    BatchNormalization behind Conv, ConvTranspose and Gemm, into their weights
  transposes               Transposes that undo each other, elementwise layers in between or not
  activation-order         an activation in front of a MaxPool goes behind it
  sibling-convolutions     convolutions alike of one input become one
  aligned-channels         channels of zeros fill the tiles that the board computes in, or multiples of --align
  dead-node                layers and weights that no output depends on

activation-order, sibling-convolutions and aligned-channels may cost: they are made where every --board says that they save,
or where --only names them. What one change leaves to another is done in the same run. What else would save but needs new training is printed with its saving, from the rules of energy-lint.
Bodies of If and Loop and functions stay as they are. Results are equal but for rounding.

Exit codes: 0 fine, changed or not, 2 wrong usage, board file or an output that exists, 3 broken network.)";

namespace {
struct FixFlags {
  cl::list<std::string> only{"only", cl::CommaSeparated, cl::value_desc("NAME[,NAME]"),
                             cl::desc("these changes and no others")};
  cl::opt<unsigned> align{"align", cl::value_desc("N"), cl::init(0),
                          cl::desc("aligned-channels: multiples of N (default: the board's tile)")};
  cl::opt<bool> dryRun{"dry-run", cl::desc("write nothing")};
  cl::opt<unsigned> top{"top", cl::value_desc("N"), cl::init(10),
                        cl::desc("layers shown of each change in text (default 10, 0: all)")};
};

/// What is asked for, beside the network.
struct FixTask {
  VerbRequest const &request;
  std::vector<ChosenBoard> boards;
  std::vector<std::string> only;
  int64_t align = 0; ///< 0: nothing to fill up to is known

  bool wants(RewriteInfo const &info) const { return only.empty() || llvm::is_contained(only, info.name); }
};

/// A network with its analysis on every board, or on none.
struct FixState {
  std::unique_ptr<VerbNetwork> network; ///< the cases point to it
  std::vector<VerbCase> cases;
  int64_t bytes = 0;
};
} // namespace

static llvm::Expected<FixState> analysed(FixTask const &task, Rewriter const &rewriter,
                                         std::string const &path) {
  llvm::Expected<std::string> bytes = rewriter.bytes();
  if (!bytes)
    return bytes.takeError();
  DiagnosticEngine diagnostics;
  llvm::Expected<Graph> graph = loadNetworkFromBuffer(*bytes, path, {}, diagnostics);
  if (!graph)
    return graph.takeError();
  FixState state;
  state.bytes = static_cast<int64_t>(bytes->size());
  state.network = std::make_unique<VerbNetwork>(VerbNetwork{path, std::move(*graph), std::move(diagnostics)});
  for (size_t i = 0; i < std::max<size_t>(task.boards.size(), 1); ++i) {
    llvm::Expected<VerbCase> one = analyzeCase(task.request, *state.network, task.request.bindings.front(),
                                               task.boards.empty() ? nullptr : &task.boards[i]);
    if (!one) {
      ErrorText text = takeErrorText(one.takeError());
      if (task.boards.empty() && text.kind == ErrorKind::Usage)
        break; // sizes are open, and nobody asked for figures: changes hold for every size
      return makeError(text.kind, text.message);
    }
    state.cases.push_back(std::move(*one));
  }
  return state;
}

/// Why a change that may cost is not made; empty: it saves on every board.
static std::string whyNot(FixTask const &task, FixState const &before, FixState const &after) {
  if (task.boards.empty())
    return "without a --board it is not known whether it saves";
  for (size_t i = 0; i < before.cases.size(); ++i) {
    Report const &was = before.cases[i].report, &is = after.cases[i].report;
    bool energy = was.totals.energy && is.totals.energy;
    std::optional<double> a = energy ? was.totals.energy : was.totals.latency;
    std::optional<double> b = energy ? is.totals.energy : is.totals.latency;
    if (!a || !b)
      return "its saving on " + was.board->id + " is not known";
    if (*b >= *a)
      return "it saves nothing on " + was.board->id +
             (*b > *a ? ", it costs " + formatSi(*b - *a, energy ? "J" : "s") : "");
  }
  return {};
}

/// Whether nothing that is known of both types differs; sizes of what data decides are not.
static bool mayBeSame(TensorType const &was, TensorType const &is) {
  if (was.element != is.element || !was.hasRank() || !is.hasRank())
    return was.element == is.element;
  bool same = was.rank() == is.rank();
  for (size_t i = 0; same && i < was.rank(); ++i) {
    SymInt const &a = (*was.shape)[i], &b = (*is.shape)[i];
    same = !a.isKnown() || !b.isKnown() || a == b;
  }
  return same;
}

/// The types of the network's outputs must be what they were.
static llvm::Error checkOutputs(FixState const &before, FixState const &after) {
  Graph const &a = before.network->graph, &b = after.network->graph;
  llvm::ArrayRef<ValueId> outputsA = a.main().outputs, outputsB = b.main().outputs;
  bool same = outputsA.size() == outputsB.size(), typed = !before.cases.empty() && !after.cases.empty();
  for (size_t i = 0; same && i < outputsA.size(); ++i) {
    same = outputsA[i].valid() == outputsB[i].valid();
    if (!same || !outputsA[i].valid()) // a file may name outputs that nothing computes
      continue;
    same = a.value(outputsA[i]).name == b.value(outputsB[i]).name &&
           (!typed || mayBeSame(before.cases.front().annotations.get<InferredTypes>().types[outputsA[i]],
                                after.cases.front().annotations.get<InferredTypes>().types[outputsB[i]]));
  }
  return same ? llvm::Error::success()
              : inputError("{}: the changed network would have other outputs; nothing is written",
                           before.network->path);
}

static std::vector<Finding> needsTraining(FixTask const &task, VerbCase const &one) {
  std::vector<Finding> result;
  PassEstimator estimator(task.request.opRules);
  LintedNetwork network{one.network->graph, *one.bindings, &one.board,
                        one.annotations,    one.report,    estimator};
  for (RuleInfo const &rule : allRules()) {
    if (llvm::any_of(allRewrites(), [&](RewriteInfo const &info) { return info.name == rule.name; }))
      continue;
    for (Finding &finding : runRule(rule, rule.severity, network))
      if (finding.saving)
        result.push_back(std::move(finding));
  }
  llvm::stable_sort(result,
                    [](Finding const &a, Finding const &b) { return a.saving->energyJ > b.saving->energyJ; });
  return result;
}

static std::string fixedName(llvm::StringRef path) {
  llvm::StringRef stem = path;
  stem.consume_back(".onnx");
  return stem.str() + ".fixed.onnx";
}

/// One kind of change; true where it was made. `changes` holds what was done, a row a kind.
static llvm::Expected<bool> makeChange(FixTask const &task, std::string const &path, RewriteInfo const &info,
                                       Rewriter &rewriter, std::vector<FixChange> &changes) {
  Rewriter changed = rewriter.copy();
  FixChange change{info.name.str(), info.summary.str(), {}, {}};
  for (RewriteStep &step : changed.apply(info.kind, task.align))
    change.steps.push_back({std::move(step.layer), std::move(step.op), std::move(step.change)});
  if (change.steps.empty())
    return false;
  if (!info.always && task.only.empty()) {
    llvm::Expected<FixState> before = analysed(task, rewriter, path), after = analysed(task, changed, path);
    if (!before || !after)
      return llvm::joinErrors(before.takeError(), after.takeError());
    change.notMade = whyNot(task, *before, *after);
  }
  bool made = change.notMade.empty();
  if (made)
    rewriter = std::move(changed);
  auto known = llvm::find_if(changes, [&](FixChange const &one) { return one.name == change.name; });
  if (known == changes.end()) {
    changes.push_back(std::move(change));
  } else if (made && known->notMade.empty()) {
    llvm::move(change.steps, std::back_inserter(known->steps));
  } else {
    *known =
        std::move(change); // what did not pay before does now, or the other way round for what is left of it
  }
  return made;
}

/// All changes in their order, again as long as one leaves something for another: two Transposes that go uncover a
/// BatchNormalization.
static llvm::Error makeChanges(FixTask const &task, std::string const &path, Rewriter &rewriter,
                               std::vector<FixChange> &changes) {
  constexpr int mostRounds = 4;
  for (int round = 0; round < mostRounds; ++round) {
    bool any = false;
    for (RewriteInfo const &info : allRewrites()) {
      if (!task.wants(info) || (round > 0 && !info.always))
        continue;
      llvm::Expected<bool> made = makeChange(task, path, info, rewriter, changes);
      if (!made)
        return made.takeError();
      any |= *made;
    }
    if (!any)
      break;
  }
  return llvm::Error::success();
}

/// All that is asked for, made in memory; nothing is written.
static llvm::Expected<FixReport> fixNetwork(FixTask const &task, std::string const &path,
                                            Rewriter &rewriter) {
  FixReport fix;
  fix.from = path;
  fix.nodesBefore = static_cast<int64_t>(rewriter.nodes());
  llvm::Expected<FixState> first = analysed(task, rewriter, path);
  if (!first)
    return first.takeError();
  if (llvm::Error error = makeChanges(task, path, rewriter, fix.changes))
    return error;
  llvm::Expected<FixState> last = analysed(task, rewriter, path);
  if (!last)
    return last.takeError();
  if (llvm::Error error = checkOutputs(*first, *last))
    return error;
  fix.nodesAfter = static_cast<int64_t>(rewriter.nodes());
  fix.bytesBefore = first->bytes;
  fix.bytesAfter = last->bytes;
  for (size_t i = 0; i < std::min(first->cases.size(), last->cases.size()); ++i) {
    std::vector<Finding> training;
    if (last->cases[i].report.board)
      training = needsTraining(task, last->cases[i]);
    fix.figures.push_back(
        {std::move(first->cases[i].report), std::move(last->cases[i].report), std::move(training)});
  }
  return fix;
}

/// Output channels of a tile of dense convolutions; 0 where the board has none.
static int64_t channelTile(ChosenBoard const &board) {
  double tile = 0;
  for (KernelFamily family : {KernelFamily::Pointwise, KernelFamily::Winograd, KernelFamily::ImplicitGemm})
    tile = std::max(tile, resolveFigures(board).get(BoardFigure::OutTile, family, 0));
  constexpr double largest = 1024;
  return tile >= 2 && tile <= largest ? std::llround(tile) : 0;
}

static llvm::Expected<FixTask> taskOf(VerbRequest const &request, FixFlags const &own) {
  FixTask task{request, {}, {own.only.begin(), own.only.end()}};
  std::vector<std::string> known;
  for (RewriteInfo const &info : allRewrites())
    known.push_back(info.name.str());
  for (std::string const &name : task.only)
    if (!llvm::is_contained(known, name))
      return usageError("--only {}: no such change{} (changes: {})", name, didYouMean(name, known),
                        llvm::join(known, ", "));
  task.align = own.align;
  if (request.models.empty())
    return usageError("no network given: name an ONNX file");
  if (request.models.size() > 1 && !request.output.empty())
    return usageError("-o names one file, and {} networks are given", request.models.size());
  if (request.bindings.size() > 1)
    return usageError("fix takes one value of each dimension");
  if (!request.boards.empty()) {
    llvm::Expected<std::vector<ChosenBoard>> boards = verbBoards(request);
    if (!boards)
      return boards.takeError();
    task.boards = std::move(*boards);
  } else if (!request.settings.empty()) {
    return usageError("--setting needs a --board");
  }
  for (ChosenBoard const &board : task.boards)
    if (task.align == 0)
      task.align = channelTile(board);
  if (task.align == 0 && llvm::is_contained(task.only, "aligned-channels"))
    return usageError("--only aligned-channels: {}; --align=N says what channels are filled up to",
                      task.boards.empty() ? "no board is given"
                                          : "the board's file has no tiles of channels");
  return task;
}

/// Opens a network, makes the changes and writes it, unless nothing changed or nothing is to be written.
static llvm::Expected<FixReport> fixFile(FixTask const &task, std::string const &path, bool dryRun) {
  llvm::Expected<Rewriter> rewriter = Rewriter::open(path);
  if (!rewriter)
    return rewriter.takeError();
  llvm::Expected<FixReport> fix = fixNetwork(task, path, *rewriter);
  if (!fix || !fix->changed() || dryRun)
    return fix;
  std::string to = task.request.output.empty() ? fixedName(path) : task.request.output;
  if (llvm::Error error = rewriter->write(to))
    return error;
  fix->to = to;
  return fix;
}

int runFix(int argc, char const *const *argv) {
  VerbFlags flags;
  FixFlags own;
  OptionWords words = VerbFlags::words();
  if (std::optional<int> code = parseOptVerb(argc, argv, fixOverview, words))
    return *code;
  llvm::Expected<VerbRequest> request = flags.take();
  if (!request)
    return failVerb(request.takeError());
  request->layout.top = own.top;
  llvm::Expected<FixTask> task = taskOf(*request, own);
  if (!task)
    return failVerb(task.takeError());
  std::vector<FixReport> all;
  int code = exitFine;
  for (std::string const &path : request->models) {
    llvm::Expected<FixReport> fix = fixFile(*task, path, own.dryRun);
    if (fix) {
      all.push_back(std::move(*fix));
      continue;
    }
    code = failVerb(fix.takeError());
    break; // what was written before stands in the answer
  }
  if (all.empty())
    return code;
  request->output.clear(); // -o names the network
  return answerVerb(*request, all, code, {writeFixText, writeFixJson, writeFixCsv});
}

} // namespace eo
