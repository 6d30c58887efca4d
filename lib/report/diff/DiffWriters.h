//===- DiffWriters.h - one function per format of differences ---------------------------------------===//
//
// A new format is one file with its function, declared here, and a row in the table of DiffWriters.cpp.
//
#ifndef ENERGY_OPT_LIB_REPORT_DIFF_DIFFWRITERS_H
#define ENERGY_OPT_LIB_REPORT_DIFF_DIFFWRITERS_H

#include "lib/report/Writers.h"
#include "lib/report/diff/Diff.h"

namespace eo {

/// For people at a terminal.
void writeDiffText(ReportDiff const &diff, WriteOptions const &options, llvm::raw_ostream &stream);
/// One object of schema energy-opt/diff/1 (docs/diff.md).
void writeDiffJson(ReportDiff const &diff, WriteOptions const &options, llvm::raw_ostream &stream);
/// Fit for a comment on a pull request: verdict, totals, the layers that change most; the rest is folded.
void writeDiffMarkdown(ReportDiff const &diff, WriteOptions const &options, llvm::raw_ostream &stream);
/// One self-contained page: verdict, totals, where along the network the change is, a table of all layers.
void writeDiffHtml(ReportDiff const &diff, WriteOptions const &options, llvm::raw_ostream &stream);
/// RFC 4180 with '\n': a header, then one row per layer of either network, the same ones included.
void writeDiffCsv(ReportDiff const &diff, WriteOptions const &options, llvm::raw_ostream &stream);

/// One row of the table behind `energy-opt diff --format`.
struct DiffFormat {
  llvm::StringRef name, description;
  void (*write)(ReportDiff const &diff, WriteOptions const &options, llvm::raw_ostream &stream);
};

/// Every format, the default first.
llvm::ArrayRef<DiffFormat> diffFormats();

} // namespace eo

#endif
