//===- VerbTrace.cpp - energy-calibrate trace: from raw power traces to measurements ----------===//

#include "lib/support/Error.h"
#include "lib/trace/measure/LayerCut.h"
#include "lib/trace/measure/TraceWriters.h"
#include "lib/trace/measure/TruncatedNetworks.h"
#include "tools/common/Output.h"
#include "tools/energy-calibrate/TraceFlags.h"
#include "tools/energy-calibrate/TraceTable.h"
#include "tools/energy-calibrate/Verbs.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace eo {

static char const *const traceOverview = R"(Finds the executions in a power trace and says what each cost.

Recognises tegrastats, INA3221 polls, Joulescope, EnergyRunner, Monsoon, PPK2, Otii, Streamline, NumPy and tables with
units in their header. Nothing needs to be set by hand: idle and execution are told apart by their levels (execution may
lie below idle), edges are aligned, the supply's capacitors are undone, and every step says what it found.

  energy-calibrate trace run.csv -o measurement.json --html=run.html
  energy-calibrate trace tegrastats.log --rate-hz=4
  energy-calibrate trace trace1-energy.bin --windows=timestamps.json --json
  energy-calibrate trace shunt.npy --shunt-ohm=0.1 --supply-v=5 --rate-hz=500000 --latency-report=profile.json
  energy-calibrate trace full.csv --truncated=shortened/       (files in order: 1, 2, 3 … last layers removed)
  energy-calibrate trace --fill=measured.csv -o layers.csv     (a table for fit; its column 'trace' names files)

Exit codes: 0 fine, 2 wrong usage, 3 broken or unsuitable input, or a trace that does not say which of its states is the
execution: both readings are printed then, and --active decides.)";

namespace {

/// What is kept of one file until all are read.
struct MeasuredTrace {
  PowerTrace trace;
  TraceAnalysis analysis;
  DiagnosticEngine diagnostics{50};
};

} // namespace

/// The files of a folder, hidden ones left out, in the order people number them: 2 before 10.
static llvm::Expected<std::vector<std::string>> filesInOrder(llvm::StringRef folder) {
  std::vector<std::string> files;
  std::error_code code;
  for (llvm::sys::fs::directory_iterator at(folder, code), end; at != end && !code; at.increment(code))
    if (llvm::sys::fs::is_regular_file(at->path()) && !llvm::sys::path::filename(at->path()).startswith("."))
      files.push_back(at->path());
  if (code)
    return usageError("--truncated={}: {}", folder, code.message());
  if (files.empty())
    return usageError("--truncated={}: the folder has no files", folder);
  llvm::sort(files, [](std::string const &a, std::string const &b) {
    int order = llvm::StringRef(a).compare_numeric(b);
    return order != 0 ? order < 0 : a < b;
  });
  return files;
}

static llvm::Expected<TraceAnalysis> analyseFile(llvm::StringRef path, TraceReadOptions const &readOptions,
                                                 AnalysisOptions const &options,
                                                 DiagnosticEngine &diagnostics) {
  auto trace = readWithProgress(path, readOptions, diagnostics);
  if (!trace)
    return trace.takeError();
  return analyseTrace(*trace, options, diagnostics);
}

/// Layers from the profiles of the network with its last layers removed.
static llvm::Error cutByTruncated(MeasuredTrace &full, llvm::StringRef folder,
                                  TraceReadOptions const &readOptions, AnalysisOptions options) {
  auto files = filesInOrder(folder);
  if (!files)
    return files.takeError();
  if (full.analysis.ambiguous)
    return inputError("{}: idle and execution cannot be told apart; give --active", full.analysis.source);
  if (!full.analysis.profile || !full.analysis.baseW)
    return inputError("{}: without a mean profile and base power there is nothing to compare",
                      full.analysis.source);
  std::vector<Profile> shortened;
  options.latency.reset();
  if (full.analysis.tauS > 0)
    options.tauS = full.analysis.tauS; // one board, one supply, one script that runs the network
  options.active = full.analysis.activeHigh ? ActiveChoice::High : ActiveChoice::Low;
  if (!options.inferences && !full.analysis.windows.empty())
    options.inferences = full.analysis.windows.front().inferences;
  for (std::string const &file : *files) {
    DiagnosticEngine own;
    auto analysis = analyseFile(file, readOptions, options, own);
    if (!analysis)
      return analysis.takeError();
    if (!analysis->profile)
      return inputError("{}: no inference was found in this trace", file);
    shortened.push_back(std::move(*analysis->profile));
  }
  std::vector<LayerBorder> borders =
      bordersFromTruncated(*full.analysis.profile, shortened, *full.analysis.baseW);
  std::vector<std::string> names;
  for (size_t i = 1; i < borders.size(); ++i)
    names.push_back(fmt::format("layer {}", i));
  full.analysis.layers =
      cutLayers(*full.analysis.profile, names, borders, full.analysis.baseW, full.analysis.tauS);
  full.diagnostics.note(DiagCode::TraceStep, full.analysis.source,
                        fmt::format("layers: borders from {} truncated networks", shortened.size()));
  return llvm::Error::success();
}

static llvm::Error writeJson(std::vector<std::unique_ptr<MeasuredTrace>> const &all, llvm::StringRef path) {
  return writeFile(path, [&](llvm::raw_ostream &out) {
    JsonWriter json(out, 2);
    auto one = [&](MeasuredTrace const &measured) {
      writeTraceJson(measured.analysis, measured.diagnostics.diagnostics(), json);
    };
    if (all.size() == 1)
      one(*all.front());
    else
      json.array([&] {
        for (auto const &measured : all)
          one(*measured);
      });
    out << '\n';
  });
}

