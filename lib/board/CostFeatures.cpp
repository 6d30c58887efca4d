#include "lib/board/CostFeatures.h"

#include "lib/support/Checked.h"

#include <algorithm>
#include <array>

namespace eo {

llvm::StringRef costClassName(CostClass costClass) {
  switch (costClass) {
  case CostClass::Convolution:
    return "convolution";
  case CostClass::GroupedConvolution:
    return "grouped-convolution";
  case CostClass::DepthwiseConvolution:
    return "depthwise-convolution";
  case CostClass::TransposedConvolution:
    return "transposed-convolution";
  case CostClass::DeformableConvolution:
    return "deformable-convolution";
  case CostClass::FullyConnected:
    return "fully-connected";
  case CostClass::MatrixProduct:
    return "matrix-product";
  case CostClass::Recurrent:
    return "recurrent";
  case CostClass::Attention:
    return "attention";
  case CostClass::Pooling:
    return "pooling";
  case CostClass::GlobalPooling:
    return "global-pooling";
  case CostClass::Normalization:
    return "normalization";
  case CostClass::Activation:
    return "activation";
  case CostClass::Elementwise:
    return "elementwise";
  case CostClass::Reduction:
    return "reduction";
  case CostClass::Softmax:
    return "softmax";
  case CostClass::Resampling:
    return "resampling";
  case CostClass::DataMovement:
    return "data-movement";
  case CostClass::View:
    return "view";
  case CostClass::ShapeArithmetic:
    return "shape-arithmetic";
  case CostClass::Quantization:
    return "quantization";
  case CostClass::ControlFlow:
    return "control-flow";
  case CostClass::Other:
    return "other";
  }
  return "";
}

llvm::ArrayRef<CostClass> allCostClasses() {
  static constexpr auto classes = [] {
    std::array<CostClass, static_cast<size_t>(CostClass::Other) + 1> all{};
    for (size_t i = 0; i < all.size(); ++i)
      all[i] = static_cast<CostClass>(i);
    return all;
  }();
  return classes;
}

/// elements · bits / 8, rounded up.
static Count bytesOf(Count elements, unsigned bits) {
  if (!elements)
    return std::nullopt;
  std::optional<int64_t> total = checkedMul(*elements, static_cast<int64_t>(bits));
  return total ? checkedCeilDiv(*total, 8) : std::nullopt;
}

/// Elements that the board keeps in the precision executed.
static Count plainWeights(CostFeatures const &features) {
  return features.weightElements ? Count(*features.weightElements - features.rare->packedElements)
                                 : std::nullopt;
}

Count bytesRead(CostFeatures const &features, unsigned bits) {
  Count plain = plainWeights(features);
  if (!features.inputElements || !plain)
    return std::nullopt;
  Count bytes = bytesOf(checkedAdd(*features.inputElements, *plain), bits);
  return bytes ? checkedAdd(*bytes, features.rare->packedBytes) : std::nullopt;
}

Count weightBytesRead(CostFeatures const &features, unsigned bits) {
  Count bytes = bytesOf(plainWeights(features), bits);
  return bytes ? checkedAdd(*bytes, features.rare->packedBytes) : std::nullopt;
}

Count bytesWritten(CostFeatures const &features, unsigned bits) {
  return bytesOf(features.outputElements, bits);
}

static Count largest(Extents const &extents) {
  return extents.empty() ? std::nullopt : Count(*std::max_element(extents.begin(), extents.end()));
}

/// The extent along an axis; 1 where it is not known.
static int64_t along(Extents const &extents, size_t axis) {
  return axis < extents.size() ? extents[axis] : 1;
}

int64_t convolvedAxes(CostFeatures const &features) {
  int64_t axes = 0;
  for (size_t axis = 0; axis < features.kernel.size(); ++axis)
    if (std::max({along(features.inSize, axis), along(features.outSize, axis), features.kernel[axis]}) > 1)
      ++axes;
  return std::max<int64_t>(axes, 2);
}

bool isDilated(CostFeatures const &features) {
  for (size_t axis = 0; axis < features.kernel.size(); ++axis)
    if (features.kernel[axis] > 1 && along(features.dilation, axis) > 1)
      return true;
  return false;
}

CostFeatures undilated(CostFeatures features) {
  features.dilation = Extents(features.dilation.size(), 1);
  return features;
}

/// convolvedAxes of what has a group count; a fully connected layer has one position.
static Count axesOf(CostFeatures const &features) {
  bool convolves = features.group && features.costClass != CostClass::FullyConnected;
  return convolves ? Count(convolvedAxes(features)) : std::nullopt;
}

/// A count of first layers that are not split into groups.
static Count ofFirst(CostFeatures const &features, Count count) {
  return features.firstLayer && features.group.value_or(1) == 1 ? count : std::nullopt;
}

llvm::ArrayRef<FeatureColumn> featureColumns() {
  using F = CostFeatures const &;
  static constexpr FeatureColumn columns[] = {
      {"macs", [](F f) { return f.macs; }},
      {"other_ops", [](F f) { return f.otherOps; }},
      {"kclc", [](F f) { return f.kclc; }},
      {"params", [](F f) { return f.params; }},
      {"input_elements", [](F f) { return f.inputElements; }},
      {"weight_elements", [](F f) { return f.weightElements; }},
      {"output_elements", [](F f) { return f.outputElements; }},
      {"batch", [](F f) { return f.batch; }},
      {"ifm", [](F f) { return f.ifm; }},
      {"ofm", [](F f) { return f.ofm; }},
      {"group", [](F f) { return f.group; }},
      {"i_size", [](F f) { return largest(f.inSize); }},
      {"o_size", [](F f) { return largest(f.outSize); }},
      {"ksize", [](F f) { return largest(f.kernel); }},
      {"stride", [](F f) { return largest(f.stride); }},
      {"dilation", [](F f) { return largest(f.dilation); }},
      {"axes", axesOf},
      {"first_ifm", [](F f) { return ofFirst(f, f.ifm); }},
      {"first_ksize", [](F f) { return ofFirst(f, largest(f.kernel)); }},
      {"first_stride", [](F f) { return ofFirst(f, largest(f.stride)); }},
  };
  return columns;
}

/// ⌈ ⌈2 · channels · kernel⌉₁₂₈ / 32 KiB ⌉ for the weights of one kernel, ⌈ entries of a row · rows / 256 ⌉ for the data.
static Count dlaBanks(CostFeatures const &f) {
  if (!f.ifm || f.kernel.size() != 2 || f.dilation.size() != 2 || f.inSize.size() != 2)
    return std::nullopt;
  constexpr int64_t bytes = 2, row = 128, bank = 32768, entryBytes = 32, entriesOfBank = 256;
  SymInt const weights = ceilDiv(SymInt(*f.ifm) * f.kernel[0] * f.kernel[1] * bytes, row) * row;
  SymInt const rows = SymInt(f.kernel[0] - 1) * f.dilation[0] + 1;
  SymInt const entries = ceilDiv(ceilDiv(SymInt(*f.ifm) * bytes, entryBytes) * f.inSize[1], 4);
  return (ceilDiv(weights, bank) + ceilDiv(entries * rows, entriesOfBank)).tryValue();
}

/// Input channels that one output channel of a convolution reads.
static Count groupChannels(CostFeatures const &f) {
  if (!f.ifm || f.group.value_or(0) <= 0)
    return std::nullopt;
  return *f.ifm / *f.group;
}

/// Results to each element of the smaller of two activations, rounded down: 1 where both are of the result's size, the positions
/// of a map where channels gate it.
static Count repeats(CostFeatures const &f) {
  if (f.costClass != CostClass::Elementwise || !f.inputElements || !f.outputElements ||
      *f.inputElements <= *f.outputElements)
    return std::nullopt;
  return *f.outputElements / (*f.inputElements - *f.outputElements);
}

/// Of a normalization of a sum: 1 where others read the sum as well, else 0.
static Count sumsKept(CostFeatures const &f) {
  bool ofSum = f.op == OpKind::SkipLayerNormalization || f.op == OpKind::SkipSimplifiedLayerNormalization;
  return ofSum && f.inputElements && f.outputElements ? Count(*f.outputElements >= *f.inputElements ? 1 : 0)
                                                      : std::nullopt;
}

llvm::ArrayRef<FeatureColumn> limitColumns() {
  using F = CostFeatures const &;
  static constexpr FeatureColumn columns[] = {
      {"spatial_axes",
       [](F f) { return f.kernel.empty() ? Count() : Count(static_cast<int64_t>(f.kernel.size())); }},
      {"pad", [](F f) { return f.limits->pad; }},
      {"long_axes", [](F f) { return f.limits->longAxes; }},
      {"axis", [](F f) { return f.limits->axis; }},
      {"window", [](F f) { return f.limits->window; }},
      {"dla_banks", dlaBanks},
      {"input_bits",
       [](F f) {
         return f.inputType == DataType::Undefined ? Count()
                                                   : Count(static_cast<int64_t>(bitWidth(f.inputType)));
       }},
      {"group_ifm", groupChannels},
      {"repeats", repeats},
      {"sums_kept", sumsKept},
      {"mixed_integers", [](F f) { return Count(f.limits->mixedIntegers ? 1 : 0); }},
      {"open_sizes", [](F f) { return Count(f.openSizes ? 1 : 0); }},
  };
  return columns;
}

} // namespace eo
