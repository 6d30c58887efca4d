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
  case KernelFamily::Convolution:
    return "convolution";
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

static KernelFamily convolutionFamily(CostFeatures const &features) {
  auto all = [](Extents const &extents, int64_t value) {
    return !extents.empty() && llvm::all_of(extents, [&](int64_t e) { return e == value; });
  };
  if (all(features.kernel, 1))
    return KernelFamily::Pointwise;
  if (features.kernel.size() == 2 && all(features.kernel, 3) && all(features.stride, 1) &&
      all(features.dilation, 1))
    return KernelFamily::Winograd;
  return KernelFamily::Convolution;
}

std::optional<KernelFamily> kernelFamily(CostFeatures const &features) {
  switch (features.costClass) {
  case CostClass::Convolution:
    return convolutionFamily(features);
  case CostClass::TransposedConvolution:
  case CostClass::DeformableConvolution:
    return KernelFamily::Convolution;
  case CostClass::GroupedConvolution:
  case CostClass::DepthwiseConvolution:
    return KernelFamily::Depthwise;
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
  return work;
}

llvm::ArrayRef<FigureInfo> figureInfos() {
  static constexpr LatencyForm roofline[] = {LatencyForm::Roofline}, additive[] = {LatencyForm::Additive};
  static constexpr LatencyForm both[] = {LatencyForm::Roofline, LatencyForm::Additive};
  static FigureInfo const infos[figureCount] = {
      {Figure::Overhead, "overhead", "s", false, true, both},
      {Figure::Launch, "launch", "s", false, true, roofline},
      {Figure::Peak, "peak", "MAC/s", true, true, roofline},
      {Figure::Bandwidth, "bandwidth", "B/s", true, true, roofline},
      {Figure::OnChip, "onchip", "B", false, false, roofline},
      {Figure::SpillBandwidth, "spill_bandwidth", "B/s", false, true, roofline},
      {Figure::Base, "base", "W", false, true, roofline},
      {Figure::Dynamic, "dynamic", "W", true, true, roofline},
      {Figure::KernelTime, "kernel_time", "s", false, true, additive},
      {Figure::MacTime, "mac_time", "s", true, true, additive},
      {Figure::ParameterTime, "parameter_time", "s", false, true, additive},
      {Figure::ActivationTime, "activation_time", "s", false, true, additive},
      {Figure::KernelEnergy, "kernel_energy", "J", false, true, additive},
      {Figure::MacEnergy, "mac_energy", "J", true, true, additive},
      {Figure::ParameterEnergy, "parameter_energy", "J", false, true, additive},
      {Figure::ActivationEnergy, "activation_energy", "J", false, true, additive},
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
        factor *= valueOf(settingCoefficient(info, key, value)).value_or(1);
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

static KernelCost rooflineCost(FigureSet const &figures, KernelWork const &work) {
  auto get = [&](Figure figure) { return figures.get(figure, work.family, 0); };
  auto over = [](double amount, double rate) { return rate > 0 ? amount / rate : 0; };
  double compute = over(work.macs, get(Figure::Peak));
  double memory = over(work.bytes, get(Figure::Bandwidth)) +
                  over(std::max(0.0, work.bytes - get(Figure::OnChip)), get(Figure::SpillBandwidth));
  double busy = roundedMax(compute, memory);
  KernelCost cost;
  cost.timeS = get(Figure::Launch) + busy;
  cost.baseJ = get(Figure::Base) * cost.timeS;
  cost.energyJ = cost.baseJ + get(Figure::Dynamic) * busy;
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

KernelCost latencyPowerCost(FigureSet const &figures, KernelWork const &work) {
  switch (figures.form) {
  case LatencyForm::Roofline:
    return rooflineCost(figures, work);
  case LatencyForm::Additive:
    return additiveCost(figures, work);
  }
  return {};
}

} // namespace eo
