#include "lib/cost/FirstLayer.h"

#include <algorithm>
#include <cmath>

namespace eo {

bool isFirstLayer(CostFeatures const &features) {
  return features.firstLayer && features.costClass == CostClass::Convolution && features.ifm &&
         features.ofm && features.batch && features.macs && features.kclc && features.params &&
         features.inputElements && features.weightElements;
}

/// The product of all extents.
static int64_t volume(Extents const &extents) {
  int64_t product = 1;
  for (int64_t extent : extents)
    product *= extent;
  return product;
}

CostFeatures withInputChannels(CostFeatures features, int64_t channels) {
  int64_t more = channels - *features.ifm;
  int64_t weights = more * *features.ofm * volume(features.kernel);
  features.macs = *features.macs / *features.ifm * channels;
  features.kclc = *features.kclc / *features.ifm * channels;
  for (Count *held : {&features.params, &features.weightElements})
    *held = std::max<int64_t>(0, **held + weights); // weights that are computed are no parameters
  features.inputElements = *features.inputElements + more * *features.batch * volume(features.inSize);
  features.ifm = channels;
  return features;
}

CostFeatures insideNetwork(CostFeatures features) {
  features.firstLayer = false;
  return features;
}

double firstLayerPrice(double other, int64_t channels, double directAtBorder, double otherAtBorder) {
  if (directAtBorder >= otherAtBorder)
    return std::max(other, directAtBorder);
  double border = static_cast<double>(directChannels), usual = static_cast<double>(usualChannels);
  double way = std::min(1.0, std::log(static_cast<double>(channels) / border) / std::log(usual / border));
  return other * std::pow(directAtBorder / otherAtBorder, 1 - way);
}

} // namespace eo
