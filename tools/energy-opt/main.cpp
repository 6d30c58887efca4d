//===- main.cpp - energy-opt: joules of one inference, from an ONNX file
//---------------------------------------------------------===//

#include "tools/energy-opt/Analysis.h"
#include "tools/energy-opt/ExitCode.h"
#include "tools/energy-opt/InOrder.h"
#include "tools/energy-opt/Options.h"
#include "tools/energy-opt/Questions.h"

using namespace eo;

static int fail(llvm::Error error) {
  ErrorText text = takeErrorText(std::move(error));
  llvm::errs() << "energy-opt: error: " << text.message << '\n';
  return exitCodeOf(text.kind);
}

/// Every network on its own; reports in the order of the command line.
static int analyzeAll(Options const &options, llvm::ArrayRef<ChosenBoard> boards, llvm::raw_ostream &stream) {
  int exitCode = exitFine;
  ReportList reports(*options.format, options.models.size() > 1 || boards.size() > 1, stream);
  inOrder(
      options.models.size(), options.jobs,
      [&](size_t i) { return analyzeModel(options.models[i], options, boards); },
      [&](Outcome const &outcome) {
        for (std::string const &report : outcome.reports)
          reports.add(report);
        stream.flush();
        llvm::errs() << outcome.messages;
        exitCode = worse(exitCode, outcome.exitCode);
      });
  reports.finish();
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

int main(int argc, char **argv) {
  llvm::Expected<Options> options = parseOptions(argc, argv);
  if (!options)
    return fail(options.takeError());
  std::error_code problem;
  llvm::raw_fd_ostream stream(options->output.empty() ? "-" : options->output, problem);
  if (problem)
    return fail(usageError("-o {}: {}", options->output, problem.message()));
  int exitCode = run(*options, stream);
  stream.flush();
  problem = stream.error();
  stream.clear_error(); // LLVM would end the process on it
  return problem ? fail(usageError("cannot write the report: {}", problem.message())) : exitCode;
}
