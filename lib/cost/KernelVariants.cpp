#include "lib/cost/KernelVariants.h"

#include <algorithm>
#include <cmath>

namespace eo {

bool hasVariants(CostFeatures const &features) {
  bool convolves = features.costClass == CostClass::Convolution ||
                   features.costClass == CostClass::GroupedConvolution ||
                   features.costClass == CostClass::DepthwiseConvolution;
  return convolves && features.rare->packedElements == 0 && features.kclc && features.macs &&
         features.params && features.weightElements && !features.kernel.empty() && features.ifm &&
         features.ofm && features.group && *features.group > 0 && *features.ifm >= *features.group;
}

bool isGrouped(CostFeatures const &features) { return features.group.value_or(1) > 1; }

/// Of one input channel and one output channel.
static int64_t taps(CostFeatures const &features) {
  int64_t product = 1;
  for (int64_t extent : features.kernel)
    product *= extent;
  return product;
}

static int64_t weights(CostFeatures const &features) {
  return *features.ifm / *features.group * *features.ofm * taps(features);
}

/// With what changed: weights that are computed are no parameters, so there may be none.
static CostFeatures recounted(CostFeatures changed, CostFeatures const &before) {
  int64_t fewer = weights(before) - weights(changed);
  for (Count *held : {&changed.params, &changed.weightElements})
    *held = std::max<int64_t>(0, **held - fewer);
  // In floating point: the product of three counts may exceed 64 bits, and a price needs no more digits.
  changed.macs = static_cast<int64_t>(static_cast<double>(*changed.kclc) * static_cast<double>(*changed.ofm) /
                                      static_cast<double>(*changed.group));
  return changed;
}

CostFeatures withGroups(CostFeatures features, int64_t groups) {
  CostFeatures before = features;
  features.group = groups;
  features.costClass = groups == 1               ? CostClass::Convolution
                       : groups == *features.ifm ? CostClass::DepthwiseConvolution
                                                 : CostClass::GroupedConvolution;
  return recounted(std::move(features), before);
}

int64_t kernelSide(CostFeatures const &features) {
  return *std::max_element(features.kernel.begin(), features.kernel.end());
}

CostFeatures withKernelUpTo(CostFeatures features, int64_t taps) {
  CostFeatures before = features;
  llvm::SmallVector<int64_t, 4> kernel(features.kernel.begin(), features.kernel.end());
  for (int64_t &extent : kernel)
    extent = std::min(extent, taps);
  features.kernel = Extents(kernel.begin(), kernel.end());
  features.kclc = *before.kclc / eo::taps(before) * eo::taps(features);
  return recounted(std::move(features), before);
}

bool isStrided(CostFeatures const &features) {
  return std::any_of(features.stride.begin(), features.stride.end(), [](int64_t step) { return step > 1; }) &&
         features.outSize.size() == features.stride.size() && *features.kclc > 0;
}

CostFeatures unstrided(CostFeatures features) {
  double more = 1; // positions for each one
  llvm::SmallVector<int64_t, 4> all;
  for (size_t axis = 0; axis < features.outSize.size(); ++axis) {
    int64_t out = features.outSize[axis];
    all.push_back((out - 1) * features.stride[axis] + 1);
    more *= static_cast<double>(all.back()) / static_cast<double>(out);
  }
  features.outSize = Extents(all.begin(), all.end());
  features.stride = Extents(features.stride.size(), 1);
  // In floating point: counts of a large network may exceed 64 bits, and a price needs no more digits.
  for (Count *count : {&features.kclc, &features.macs, &features.outputElements, &features.otherOps})
    if (*count)
      *count = static_cast<int64_t>(std::min(9e18, std::round(static_cast<double>(**count) * more)));
  return features;
}

} // namespace eo
