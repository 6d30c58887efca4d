//===- ProfileTables.h - layer times of runtimes as tables of nodes -----------------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_PROFILETABLES_H
#define ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_PROFILETABLES_H

#include "lib/board/BoardModel.h"
#include "lib/text/CsvFile.h"
#include "tools/energy-calibrate/NetworkDims.h"

namespace eo {

/// What the table of layer times is called, in the folder of its networks.
inline constexpr llvm::StringLiteral profilesName = "profiles.csv";

/// The table model,node,time_s of all reports of layer times in a folder, or of a bundle: of each kernel under the board's rules
/// the time of all rows of the report that are its nodes, fused and folded ones with it. A report belongs to the network of its
/// name in `models` (of a bundle its own). Rows that stand for several kernels at once, and what the runtime added, are left out. Says
/// on standard error which share of the times it found. Input errors: a report without network, a network without kernel times.
llvm::Expected<CsvFile> profileTable(llvm::StringRef profiles, llvm::StringRef models, NetworkDims &dims,
                                     BoardModel const *board);

} // namespace eo

#endif
