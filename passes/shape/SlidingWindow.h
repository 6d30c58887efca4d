//===- SlidingWindow.h - output sizes of convolutions and pools -------------------------------===//
#ifndef ENERGY_OPT_PASSES_SHAPE_SLIDINGWINDOW_H
#define ENERGY_OPT_PASSES_SHAPE_SLIDINGWINDOW_H

#include "passes/shape/ShapeContext.h"

namespace eo {

/// The values of auto_pad.
enum class AutoPad : uint8_t { NotSet, SameUpper, SameLower, Valid };

/// The attributes kernel_shape, strides, dilations, pads, auto_pad and ceil_mode, with defaults filled in:
/// one entry per spatial axis.
struct SlidingWindow {
  llvm::SmallVector<SymInt, 3> kernel;
  llvm::SmallVector<int64_t, 3> strides, dilations, padsBegin, padsEnd;
  AutoPad autoPad = AutoPad::NotSet;
  bool ceilMode = false;

  /// Elements of the input that one window spans along the axis: dilation·(kernel - 1) + 1.
  SymInt span(size_t axis) const;
};

/// The window of the node, or nullopt after context.bad(). `kernel` gives the sizes where the node has no
/// kernel_shape (the weight's spatial dimensions; a contradiction with kernel_shape is bad).
std::optional<SlidingWindow> readWindow(ShapeContext &context, size_t spatialRank,
                                        llvm::ArrayRef<SymInt> kernel);

/// Positions of the window along the axis. With i = input size, p = both pads, s = stride, k = span:
///   NOTSET  floor((i + p - k)/s) + 1; with ceil_mode ceil(…) + 1, without windows that would start in the
///           padding behind the input
///   VALID   the same with p = 0
///   SAME_*  ceil(i/s)
/// nullopt after context.bad() where the window does not fit even once.
std::optional<SymInt> windowPositions(ShapeContext &context, SlidingWindow const &window, SymInt const &size,
                                      size_t axis);

/// x[N,…,C] as [N,C,…], and back; a shape of rank below 2 as it is.
Shape channelsFirst(Shape const &channelsLast);
Shape channelsBehind(Shape const &channelsFirst);

} // namespace eo

#endif
