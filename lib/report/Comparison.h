//===- Comparison.h - one row a report: totals for several values of a dimension -----------------------===//
#ifndef ENERGY_OPT_LIB_REPORT_COMPARISON_H
#define ENERGY_OPT_LIB_REPORT_COMPARISON_H

#include "lib/report/Writers.h"

namespace eo {

/// A table for people: what the figures describe, then network, board, dimensions, MACs, memory and, with a
/// board, time and energy in total and per sample. Columns that say the same in every row are left out. Boards that were
/// metered differently have a line below.
void writeComparison(llvm::ArrayRef<Report> reports, WriteOptions const &options, llvm::raw_ostream &stream);

/// RFC 4180 with '\n': a header, then one row per report: path, board, "dim:NAME" for every dimension that
/// any report sets, the keys of totals, the shares of MACs and traffic that are known, where the board was metered and
/// whether idle is in it.
void writeComparisonCsv(llvm::ArrayRef<Report> reports, llvm::raw_ostream &stream);

/// Sorts by a key of totals, the largest first, or the smallest with a '-' in front; what is not known comes last, equals
/// stay in their order. Keeps the first `rows`; 0: all. An empty key sorts nothing.
void rankReports(std::vector<Report> &reports, llvm::StringRef key, size_t rows);

} // namespace eo

#endif
