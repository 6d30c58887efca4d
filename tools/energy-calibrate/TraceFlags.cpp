#include "tools/energy-calibrate/TraceFlags.h"

#include "lib/support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace eo {

/// The positive number of a flag, or nothing where it was not given.
static llvm::Error positive(llvm::cl::opt<std::string> const &flag, std::optional<double> &value) {
  if (flag.empty())
    return llvm::Error::success();
  double number = 0;
  if (llvm::StringRef(flag).getAsDouble(number) || !(number > 0) || number > 1e12)
    return usageError("--{}={}: a positive number is needed", flag.ArgStr, flag.getValue());
  value = number;
  return llvm::Error::success();
}

OptionWords TraceFlags::words() {
  std::vector<std::string> formats;
  for (TraceFormat const &one : traceFormats())
    formats.push_back(one.name.str());
  return {{"format", formats},
          {"active", {"low", "high"}},
          {"skip", {"base", "align", "deconvolve", "outliers", "average"}},
          {"outliers", {"robust", "isolation-forest"}}};
}

llvm::Expected<TraceReadOptions> TraceFlags::readOptions() const {
  TraceReadOptions options;
  options.format = format;
  options.columns.assign(columns.begin(), columns.end());
  options.devices.assign(devices.begin(), devices.end());
  if (llvm::Error error = positive(rateHz, options.rateHz))
    return error;
  if (llvm::Error error = positive(supplyV, options.supplyV))
    return error;
  if (llvm::Error error = positive(shuntOhm, options.shuntOhm))
    return error;
  return options;
}

static llvm::Error applySkips(llvm::cl::list<std::string> const &skips, AnalysisOptions &options) {
  for (std::string const &step : skips) {
    if (step == "base")
      options.base = false;
    else if (step == "align")
      options.align = false;
    else if (step == "average")
      options.average = false;
    else if (step == "deconvolve")
      options.deconvolve = false;
    else if (step == "outliers")
      options.outliers = OutlierRule::None;
    else
      return usageError("--skip={}: the steps are base, align, deconvolve, outliers and average", step);
  }
  return llvm::Error::success();
}

llvm::Expected<AnalysisOptions> TraceFlags::analysisOptions() const {
  AnalysisOptions options;
  if (!active.empty() && active != "low" && active != "high")
    return usageError("--active={}: low or high", active.getValue());
  if (!active.empty())
    options.active = active == "low" ? ActiveChoice::Low : ActiveChoice::High;
  if (!outliers.empty() && outliers != "robust" && outliers != "isolation-forest")
    return usageError("--outliers={}: robust or isolation-forest", outliers.getValue());
  if (outliers == "isolation-forest")
    options.outliers = OutlierRule::IsolationForest;
  if (llvm::Error error = applySkips(skip, options))
    return error;
  if (llvm::Error error = positive(inferences, options.inferences))
    return error;
  if (llvm::Error error = positive(tau, options.tauS))
    return error;
  if (!windows.empty()) {
    auto given = readWindowsFile(windows);
    if (!given)
      return given.takeError();
    options.windows = std::move(*given);
  }
  if (!latencyReport.empty()) {
    auto report = readLatencyReportFile(latencyReport);
    if (!report)
      return report.takeError();
    options.latency = std::move(*report);
  }
  return options;
}

llvm::Expected<PowerTrace> readWithProgress(llvm::StringRef path, TraceReadOptions options,
                                            DiagnosticEngine &diagnostics) {
  bool shown = false;
  auto show = [&](double share) {
    llvm::errs() << fmt::format("\rreading {} … {:3.0f} %", path, 100 * share);
    shown = true;
  };
  if (llvm::errs().is_displayed())
    options.progress = show;
  llvm::Expected<PowerTrace> trace = readTraceFile(path, options, diagnostics);
  if (shown)
    llvm::errs() << "\r" << std::string(path.size() + 20, ' ') << "\r";
  return trace;
}

void listTraceFormats(llvm::raw_ostream &out) {
  for (TraceFormat const &one : traceFormats())
    out << fmt::format("{:<12} {}\n", one.name, one.summary);
}

} // namespace eo
