//===- PoolRules.cpp - pools: windows, global, regions of interest ----------------------------===//

#include "passes/shape/ShapeRules.h"
#include "passes/shape/SlidingWindow.h"

namespace eo::shape {

/// x[N,C,…] -> y[N,C,positions…]; nullopt after bad().
static std::optional<Shape> pooled(ShapeContext &context, Shape const &x) {
  if (x.size() < 3) {
    context.bad("x has rank {}, needs batch, channels and at least one spatial axis", x.size());
    return std::nullopt;
  }
  auto window = readWindow(context, x.size() - 2, {});
  if (!window)
    return std::nullopt;
  Shape y(x.begin(), x.begin() + 2);
  for (size_t i = 0; i + 2 < x.size(); ++i) {
    auto positions = windowPositions(context, *window, x[i + 2], i);
    if (!positions)
      return std::nullopt;
    y.push_back(std::move(*positions));
  }
  return y;
}

/// x[N,C,…] -> y[N,C,1,…]; nullopt after bad().
static std::optional<Shape> pooledGlobally(ShapeContext &context, Shape const &x) {
  if (x.size() < 2) {
    context.bad("x has rank {}, needs batch and channels", x.size());
    return std::nullopt;
  }
  Shape y = x;
  for (size_t i = 2; i < y.size(); ++i)
    y[i] = 1;
  return y;
}

using PoolShape = std::optional<Shape> (*)(ShapeContext &, Shape const &);

static void setPool(ShapeContext &context, PoolShape shapeOf, bool channelsLast = false) {
  if (!context.needsInputs(1))
    return;
  context.setElement(0, context.element(0));
  context.setElement(1, DataType::Int64);
  Shape const *x = context.shape(0);
  if (x == nullptr)
    return;
  auto y = shapeOf(context, channelsLast ? channelsFirst(*x) : *x);
  if (!y)
    return;
  if (context.hasOutput(1))
    context.set(1, DataType::Int64, *y);
  context.set(0, context.element(0), channelsLast ? channelsBehind(*y) : std::move(*y));
}

/// AveragePool, MaxPool (with Indices of int64), LpPool.
void pool(ShapeContext &context) { setPool(context, pooled); }

void globalPool(ShapeContext &context) { setPool(context, pooledGlobally); }

/// com.microsoft: channels may be last.
void nhwcMaxPool(ShapeContext &context) { setPool(context, pooled, true); }
void nhwcGlobalPool(ShapeContext &context) { setPool(context, pooledGlobally, true); }

void qLinearAveragePool(ShapeContext &context) {
  setPool(context, pooled, context.node.intOr("channels_last", 0) != 0);
}

void qLinearGlobalAveragePool(ShapeContext &context) {
  setPool(context, pooledGlobally, context.node.intOr("channels_last", 0) != 0);
}

/// The inverse of MaxPool: s·(i - 1) + kernel - pads, or what the input output_shape says.
void maxUnpool(ShapeContext &context) {
  if (!context.needsInputs(2))
    return;
  Shape const *x = context.shape(0);
  context.setElement(0, context.element(0));
  if (x == nullptr)
    return;
  if (x->size() < 3)
    return context.bad("x has rank {}, needs batch, channels and at least one spatial axis", x->size());
  if (context.hasInput(2)) {
    auto const *given = context.ints(2);
    if (given != nullptr && given->size() != x->size())
      return context.bad("output_shape has {} entries for rank {}", given->size(), x->size());
    if (given == nullptr)
      return context.setRank(0, context.element(0), x->size());
    return context.set(0, context.element(0), Shape(given->begin(), given->end()));
  }
  auto window = readWindow(context, x->size() - 2, {});
  if (!window)
    return;
  Shape y(x->begin(), x->begin() + 2);
  for (size_t i = 0; i + 2 < x->size(); ++i)
    y.push_back(((*x)[i + 2] - 1) * SymInt(window->strides[i]) + window->kernel[i] -
                SymInt(window->padsBegin[i]) - SymInt(window->padsEnd[i]));
  context.set(0, context.element(0), std::move(y));
}

/// x[N,C,H,W] rois[R,5] -> y[R,C,pooled_shape].
void maxRoiPool(ShapeContext &context) {
  if (!context.needsInputs(2) || !context.checkRank(0, 4, "x") || !context.checkRank(1, 2, "rois"))
    return;
  llvm::ArrayRef<int64_t> pooled = context.node.ints("pooled_shape");
  if (pooled.size() != 2)
    return context.bad("pooled_shape has {} entries, needs 2", pooled.size());
  Shape const *x = context.shape(0), *rois = context.shape(1);
  context.set(0, context.element(0),
              {rois != nullptr ? (*rois)[0] : SymInt::unknown(), x != nullptr ? (*x)[1] : SymInt::unknown(),
               pooled[0], pooled[1]});
}

} // namespace eo::shape