namespace {

struct OutputFlags {
  llvm::cl::opt<std::string> output{
      "o", llvm::cl::value_desc("FILE"),
      llvm::cl::desc("Write the measurement as JSON there, or the table of --fill")};
  llvm::cl::opt<bool> json{"json", llvm::cl::desc("Print JSON instead of text")};
  llvm::cl::opt<std::string> html{"html", llvm::cl::value_desc("FILE"),
                                  llvm::cl::desc("Draw the trace with what was detected (one trace only)")};
  llvm::cl::opt<std::string> truncated{
      "truncated", llvm::cl::value_desc("DIR"),
      llvm::cl::desc(
          "Traces of the network with its last 1, 2, 3 … layers removed: layer times from the longest common "
          "part (one trace only)")};
  llvm::cl::opt<std::string> fill{
      "fill", llvm::cl::value_desc("TABLE.csv"),
      llvm::cl::desc(
          "Fill a table for 'energy-calibrate fit' with time and energy of the traces that its column "
          "'trace' names, of their layers where it has a column 'layer'")};
  llvm::cl::opt<std::string> energy{
      "energy", llvm::cl::value_desc("total|dynamic"),
      llvm::cl::desc("Which energy --fill writes: all of it (default), or what is above base power")};
};

} // namespace

static llvm::Error fill(OutputFlags const &flags, TraceReadOptions const &readOptions,
                        AnalysisOptions const &options) {
  auto plan = CsvFile::open(flags.fill);
  if (!plan)
    return plan.takeError();
  auto analyse = [&](std::string const &path) {
    DiagnosticEngine own;
    return analyseFile(path, readOptions, options, own);
  };
  std::string table;
  llvm::raw_string_ostream text(table);
  if (llvm::Error error = fillTable(*plan, flags.energy == "dynamic", analyse, text))
    return error;
  return writeFile(flags.output.empty() ? "-" : flags.output.getValue(),
                   [&](llvm::raw_ostream &out) { out << text.str(); });
}

/// Measures every file and writes what was asked for; whether all say which state is the execution.
static llvm::Expected<bool> measure(OutputFlags const &flags, llvm::ArrayRef<std::string> files,
                                    TraceReadOptions const &readOptions, AnalysisOptions const &options) {
  std::vector<std::unique_ptr<MeasuredTrace>> all;
  for (std::string const &file : files) {
    auto measured = std::make_unique<MeasuredTrace>();
    auto trace = readWithProgress(file, readOptions, measured->diagnostics);
    if (!trace)
      return trace.takeError();
    measured->trace = std::move(*trace);
    auto analysis = analyseTrace(measured->trace, options, measured->diagnostics);
    if (!analysis)
      return analysis.takeError();
    measured->analysis = std::move(*analysis);
    if (!flags.truncated.empty())
      if (llvm::Error error = cutByTruncated(*measured, flags.truncated, readOptions, options))
        return error;
    if (flags.html.empty())
      measured->trace = {};
    all.push_back(std::move(measured));
  }
  if (!flags.output.empty())
    if (llvm::Error error = writeJson(all, flags.output))
      return error;
  if (!flags.html.empty())
    if (llvm::Error error = writeFile(flags.html, [&](llvm::raw_ostream &out) {
          MeasuredTrace const &one = *all.front();
          writeTraceHtml(one.trace, one.analysis, one.diagnostics.diagnostics(), out);
        }))
      return error;
  bool decided = llvm::none_of(all, [](auto const &measured) { return measured->diagnostics.hasErrors(); });
  if (flags.json) {
    if (llvm::Error error = writeJson(all, "-"))
      return error;
    return decided;
  }
  for (auto const &measured : all)
    writeTraceText(measured->analysis, measured->diagnostics.diagnostics(), llvm::outs());
  return decided;
}

/// What does not go together.
static llvm::Error checkFlags(OutputFlags const &flags, TraceFlags const &traceFlags) {
  size_t files = traceFlags.files.size();
  if (!flags.energy.empty() && flags.energy != "total" && flags.energy != "dynamic")
    return usageError("--energy={}: total or dynamic", flags.energy.getValue());
  if (flags.fill.empty() && files == 0)
    return usageError("no trace is given; see energy-calibrate trace --help");
  if (!flags.fill.empty() && (files > 0 || flags.json || !flags.html.empty() || !flags.truncated.empty()))
    return usageError(
        "--fill takes its traces from the table and writes a table; it goes with no FILE, --json, "
        "--html or --truncated");
  if (flags.fill.empty() && !flags.energy.empty())
    return usageError("--energy says what --fill writes; JSON and text have both energies");
  if (files > 1 && (!flags.html.empty() || !flags.truncated.empty() || !traceFlags.windows.empty()))
    return usageError("--html, --truncated and --windows are of one trace; {} were given", files);
  return llvm::Error::success();
}

int runTrace(int argc, char const *const *argv) {
  TraceFlags flags;
  OutputFlags outputs;
  if (llvm::StringRef(argc > 1 ? argv[1] : "") == "--format=list") {
    listTraceFormats(llvm::outs());
    return 0;
  }
  if (std::optional<int> code = parseVerbArguments(argc, argv, traceOverview, TraceFlags::words()))
    return *code;
  if (llvm::Error error = checkFlags(outputs, flags))
    return failWith(std::move(error));
  auto readOptions = flags.readOptions();
  if (!readOptions)
    return failWith(readOptions.takeError());
  auto options = flags.analysisOptions();
  if (!options)
    return failWith(options.takeError());
  if (!outputs.fill.empty()) {
    if (llvm::Error error = fill(outputs, *readOptions, *options))
      return failWith(std::move(error));
    return 0;
  }
  auto decided = measure(outputs, flags.files, *readOptions, *options);
  if (!decided)
    return failWith(decided.takeError());
  return *decided ? 0 : 3;
}

} // namespace eo
