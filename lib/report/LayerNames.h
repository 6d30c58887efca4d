//===- LayerNames.h - names of layers where space is short ----------------------------------------===//
#ifndef ENERGY_OPT_LIB_REPORT_LAYERNAMES_H
#define ENERGY_OPT_LIB_REPORT_LAYERNAMES_H

#include <string>
#include <vector>

namespace eo {

/// The paths without the folders that all of them begin with, "…/" in their place, where one of them takes more than
/// `columns` columns: "/model/encoder/layer.0/query" and "/model/encoder/layer.1/query" become "…/layer.0/query" and
/// "…/layer.1/query". A single name, and names that share nothing, stay.
std::vector<std::string> withoutCommonPart(std::vector<std::string> names, size_t columns);

} // namespace eo

#endif
