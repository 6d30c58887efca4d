//===- ConvRules.cpp - convolutions, forward and transposed ------------------------------------===//
//
//   Conv           x[N,C,…] w[M,C/group,k…] -> y[N,M,positions…]
//   ConvTranspose  x[N,C,…] w[C,M/group,k…] -> y[N,M,…]
//   NhwcConv       x[N,…,C] w[M,C/group,k…] -> y[N,positions…,M]
//

#include "passes/shape/ShapeRules.h"
#include "passes/shape/SlidingWindow.h"

namespace eo::shape {

namespace {
struct ConvOperands {
  Shape const *x, *w; ///< w: nullptr where its rank is not known
  int64_t group;
  size_t spatialRank;
  llvm::ArrayRef<SymInt> kernel; ///< spatial dimensions of w; empty where not known
};
} // namespace

/// nullopt where nothing can be said: x has no rank, or after bad().
static std::optional<ConvOperands> readOperands(ShapeContext &context, Shape const *x, size_t wIndex) {
  ConvOperands result{x, context.shape(wIndex), context.node.intOr("group", 1), 0, {}};
  if (result.group < 1) {
    context.bad("group is {}, must be at least 1", result.group);
    return std::nullopt;
  }
  if (result.x == nullptr)
    return std::nullopt;
  if (result.x->size() < 3) {
    context.bad("x has rank {}, needs batch, channels and at least one spatial axis", result.x->size());
    return std::nullopt;
  }
  result.spatialRank = result.x->size() - 2;
  if (result.w == nullptr)
    return result;
  if (result.w->size() != result.x->size()) {
    context.bad("weight has rank {} but x has rank {}", result.w->size(), result.x->size());
    return std::nullopt;
  }
  result.kernel = llvm::makeArrayRef(*result.w).drop_front(2);
  return result;
}

/// Without w and kernel_shape the kernel is unknown, not an error.
static std::optional<SlidingWindow> windowOf(ShapeContext &context, ConvOperands const &operands) {
  llvm::SmallVector<SymInt, 3> unknown(operands.spatialRank, SymInt::unknown());
  return readWindow(context, operands.spatialRank, operands.w != nullptr ? operands.kernel : unknown);
}

static bool checkChannels(ShapeContext &context, SymInt const &x, SymInt const &weight) {
  if (!x.isKnown() || !weight.isKnown() || x == weight)
    return true;
  context.bad("weight has {} input channels but x has {}", weight.str(), x.str());
  return false;
}

/// y of a convolution of x[N,C,…]; nullopt where nothing can be said.
static std::optional<Shape> convolved(ShapeContext &context, Shape const *x, size_t wIndex) {
  auto operands = readOperands(context, x, wIndex);
  auto window = operands ? windowOf(context, *operands) : std::nullopt;
  if (!window)
    return std::nullopt;
  SymInt outputs = SymInt::unknown();
  if (operands->w != nullptr) {
    Shape const &w = *operands->w;
    if (!checkChannels(context, (*operands->x)[1], w[1] * SymInt(operands->group)))
      return std::nullopt;
    outputs = w[0];
    if (outputs.isKnown() && outputs.value() % operands->group != 0) {
      context.bad("{} output channels do not divide into {} groups", outputs.value(), operands->group);
      return std::nullopt;
    }
  }
  std::optional<Shape> y(std::in_place, {operands->x->front(), std::move(outputs)});
  for (size_t i = 0; i < operands->spatialRank && y; ++i) {
    if (auto positions = windowPositions(context, *window, (*operands->x)[i + 2], i))
      y->push_back(std::move(*positions));
    else
      y.reset();
  }
  return y;
}

static void setConv(ShapeContext &context, size_t xIndex, size_t wIndex, DataType element,
                    bool channelsLast = false) {
  context.setElement(0, element);
  Shape const *x = context.shape(xIndex);
  std::optional<Shape> first;
  if (x != nullptr && channelsLast)
    x = &first.emplace(channelsFirst(*x));
  if (auto y = convolved(context, x, wIndex))
    context.set(0, element, channelsLast ? channelsBehind(*y) : std::move(*y));
}

/// Conv; DeformConv, whose offsets do not change the shape; FusedConv.
void conv(ShapeContext &context) {
  if (context.needsInputs(2))
    setConv(context, 0, 1, context.element(0));
}

void convInteger(ShapeContext &context) {
  if (context.needsInputs(2))
    setConv(context, 0, 1, DataType::Int32);
}

/// x, x_scale, x_zero_point, w, w_scale, w_zero_point, y_scale, y_zero_point: y has the zero point's type.
/// com.microsoft's may have its channels last.
void qLinearConv(ShapeContext &context) {
  if (context.needsInputs(8))
    setConv(context, 0, 3, context.element(7), context.node.intOr("channels_last", 0) != 0);
}

/// NhwcConv, NhwcFusedConv: channels last in x and y, weights as for Conv.
void nhwcConv(ShapeContext &context) {
  if (context.needsInputs(2))
    setConv(context, 0, 1, context.element(0), true);
}

/// The same on quantised operands.
void nhwcQLinearConv(ShapeContext &context) {
  if (context.needsInputs(8))
    setConv(context, 0, 3, context.element(7), true);
}

/// qonnx: everything has its channels last, the weights w[M,k…,C/group] too.
void channelsLastConv(ShapeContext &context) {
  if (!context.needsInputs(2))
    return;
  context.setElement(0, context.element(0));
  Shape const *x = context.shape(0), *w = context.shape(1);
  if (x == nullptr || w == nullptr)
    return;
  if (x->size() < 3 || w->size() != x->size())
    return context.bad("weight has rank {} but x has rank {}", w->size(), x->size());
  Shape first = channelsFirst(*x);
  auto window = readWindow(context, x->size() - 2, llvm::makeArrayRef(*w).drop_front(1).drop_back(1));
  if (!window)
    return;
  Shape y = {first[0], w->front()};
  for (size_t i = 0; i + 2 < first.size(); ++i) {
    auto positions = windowPositions(context, *window, first[i + 2], i);
    if (!positions)
      return;
    y.push_back(std::move(*positions));
  }
  context.set(0, context.element(0), channelsBehind(y));
}

/// The attribute output_shape: spatial sizes, with or without batch and channels before them. Empty: absent.
static std::optional<llvm::ArrayRef<int64_t>> givenOutputSizes(ShapeContext &context, size_t spatialRank) {
  llvm::ArrayRef<int64_t> given = context.node.ints("output_shape");
  if (given.size() == spatialRank + 2)
    given = given.drop_front(2);
  if (!given.empty() && given.size() != spatialRank) {
    context.bad("output_shape has {} entries for {} spatial axes", given.size(), spatialRank);
    return std::nullopt;
  }
  for (int64_t one : given)
    if (one < 1) {
      context.bad("output_shape holds {}, must be at least 1", one);
      return std::nullopt;
    }
  return given;
}

/// s·(i - 1) + output_padding + span - pads; i·s where auto_pad is SAME_*.
static SymInt transposedSize(ShapeContext &context, SlidingWindow const &window, SymInt const &size,
                             size_t axis) {
  SymInt stride = window.strides[axis];
  if (window.autoPad == AutoPad::SameUpper || window.autoPad == AutoPad::SameLower)
    return size * stride;
  llvm::ArrayRef<int64_t> extra = context.node.ints("output_padding");
  SymInt added = axis < extra.size() ? SymInt(extra[axis]) : SymInt(0);
  return (size - 1) * stride + added + window.span(axis) - SymInt(window.padsBegin[axis]) -
         SymInt(window.padsEnd[axis]);
}

static void setConvTranspose(ShapeContext &context, bool channelsLast) {
  if (!context.needsInputs(2))
    return;
  context.setElement(0, context.element(0));
  Shape const *x = context.shape(0);
  std::optional<Shape> first;
  if (x != nullptr && channelsLast)
    x = &first.emplace(channelsFirst(*x));
  auto operands = readOperands(context, x, 1);
  auto window = operands ? windowOf(context, *operands) : std::nullopt;
  auto given = window ? givenOutputSizes(context, operands->spatialRank) : std::nullopt;
  if (!given)
    return;
  if (operands->w != nullptr && !checkChannels(context, (*operands->x)[1], operands->w->front()))
    return;
  SymInt outputs = operands->w != nullptr ? (*operands->w)[1] * SymInt(operands->group) : SymInt::unknown();
  Shape y = {operands->x->front(), std::move(outputs)};
  for (size_t i = 0; i < operands->spatialRank; ++i) {
    SymInt size =
        given->empty() ? transposedSize(context, *window, (*operands->x)[i + 2], i) : SymInt((*given)[i]);
    if (size.isKnown() && size.value() < 1)
      return context.bad("spatial axis {} of the output would have size {}", i, size.value());
    y.push_back(std::move(size));
  }
  context.set(0, context.element(0), channelsLast ? channelsBehind(y) : std::move(y));
}

void convTranspose(ShapeContext &context) { setConvTranspose(context, false); }
void nhwcConvTranspose(ShapeContext &context) { setConvTranspose(context, true); }

/// Input 2 holds the pads: s·(i - 1) + output_padding + span - both pads.
void convTransposeWithDynamicPads(ShapeContext &context) {
  convTranspose(context);
  Shape const *x = context.shape(0), *y = context.outputShape(0);
  if (context.isBad() || !context.hasInput(2) || x == nullptr || y == nullptr)
    return;
  size_t axes = x->size() - 2;
  auto const *pads = context.ints(2);
  Shape padded = *y;
  for (size_t i = 0; i < axes; ++i)
    padded[i + 2] = pads != nullptr && pads->size() == 2 * axes
                        ? padded[i + 2] - (*pads)[i] - (*pads)[i + axes]
                        : SymInt::unknown();
  context.set(0, context.element(0), std::move(padded));
}

} // namespace eo::shape
