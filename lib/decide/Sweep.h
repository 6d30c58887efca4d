//===- Sweep.h - one row for every size, board and setting ---------------------------------------------===//
#ifndef ENERGY_OPT_LIB_DECIDE_SWEEP_H
#define ENERGY_OPT_LIB_DECIDE_SWEEP_H

#include "lib/report/TextTable.h"
#include "lib/report/Writers.h"

namespace eo {

/// One combination.
struct SweepRow {
  Report report;
  std::string error; ///< why there is no report; empty where there is
  std::string what;  ///< the combination in words: "power_mode=15w batch=4"
};

/// The rows that could be analysed, as people read them.
struct SweepTable {
  std::vector<TextTable::Column> columns; ///< those that do not say the same in every row
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> common; ///< what is left out because it is
  std::vector<std::string> notes;  ///< why there is no row, or no figure in one
};
/// The table of `rows`.
SweepTable sweepTable(llvm::ArrayRef<SweepRow> rows);

/// A table for people; columns that say the same in every row are left out.
void writeSweepText(llvm::ArrayRef<SweepRow> rows, WriteOptions const &options, llvm::raw_ostream &stream);
/// One page of HTML: energy and latency against what varies, and the table.
void writeSweepHtml(llvm::ArrayRef<SweepRow> rows, llvm::raw_ostream &stream);
/// "energy-opt/sweep/1": rows with the totals of reports.
void writeSweepJson(llvm::ArrayRef<SweepRow> rows, llvm::raw_ostream &stream);
/// A row a combination: path, dims, board, setting, the keys of totals, trust, error.
void writeSweepCsv(llvm::ArrayRef<SweepRow> rows, llvm::raw_ostream &stream);

} // namespace eo

#endif
