//===- VerbSampling.cpp - energy-calibrate sampling: which sample rate suffices ---------------===//

#include "lib/support/Error.h"
#include "lib/trace/measure/SamplingStudy.h"
#include "tools/common/Output.h"
#include "tools/energy-calibrate/TraceFlags.h"
#include "tools/energy-calibrate/Verbs.h"

namespace eo {

static char const *const samplingOverview = R"(Says which sample rate would have been enough for a trace.

The trace is measured at its own rate, then again at a row of lower rates, each new sample the mean of the old ones it
replaces, as a slower meter would have seen it. Errors of total, dynamic and per-layer energy, and the share of layers
shorter than a sample, against the full rate.

  energy-calibrate sampling run.csv
  energy-calibrate sampling run.csv --latency-report=profile.json --csv=rates.csv --svg=rates.svg

Exit codes: 0 fine, 2 wrong usage, 3 broken or unsuitable input.)";

int runSampling(int argc, char const *const *argv) {
  TraceFlags flags;
  llvm::cl::opt<bool> json("json", llvm::cl::desc("Print JSON instead of text"));
  llvm::cl::opt<std::string> csv("csv", llvm::cl::value_desc("FILE"),
                                 llvm::cl::desc("Write the table as CSV"));
  llvm::cl::opt<std::string> svg("svg", llvm::cl::value_desc("FILE"), llvm::cl::desc("Draw error over rate"));
  if (std::optional<int> code = parseVerbArguments(argc, argv, samplingOverview, TraceFlags::words()))
    return *code;
  auto readOptions = flags.readOptions();
  if (!readOptions)
    return failWith(readOptions.takeError());
  auto options = flags.analysisOptions();
  if (!options)
    return failWith(options.takeError());
  if (flags.files.size() != 1)
    return failWith(usageError("one trace at a time; {} were given", flags.files.size()));
  std::string const &file = flags.files.front();
  DiagnosticEngine diagnostics;
  auto trace = readWithProgress(file, *readOptions, diagnostics);
  if (!trace)
    return failWith(trace.takeError());
  auto analysis = analyseTrace(*trace, *options, diagnostics);
  if (!analysis)
    return failWith(analysis.takeError());
  if (analysis->ambiguous && !analysis->readings.empty())
    return failWith(inputError("{}: {}; {}", file, diagnostics.diagnostics().back().message,
                               diagnostics.diagnostics().back().hint));
  std::vector<SamplingRow> rows = studySampling(*trace, *analysis);
  if (rows.empty())
    return failWith(
        inputError("{}: no window with an energy was found; record idle time around the run, give --rate-hz "
                   "or --windows",
                   file));
  if (!csv.empty())
    if (llvm::Error error = writeFile(csv, [&](llvm::raw_ostream &out) { writeSamplingCsv(rows, out); }))
      return failWith(std::move(error));
  if (!svg.empty())
    if (llvm::Error error = writeFile(svg, [&](llvm::raw_ostream &out) { writeSamplingSvg(rows, out); }))
      return failWith(std::move(error));
  if (json)
    writeSamplingJson(file, rows, llvm::outs());
  else
    writeSamplingText(rows, llvm::outs());
  return 0;
}

} // namespace eo
