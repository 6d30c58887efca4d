//===- SideBySide.h - one network on several boards ------------------------------------------===//
#ifndef ENERGY_OPT_LIB_REPORT_SIDEBYSIDE_H
#define ENERGY_OPT_LIB_REPORT_SIDEBYSIDE_H

#include "lib/report/Writers.h"

namespace eo {

/// Reports of one network on several boards, for people: what each board's figures describe, a row of totals
/// a board, the layers that cost most on any of them with a column a board, and the boards' remarks.
void writeSideBySide(llvm::ArrayRef<Report> reports, WriteOptions const &options, llvm::raw_ostream &stream);

} // namespace eo

#endif
