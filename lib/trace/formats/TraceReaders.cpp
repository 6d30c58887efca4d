#include "lib/trace/formats/TraceReaders.h"
#include "lib/support/Error.h"
#include "lib/support/ForeignText.h"
#include "lib/support/InputFile.h"
#include "lib/support/Spelling.h"
#include "lib/text/Csv.h"
#include "lib/trace/formats/OtherFiles.h"
#include "lib/trace/latency/LatencyReport.h"
#include "lib/trace/measure/WindowFile.h"
#include "llvm/Support/Process.h"

#include <algorithm>
#include <sys/mman.h>

namespace eo {

static constexpr size_t headBytes = 65536;

static constexpr TraceFormat traceReaders[] = {
    {"eembc", "EEMBC EnergyRunner binary, microjoules per sample", recognisesEembc, readEembc, false},
    {"npy", "NumPy array of shunt volts", recognisesNpy, readNpy, false},
    {"tegrastats", "NVIDIA tegrastats of JetPack 4, 5, 6", recognisesTegrastats, readTegrastats},
    {"joulescope", "Joulescope CSV export", recognisesJoulescope, readJoulescope},
    {"monsoon", "Monsoon power monitor CSV export", recognisesMonsoon, readMonsoon},
    {"ppk2", "Nordic Power Profiler Kit II CSV export (needs --supply-v)", recognisesPpk2, readPpk2},
    {"otii", "Qoitech Otii CSV export", recognisesOtii, readOtii},
    {"streamline", "ARM Streamline timeline CSV", recognisesStreamline, readStreamline},
    {"jetson-log", "time,mV,mA lines of a Jetson power logger", recognisesJetsonLog, readJetsonLog, false},
    {"nvidia-smi", "nvidia-smi -q (its CSV and dmon are tables: csv)", recognisesNvidiaSmiLog,
     readNvidiaSmiLog},
    {"key-value",
     "rounds of 'name: value unit' lines (vcgencmd pmic_read_adc, hwmon attributes, hailortcli "
     "measure-power)",
     recognisesKeyValueLog, readKeyValueLog},
    {"csv", "table with units in its header (time_s,power_mw · current_a,voltage_v)", recognisesPlainCsv,
     readPlainCsv},
    {"ina3221", "sysfs polls of an INA3221, milliwatts, one a line", recognisesIna3221, readIna3221, false},
    {"shunt-volts", "bare numbers: volts over a shunt (needs --shunt-ohm)", recognisesShuntVolts,
     readShuntVolts, false},
};

llvm::ArrayRef<TraceFormat> traceFormats() { return traceReaders; }

static TraceFormat const *formatNamed(llvm::StringRef name) {
  auto const *found =
      llvm::find_if(traceReaders, [&](TraceFormat const &format) { return format.name == name; });
  return found == std::end(traceReaders) ? nullptr : found;
}

static llvm::Expected<TraceFormat const *> chooseFormat(llvm::StringRef text, llvm::StringRef file,
                                                        TraceReadOptions const &options) {
  if (!options.format.empty()) {
    if (TraceFormat const *format = formatNamed(options.format))
      return format;
    std::vector<std::string> names;
    for (TraceFormat const &format : traceReaders)
      names.push_back(format.name.str());
    return usageError("unknown trace format '{}'{}", options.format, didYouMean(options.format, names));
  }
  if (text.empty())
    return inputError("{}: the file is empty", file);
  llvm::StringRef head = text.take_front(headBytes);
  if (std::string other = describeOtherFile(head); !other.empty())
    return inputError("{}: line 1, column 1: {}", file, other);
  for (TraceFormat const &format : traceReaders)
    if (format.recognises(head))
      return &format;
  bool numbersOnly = !firstLineOf(head).empty() && !cellNumber(firstLineOf(head)).takeError();
  if (numbersOnly && options.shuntOhm)
    return formatNamed("shunt-volts");
  if (numbersOnly)
    return inputError(
        "{}: line 1, column 1: bare numbers without a unit; say what they are with --format=ina3221 "
        "(milliwatts) or --shunt-ohm, --supply-v and --rate-hz (volts over a shunt)",
        file);
  if (recognisesLatencyCsv(head) || recognisesMarkers(head))
    return inputError("{}: line 1, column 1: a table of times, not of power; layer times go with "
                      "--latency-report, markers with --windows",
                      file);
  return inputError(
      "{}: line 1, column 1: no known trace format; --format forces one, a table needs a header with "
      "units such as time_s,power_mw",
      file);
}

llvm::Expected<PowerTrace> readTrace(llvm::StringRef text, llvm::StringRef file,
                                     TraceReadOptions const &options, DiagnosticEngine &diagnostics) {
  if (std::optional<std::string> plain = foreignText(text))
    return readTrace(*plain, file, options, diagnostics);
  auto format = chooseFormat(text, file, options);
  if (!format)
    return format.takeError();
  bool named = !options.columns.empty() || !options.devices.empty();
  if (named && !(*format)->hasColumns)
    return usageError("{}: a trace of format {} holds one power only: --column, --rail and --device have "
                      "nothing to choose from",
                      file, (*format)->name);
  return (*format)->read({text, file.str(), options, diagnostics});
}

/// Gives the pages of a mapped file back that have been read, so that a long recording does not lie in memory twice. What is
/// read again comes back from the file.
static void releasePages(llvm::StringRef mapping, double share, size_t &released) {
  size_t page = llvm::sys::Process::getPageSizeEstimate();
  auto read =
      static_cast<size_t>(std::clamp(share, 0.0, 1.0) * static_cast<double>(mapping.size())) / page * page;
  if (read <= released)
    return;
  ::madvise(const_cast<char *>(mapping.data() + released), read - released, MADV_DONTNEED);
  released = read;
}

llvm::Expected<PowerTrace> readTraceFile(llvm::StringRef path, TraceReadOptions const &options,
                                         DiagnosticEngine &diagnostics) {
  llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> buffer = readInput(path);
  if (!buffer)
    return buffer.takeError();
  llvm::StringRef text = (*buffer)->getBuffer();
  bool mapped = (*buffer)->getBufferKind() == llvm::MemoryBuffer::MemoryBuffer_MMap;
  size_t released = 0;
  auto progress = [&](double share) {
    if (options.progress)
      options.progress(share);
    if (mapped)
      releasePages(text, share, released);
  };
  TraceReadOptions own = options;
  own.progress = progress;
  return readTrace(text, path, own, diagnostics);
}

} // namespace eo
