//===- ReportReader.h - a JSON report becomes a Report again --------------------------------------===//
#ifndef ENERGY_OPT_LIB_REPORT_REPORTREADER_H
#define ENERGY_OPT_LIB_REPORT_REPORTREADER_H

#include "lib/report/Report.h"
#include "llvm/Support/Error.h"

namespace eo {

/// Largest file of reports; a layer takes about one kilobyte.
constexpr size_t maxReportBytes = size_t{64} << 20;

/// The reports in `text`, in its order, at least one: an object of schema energy-opt/report/1, an array of
/// such objects, or one after another as in NDJSON, where records of networks without a report (energy-opt/error/1) are passed over. Writing them again gives the same JSON, byte by byte.
///
/// Null and absent figures are absent; keys that are not known are skipped. What JSON does not hold is
/// derived (board.describes names the board and its settings; in a report without the flags totals.macsAreAll is whether every
/// layer has MACs) or empty (noInterval, reason). Errors are of ErrorKind::Input and begin with "FILE:LINE:COLUMN: KEY:
/// ": no JSON, another schema, a missing key, a value of the wrong type, more than maxReportBytes.
llvm::Expected<std::vector<Report>> readReports(llvm::StringRef text, llvm::StringRef file);

/// The same for a file on disk.
llvm::Expected<std::vector<Report>> readReportFile(llvm::StringRef path);

} // namespace eo

#endif
