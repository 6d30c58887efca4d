//===- NodeText.h - what --print-after shows behind a node ---------------------------------------===//
#ifndef ENERGY_OPT_PASSES_NODETEXT_H
#define ENERGY_OPT_PASSES_NODETEXT_H

#include "lib/pass/Pass.h"
#include <string>

namespace eo {

std::string describeRole(PassContext const &context, Node const &node); ///< "dead", "foldable", ""
std::string describePart(PassContext const &context, Node const &node); ///< "a view", "part of Gelu", ""
std::string describeMacs(PassContext const &context, Node const &node); ///< "118013952 macs, 0 other"
std::string describeTranslation(PassContext const &context, Node const &node); ///< "fvcore 1204", ""
std::string describeTraffic(PassContext const &context, Node const &node);     ///< "reads 1204 B, writes …"
std::string describeFeatures(PassContext const &context,
                             Node const &node);                           ///< "convolution, macs 1204, …"
std::string describeKernel(PassContext const &context, Node const &node); ///< "runs with 'conv1'"
std::string describeLatencies(PassContext const &context, Node const &node); ///< "2 ms measured", ""
std::string describeEnergy(PassContext const &context, Node const &node);    ///< "109.1 mJ, fit"

} // namespace eo

#endif
