#include "lib/board/LatencyPower.h"

#include "llvm/ADT/STLExtras.h"
#include <cmath>
#include <fmt/format.h>

namespace eo {

llvm::StringRef kernelFamilyName(KernelFamily family) {
  switch (family) {
  case KernelFamily::Winograd:
    return "winograd";
  case KernelFamily::Pointwise:
    return "pointwise";
  case KernelFamily::ImplicitGemm:
    return "implicit-gemm";
  case KernelFamily::Gemm:
    return "gemm";
  case KernelFamily::Direct:
    return "direct";
  case KernelFamily::Depthwise:
    return "depthwise";
  case KernelFamily::Matrix:
    return "matrix";
  case KernelFamily::Pooling:
    return "pooling";
  case KernelFamily::Elementwise:
    return "elementwise";
  case KernelFamily::Movement:
    return "movement";
  }
  return "";
}

/// Input channels of a group.
static double channelsOf(CostFeatures const &features) {
  return features.ifm && features.group && *features.group > 0
             ? static_cast<double>(*features.ifm) / static_cast<double>(*features.group)
             : static_cast<double>(features.ifm.value_or(0));
}

static KernelFamily convolutionFamily(CostFeatures const &features) {
  auto all = [](Extents const &extents, int64_t value) {
    return !extents.empty() && llvm::all_of(extents, [&](int64_t e) { return e == value; });
  };
  if (features.group.value_or(1) > 1 && channelsOf(features) < 8)
    return KernelFamily::Depthwise;
  if (features.ifm && *features.ifm <= 4)
    return KernelFamily::Direct;
  if (all(features.kernel, 1))
    return KernelFamily::Pointwise;
  if (features.kernel.size() == 2 && all(features.kernel, 3) && all(features.stride, 1) &&
      all(features.dilation, 1))
    return KernelFamily::Winograd;
  return llvm::any_of(features.kernel, [](int64_t e) { return e >= 5; }) ? KernelFamily::Gemm
                                                                         : KernelFamily::ImplicitGemm;
}

std::optional<KernelFamily> kernelFamily(CostFeatures const &features) {
  switch (features.costClass) {
  case CostClass::Convolution:
  case CostClass::GroupedConvolution:
  case CostClass::DepthwiseConvolution:
    return convolutionFamily(features);
  case CostClass::TransposedConvolution:
  case CostClass::DeformableConvolution:
    return KernelFamily::ImplicitGemm;
  case CostClass::FullyConnected:
  case CostClass::MatrixProduct:
  case CostClass::Recurrent:
  case CostClass::Attention:
    return KernelFamily::Matrix;
  case CostClass::Pooling:
  case CostClass::GlobalPooling:
    return KernelFamily::Pooling;
  case CostClass::Normalization:
  case CostClass::Activation:
  case CostClass::Elementwise:
  case CostClass::Reduction:
  case CostClass::Softmax:
  case CostClass::Quantization:
  case CostClass::ControlFlow:
  case CostClass::Other:
    return KernelFamily::Elementwise;
  case CostClass::Resampling:
  case CostClass::DataMovement:
    return KernelFamily::Movement;
  case CostClass::View:
  case CostClass::ShapeArithmetic:
    return std::nullopt;
  }
  return std::nullopt;
}

std::optional<KernelWork> kernelWork(CostFeatures const &features, unsigned bits) {
  std::optional<KernelFamily> family = kernelFamily(features);
  Count read = bytesRead(features, bits), written = bytesWritten(features, bits);
  if (!family || !features.macs || !features.params || !features.inputElements || !features.outputElements ||
      !read || !written)
    return std::nullopt;
  KernelWork work;
  work.family = *family;
  work.macs = static_cast<double>(*features.macs);
  work.params = static_cast<double>(*features.params);
  work.activations =
      static_cast<double>(*features.inputElements) + static_cast<double>(*features.outputElements);
  work.bytes = static_cast<double>(*read) + static_cast<double>(*written);
  work.writtenBytes = static_cast<double>(*written);
  work.weightBytes = static_cast<double>(features.weightElements.value_or(0)) * bits / 8;
  work.outputs = static_cast<double>(*features.outputElements);
  work.positions = work.outputs / std::max(1.0, static_cast<double>(features.ofm.value_or(1)));
  if (features.kclc || features.costClass == CostClass::FullyConnected) {
    work.inChannels = channelsOf(features);
    work.outChannels = static_cast<double>(features.ofm.value_or(0)) /
                       static_cast<double>(std::max<int64_t>(features.group.value_or(1), 1));
  }
  return work;
}

llvm::ArrayRef<FigureInfo> figureInfos() {
  static constexpr LatencyForm roofline[] = {LatencyForm::Roofline}, additive[] = {LatencyForm::Additive};
  static constexpr LatencyForm both[] = {LatencyForm::Roofline, LatencyForm::Additive};
  static FigureInfo const infos[figureCount] = {
      {"overhead", "s", both, Figure::Overhead, false, true},
      {"host_overhead", "s", both, Figure::HostOverhead, false, true},
      {"host_launch", "s", both, Figure::HostLaunch, false, true},
      {"interval", "1", both, Figure::Interval, false, true},
      {"latency", "1", both, Figure::Latency, false, true},
      {"launch", "s", roofline, Figure::Launch, false, true},
      {"peak", "MAC/s", roofline, Figure::Peak, true, true},
      {"fill", "elements", roofline, Figure::Fill, false, false},
      {"fill_positions", "positions", roofline, Figure::FillPositions, false, false},
      {"in_tile", "channels", roofline, Figure::InTile, true, false},
      {"out_tile", "channels", roofline, Figure::OutTile, true, false},
      {"bandwidth", "B/s", roofline, Figure::Bandwidth, true, true},
      {"write_bandwidth", "B/s", roofline, Figure::WriteBandwidth, false, true},
      {"onchip", "B", roofline, Figure::OnChip, false, false},
      {"spill_bandwidth", "B/s", roofline, Figure::SpillBandwidth, false, true},
      {"parameter_memory", "B", roofline, Figure::ParameterMemory, false, false},
      {"stream_bandwidth", "B/s", roofline, Figure::StreamBandwidth, false, true},
      {"base", "W", roofline, Figure::Base, false, true},
      {"dynamic", "W", roofline, Figure::Dynamic, true, true},
      {"memory_power", "1", roofline, Figure::MemoryPower, false, false},
      {"kernel_time", "s", additive, Figure::KernelTime, false, true},
      {"mac_time", "s", additive, Figure::MacTime, true, true},
      {"parameter_time", "s", additive, Figure::ParameterTime, false, true},
      {"activation_time", "s", additive, Figure::ActivationTime, false, true},
      {"kernel_energy", "J", additive, Figure::KernelEnergy, false, true},
      {"mac_energy", "J", additive, Figure::MacEnergy, true, true},
      {"parameter_energy", "J", additive, Figure::ParameterEnergy, false, true},
      {"activation_energy", "J", additive, Figure::ActivationEnergy, false, true},
  };
  return infos;
}

static bool isFamilyName(llvm::StringRef name) {
  for (size_t i = 0; i < familyCount; ++i)
    if (kernelFamilyName(static_cast<KernelFamily>(i)) == name)
      return true;
  return false;
}

std::optional<llvm::StringRef> latencyPowerUnit(llvm::StringRef coefficient, LatencyForm form) {
  auto [stem, setting] = coefficient.split('@');
  auto [name, family] = stem.split('.');
  for (FigureInfo const &info : figureInfos()) {
    if (info.name != name || !llvm::is_contained(info.forms, form))
      continue;
    if (!setting.empty())
      return info.bySetting && family.empty() && setting.contains('=') ? std::optional<llvm::StringRef>("1")
                                                                       : std::nullopt;
    return family.empty() || (info.byFamily && isFamilyName(family)) ? std::optional(info.unit)
                                                                     : std::nullopt;
  }
  return std::nullopt;
}

std::string familyCoefficient(FigureInfo const &figure, KernelFamily family) {
  return fmt::format("{}.{}", figure.name.str(), kernelFamilyName(family).str());
}

std::string settingCoefficient(FigureInfo const &figure, llvm::StringRef setting, llvm::StringRef value) {
  return fmt::format("{}@{}={}", figure.name.str(), setting.str(), value.str());
}

/// The factor on a figure of an operating point that the board declares without having measured it.
static double declaredFactor(BoardModel const &board, Figure figure, llvm::StringRef setting,
                             llvm::StringRef value) {
  DeclaredPoint const *point = board.declaredPoint(setting, value);
  if (point == nullptr)
    return 1;
  return figure == Figure::Peak      ? point->computeRate()
         : figure == Figure::Dynamic ? point->dynamicPower()
                                     : 1;
}

FigureSet resolveFigures(BoardModel const &board, SettingValues const &settings) {
  auto valueOf = [&](llvm::StringRef name) {
    Coefficient const *coefficient = board.coefficient(name);
    return coefficient == nullptr ? std::nullopt : coefficient->value;
  };
  FigureSet set;
  set.form = board.form;
  for (FigureInfo const &info : figureInfos()) {
    std::optional<double> plain = valueOf(info.name);
    double factor = 1;
    if (info.bySetting)
      for (auto const &[key, value] : settings)
        factor *= valueOf(settingCoefficient(info, key, value)).value_or(1) *
                  declaredFactor(board, info.figure, key, value);
    for (size_t family = 0; family < familyCount; ++family) {
      std::optional<double> value = plain;
      if (info.byFamily)
        if (auto own = valueOf(familyCoefficient(info, static_cast<KernelFamily>(family))))
          value = own;
      if (value)
        set.values[static_cast<size_t>(info.figure)][family] = *value * factor;
    }
  }
  return set;
}

/// (a⁴ + b⁴)^¼.
static double roundedMax(double a, double b) {
  double larger = std::max(a, b), ratio = larger > 0 ? std::min(a, b) / larger : 0;
  double square = ratio * ratio;
  return larger * std::sqrt(std::sqrt(1 + square * square));
}

/// Channels over channels rounded up to whole tiles; 1 without tiles.
static double tiledShare(double channels, double tile) {
  return tile > 1 && channels > 0 ? channels / (std::ceil(channels / tile) * tile) : 1;
}

/// n / (n + half): how far n units of work keep the device busy.
static double filled(double n, double half) { return n > 0 && half > 0 ? n / (n + half) : 1; }

/// Share of the multipliers that have work. Matrix products spread over them along the sum as well.
static double utilisation(FigureSet const &figures, KernelWork const &work) {
  if (work.family == KernelFamily::Matrix)
    return 1;
  auto get = [&](Figure figure) { return figures.get(figure, work.family, 0); };
  double inTile = std::round(get(Figure::InTile)),
         outTile = std::round(get(Figure::OutTile)); // whole after logarithms
  return filled(work.outputs, get(Figure::Fill)) * filled(work.positions, get(Figure::FillPositions)) *
         tiledShare(work.inChannels, inTile) *
         (work.outChannels > outTile ? tiledShare(work.outChannels, outTile) : 1);
}

static KernelCost rooflineCost(FigureSet const &figures, KernelWork const &work, NetworkWork const &network) {
  auto get = [&](Figure figure) { return figures.get(figure, work.family, 0); };
  auto over = [](double amount, double rate) { return rate > 0 ? amount / rate : 0; };
  double streamed = network.weightBytes > get(Figure::ParameterMemory) ? work.weightBytes : 0;
  double compute = over(work.macs, get(Figure::Peak) * utilisation(figures, work));
  double writing = figures.get(Figure::WriteBandwidth, get(Figure::Bandwidth));
  double memory = over(work.bytes - work.writtenBytes, get(Figure::Bandwidth)) +
                  over(work.writtenBytes, writing) +
                  over(std::max(0.0, work.bytes - get(Figure::OnChip)), get(Figure::SpillBandwidth)) +
                  over(streamed, get(Figure::StreamBandwidth));
  double busy = roundedMax(compute, memory);
  double share = busy > 0 ? compute / busy : 0;
  KernelCost cost;
  cost.timeS = get(Figure::Launch) + busy;
  cost.computeS = busy * share * share * share * share;
  cost.memoryS = busy - cost.computeS;
  cost.baseJ = get(Figure::Base) * cost.timeS * figures.get(Figure::Interval, 1);
  cost.energyJ = cost.baseJ +
                 get(Figure::Dynamic) * (cost.computeS + cost.memoryS * figures.get(Figure::MemoryPower, 1));
  return cost;
}

static KernelCost additiveCost(FigureSet const &figures, KernelWork const &work) {
  auto get = [&](Figure figure) { return figures.get(figure, work.family, 0); };
  KernelCost cost;
  cost.timeS = get(Figure::KernelTime) + get(Figure::MacTime) * work.macs +
               get(Figure::ParameterTime) * work.params + get(Figure::ActivationTime) * work.activations;
  cost.energyJ = get(Figure::KernelEnergy) + get(Figure::MacEnergy) * work.macs +
                 get(Figure::ParameterEnergy) * work.params +
                 get(Figure::ActivationEnergy) * work.activations;
  return cost;
}

KernelCost latencyPowerCost(FigureSet const &figures, KernelWork const &work, NetworkWork const &network) {
  switch (figures.form) {
  case LatencyForm::Roofline:
    return rooflineCost(figures, work, network);
  case LatencyForm::Additive:
    return additiveCost(figures, work);
  }
  return {};
}

NetworkTimes networkTimes(FigureSet const &figures, NetworkWork const &network, double kernelsS) {
  double device = figures.get(Figure::Overhead, 0) + kernelsS;
  double host = figures.get(Figure::HostOverhead, 0) + network.kernels * figures.get(Figure::HostLaunch, 0);
  double time = roundedMax(device, host);
  return {time * figures.get(Figure::Interval, 1), time * figures.get(Figure::Latency, 1)};
}

} // namespace eo
