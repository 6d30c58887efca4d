//===- NodeMetadata.h - a report as metadata of the network's nodes --------------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_OPT_NODEMETADATA_H
#define ENERGY_OPT_TOOLS_ENERGY_OPT_NODEMETADATA_H

#include "lib/onnx/Metadata.h"
#include "lib/report/Report.h"

namespace eo {

/// What --annotate writes: at the network its totals and what they rest on, at each node energy for people
/// ("12.79 mJ, 31.7 % of the network"), then the report's figures by their keys, those that are known. A call
/// of a function carries the sum over what was inlined from it; nodes in bodies carry their counts for one
/// turn.
ModelMetadata metadataOf(Report const &report);

} // namespace eo

#endif
