#include "tools/energy-opt/TakeFlags.h"

#include "lib/onnx/Loader.h"
#include "lib/support/Error.h"
#include "lib/support/Spelling.h"
#include "lib/trace/latency/LatencyReport.h"
#include "passes/Passes.h"
#include "passes/SavedGraph.h"
#include "tools/common/Boards.h"
#include "tools/common/Dims.h"
#include "tools/common/InOrder.h"
#include "tools/common/NetworkFiles.h"
#include "tools/common/Output.h"
#include "tools/common/Terminal.h"
#include "tools/energy-opt/CachedQuestion.h"
#include "llvm/ADT/STLExtras.h"

#include <climits>
#include <cmath>

namespace eo {

template <typename Format>
static llvm::Expected<Format const *> findFormat(llvm::ArrayRef<Format> formats, llvm::StringRef name) {
  std::vector<std::string> known;
  for (Format const &format : formats) {
    if (format.name == name)
      return &format;
    known.push_back(format.name.str());
  }
  return usageError("--format {}: unknown format{} (known: {})", name, didYouMean(name, known),
                    llvm::join(known, ", "));
}

static llvm::Error checkPassNames(llvm::ArrayRef<std::string> names, llvm::StringRef flag, bool allowAll) {
  std::vector<std::string> known;
  for (PassInfo const &pass : allPasses())
    known.push_back(pass.name.str());
  for (std::string const &name : names)
    if (!llvm::is_contained(known, name) && !(allowAll && name == "all"))
      return usageError("{} {}: no such pass{} (--list-passes prints them)", flag, name,
                        didYouMean(name, known));
  return llvm::Error::success();
}

static llvm::Error takeLists(AnalysisFlags &flags, Options &options) {
  for (std::string const &text : flags.settings) {
    llvm::Expected<SettingRequest> request = parseSettingRequest(text);
    if (!request)
      return request.takeError();
    options.settings.push_back(std::move(*request));
  }
  for (std::string const &text : flags.dims)
    if (llvm::Error error = addDim(text, options.bindings))
      return error;
  for (std::string const &text : flags.pairs)
    if (llvm::Error error = addPair(text, options.bindings))
      return error;
  options.sweeps = options.bindings.size() > 1;
  for (std::string const &text : flags.shapes)
    for (DimBindings &bindings : options.bindings)
      if (llvm::Error error = addInputShape(text, bindings))
        return error;
  for (std::string const &text : flags.values)
    for (DimBindings &bindings : options.bindings)
      if (llvm::Error error = addValue(text, bindings))
        return error;
  for (std::string const &path : flags.opFiles)
    if (llvm::Error error = readOpFile(path, options.opRules))
      return error;
  if (llvm::Error error = checkPassNames(flags.passes, "--passes", false))
    return error;
  return checkPassNames(flags.printAfter, "--print-after", true);
}

static llvm::Error takeLatencyReport(std::string const &path, std::string const &savedGraph,
                                     Options &options) {
  if (path.empty())
    return savedGraph.empty() ? llvm::Error::success()
                              : usageError("--optimized {} goes with a --latency-report", savedGraph);
  llvm::Expected<LatencyReport> report = readLatencyReportFile(path);
  if (!report)
    return report.takeError();
  options.latencies.emplace();
  options.latencies->source = path;
  for (LatencyRow const &row : report->rows)
    options.latencies->layers.push_back({row.name, row.seconds, row.kind, row.index});
  options.latencies->onnxRuntime = report->onnxRuntime;
  if (savedGraph.empty())
    return llvm::Error::success();
  if (!report->onnxRuntime)
    return usageError("--optimized {} belongs to a profile of ONNX Runtime; {} is none", savedGraph, path);
  DiagnosticEngine ignored; // what is odd about the saved file is odd about the network, too
  llvm::Expected<Graph> saved = loadNetwork(savedGraph, {}, ignored);
  if (!saved)
    return saved.takeError();
  nameOutputs(*saved, *options.latencies);
  return llvm::Error::success();
}

static llvm::Error checkAnnotate(Options const &options) {
  if (options.annotate.empty())
    return llvm::Error::success();
  if (options.diff || options.models.size() > 1 || options.boards.size() > 1 || options.sweeps)
    return usageError("--annotate takes one network, one board and one value of each dimension");
  if (options.models.front() == "-")
    return usageError("--annotate copies a file; standard input is none");
  return llvm::Error::success();
}

static llvm::Error checkCombination(Options const &options) {
  if (options.questions.any())
    return llvm::Error::success();
  if (options.models.empty())
    return usageError("no network given (energy-opt --help shows how)");
  if (llvm::Error error = checkAnnotate(options))
    return error;
  if (!options.diff && options.format->single && !options.sweeps && !options.summary &&
      options.models.size() * std::max<size_t>(options.boards.size(), 1) > 1)
    return usageError("--format {} holds one network and one board; ndjson takes several",
                      options.format->name);
  for (auto const &[flag, given] : {std::pair("--latency-report", options.latencies.has_value()),
                                    {"--power", options.powerW.has_value()},
                                    {"--input-content", !options.inputContent.empty()}})
    if (given && options.boards.empty())
      return usageError("{} needs a --board", flag);
  for (SettingRequest const &request : options.settings)
    if (options.boards.empty())
      return usageError("--setting {}={} needs a --board", request.name, request.value);
  return llvm::Error::success();
}

/// "diff NET.onnx" of one network: two boards, two values of a setting or two of a dimension, and nothing else.
static llvm::Error takeSides(Options &options) {
  options.diff->settings = settingLists(options.settings);
  size_t boards = std::max<size_t>(options.boards.size(), 1),
         sides = boards * options.diff->settings.size() * options.bindings.size();
  if (sides != 2)
    return usageError(
        "diff compares two: NEW.onnx -- OLD.onnx, --baseline=REPORT.json NEW.onnx, or one network on "
        "two boards (--board=a,b), at two values of a setting (--setting k=a,b) or of a dimension "
        "(--dim n=1,8); this is {} board{}, {} list{} of settings, {} size{}",
        boards, boards == 1 ? "" : "s", options.diff->settings.size(),
        options.diff->settings.size() == 1 ? "" : "s", options.bindings.size(),
        options.bindings.size() == 1 ? "" : "s");
  return llvm::Error::success();
}

/// "diff NEW.onnx -- OLD.onnx", "diff --baseline=F NEW.onnx" and "diff NET.onnx"; `behindDashes` networks stand behind
/// "--".
static llvm::Error takeDiff(AnalysisFlags &flags, size_t behindDashes, Options &options) {
  llvm::Expected<DiffFormat const *> format = findFormat(diffFormats(), flags.format);
  if (!format)
    return format.takeError();
  options.diff = DiffRequest{"", flags.baseline, *format, {options.settings}};
  options.models.erase(options.models.begin());
  if (options.dumpGraph)
    return usageError("diff has no use for --dump-graph");
  if (!flags.latencyReport.empty() && flags.baseline.empty())
    return usageError("--latency-report {} describes one run; diff compares two", flags.latencyReport);
  if (options.models.size() == 1 && flags.baseline.empty())
    return takeSides(options);
  bool good = flags.baseline.empty() ? options.models.size() == 2 && behindDashes == 1
                                     : options.models.size() == 1 && behindDashes == 0;
  if (!good)
    return usageError(
        "diff compares two networks: energy-opt diff NEW.onnx -- OLD.onnx, or energy-opt diff "
        "--baseline=REPORT.json NEW.onnx; or one on two boards, at two settings or sizes: energy-opt "
        "diff --board=a,b NET.onnx");
  if (llvm::Error error = checkReadOnce(options.models))
    return error;
  if (flags.baseline.empty()) {
    options.diff->before = options.models.back();
    options.models.pop_back();
  }
  if (options.sweeps || options.boards.size() > 1)
    return usageError("diff compares two networks on one board and for one value of each dimension");
  return llvm::Error::success();
}

static llvm::Error takeFormat(AnalysisFlags &flags, size_t behindDashes, Options &options) {
  if (flags.json && flags.format.getNumOccurrences() > 0 && flags.format != "json")
    return usageError("--json and --format={}: one of the two, please", flags.format.getValue());
  if (flags.json)
    flags.format = "json";
  else if (flags.format.getNumOccurrences() == 0)
    flags.format = formatOfEnding(options.output).str();
  if (!options.models.empty() && options.models.front() == "diff" && !options.questions.any())
    return takeDiff(flags, behindDashes, options);
  if (!flags.baseline.empty())
    return usageError("--baseline belongs to energy-opt diff");
  llvm::Expected<ReportFormat const *> format = findFormat(reportFormats(), flags.format);
  if (!format)
    return format.takeError();
  options.format = *format;
  return llvm::Error::success();
}

/// "7.5W", "900mW", "900 mW"; nullopt for anything else.
static std::optional<double> parsePower(llvm::StringRef text) {
  double factor = 0, value = 0;
  for (auto [unit, scale] : {std::pair<char const *, double>("mW", 1e-3), {"kW", 1e3}, {"W", 1.0}})
    if (factor == 0 && text.consume_back(unit))
      factor = scale;
  if (factor == 0 || text.rtrim().getAsDouble(value) || !(value * factor > 0) || !std::isfinite(value))
    return std::nullopt;
  return value * factor;
}

/// The networks of the command line and of --files-from, folders and patterns taken apart.
static llvm::Error takeNetworks(AnalysisFlags &flags, Options &options) {
  std::vector<std::string> named = flags.models;
  if (!flags.filesFrom.empty()) {
    llvm::Expected<std::vector<std::string>> listed = readFileList(flags.filesFrom);
    if (!listed)
      return listed.takeError();
    named.insert(named.end(), listed->begin(), listed->end());
    if (named.empty())
      return usageError("--files-from {}: names no network", flags.filesFrom.getValue());
  }
  options.models.clear();
  for (std::string const &one : named) {
    llvm::Expected<std::vector<std::string>> files = networksNamed(one);
    if (!files)
      return files.takeError();
    options.models.insert(options.models.end(), files->begin(), files->end());
  }
  return checkReadOnce(options.models);
}

static llvm::Error takeParts(AnalysisFlags &flags, Options &options) {
  if (flags.parts.empty())
    return llvm::Error::success();
  if (flags.parts != "totals" && flags.parts != "layers" && flags.parts != "totals,layers")
    return usageError("--parts {}: is none of totals, layers", flags.parts.getValue());
  if (options.diff || (options.format->name != "json" && options.format->name != "ndjson"))
    return usageError("--parts goes with --format=json or ndjson");
  options.layout.layers = flags.parts != "totals";
  return llvm::Error::success();
}

/// "energy" is short for "energy_j".
static llvm::Error takeSummary(AnalysisFlags &flags, Options &options) {
  options.summary = flags.summary;
  if (!options.summary)
    return flags.sort.empty() ? llvm::Error::success()
                              : usageError("--sort {} goes with --summary", flags.sort.getValue());
  if (options.diff || options.dumpGraph || (options.format->name != "text" && options.format->name != "csv"))
    return usageError(
        "--summary is a table in text or csv; ndjson with --parts=totals has the same for programs");
  options.rows = flags.top.getNumOccurrences() > 0 ? flags.top.getValue() : 0U;
  llvm::StringRef wanted = flags.sort;
  bool rising = wanted.consume_front("-");
  std::vector<std::string> known;
  for (TotalColumn const &column : totalColumns()) {
    known.push_back(column.key.str());
    for (llvm::StringRef unit : {"_j", "_s", "_w"})
      if (column.key.endswith(unit))
        known.push_back(column.key.drop_back(unit.size()).str());
    for (char const *unit : {"", "_j", "_s", "_w"})
      if (!wanted.empty() && column.key == (wanted + unit).str())
        options.sortKey = (rising ? "-" : "") + column.key.str();
  }
  if (!wanted.empty() && options.sortKey.empty())
    return usageError("--sort {}: no such key of totals{}", wanted, didYouMean(wanted, known));
  return llvm::Error::success();
}

static llvm::Error takeBatch(AnalysisFlags const &flags, Options &options) {
  llvm::Expected<BatchOptions> batch =
      flags.batch.take(options.format != nullptr && options.format->name == "ndjson", options.output);
  if (!batch)
    return batch.takeError();
  options.batch = std::move(*batch);
  if (options.batch.hashes && llvm::is_contained(options.models, "-"))
    return usageError("--hashes reads files; standard input is none");
  if (options.format != nullptr && options.format->name == "spdx") // which file it is about belongs to it
    options.batch.hashes = !llvm::is_contained(options.models, "-");
  if (!options.batch.cache.empty()) {
    llvm::Expected<std::string> question = cachedQuestion(flags);
    if (!question)
      return question.takeError();
    options.batch.question = std::move(*question);
  }
  return llvm::Error::success();
}

/// What is taken as it is.
static Options plainOptions(AnalysisFlags &flags) {
  Options options;
  options.models = flags.models;
  options.boards = flags.boards;
  options.output = flags.outputFile;
  options.annotate = flags.annotate;
  options.inputContent = flags.inputContent;
  options.jobs = flags.jobs;
  options.passes = flags.passes;
  options.printAfter = flags.printAfter;
  options.timePasses = flags.timePasses;
  options.verifyEach = flags.verifyEach;
  options.dumpGraph = flags.dumpGraph;
  options.questions.listBoards = flags.listBoards;
  options.questions.listPasses = flags.listPasses;
  options.questions.printSchema = flags.printSchema;
  options.questions.describeBoards = flags.describeBoard;
  options.questions.explainCodes = flags.explain;
  options.layout = terminalLayout(!options.output.empty());
  options.layout.top = flags.top == 0 ? UINT_MAX : flags.top.getValue();
  return options;
}

/// --power, --min-coverage, --mac-convention.
static llvm::Error takeFigures(AnalysisFlags const &flags, Options &options) {
  if (flags.power.getNumOccurrences() > 0) {
    options.powerW = parsePower(flags.power);
    if (!options.powerW)
      return usageError("--power {}: expected a power above 0 with its unit, as 7.5W or 900mW",
                        flags.power.getValue());
  }
  if (!flags.minCoverage.empty()) {
    llvm::Expected<double> share = parseShare("--min-coverage", flags.minCoverage);
    if (!share)
      return share.takeError();
    options.minCoverage = *share;
  }
  if (!flags.macConvention.empty()) {
    llvm::Expected<MacConvention> convention = findMacConvention(flags.macConvention);
    if (!convention)
      return convention.takeError();
    options.macConvention = *convention;
  }
  return llvm::Error::success();
}

/// --shard leaves some of the networks.
static llvm::Error takeShard(Options &options) {
  if (!options.batch.shard)
    return llvm::Error::success();
  llvm::Expected<std::vector<std::string>> chosen = networksOfShard(options.models, *options.batch.shard);
  if (!chosen)
    return chosen.takeError();
  options.models = std::move(*chosen);
  return llvm::Error::success();
}

llvm::Expected<Options> takeFlags(AnalysisFlags &flags, char const *program, size_t behindDashes) {
  Options options = plainOptions(flags);
  if (llvm::Error error = checkJobs(options.jobs))
    return error;
  llvm::Expected<BoardPath> boardPath = toolBoardPath(flags.boardPath, program, ENERGY_OPT_SOURCE_BOARDS);
  if (!boardPath)
    return boardPath.takeError();
  options.boardPath = std::move(*boardPath);
  if (llvm::Error error = takeLists(flags, options))
    return error;
  if (llvm::Error error = takeFormat(flags, behindDashes, options))
    return error;
  if (!options.diff)
    if (llvm::Error error = takeNetworks(flags, options))
      return error;
  if (llvm::Error error = takeParts(flags, options))
    return error;
  if (llvm::Error error = takeBatch(flags, options))
    return error;
  if (llvm::Error error = takeSummary(flags, options))
    return error;
  if (llvm::Error error = takeFigures(flags, options))
    return error;
  if (llvm::Error error = takeLatencyReport(flags.latencyReport, flags.optimized, options))
    return error;
  if (llvm::Error error = checkCombination(options))
    return error;
  if (llvm::Error error = takeShard(options))
    return error;
  return options;
}

} // namespace eo
