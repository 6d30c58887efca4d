//===- CsvCell.h - one field of a CSV file ------------------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_REPORT_CSVCELL_H
#define ENERGY_OPT_LIB_REPORT_CSVCELL_H

#include "lib/report/Report.h"
#include "llvm/ADT/ArrayRef.h"

namespace eo {

/// As RFC 4180 wants it: text is valid UTF-8, quoted where it holds a comma, a quote or a line break; null is empty.
/// What is not seen but changes how others are read (isUnseen in lib/support/Unseen.h) is U+FFFD.
std::string csvCell(ReportCell const &cell);

/// A line of such fields, its end ('\n') included.
std::string csvRow(llvm::ArrayRef<ReportCell> cells);

} // namespace eo

#endif
