// Every reader of measured files on arbitrary bytes. The first byte chooses the reader: one of the trace
// formats forced, the recogniser, the latency reports or the windows. What is read as a trace is analysed,
// too. Seeds in testdata/fuzz begin with that byte: a new format moves those behind it.
#include "lib/trace/formats/TraceReaders.h"
#include "lib/trace/measure/Analysis.h"
#include "llvm/Support/raw_ostream.h"

using namespace eo;

static void readAsTrace(llvm::StringRef text, TraceReadOptions const &options) {
  DiagnosticEngine diagnostics;
  auto trace = readTrace(text, "input", options, diagnostics);
  if (!trace) {
    llvm::consumeError(trace.takeError());
    return;
  }
  if (trace->watts.size() > 4096)
    return;
  auto analysis = analyseTrace(*trace, {}, diagnostics);
  if (!analysis)
    llvm::consumeError(analysis.takeError());
}

extern "C" int LLVMFuzzerTestOneInput(uint8_t const *data, size_t size) {
  if (size == 0)
    return 0;
  llvm::StringRef text(reinterpret_cast<char const *>(data) + 1, size - 1);
  size_t choice = data[0] % (traceFormats().size() + 3);
  if (choice == traceFormats().size() + 1) {
    auto report = readLatencyReport(text, "input");
    if (!report)
      llvm::consumeError(report.takeError());
    return 0;
  }
  if (choice == traceFormats().size() + 2) {
    auto windows = readWindows(text, "input");
    if (!windows)
      llvm::consumeError(windows.takeError());
    return 0;
  }
  TraceReadOptions options;
  if (data[0] & 0x20) { // answers to questions: the first device, the first two columns
    options.devices = {"0"};
    options.columns = {text.split('\n').first.split(',').first.str(),
                       text.split(',').second.split(',').first.str()};
  }
  options.supplyV = 5;
  options.shuntOhm = data[0] & 0x80 ? std::optional<double>(0.1) : std::nullopt;
  options.rateHz = data[0] & 0x40 ? std::optional<double>(1000) : std::nullopt;
  if (choice < traceFormats().size())
    options.format = traceFormats()[choice].name.str();
  readAsTrace(text, options);
  return 0;
}
