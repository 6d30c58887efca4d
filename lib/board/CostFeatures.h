//===- CostFeatures.h - what a board model prices a node by -------------------------------------===//
//
// One struct for estimating and for calibrating: what a model is fitted on is what it predicts from. The pass
// extract-features fills it from a network, energy-calibrate also from rows of a layer table.
//
#ifndef ENERGY_OPT_LIB_BOARD_COSTFEATURES_H
#define ENERGY_OPT_LIB_BOARD_COSTFEATURES_H

#include "lib/board/Extents.h"
#include "lib/ir/Graph.h"
#include "lib/support/Count.h"
#include "lib/support/Rarely.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace eo {

/// What sort of device code runs a node: the grain at which boards are measured. Finer than OpClass where the
/// same operator runs differently (depthwise convolution), and told by shapes and constants, not by name.
enum class CostClass : uint8_t {
  Convolution,           ///< group 1
  GroupedConvolution,    ///< 1 < group < input channels
  DepthwiseConvolution,  ///< group = input channels > 1
  TransposedConvolution, ///< any group
  DeformableConvolution,
  FullyConnected, ///< a matrix product with learned two-dimensional weights, or a group-1 convolution
                  ///< with one output position whose kernel covers the whole input
  MatrixProduct,  ///< of two activations, or with stacked weights
  Recurrent,
  Attention,
  Pooling,
  GlobalPooling,
  Normalization,
  Activation,
  Elementwise,
  Reduction,
  Softmax,
  Resampling,
  DataMovement,
  View,
  ShapeArithmetic,
  Quantization,
  ControlFlow,
  Other, ///< sequences, sorting, signal, random, text, classical, unknown operators
};

/// "convolution", "depthwise-convolution", "fully-connected", …: the words of reports and board files.
llvm::StringRef costClassName(CostClass costClass);

/// In the order of the enumeration.
llvm::ArrayRef<CostClass> allCostClasses();

/// What few kernels have.
struct RareFeatures {
  std::string name; ///< the row's; the anchor's only where the graph is not at hand
  /// Of the weights read, what stays packed in the board's memory (weights of 4 bits, their scales), and its bytes,
  /// whatever precision the board computes with.
  int64_t packedElements = 0, packedBytes = 0;
  Count steps; ///< of a recurrent layer: along the sequence, over all directions
  Count
      rereadElements; ///< of a recurrent layer: its recurrence's weights, read once more in each step behind the first
  Count scores;                 ///< of an attention: what its softmax works on
  double softmaxPasses = 1;     ///< over them (KernelRules::slow)
  double companionLaunches = 0; ///< of what the runtime runs beside it (KernelRules::companions, ::blocked)
  double copiedElements = 0;    ///< what that copies
  double filling = 1; ///< as many times the arithmetic: zeros fill blocks of channels (KernelRules::blocked)
};

/// What only limits of accelerators and rules of runtimes name.
struct LimitFeatures {
  Count pad;      ///< convolution and pooling: the most zeros on one side of an axis
  Count longAxes; ///< of the activation that has most of them: axes behind the first that are longer than 1
  Count axis;     ///< Concat: along which of its axes, as the tensor runs
  Count window;   ///< LRN: channels it looks at
  bool mixedIntegers = false; ///< signed and unsigned 8-bit numbers meet in its QDQ group (mixesIntegers)
};

/// The features of one kernel, today always one node. Counts are for one execution of the network, batch
/// included, and independent of precision: bytes follow from elements and the bits the board executes with.
struct CostFeatures {
  NodeId node; ///< the kernel's anchor; invalid for a row of a table
  OpKind op = OpKind::Unknown;
  CostClass costClass = CostClass::Other;
  /// Of a convolution: it reads what the network is fed, as it is, scaled, padded, cut or laid out anew.
  bool firstLayer = false;
  Rarely<RareFeatures> rare;
  Rarely<LimitFeatures> limits; ///< where a board names any

