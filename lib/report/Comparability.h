//===- Comparability.h - which boards' energies stand for the same thing ------------------------------===//
#ifndef ENERGY_OPT_LIB_REPORT_COMPARABILITY_H
#define ENERGY_OPT_LIB_REPORT_COMPARABILITY_H

#include "lib/report/Report.h"
#include "llvm/ADT/ArrayRef.h"

namespace eo {

/// "energies do not compare as they are, metered: raspberry-pi-5 core-rail, idle excluded; rk3588 wall, idle included":
/// energies of a core rail and of a wall plug, or with and without idle, are not the same thing. `names` are the
/// reports' boards; each is said once. "" where all were metered alike, or where a report has no board.
std::string comparabilityText(llvm::ArrayRef<Report> reports, llvm::ArrayRef<std::string> names);
/// The same with the boards' ids for names.
std::string comparabilityText(llvm::ArrayRef<Report> reports);
/// The same of reports that stand in larger things; nullptr is passed over.
std::string comparabilityText(llvm::ArrayRef<Report const *> reports);

/// Seconds that pass between a result and the next input, back to back: what makes a rate lower than 1/latency. Nothing
/// where none do, or inferences overlap.
std::optional<double> pauseOf(ReportTotals const &totals);
/// "edge-tpu: fewer a second than 1/latency, for between a result and the next input some time passes"; "" where that is
/// so on none of the boards.
std::string pausesText(llvm::ArrayRef<Report const *> reports);

/// Where the board was metered and whether idle is in its energies, for tables of programs that hold several boards:
/// columns "metered" and "idle"; nothing where it is not stated.
std::vector<ReportCell> meteringCells(Report const &report);

} // namespace eo

#endif
