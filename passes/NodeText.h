//===- NodeText.h - what --print-after shows behind a node ---------------------------------------===//
#ifndef ENERGY_OPT_PASSES_NODETEXT_H
#define ENERGY_OPT_PASSES_NODETEXT_H

#include "lib/ir/Graph.h"
#include "lib/pass/Annotations.h"
#include <string>

namespace eo {

std::string describeRole(Annotations const &annotations, Node const &node); ///< "dead", "foldable", ""
std::string describePart(Annotations const &annotations, Node const &node); ///< "a view", "part of Gelu", ""
std::string describeMacs(Annotations const &annotations, Node const &node); ///< "118013952 macs, 0 other"
std::string describeTranslation(Annotations const &annotations, Node const &node); ///< "fvcore 1204", ""
std::string describeTraffic(Annotations const &annotations, Node const &node); ///< "reads 1204 B, writes …"
std::string describeFeatures(Annotations const &annotations,
                             Node const &node); ///< "convolution, macs 1204, …"
std::string describeKernel(Annotations const &annotations, Node const &node);    ///< "runs with 'conv1'"
std::string describeLatencies(Annotations const &annotations, Node const &node); ///< "2 ms measured", ""
std::string describeEnergy(Annotations const &annotations, Node const &node);    ///< "109.1 mJ, fit"

} // namespace eo

#endif
