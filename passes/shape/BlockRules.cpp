//===- BlockRules.cpp - blocks of pixels to channels and back ---------------------------------===//

#include "passes/shape/ShapeRules.h"
#include "passes/shape/SlidingWindow.h"
#include "llvm/ADT/STLExtras.h"

namespace eo::shape {

/// dim / divisor; nullopt after bad() where a known dimension does not divide.
static std::optional<SymInt> exactPart(ShapeContext &context, SymInt const &dim, SymInt const &divisor,
                                       char const *what) {
  if (dim.isKnown() && divisor.isKnown() && dim.value() % divisor.value() != 0) {
    context.bad("{} {} do not divide by {}", dim.value(), what, divisor.value());
    return std::nullopt;
  }
  return floorDiv(dim, divisor);
}

/// The attribute blocksize, or nullopt after bad(). Its square fits 64 bits.
static std::optional<int64_t> blockSize(ShapeContext &context) {
  int64_t size = context.node.intOr("blocksize", 0);
  if (size >= 1 && size <= std::numeric_limits<int32_t>::max())
    return size;
  context.bad("blocksize is {}", size);
  return std::nullopt;
}

static void setBlocks(ShapeContext &context, bool toSpace, bool channelsLast) {
  auto block = context.needsInputs(1) ? blockSize(context) : std::nullopt;
  if (!block || !context.checkRank(0, 4, "x"))
    return;
  Shape const *given = context.shape(0);
  if (given == nullptr)
    return context.setRank(0, context.element(0), 4);
  Shape y = channelsLast ? channelsFirst(*given) : *given;
  if (toSpace) {
    auto channels = exactPart(context, y[1], *block * *block, "channels");
    if (!channels)
      return;
    y = {y[0], *channels, y[2] * *block, y[3] * *block};
  } else {
    auto height = exactPart(context, y[2], *block, "rows");
    auto width = height ? exactPart(context, y[3], *block, "columns") : std::nullopt;
    if (!width)
      return;
    y = {y[0], y[1] * SymInt(*block * *block), *height, *width};
  }
  context.set(0, context.element(0), channelsLast ? channelsBehind(y) : std::move(y));
}

/// x[N,C,H,W] -> y[N,C/b²,H·b,W·b].
void depthToSpace(ShapeContext &context) { setBlocks(context, true, false); }
void nhwcDepthToSpace(ShapeContext &context) { setBlocks(context, true, true); }
/// x[N,C,H,W] -> y[N,C·b²,H/b,W/b].
void spaceToDepth(ShapeContext &context) { setBlocks(context, false, false); }
void nhwcSpaceToDepth(ShapeContext &context) { setBlocks(context, false, true); }

/// x[N,C·∏block,L], image_shape, block_shape -> y[N,C,image…].
void col2Im(ShapeContext &context) {
  if (!context.needsInputs(3) || !context.checkRank(0, 3, "x"))
    return;
  context.setElement(0, context.element(0));
  Shape const *x = context.shape(0);
  auto image = context.dimensionsFrom(1), block = context.dimensionsFrom(2);
  if (!image)
    return;
  Shape y = {SymInt::unknown(), SymInt::unknown()};
  if (x != nullptr)
    y[0] = (*x)[0];
  SymInt perChannel = block ? elementCount(*block) : SymInt::unknown();
  if (perChannel.isKnown() && perChannel.value() < 1)
    return context.bad("block_shape has {} elements", perChannel.value());
  if (x != nullptr && perChannel.isExpression()) {
    auto channels = exactPart(context, (*x)[1], perChannel, "columns");
    if (!channels)
      return;
    y[1] = *channels;
  }
  y.append(image->begin(), image->end());
  context.set(0, context.element(0), std::move(y));
}

} // namespace eo::shape
