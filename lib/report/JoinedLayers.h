//===- JoinedLayers.h - layers by the node of the file that they come from ---------------------------===//
#ifndef ENERGY_OPT_LIB_REPORT_JOINEDLAYERS_H
#define ENERGY_OPT_LIB_REPORT_JOINEDLAYERS_H

#include "lib/report/Report.h"
#include "llvm/ADT/ArrayRef.h"

namespace eo {

/// The layers of one node of the file: itself, or all that were inlined from it where it calls a function.
struct JoinedLayer {
  /// The first of them, with the sums of all for MACs, time (unknown where one is) and energy (of what is known);
  /// without bounds where there are several.
  ReportLayer sum;
  bool basesDiffer = false;
};

/// By position in the file's graph.
std::map<int64_t, JoinedLayer> joinedByNode(llvm::ArrayRef<ReportLayer> layers);

} // namespace eo

#endif
