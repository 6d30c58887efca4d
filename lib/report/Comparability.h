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

} // namespace eo

#endif
