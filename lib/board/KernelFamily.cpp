#include "lib/board/KernelFamily.h"

#include "llvm/ADT/STLExtras.h"

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
  case KernelFamily::DepthwiseLarge:
    return "depthwise-large";
  case KernelFamily::Matrix:
    return "matrix";
  case KernelFamily::Recurrent:
    return "recurrent";
  case KernelFamily::Pooling:
    return "pooling";
  case KernelFamily::Elementwise:
    return "elementwise";
  case KernelFamily::Movement:
    return "movement";
  }
  return "";
}

std::optional<KernelFamily> findKernelFamily(llvm::StringRef name) {
  for (size_t i = 0; i < familyCount; ++i)
    if (kernelFamilyName(static_cast<KernelFamily>(i)) == name)
      return static_cast<KernelFamily>(i);
  return std::nullopt;
}

std::optional<KernelFamily> widerFamily(KernelFamily family) {
  if (family == KernelFamily::DepthwiseLarge)
    return KernelFamily::Depthwise;
  return family == KernelFamily::Recurrent ? std::optional(KernelFamily::Matrix) : std::nullopt;
}

double inputChannelsOfGroup(CostFeatures const &features) {
  return features.ifm && features.group && *features.group > 0
             ? static_cast<double>(*features.ifm) / static_cast<double>(*features.group)
             : static_cast<double>(features.ifm.value_or(0));
}

static KernelFamily convolutionFamily(CostFeatures const &features) {
  auto all = [](Extents const &extents, int64_t value) {
    return !extents.empty() && llvm::all_of(extents, [&](int64_t e) { return e == value; });
  };
  bool large = llvm::any_of(features.kernel, [](int64_t e) { return e >= 5; });
  if (features.group.value_or(1) > 1 && inputChannelsOfGroup(features) < depthwiseChannels)
    return llvm::all_of(features.kernel, [](int64_t e) { return e == 1 || e == 3; })
               ? KernelFamily::Depthwise
               : KernelFamily::DepthwiseLarge;
  if (features.firstLayer && features.ifm && *features.ifm <= directChannels)
    return KernelFamily::Direct;
  if (all(features.kernel, 1))
    return KernelFamily::Pointwise;
  if (features.kernel.size() == 2 && all(features.kernel, 3) && all(features.stride, 1) &&
      all(features.dilation, 1))
    return KernelFamily::Winograd;
  return large ? KernelFamily::Gemm : KernelFamily::ImplicitGemm;
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
  case CostClass::Attention:
    return KernelFamily::Matrix;
  case CostClass::Recurrent:
    return KernelFamily::Recurrent;
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

} // namespace eo
