#include "lib/board/ConvEngine.h"

#include "lib/board/KernelFamily.h"
#include "llvm/ADT/ArrayRef.h"
#include <algorithm>

namespace eo {

static llvm::ArrayRef<ConvEngine> convEngines() {
#define EO_PLAIN(...) __VA_ARGS__
#define EO_CONV_ENGINE(Id, Name, Multipliers, Taps, BlockBytes, SpareLines, Beside, SourceText)              \
  ConvEngine{Name, SourceText, Multipliers, Taps, BlockBytes, SpareLines, {EO_PLAIN Beside}},
  static ConvEngine const engines[] = {
#include "lib/board/ConvEngines.def"
  };
#undef EO_PLAIN
  return engines;
}

ConvEngine const *findConvEngine(llvm::StringRef name) {
  for (ConvEngine const &engine : convEngines())
    if (engine.name == name)
      return &engine;
  return nullptr;
}

std::vector<std::string> convEngineNames() {
  std::vector<std::string> names;
  for (ConvEngine const &engine : convEngines())
    names.push_back(engine.name.str());
  return names;
}

static int64_t dividedUp(int64_t a, int64_t b) { return a / b + (a % b == 0 ? 0 : 1); }

static bool runsOnEngine(CostFeatures const &features) {
  if (features.costClass != CostClass::Convolution && features.costClass != CostClass::GroupedConvolution)
    return false;
  std::optional<KernelFamily> family = kernelFamily(features);
  bool known = features.ofm && features.ifm && features.kernel.size() == 2 && features.stride.size() == 2 &&
               features.inSize.size() == 2;
  return known && family && *family != KernelFamily::Direct && *family != KernelFamily::Depthwise &&
         *family != KernelFamily::DepthwiseLarge;
}

/// Cycles at an output position, of all output channels: the least over the modes; nullopt where all are barred.
static std::optional<double> leastCycles(ConvEngine const &engine, int64_t inChannels, int64_t outChannels,
                                         double kernel) {
  std::optional<double> least;
  for (size_t mode = 0; mode < engine.beside.size(); ++mode) {
    double taps = static_cast<double>(dividedUp(inChannels, int64_t{1} << mode)) * kernel;
    if (taps > static_cast<double>(engine.taps))
      continue;
    auto groups = static_cast<double>(dividedUp(outChannels, engine.multipliers >> mode));
    double cycles = groups * (taps + static_cast<double>(engine.beside[mode]));
    least = std::min(least.value_or(cycles), cycles);
  }
  return least;
}

std::optional<EngineUse> engineUse(ConvEngine const &engine, CostFeatures const &features, unsigned bits) {
  if (!runsOnEngine(features))
    return std::nullopt;
  auto groups = std::max<int64_t>(features.group.value_or(1), 1);
  int64_t inChannels = *features.ifm / groups, outChannels = *features.ofm / groups;
  double kernel = static_cast<double>(features.kernel[0]) * static_cast<double>(features.kernel[1]);
  if (inChannels <= 0 || outChannels <= 0 || kernel <= 0)
    return std::nullopt;

  int64_t most = int64_t{1} << (engine.beside.size() - 1); // blocks
  int64_t parts = 1;
  if (kernel <= static_cast<double>(engine.taps))
    parts = dividedUp(inChannels, most * std::max<int64_t>(1, engine.taps / static_cast<int64_t>(kernel)));
  std::optional<double> cycles = leastCycles(engine, dividedUp(inChannels, parts), outChannels, kernel);
  if (!cycles)
    return std::nullopt;

  double width = static_cast<double>(dividedUp(features.inSize[1], 8)) * 8;
  double lines = static_cast<double>(features.kernel[0]) + static_cast<double>(features.stride[0]) +
                 static_cast<double>(engine.spareLines + (features.inSize[1] <= 8 ? 1 : 0));
  EngineUse use;
  use.utilisation = static_cast<double>(inChannels) * kernel * static_cast<double>(outChannels) /
                    (static_cast<double>(engine.multipliers) * static_cast<double>(parts) * *cycles);
  use.holdsInput =
      lines * width * static_cast<double>(*features.ifm) * bits / 8 <= static_cast<double>(engine.blockBytes);
  return use;
}

} // namespace eo
