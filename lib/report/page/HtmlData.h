//===- HtmlData.h - the figures that the scripts of a page draw ---------------------------------------===//
#ifndef ENERGY_OPT_LIB_REPORT_PAGE_HTMLDATA_H
#define ENERGY_OPT_LIB_REPORT_PAGE_HTMLDATA_H

#include "lib/report/Report.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/raw_ostream.h"

namespace eo {

/// Reports of one network with the same layers and counts: one for each board.
using NetworkReports = std::vector<size_t>;

/// Indices into `reports`, grouped by network in the order of their first report. Without a board each is on
/// its own.
std::vector<NetworkReports> groupByNetwork(llvm::ArrayRef<Report> reports);

/// One JSON value that can stand in a <script> element: no '<' in it. Layers are columns, not objects, so
/// that names and shapes stand there once for all boards; figures have six digits (--format=json has all).
/// Rows of bodies come after those of the main graph and name their parent's row.
///   {"networks":[{"title","count","ops":[…],"op":[…],"name":[…],"scope":[…],"shape":[…],"index":[…],"macs":[…],
///                 "params":[…],"traffic":[…],"parent":[…],
///                 "runs":[{"report","label","board","kernel":[…],"energy":[…],"low":[…],"high":[…],"latency":[…],
///                          "bases":[…],"basis":[…],"reasons":[…],"reason":[…]}]}]}
/// "count" is how many rows are of the main graph; "op", "basis" and "reason" are indices into the list
/// beside them, "kernel" the row of the kernel's anchor. A column of nothing but nulls is null.
void writePageData(llvm::ArrayRef<Report> reports, llvm::ArrayRef<NetworkReports> networks,
                   llvm::raw_ostream &stream);

/// `"key":[…]` of `count` cells, each a JSON value; null where all are.
void writePageColumn(llvm::StringRef key, size_t count, llvm::function_ref<std::string(size_t row)> cell,
                     llvm::raw_ostream &stream);

/// Columns of a name on a page; longer ones are cut.
constexpr size_t longestPageName = 240;

/// A string literal of JSON that can stand in a <script> element, as printable() shows the text.
std::string pageString(llvm::StringRef text, size_t maxColumns);

/// The number with six digits; null where it is not known or not finite.
std::string pageNumber(ReportNumber value);

} // namespace eo

#endif
