//===- main.cpp - energy-opt: joules of one inference, from an ONNX file --------------------------===//

#include "lib/report/Comparison.h"
#include "tools/common/ExitCode.h"
#include "tools/common/FreedMemory.h"
#include "tools/common/InOrder.h"
#include "tools/common/Messages.h"
#include "tools/common/Output.h"
#include "tools/common/ProgressLine.h"
#include "tools/energy-opt/Analysis.h"
#include "tools/energy-opt/BatchRun.h"
#include "tools/energy-opt/DiffCommand.h"
#include "tools/energy-opt/Options.h"
#include "tools/energy-opt/Questions.h"
#include "tools/energy-opt/Verbs.h"

#include <iterator>

using namespace eo;

static int fail(llvm::Error error) { return failWith("energy-opt", std::move(error)); }

/// Every network on its own; reports in the order of the command line.
static int analyzeAll(Options const &options, llvm::ArrayRef<ChosenBoard> boards, ResultCache *cache,
                      llvm::raw_ostream &stream) {
  int exitCode = exitFine;
  ProgressLine progress(options.models.size());
  ReportList reports(*options.format, options.models.size() > 1 || boards.size() > 1 || options.sweeps,
                     stream);
  std::vector<Report> rows;
  auto const pricers = std::make_shared<KeptPricers>();
  inOrder(
      options.models.size(), options.jobs,
      [&](size_t i) {
        std::string const &path = options.models[i];
        auto analyze = [&] { return analyzeModel(path, options, boards, pricers); };
        return cache == nullptr ? analyze() : cache->outcomeOf(path, analyze);
      },
      [&](Outcome outcome) {
        for (std::string const &report : outcome.reports)
          reports.add(report);
        std::move(outcome.rows.begin(), outcome.rows.end(), std::back_inserter(rows));
        stream.flush();
        if (!outcome.messages.empty())
          progress.clear();
        printMessages(outcome.messages);
        progress.step();
        exitCode = worse(exitCode, outcome.exitCode);
      });
  reports.finish();
  if (options.summary)
    rankReports(rows, options.sortKey, options.rows);
  if (comparesInTable(options))
    options.format->name == "csv" ? writeComparisonCsv(rows, stream)
                                  : writeComparison(rows, options.layout, stream);
  else if (keepsReports(options) && !rows.empty())
    options.format->writeAll(rows, options.layout, stream);
  return exitCode;
}

static int run(Options const &options, llvm::raw_ostream &stream) {
  if (options.questions.any()) {
    llvm::Error error = answer(options, stream);
    return error ? fail(std::move(error)) : exitFine;
  }
  if (options.diff) {
    llvm::Expected<int> exitCode = runDiff(options, stream);
    return exitCode ? *exitCode : fail(exitCode.takeError());
  }
  llvm::Expected<std::vector<ChosenBoard>> boards = boardsOf(options);
  if (!boards)
    return fail(boards.takeError());
  llvm::Expected<int> exitCode = runBatch(options, *boards, stream, analyzeAll);
  return exitCode ? *exitCode : fail(exitCode.takeError());
}

/// "help VERB" is "VERB --help", "help" alone "--help"; both end the process, but for a word that is no verb.
static int help(char const *program, llvm::ArrayRef<char const *> words) {
  if (!words.empty()) {
    if (OptVerb const *verb = findOptVerb(words.front()))
      return runOptVerb(*verb, "--help");
    if (llvm::Error error = checkFirstWord(words.front()))
      return fail(std::move(error));
  }
  std::vector<char const *> asked = {program, "--help"};
  if (!words.empty() && llvm::StringRef(words.front()) == "diff")
    asked.insert(asked.begin() + 1, "diff"); // a verb that shares the flags of the analysis
  llvm::Expected<Options> options = parseOptions(static_cast<int>(asked.size()), asked.data());
  return options ? exitFine : fail(options.takeError());
}

int main(int argc, char **argv) {
  guardStandardStreams("energy-opt");
  keepFreedMemory();
  if (std::optional<ManualFormat> format = argc == 2 ? manualFormat(argv[1]) : std::nullopt)
    return describeTool(argv[1], *format);
  if (argc > 1) {
    if (llvm::StringRef(argv[1]) == "help")
      return help(argv[0], llvm::makeArrayRef(argv + 2, argv + argc));
    if (OptVerb const *verb = findOptVerb(argv[1]))
      return runOptVerb(*verb, llvm::makeArrayRef(argv + 2, argv + argc));
    if (llvm::Error error = checkFirstWord(argv[1]))
      return fail(std::move(error));
    if (llvm::Error error = checkLaterWords(llvm::makeArrayRef(argv + 1, argv + argc)))
      return fail(std::move(error));
  }
  llvm::Expected<Options> options = parseOptions(argc, argv);
  if (!options)
    return fail(options.takeError());
  llvm::Expected<int> exitCode =
      writeOutput(options->output, [&](llvm::raw_ostream &stream) { return run(*options, stream); });
  return exitCode ? *exitCode : fail(exitCode.takeError());
}
