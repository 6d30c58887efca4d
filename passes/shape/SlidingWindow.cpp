#include "passes/shape/SlidingWindow.h"

#include <algorithm>

namespace eo {

SymInt SlidingWindow::span(size_t axis) const { return (kernel[axis] - 1) * SymInt(dilations[axis]) + 1; }

/// Reads the attribute `given` as one positive number per axis, all 1 where it is absent; false after bad().
static bool readPerAxis(ShapeContext &context, llvm::StringRef attribute, llvm::ArrayRef<int64_t> given,
                        size_t rank, llvm::SmallVectorImpl<int64_t> &to) {
  if (given.empty()) {
    to.assign(rank, 1);
    return true;
  }
  if (given.size() != rank) {
    context.bad("{} has {} entries for {} spatial axes", attribute, given.size(), rank);
    return false;
  }
  for (int64_t one : given)
    if (one < 1) {
      context.bad("{} holds {}, must be at least 1", attribute, one);
      return false;
    }
  to.assign(given.begin(), given.end());
  return true;
}

static bool readPads(ShapeContext &context, SlidingWindow &window, size_t rank) {
  llvm::ArrayRef<int64_t> pads = context.node.ints("pads");
  if (pads.empty() || window.autoPad != AutoPad::NotSet) {
    window.padsBegin.assign(rank, 0);
    window.padsEnd.assign(rank, 0);
    return true;
  }
  if (pads.size() != 2 * rank) {
    context.bad("pads has {} entries for {} spatial axes", pads.size(), rank);
    return false;
  }
  window.padsBegin.assign(pads.begin(), pads.begin() + rank);
  window.padsEnd.assign(pads.begin() + rank, pads.end());
  return true;
}

static bool readAutoPad(ShapeContext &context, SlidingWindow &window) {
  llvm::StringRef text = context.node.stringOr("auto_pad", "NOTSET");
  if (text == "SAME_UPPER")
    window.autoPad = AutoPad::SameUpper;
  else if (text == "SAME_LOWER")
    window.autoPad = AutoPad::SameLower;
  else if (text == "VALID")
    window.autoPad = AutoPad::Valid;
  else if (text != "NOTSET" && !text.empty())
    context.bad("auto_pad '{}' is not one of NOTSET, SAME_UPPER, SAME_LOWER, VALID", text);
  return !context.isBad();
}

static bool readKernel(ShapeContext &context, SlidingWindow &window, size_t rank,
                       llvm::ArrayRef<SymInt> kernel) {
  llvm::ArrayRef<int64_t> given = context.node.ints("kernel_shape");
  if (given.empty()) {
    if (kernel.size() != rank)
      context.bad("kernel_shape is missing");
    window.kernel.assign(kernel.begin(), kernel.end());
    return !context.isBad();
  }
  llvm::SmallVector<int64_t, 3> checked;
  if (!readPerAxis(context, "kernel_shape", given, rank, checked))
    return false;
  window.kernel.assign(checked.begin(), checked.end());
  for (size_t i = 0; i < kernel.size(); ++i)
    if (kernel[i].isKnown() && !(kernel[i] == checked[i]))
      context.bad("kernel_shape is {} on spatial axis {} but the weight has {}", checked[i], i,
                  kernel[i].str());
  return !context.isBad();
}

std::optional<SlidingWindow> readWindow(ShapeContext &context, size_t spatialRank,
                                        llvm::ArrayRef<SymInt> kernel) {
  std::optional<SlidingWindow> result(std::in_place);
  SlidingWindow &window = *result;
  auto perAxis = [&](llvm::StringRef attribute, llvm::SmallVectorImpl<int64_t> &to) {
    return readPerAxis(context, attribute, context.node.ints(attribute), spatialRank, to);
  };
  bool isRead = readKernel(context, window, spatialRank, kernel) && readAutoPad(context, window) &&
                readPads(context, window, spatialRank) && perAxis("strides", window.strides) &&
                perAxis("dilations", window.dilations);
  window.ceilMode = context.node.intOr("ceil_mode", 0) != 0;
  if (!isRead)
    result.reset();
  return result;
}

std::optional<SymInt> windowPositions(ShapeContext &context, SlidingWindow const &window, SymInt const &size,
                                      size_t axis) {
  SymInt stride = window.strides[axis];
  if (window.autoPad == AutoPad::SameUpper || window.autoPad == AutoPad::SameLower)
    return ceilDiv(size, stride);
  SymInt begin = window.padsBegin[axis], end = window.padsEnd[axis];
  SymInt room = size + begin + end - window.span(axis);
  if (room.isKnown() && room.value() < 0) {
    context.bad("window of {} does not fit the padded size {} of spatial axis {}", window.span(axis).str(),
                (size + begin + end).str(), axis);
    return std::nullopt;
  }
  if (!window.ceilMode)
    return floorDiv(room, stride) + 1;
  SymInt positions = ceilDiv(room, stride) + 1;
  SymInt reach = end + stride; // positions that may be left over for the last window, and one more
  bool lastStartsInside = reach.isKnown() && evidentlyAtLeast(window.span(axis), reach.value());
  return lastStartsInside ? positions : min(positions, ceilDiv(size + begin, stride));
}

Shape channelsFirst(Shape const &channelsLast) {
  Shape result = channelsLast;
  if (result.size() > 1)
    std::rotate(result.begin() + 1, result.end() - 1, result.end());
  return result;
}

Shape channelsBehind(Shape const &channelsFirst) {
  Shape result = channelsFirst;
  if (result.size() > 1)
    std::rotate(result.begin() + 1, result.begin() + 2, result.end());
  return result;
}

} // namespace eo
