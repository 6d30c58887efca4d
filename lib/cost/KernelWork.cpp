#include "lib/cost/KernelWork.h"

#include <algorithm>

namespace eo {

std::optional<KernelWork> kernelWork(CostFeatures const &features, unsigned bits, ConvEngine const *engine) {
  std::optional<KernelFamily> family = kernelFamily(features);
  Count read = bytesRead(features, bits), written = bytesWritten(features, bits);
  if (!family || !features.macs || !features.params || !features.inputElements || !features.outputElements ||
      !read || !written)
    return std::nullopt;
  KernelWork work;
  work.family = *family;
  work.macs = static_cast<double>(*features.macs) * features.rare->filling;
  work.params = static_cast<double>(*features.params);
  work.activations =
      static_cast<double>(*features.inputElements) + static_cast<double>(*features.outputElements);
  work.bytes = static_cast<double>(*read) + static_cast<double>(*written);
  work.writtenBytes = static_cast<double>(*written);
  work.weightBytes = static_cast<double>(weightBytesRead(features, bits).value_or(0));
  double bytes = bits / 8.0;
  work.rereadBytes = static_cast<double>(features.rare->rereadElements.value_or(0)) * bytes;
  work.softmaxBytes =
      2 * static_cast<double>(features.rare->scores.value_or(0)) * features.rare->softmaxPasses * bytes;
  work.copiedBytes = 2 * features.rare->copiedElements * bytes;
  work.companions = features.rare->companionLaunches;
  work.outputs = static_cast<double>(*features.outputElements);
  work.positions = work.outputs / std::max(1.0, static_cast<double>(features.ofm.value_or(1)));
  if (features.kclc || features.costClass == CostClass::FullyConnected) {
    work.inChannels = inputChannelsOfGroup(features);
    work.outChannels = static_cast<double>(features.ofm.value_or(0)) /
                       static_cast<double>(std::max<int64_t>(features.group.value_or(1), 1));
  }
  if (features.kclc && bits <= 8) {
    double taps = 1;
    for (int64_t extent : features.kernel)
      taps *= static_cast<double>(extent);
    constexpr double roundedAtOnce = 16; // 0.1 ns a result, 1 to 3.3 ns a tap (docs/latency-power.md)
    work.taps = (taps > 1 ? work.positions * taps : 0) + work.outputs / roundedAtOnce;
  }
  work.passes = features.passes;
  work.steps = static_cast<double>(features.rare->steps.value_or(0));
  if (!features.outSize.empty())
    work.outWidth = static_cast<double>(features.outSize.back());
  if (features.outSize.size() > 1)
    work.outHeight = static_cast<double>(features.outSize[features.outSize.size() - 2]);
  if (engine != nullptr) {
    std::optional<EngineUse> use = engineUse(*engine, features, bits);
    work.spilledBytes = use ? use->spilledBytes : 0;
    if (use) {
      work.utilisation = use->utilisation;
      work.positions = use->positions;
    }
  }
  return work;
}

void NetworkWork::add(CostFeatures const &features, unsigned bits, double turns) {
  if (!kernelFamily(features)) {
    companions += turns * features.rare->companionLaunches;
    return;
  }
  kernels += turns;
  weightBytes += static_cast<double>(weightBytesRead(features, bits).value_or(0));
}

} // namespace eo
