//===- HtmlParts.h - what several parts of a page of reports use ---------------------------------------===//
#ifndef ENERGY_OPT_LIB_REPORT_PAGE_HTMLPARTS_H
#define ENERGY_OPT_LIB_REPORT_PAGE_HTMLPARTS_H

#include "lib/report/Report.h"

namespace eo {

/// A bar of `value` on a scale up to `most`, with its interval as a whisker. Beside a figure in words, so
/// hidden from screen readers.
std::string htmlBar(double value, ReportNumber low, ReportNumber high, double most);

/// "unit=gpu, precision=fp16", as in the board file.
std::string boardSettingsText(ReportBoard const &board);

} // namespace eo

#endif
