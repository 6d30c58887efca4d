//===- MacTypes.h - in which number format a network multiplies ---------------------------------------===//
#ifndef ENERGY_OPT_LIB_REPORT_MACTYPES_H
#define ENERGY_OPT_LIB_REPORT_MACTYPES_H

#include "lib/ir/TypeMap.h"
#include <map>

namespace eo {

/// The known MACs of the main graph by the type of the second factor (weights): "float32", "int8", "int4" for
/// packed ones. "undefined" where the file does not say, "bodies" for what If, Loop and Scan hold.
std::map<std::string, int64_t> macsByType(Graph const &graph, TypeMap const &types,
                                          NodeMap<SymInt> const &macs);

} // namespace eo

#endif
