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
  bool known = features.ofm && features.ifm && features.inputElements && features.outputElements &&
               features.kernel.size() == 2 && features.stride.size() == 2 && features.inSize.size() == 2 &&
               features.outSize.size() == 2;
  return known && family && *family != KernelFamily::Depthwise && *family != KernelFamily::DepthwiseLarge;
}

namespace {
/// A convolution of one group, as the engine is asked to run it.
struct EngineJob {
  int64_t inChannels = 0, outChannels = 0;
  double kernel = 0;          ///< positions
  double bytesPerChannel = 0; ///< of the lines that must stay beside the engine; 0: of no account
};

/// Input channels run in as few parts of equal size as some mode can take.
struct InputCut {
  int64_t count = 0;
  double cycles = 0; ///< at an output position, of all output channels and all parts
};
} // namespace

/// The most channels of a block that the mode takes; 0 where it takes none.
static int64_t mostOfBlock(ConvEngine const &engine, EngineJob const &job, size_t mode) {
  double most = static_cast<double>(engine.taps) / job.kernel;
  if (job.bytesPerChannel > 0)
    most = std::min(most, static_cast<double>(engine.blockBytes >> mode) / job.bytesPerChannel);
  return static_cast<int64_t>(most);
}

/// nullopt where no mode takes a single channel.
static std::optional<InputCut> cutIntoParts(ConvEngine const &engine, EngineJob const &job) {
  int64_t most = 0;
  for (size_t mode = 0; mode < engine.beside.size(); ++mode)
    most = std::max(most, mostOfBlock(engine, job, mode) << mode);
  if (most == 0)
    return std::nullopt;
  InputCut parts{dividedUp(job.inChannels, most), 0};
  int64_t channels = dividedUp(job.inChannels, parts.count);
  for (size_t mode = 0; mode < engine.beside.size(); ++mode) {
    int64_t ofBlock = dividedUp(channels, int64_t{1} << mode);
    if (ofBlock > mostOfBlock(engine, job, mode))
      continue;
    auto groups = static_cast<double>(dividedUp(job.outChannels, engine.multipliers >> mode));
    double cycles = static_cast<double>(parts.count) * groups *
                    (static_cast<double>(ofBlock) * job.kernel + static_cast<double>(engine.beside[mode]));
    parts.cycles = parts.cycles > 0 ? std::min(parts.cycles, cycles) : cycles;
  }
  return parts;
}

/// A convolution over one axis as the row of maps that compilers make of it.
static CostFeatures asRow(CostFeatures features) {
  for (Extents *extents :
       {&features.kernel, &features.stride, &features.dilation, &features.inSize, &features.outSize})
    if (extents->size() == 1)
      *extents = {1, extents->back()};
  return features;
}

std::optional<EngineUse> engineUse(ConvEngine const &engine, CostFeatures const &features, unsigned bits) {
  if (features.kernel.size() == 1)
    return engineUse(engine, asRow(features), bits);
  if (!runsOnEngine(features))
    return std::nullopt;
  auto groups = std::max<int64_t>(features.group.value_or(1), 1);
  EngineJob job{*features.ifm / groups, *features.ofm / groups,
                static_cast<double>(features.kernel[0]) * static_cast<double>(features.kernel[1]), 0};
  if (job.inChannels <= 0 || job.outChannels <= 0 || job.kernel <= 0)
    return std::nullopt;
  std::optional<InputCut> anySize = cutIntoParts(engine, job);
  if (!anySize)
    return std::nullopt;

  double width = static_cast<double>(dividedUp(features.inSize[1], 8)) * 8;
  double lines = static_cast<double>(features.kernel[0]) + static_cast<double>(features.stride[0]) +
                 static_cast<double>(engine.spareLines + (features.inSize[1] <= 8 ? 1 : 0));
  job.bytesPerChannel = lines * width * bits / 8;
  std::optional<InputCut> held = cutIntoParts(engine, job);

  double in = static_cast<double>(*features.inputElements) * bits / 8,
         out = static_cast<double>(*features.outputElements) * bits / 8;
  EngineUse use;
  bool inOne = held && held->count == anySize->count;
  double summed = held ? 3 * out * static_cast<double>(held->count - 1) : 0;
  bool byChannels = held && (inOne || summed < in);
  if (!inOne)
    use.spilledBytes = byChannels ? summed : in;
  double cycles = byChannels ? held->cycles : anySize->cycles;
  if (kernelFamily(features) == KernelFamily::Direct)
    use.spilledBytes += in;
  use.utilisation = static_cast<double>(job.inChannels) * job.kernel * static_cast<double>(job.outChannels) /
                    (static_cast<double>(engine.multipliers) * cycles);
  use.positions = static_cast<double>(features.outSize[0]) * static_cast<double>(features.outSize[1]);
  return use;
}

} // namespace eo
