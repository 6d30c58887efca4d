//===- KernelVariants.h - the same convolution in other groups, with a smaller kernel, without stride ----------------===//
#ifndef ENERGY_OPT_LIB_COST_KERNELVARIANTS_H
#define ENERGY_OPT_LIB_COST_KERNELVARIANTS_H

#include "lib/board/CostFeatures.h"

namespace eo {

/// A convolution, not a transposed one, whose counts of another kernel or other groups follow: all counts are known, and no
/// weights are packed.
bool hasVariants(CostFeatures const &features);

/// Whether its channels are in groups.
bool isGrouped(CostFeatures const &features);

/// The same convolution, input and output in so many groups: each output channel reads ifm / groups channels.
CostFeatures withGroups(CostFeatures features, int64_t groups);

/// The longest side of the kernel.
int64_t kernelSide(CostFeatures const &features);

/// The same convolution over the same positions with a kernel of at most so many taps along each axis.
CostFeatures withKernelUpTo(CostFeatures features, int64_t taps);

/// Whether it skips positions.
bool isStrided(CostFeatures const &features);

/// The same convolution over all positions from the first to the last that it works out.
CostFeatures unstrided(CostFeatures features);

} // namespace eo

#endif
