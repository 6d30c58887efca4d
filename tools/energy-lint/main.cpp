//===- main.cpp - energy-lint: energy budgets in the build pipeline -------------------------------===//

#include "lib/lint/Baseline.h"
#include "tools/common/ExitCode.h"
#include "tools/common/FreedMemory.h"
#include "tools/common/Output.h"
#include "tools/energy-lint/Questions.h"
#include "tools/energy-lint/Run.h"
#include "llvm/Support/FileSystem.h"

#include <fmt/format.h>

using namespace eo;

static int fail(llvm::Error error) { return failWith("energy-lint", std::move(error)); }

static int ask(LintOptions const &options) {
  if (options.questions.init && !options.output.empty() && !options.force &&
      llvm::sys::fs::exists(options.output))
    return fail(usageError("-o {}: the file exists; --force overwrites it", options.output));
  llvm::Expected<int> exitCode = writeOutput(options.output, [&](llvm::raw_ostream &stream) {
    llvm::Error error = answer(options, stream);
    return error ? fail(std::move(error)) : exitFine;
  });
  return exitCode ? *exitCode : fail(exitCode.takeError());
}

/// An adopted finding is not reported again. That figures rest on nothing measured is one that everybody who reads the
/// baseline has to know, so it is said once more here.
static void sayUncalibrated(LintResult const &result) {
  for (Finding const &finding : result.findings)
    if (finding.rule == "outside-calibration" && finding.suppressed.empty())
      llvm::errs() << fmt::format(
          "energy-lint: adopted outside-calibration of {}{}: {}; later runs do not repeat this\n",
          result.path, result.report && result.report->board ? " on " + result.report->board->id : "",
          finding.message);
}

/// Figures of broken networks are missing in the baseline, which is told.
static int adopt(LintOptions const &options, LintRun const &run) {
  int exitCode = exitFine;
  size_t written = 0;
  for (LintResult const &result : run.report.results) {
    written += result.report ? 1 : 0;
    sayUncalibrated(result);
    if (!result.error.empty())
      exitCode = worse(exitCode, fail(makeError(result.errorKind, result.path + ": " + result.error)));
  }
  llvm::Expected<int> status = writeOutput(options.writeBaseline, [&](llvm::raw_ostream &stream) {
    writeBaseline(run.report, run.models, stream);
    return exitCode;
  });
  if (!status)
    return fail(status.takeError());
  llvm::errs() << fmt::format("energy-lint: wrote {} results to {}\n", written, options.writeBaseline);
  return exitCode;
}

static int report(LintOptions const &options, LintReport const &result) {
  for (ReportFile const &file : options.reports) {
    llvm::Expected<int> status = writeOutput(file.path, [&](llvm::raw_ostream &stream) {
      LintWriteOptions plain;
      plain.top = options.layout.top;
      file.format->write(result, plain, stream);
      return exitFine;
    });
    if (!status)
      return fail(status.takeError());
  }
  llvm::Expected<int> status = writeOutput(options.output, [&](llvm::raw_ostream &stream) {
    options.format->write(result, options.layout, stream);
    return result.exitCode;
  });
  return status ? *status : fail(status.takeError());
}

int main(int argc, char **argv) {
  guardStandardStreams("energy-lint");
  keepFreedMemory();
  llvm::Expected<LintOptions> options = parseLintOptions(argc, argv);
  if (!options)
    return fail(options.takeError());
  if (options->questions.any())
    return ask(*options);
  llvm::Expected<LintRun> run = lintAll(*options);
  if (!run)
    return fail(run.takeError());
  return options->writeBaseline.empty() ? report(*options, run->report) : adopt(*options, *run);
}
