//===- TraceReaders.h - the table of trace formats --------------------------------------------===//
//
// A format is one row of the table in TraceReaders.cpp and one file that holds its two functions.
//
#ifndef ENERGY_OPT_LIB_TRACE_FORMATS_TRACEREADERS_H
#define ENERGY_OPT_LIB_TRACE_FORMATS_TRACEREADERS_H

#include "lib/support/Diagnostics.h"
#include "lib/trace/formats/PowerTrace.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>

namespace eo {

/// What the user says about a file because the file does not.
struct TraceReadOptions {
  std::string format;            ///< name of a reader; empty: recognise it
  std::optional<double> rateHz;  ///< samples per second; overrides the file's time stamps
  std::optional<double> supplyV; ///< supply voltage where the file holds current or shunt volts
  std::optional<double>
      shuntOhm; ///< the file holds shunt volts: P = (supply - u)·u/shunt (Wess et al., eq. 1)
  /// The columns or rails that make up the power, added up, by name; empty: chosen by their names.
  std::vector<std::string> columns;
  /// Where the rows are of several devices in turn: those that are added up, by their label.
  std::vector<std::string> devices;
  /// Called now and then with the share of the file that is read; may be empty.
  llvm::function_ref<void(double)> progress = {};
};

/// One file on its way through a reader.
struct TraceInput {
  llvm::StringRef text; ///< the whole file
  std::string file;     ///< its name, for messages
  TraceReadOptions const &options;
  DiagnosticEngine &diagnostics;
};

/// One row of the table of formats.
struct TraceFormat {
  llvm::StringRef name;    ///< what --format takes
  llvm::StringRef summary; ///< one line: tool, columns, unit
  /// Whether the beginning of the file (at most 64 KiB) is of this format. The first row that says yes reads.
  bool (*recognises)(llvm::StringRef head);
  llvm::Expected<PowerTrace> (*read)(TraceInput const &input);
  bool hasColumns = true; ///< of names that `columns` may choose from
};

/// All formats, the most particular first.
llvm::ArrayRef<TraceFormat> traceFormats();

/// Reads a trace from memory. Errors name file, line and column and say what is wrong; a file that is no
/// trace at all but another file of the same tools (a latency report, window stamps) is told apart by name.
llvm::Expected<PowerTrace> readTrace(llvm::StringRef text, llvm::StringRef file,
                                     TraceReadOptions const &options, DiagnosticEngine &diagnostics);

/// Maps the file and reads it.
llvm::Expected<PowerTrace> readTraceFile(llvm::StringRef path, TraceReadOptions const &options,
                                         DiagnosticEngine &diagnostics);

// The readers, one file each.
#define EO_TRACE_FORMAT(Name)                                                                                \
  bool recognises##Name(llvm::StringRef head);                                                               \
  llvm::Expected<PowerTrace> read##Name(TraceInput const &input);
EO_TRACE_FORMAT(Eembc)
EO_TRACE_FORMAT(Npy)
EO_TRACE_FORMAT(Tegrastats)
EO_TRACE_FORMAT(Joulescope)
EO_TRACE_FORMAT(Monsoon)
EO_TRACE_FORMAT(Ppk2)
EO_TRACE_FORMAT(Otii)
EO_TRACE_FORMAT(Streamline)
EO_TRACE_FORMAT(JetsonLog)
EO_TRACE_FORMAT(NvidiaSmiLog)
EO_TRACE_FORMAT(KeyValueLog)
EO_TRACE_FORMAT(PlainCsv)
EO_TRACE_FORMAT(ShuntVolts)
EO_TRACE_FORMAT(Ina3221)
#undef EO_TRACE_FORMAT

} // namespace eo

#endif