  Count macs;     ///< convention eo-mac-1
  Count otherOps; ///< operations outside the convention (docs/counting.md)
  /// Elements of the unrolled patch matrix, N · ∏out · ifm · ∏kernel with the real output size and all input
  /// channels whatever the group (Lahmer et al., equation 2, batch N): macs / ofm for group 1. Convolutions
  /// only, those classed FullyConnected included; not transposed ones.
  Count kclc;
  Count params;         ///< parameter elements of the node, also of those it shares with one before it
  Count inputElements;  ///< activations read, each operand once
  Count weightElements; ///< parameters read, also those an earlier node has read first
  Count outputElements; ///< activations written

  Count batch; ///< convolution, pooling: N; fully connected: input vectors (rows), 1 for a single one
  Count ifm;   ///< input channels over all groups; fully connected: inputs of a neuron (i_size)
  Count ofm;   ///< output channels; fully connected: neurons (o_size)
  Count group; ///< convolutions only

  Extents inSize, outSize;          ///< spatial
  Extents kernel, stride, dilation; ///< convolution and pooling, defaults filled in
  /// As many passes over what it reads and writes does the runtime take (KernelRules::slow).
  double passes = 1;

  bool openSizes = false; ///< as limits: an input of the network has a dimension that the file leaves open
  DataType inputType = DataType::Undefined;  ///< of the first input, in the file
  DataType weightType = DataType::Undefined; ///< of the second operand of linear operators, in the file
  DataType outputType = DataType::Undefined; ///< of the first output, in the file
};

/// Bytes read (activations and parameters) by a board that keeps every element in `bits` bits, rounded up;
/// nullopt where a count is unknown or the product exceeds 64 bits.
Count bytesRead(CostFeatures const &features, unsigned bits);
/// The part of them that is parameters.
Count weightBytesRead(CostFeatures const &features, unsigned bits);
/// Bytes written, likewise.
Count bytesWritten(CostFeatures const &features, unsigned bits);

/// Axes of space that a convolution extends over: along which it has more than one position or tap. At least 2: what has
/// fewer computes what a picture of width or height 1 does.
int64_t convolvedAxes(CostFeatures const &features);

/// Whether a convolution has gaps between its taps.
bool isDilated(CostFeatures const &features);
/// The same work without the gaps.
CostFeatures undilated(CostFeatures features);

/// The scalar features under the names that tables and board files use, in the order of tables. i_size,
/// o_size, ksize, stride and dilation are the largest extents; axes is convolvedAxes, of convolutions only. first_ifm,
/// first_ksize and first_stride are ifm, ksize and stride of first layers of group 1.
struct FeatureColumn {
  llvm::StringRef name;
  Count (*read)(CostFeatures const &features);
};

/// The columns of `energy-calibrate features`, in their order.
llvm::ArrayRef<FeatureColumn> featureColumns();

/// What limits of accelerators and rules of runtimes name beside them: `spatial_axes` of convolution and pooling, `pad`, `long_axes`, `axis`,
/// `window`; `group_ifm`, input channels of a group; `repeats`, positions of a map that a gate of channels multiplies; `sums_kept`,
/// 1 where others read the sum that is normalized; `open_sizes`, 1 where the file leaves a size open; `mixed_integers`,
/// 1 where signed and unsigned 8-bit numbers meet; and `dla_banks`: of the 16 banks of a DLA's convolution buffer those that a convolution in fp16 needs at
/// least (TensorRT 8 developer guide, "DLA Supported Layers").
llvm::ArrayRef<FeatureColumn> limitColumns();

/// extract-features: the features of every live node of the main graph and its branches that is no constant, in the
/// order of CanonicalForm::nodes.
struct NodeFeatures {
  std::vector<CostFeatures> kernels;
  NodeMap<uint32_t> position; ///< 1 + index into `kernels`; 0 for nodes without features

  /// nullptr where the node has none.
  CostFeatures const *find(NodeId id) const {
    return position[id] == 0 ? nullptr : &kernels[position[id] - 1];
  }
};

} // namespace eo

#endif
