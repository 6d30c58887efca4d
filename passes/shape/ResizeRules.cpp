//===- ResizeRules.cpp - sizes from scales: Resize, Upsample; sampling: GridSample, RoiAlign ---===//

#include "passes/shape/Fold.h"
#include "passes/shape/ShapeRules.h"
#include <cmath>
#include <numeric>

namespace eo::shape {

/// floor(size·scale), in single precision as the runtimes calculate it. A symbolic size needs a scale that is
/// a fraction of small powers of two (2, 0.5, 1.25, …).
static SymInt scaled(SymInt const &size, double scale) {
  if (size.isKnown()) {
    float product = static_cast<float>(size.value()) * static_cast<float>(scale);
    return Scalar(static_cast<double>(std::floor(product))).asInteger();
  }
  constexpr int64_t denominator = 256;
  double exact = scale * denominator;
  if (std::trunc(exact) != exact || std::fabs(exact) > 1e9)
    return SymInt::unknown();
  auto numerator = static_cast<int64_t>(exact);
  int64_t common = std::gcd(numerator, denominator);
  return floorDiv(size * SymInt(numerator / common), denominator / common);
}

/// One scale per axis; an element that is not a number gives an unknown size.
static SymInt scaled(SymInt const &size, Scalar const &scale) {
  if (auto real = scale.asReal())
    return scaled(size, *real);
  return size * scale.asInteger();
}

namespace {
/// The operands of Resize: opset 10 has (x, scales), later (x, roi, scales, sizes).
struct ResizeOperands {
  std::optional<size_t> scales, sizes;
};
} // namespace

static bool isEmptyInput(ShapeContext &context, size_t i) {
  Shape const *shape = context.shape(i);
  return !context.hasInput(i) || (shape != nullptr && shape->size() == 1 && shape->front() == 0);
}

static ResizeOperands resizeOperands(ShapeContext &context) {
  ResizeOperands result;
  if (context.inputCount() == 2) {
    result.scales = 1;
    return result;
  }
  if (!isEmptyInput(context, 3))
    result.sizes = 3;
  else if (!isEmptyInput(context, 2))
    result.scales = 2;
  return result;
}

/// The axes that scales and sizes speak of (since opset 18): all without the attribute. nullopt after bad().
static std::optional<Axes> resizedAxes(ShapeContext &context, size_t rank) {
  if (context.node.has("axes"))
    return context.normalizeAxes(context.node.ints("axes"), rank);
  Axes all;
  for (size_t i = 0; i < rank; ++i)
    all.push_back(i);
  return all;
}

/// keep_aspect_ratio_policy: one scale for all axes, the least or greatest of size/x; halves round up.
static void keepAspect(Shape &y, Shape const &x, Axes const &axes, Shape const &sizes, bool least) {
  std::optional<float> common;
  bool known = true;
  for (size_t i = 0; i < axes.size(); ++i) {
    SymInt const &from = x[axes[i]], &to = sizes[i];
    known = known && from.isKnown() && to.isKnown() && from.value() > 0;
    if (!known)
      break;
    float scale = static_cast<float>(to.value()) / static_cast<float>(from.value());
    common = !common ? scale : least ? std::min(*common, scale) : std::max(*common, scale);
  }
  for (size_t axis : axes)
    y[axis] =
        known && common
            ? Scalar(std::floor(static_cast<double>(*common * static_cast<float>(x[axis].value())) + 0.5))
                  .asInteger()
            : SymInt::unknown();
}

/// With coordinates of tf_crop_and_resize a scale counts from the region of interest: x·(end - start)·scale.
static std::optional<double> cropFactor(ShapeContext &context, size_t i, size_t axes) {
  if (context.node.stringOr("coordinate_transformation_mode", "") != "tf_crop_and_resize")
    return 1;
  auto const *roi = context.floats(1);
  if (roi == nullptr || roi->size() != 2 * axes)
    return std::nullopt;
  return (*roi)[i + axes] - (*roi)[i];
}

static void setFromSizes(ShapeContext &context, Shape const &x, Axes const &axes, size_t input) {
  auto sizes = context.dimensionsFrom(input);
  if (!sizes)
    return context.setRank(0, context.element(0), x.size());
  if (sizes->size() != axes.size())
    return context.bad("{} sizes for {} axes", sizes->size(), axes.size());
  llvm::StringRef policy = context.node.stringOr("keep_aspect_ratio_policy", "stretch");
  Shape y = x;
  if (policy == "stretch")
    for (size_t i = 0; i < axes.size(); ++i)
      y[axes[i]] = (*sizes)[i];
  else
    keepAspect(y, x, axes, *sizes, policy == "not_larger");
  context.set(0, context.element(0), std::move(y));
}

static void setFromScales(ShapeContext &context, Shape const &x, Axes const &axes, size_t input) {
  FoldedConstant const *scales = context.constant(input);
  if (scales == nullptr)
    return context.setRank(0, context.element(0), x.size());
  if (elementCount(*scales) != axes.size())
    return context.bad("{} scales for {} axes", elementCount(*scales), axes.size());
  Shape y = x;
  for (size_t i = 0; i < axes.size(); ++i) {
    Scalar scale = elementAt(*scales, i);
    if (scale.real && !(*scale.real > 0))
      return context.bad("scales hold {}", *scale.real);
    auto factor = cropFactor(context, i, axes.size());
    auto real = scale.asReal();
    y[axes[i]] = !factor                 ? SymInt::unknown()
                 : *factor == 1 || !real ? scaled(x[axes[i]], scale)
                                         : scaled(x[axes[i]], *real * *factor);
  }
  context.set(0, context.element(0), std::move(y));
}

void resize(ShapeContext &context) {
  Shape const *x = context.likeFirst(1);
  auto axes = x != nullptr ? resizedAxes(context, x->size()) : std::nullopt;
  if (!axes)
    return;
  ResizeOperands operands = resizeOperands(context);
  if (operands.sizes)
    return setFromSizes(context, *x, *axes, *operands.sizes);
  if (operands.scales)
    return setFromScales(context, *x, *axes, *operands.scales);
  context.bad("neither scales nor sizes are given");
}

/// Scales are input 1 (opset 9), the attribute scales (7), or height_scale and width_scale (1).
void upsample(ShapeContext &context) {
  Shape const *x = context.likeFirst(1);
  if (x == nullptr)
    return;
  if (context.hasInput(1)) {
    auto axes = resizedAxes(context, x->size());
    return axes ? setFromScales(context, *x, *axes, 1) : void();
  }
  llvm::SmallVector<float, 4> scales(context.node.floats("scales").begin(),
                                     context.node.floats("scales").end());
  if (scales.empty() && x->size() == 4)
    scales = {1, 1, context.node.floatOr("height_scale", 0), context.node.floatOr("width_scale", 0)};
  if (scales.size() != x->size())
    return context.bad("{} scales for rank {}", scales.size(), x->size());
  Shape y;
  for (size_t i = 0; i < scales.size(); ++i) {
    if (!(scales[i] > 0))
      return context.bad("scales hold {}", scales[i]);
    y.push_back(scaled((*x)[i], static_cast<double>(scales[i])));
  }
  context.set(0, context.element(0), std::move(y));
}

/// x[N,C,…] grid[N,out…,r] -> y[N,C,out…].
void gridSample(ShapeContext &context) {
  if (!context.needsInputs(2))
    return;
  context.setElement(0, context.element(0));
  Shape const *x = context.shape(0), *grid = context.shape(1);
  if (x == nullptr || grid == nullptr)
    return;
  if (x->size() != grid->size() || x->size() < 3)
    return context.bad("x has rank {} and grid has rank {}", x->size(), grid->size());
  Shape y(x->begin(), x->begin() + 2);
  y.append(grid->begin() + 1, grid->end() - 1);
  context.set(0, context.element(0), std::move(y));
}

/// theta[N,r,r+1] and size (N,C,…) -> grid[N,…,r].
void affineGrid(ShapeContext &context) {
  if (!context.needsInputs(2))
    return;
  context.setElement(0, context.element(0));
  auto size = context.dimensionsFrom(1);
  if (!size)
    return;
  if (size->size() != 4 && size->size() != 5)
    return context.bad("size has {} entries, needs 4 or 5", size->size());
  Shape grid = {(*size)[0]};
  grid.append(size->begin() + 2, size->end());
  grid.push_back(static_cast<int64_t>(size->size()) - 2);
  context.set(0, context.element(0), std::move(grid));
}

/// x[N,C,H,W] rois[R,4] -> y[R,C,output_height,output_width].
void roiAlign(ShapeContext &context) {
  if (!context.needsInputs(3) || !context.checkRank(0, 4, "x") || !context.checkRank(1, 2, "rois"))
    return;
  Shape const *x = context.shape(0), *rois = context.shape(1);
  context.set(0, context.element(0),
              {rois != nullptr ? (*rois)[0] : SymInt::unknown(), x != nullptr ? (*x)[1] : SymInt::unknown(),
               context.node.intOr("output_height", 1), context.node.intOr("output_width", 1)});
}

} // namespace eo::shape
