//===- Writers.h - one function per report format ------------------------------------------------------===//
//
// A new format is one file with its function, declared here, and a row in the table of Writers.cpp.
//
#ifndef ENERGY_OPT_LIB_REPORT_WRITERS_H
#define ENERGY_OPT_LIB_REPORT_WRITERS_H

#include "lib/report/Report.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"

namespace eo {

/// How a report is laid out for people, and how much of it JSON holds.
struct WriteOptions {
  unsigned top = 10;    ///< how many layers are shown first; UINT_MAX: all
  unsigned width = 110; ///< columns of the terminal
  bool color = false;
  bool layers = true;                 ///< JSON and NDJSON: `layers` too; false leaves the key out
  std::optional<int64_t> createdAt{}; ///< SPDX: seconds since 1970; absent: 0, and a comment says so
};

/// For people at a terminal.
void writeText(Report const &report, WriteOptions const &options, llvm::raw_ostream &stream);
/// One indented object without a line end.
void writeJson(Report const &report, WriteOptions const &options, llvm::raw_ostream &stream);
/// One object on one line without its end.
void writeNdjson(Report const &report, WriteOptions const &options, llvm::raw_ostream &stream);
/// RFC 4180, but lines end in '\n': a header, then one row per layer.
void writeCsv(Report const &report, WriteOptions const &options, llvm::raw_ostream &stream);

/// Energy (without a board MACs) of each node for Model Explorer; the other its time.
void writeModelExplorer(Report const &report, WriteOptions const &options, llvm::raw_ostream &stream);
void writeModelExplorerLatency(Report const &report, WriteOptions const &options, llvm::raw_ostream &stream);

/// A bill of materials in SPDX 3: each network an AI package with the energy of an inference on each board.
void writeSpdx(llvm::ArrayRef<Report> reports, WriteOptions const &options, llvm::raw_ostream &stream);
/// For a comment on a pull request: all reports in one table, the layers that cost most, the rest folded or
/// counted.
void writeMarkdown(llvm::ArrayRef<Report> reports, WriteOptions const &options, llvm::raw_ostream &stream);
/// All reports in one self-contained page: pictures, a table of all layers, boards side by side.
void writeHtml(llvm::ArrayRef<Report> reports, WriteOptions const &options, llvm::raw_ostream &stream);

/// One row of the table behind `--format`.
struct ReportFormat {
  llvm::StringRef name, description;
  void (*write)(Report const &report, WriteOptions const &options, llvm::raw_ostream &stream);
  llvm::StringRef open, close; ///< around several reports
  llvm::StringRef between;     ///< between two of them
  llvm::StringRef end;         ///< after the last one
  bool single;                 ///< holds one report only
  /// In the place of all of the above, where reports are not written one after another but as a whole.
  void (*writeAll)(llvm::ArrayRef<Report> reports, WriteOptions const &options,
                   llvm::raw_ostream &stream) = nullptr;
};

/// Every format, the default first.
llvm::ArrayRef<ReportFormat> reportFormats();

/// Strings finished reports together on a stream.
class ReportList {
public:
  ReportList(ReportFormat const &reportFormat, bool severalReports, llvm::raw_ostream &output)
      : format(reportFormat), several(severalReports), stream(output) {
    if (several)
      stream << format.open;
  }
  void add(llvm::StringRef report) {
    stream << (count++ == 0 ? llvm::StringRef() : format.between) << report;
  }
  void finish() {
    if (count != 0)
      stream << format.end;
    if (several)
      stream << format.close;
  }

private:
  ReportFormat const &format;
  bool several;
  llvm::raw_ostream &stream;
  size_t count = 0;
};

} // namespace eo

#endif
