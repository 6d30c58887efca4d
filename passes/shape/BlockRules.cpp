//===- BlockRules.cpp - blocks of pixels to channels and back ---------------------------------===//

#include "passes/shape/ShapeRules.h"
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

/// x[N,C,H,W] -> y[N,C/b²,H·b,W·b].
void depthToSpace(ShapeContext &context) {
  auto block = context.needsInputs(1) ? blockSize(context) : std::nullopt;
  if (!block || !context.checkRank(0, 4, "x"))
    return;
  Shape const *x = context.shape(0);
  if (x == nullptr)
    return context.setRank(0, context.element(0), 4);
  auto channels = exactPart(context, (*x)[1], *block * *block, "channels");
  if (channels)
    context.set(0, context.element(0), {(*x)[0], *channels, (*x)[2] * *block, (*x)[3] * *block});
}

/// x[N,C,H,W] -> y[N,C·b²,H/b,W/b].
void spaceToDepth(ShapeContext &context) {
  auto block = context.needsInputs(1) ? blockSize(context) : std::nullopt;
  if (!block || !context.checkRank(0, 4, "x"))
    return;
  Shape const *x = context.shape(0);
  if (x == nullptr)
    return context.setRank(0, context.element(0), 4);
  auto height = exactPart(context, (*x)[2], *block, "rows");
  auto width = height ? exactPart(context, (*x)[3], *block, "columns") : std::nullopt;
  if (width)
    context.set(0, context.element(0), {(*x)[0], (*x)[1] * SymInt(*block * *block), *height, *width});
}

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
