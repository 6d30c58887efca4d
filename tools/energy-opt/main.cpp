//===- main.cpp - energy-opt: joules of one inference, from an ONNX file
//---------------------------------------------------------===//

#include "lib/report/Comparison.h"
#include "tools/energy-opt/Analysis.h"
#include "tools/energy-opt/ExitCode.h"
#include "tools/energy-opt/InOrder.h"
#include "tools/energy-opt/Options.h"
#include "tools/energy-opt/Questions.h"

#include <iterator>

using namespace eo;

static int fail(llvm::Error error) {
  ErrorText text = takeErrorText(std::move(error));
  llvm::errs() << "energy-opt: error: " << text.message << '\n';
  return exitCodeOf(text.kind);
}

/// Every network on its own; reports in the order of the command line.
static int analyzeAll(Options const &options, llvm::ArrayRef<ChosenBoard> boards, llvm::raw_ostream &stream) {
  int exitCode = exitFine;
  ReportList reports(*options.format, options.models.size() > 1 || boards.size() > 1 || options.sweeps,
                     stream);
  std::vector<Report> rows;
  inOrder(
      options.models.size(), options.jobs,
      [&](size_t i) { return analyzeModel(options.models[i], options, boards); },
      [&](Outcome outcome) {
        for (std::string const &report : outcome.reports)
          reports.add(report);
        std::move(outcome.rows.begin(), outcome.rows.end(), std::back_inserter(rows));
        stream.flush();
        llvm::errs() << outcome.messages;
        exitCode = worse(exitCode, outcome.exitCode);
      });
  reports.finish();
  if (comparesInTable(options))
    options.format->name == "csv" ? writeComparisonCsv(rows, stream)
                                  : writeComparison(rows, options.layout, stream);
  return exitCode;
}

static int run(Options const &options, llvm::raw_ostream &stream) {
  if (options.questions.any()) {
    llvm::Error error = answer(options, stream);
    return error ? fail(std::move(error)) : exitFine;
  }
  llvm::Expected<std::vector<ChosenBoard>> boards = chooseBoards(options);
  return boards ? analyzeAll(options, *boards, stream) : fail(boards.takeError());
}

/// Hands over what went wrong with the stream; LLVM would end the process on it.
static std::error_code takeError(llvm::raw_fd_ostream &stream) {
  stream.flush();
  std::error_code problem = stream.error();
  stream.clear_error();
  return problem;
}

/// The output is held back until it is complete: a failing run leaves an older file alone.
static int runIntoFile(Options const &options) {
  std::string text;
  llvm::raw_string_ostream held(text);
  int exitCode = run(options, held);
  if (text.empty())
    return exitCode;
  std::error_code problem;
  llvm::raw_fd_ostream file(options.output, problem);
  if (!problem) {
    file << text;
    problem = takeError(file);
  }
  return problem ? fail(usageError("-o {}: {}", options.output, problem.message())) : exitCode;
}

int main(int argc, char **argv) {
  llvm::Expected<Options> options = parseOptions(argc, argv);
  if (!options)
    return fail(options.takeError());
  if (!options->output.empty())
    return runIntoFile(*options);
  int exitCode = run(*options, llvm::outs());
  std::error_code problem = takeError(llvm::outs());
  return problem ? fail(usageError("cannot write the report: {}", problem.message())) : exitCode;
}
