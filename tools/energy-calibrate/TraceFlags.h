//===- TraceFlags.h - the flags of the verbs that read power traces ---------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_TRACEFLAGS_H
#define ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_TRACEFLAGS_H

#include "lib/trace/formats/TraceReaders.h"
#include "lib/trace/measure/Analysis.h"
#include "tools/common/SelfDescription.h"
#include "llvm/Support/CommandLine.h"

namespace eo {

/// Options that exist while the verb parses its arguments.
struct TraceFlags {
  llvm::cl::list<std::string> files{llvm::cl::Positional, llvm::cl::desc("FILE…"), llvm::cl::ZeroOrMore};
  llvm::cl::opt<std::string> format{
      "format", llvm::cl::value_desc("NAME"),
      llvm::cl::desc("Force a trace format (default: recognised; 'list' prints all)")};
  llvm::cl::opt<std::string> rateHz{
      "rate-hz", llvm::cl::value_desc("HZ"),
      llvm::cl::desc("Samples per second; replaces the file's own time stamps")};
  llvm::cl::opt<std::string> supplyV{"supply-v", llvm::cl::value_desc("V"),
                                     llvm::cl::desc("Supply voltage, for files of current or shunt volts")};
  llvm::cl::opt<std::string> shuntOhm{
      "shunt-ohm", llvm::cl::value_desc("OHM"),
      llvm::cl::desc("The file holds volts over this shunt: P = (supply - u)·u/shunt")};
  llvm::cl::list<std::string> columns{
      "column", llvm::cl::value_desc("NAME,…"), llvm::cl::CommaSeparated,
      llvm::cl::desc("The columns that make up the power, added up (default: chosen by their names)")};
  llvm::cl::alias rails{"rail", llvm::cl::aliasopt(columns), llvm::cl::CommaSeparated, llvm::cl::NotHidden,
                        llvm::cl::desc("The rails that make up the power, added up: the same as --column")};
  llvm::cl::list<std::string> devices{
      "device", llvm::cl::value_desc("NAME,…"), llvm::cl::CommaSeparated,
      llvm::cl::desc("Where the rows are of several devices in turn (GPUs, cores): those that are added up")};
  llvm::cl::opt<std::string> active{"active", llvm::cl::value_desc("low|high"),
                                    llvm::cl::desc("Which power state is the execution (default: found)")};
  llvm::cl::opt<std::string> windows{
      "windows", llvm::cl::value_desc("FILE"),
      llvm::cl::desc(
          "Windows instead of detection: JSON list of stamps in s, or CSV with start_s,end_s[,name] or "
          "time_s,name")};
  llvm::cl::opt<std::string> latencyReport{
      "latency-report", llvm::cl::value_desc("FILE"),
      llvm::cl::desc(
          "Cut layers: OpenVINO counters, trtexec profile, TFLite or ONNX Runtime profile, name,time_ms")};
  llvm::cl::opt<std::string> inferences{"inferences", llvm::cl::value_desc("N"),
                                        llvm::cl::desc("Inferences per window (default: counted)")};
  llvm::cl::opt<std::string> tau{
      "tau", llvm::cl::value_desc("S"),
      llvm::cl::desc("Time constant of the supply in seconds (default: estimated)")};
  llvm::cl::list<std::string> skip{
      "skip", llvm::cl::value_desc("STEP,…"), llvm::cl::CommaSeparated,
      llvm::cl::desc("Leave out steps: base, align, deconvolve, outliers, average")};
  llvm::cl::opt<std::string> outliers{"outliers", llvm::cl::value_desc("robust|isolation-forest"),
                                      llvm::cl::desc("Rule for windows unlike the others (default: robust)")};

  /// The words that these options take.
  static OptionWords words();

  llvm::Expected<TraceReadOptions> readOptions() const;
  /// Reads the files of windows and layer times, too.
  llvm::Expected<AnalysisOptions> analysisOptions() const;
};

/// A trace, read with progress on standard error where that is a terminal.
llvm::Expected<PowerTrace> readWithProgress(llvm::StringRef path, TraceReadOptions options,
                                            DiagnosticEngine &diagnostics);

/// The names and summaries of all trace formats.
void listTraceFormats(llvm::raw_ostream &out);

} // namespace eo

#endif
