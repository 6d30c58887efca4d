//===- HtmlSections.h - what a page of reports says without scripts ------------------------------------===//
#ifndef ENERGY_OPT_LIB_REPORT_PAGE_HTMLSECTIONS_H
#define ENERGY_OPT_LIB_REPORT_PAGE_HTMLSECTIONS_H

#include "lib/report/Writers.h"
#include "lib/report/page/HtmlData.h"

namespace eo {

/// All reports in one table, a row each that links to its section; and where a network has several boards, a
/// link to their comparison, which scripts draw.
void writeHtmlOverview(llvm::ArrayRef<Report> reports, llvm::ArrayRef<NetworkReports> networks,
                       llvm::raw_ostream &stream);

/// <section id="r3">: totals, the layers that cost most, coverage, remarks, sources; with places that scripts
/// fill with pictures (class "picture", "more") and the table of all layers ("layers").
void writeHtmlReport(Report const &report, size_t number, WriteOptions const &options,
                     llvm::raw_ostream &stream);

} // namespace eo

#endif
