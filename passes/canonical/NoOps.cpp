//===- NoOps.cpp - one predicate for grouping kernels and for energy-lint ------------------------------===//
//
//   y = Identity(x), Dropout(x)                     Same: a Concat or Sum of one, Mul by 1, Add of 0 too
//   y = Cast(x), x has that type                    Same
//   y = Pad(x, 0…), Slice(x, all), Expand(x, its shape), Resize(x) to its size   Same
//   y = Gather(x, all in order), Concat(Split(x)), Where(true, x, z), Clip(x)   Same
//   t = Transpose(x, p); y = Transpose(t, q)        Same as x where q undoes p
//   y = Reshape(x)                                  View; Same where x has that shape
//   y = DequantizeLinear(x), Cast(x: f16, f32)      Format
//
#include "passes/canonical/NoOps.h"
#include "passes/canonical/Layouts.h"
#include "passes/canonical/Parts.h"
#include "passes/canonical/Sequences.h"
#include "llvm/ADT/STLExtras.h"

namespace eo::canonical {

namespace {

class Judge {
public:
  Judge(Knowledge const &knowledge, Node const &judged)
      : known(knowledge), node(judged), x(known.inferred.types[node.input(0)]),
        y(known.inferred.types[node.output(0)]) {}

  HandsOn run() const {
    using enum OpKind;
    ValueId input = node.input(0);
    if (!node.hasOutput(0))
      return {};
    if (node.kind == Clip)
      return input.valid() && boundsQuantised() ? HandsOn{NodePart::Format, input}
                                                : sameIf(input.valid() && boundsNothing());
    if (opClass(node.kind) == OpClass::Elementwise && node.kind != Cast && node.kind != CastLike)
      return same(node.kind == Where ? onlyChoice() : neutralOperand());
    if (!input.valid())
      return node.kind == Concat ? same(onlyPart()) : HandsOn();
    if (opClass(node.kind) == OpClass::Quantization)
      return {NodePart::Format, input};
    auto is = [&](auto... kinds) { return ((node.kind == kinds) || ...); };
    if (is(Cast, CastLike))
      return cast();
    if (is(Dropout))
      return training() || othersRead() ? HandsOn() : same(input);
    if (is(Identity, Optional, OptionalGetElement))
      return same(input);
    if (is(SequenceAt))
      return same(tensorAt(known, node));
    if (is(SplitToSequence))
      return isSplit(known, node) ? HandsOn{NodePart::View, input} : HandsOn();
    if (is(ConcatFromSequence))
      return onlyPartOfSequence();
    if (is(Concat))
      return joined();
    if (is(Gather))
      return picksOnlyOne() ? HandsOn{sameShape() ? NodePart::Same : NodePart::View, input}
                            : sameIf(sameShape() && picksAll());
    if (is(Einsum))
      return sameIf(sameShape() && node.inputs.size() == 1 && namesInOrder());
    if (is(Pad, MsPad))
      return sameIf(padsNothing());
    if (is(Slice))
      return sameIf(sameShape() && stepsForward());
    if (is(Expand, Tile, CenterCropPad))
      return sameIf(sameShape());
    if (is(Split))
      return sameIf(node.outputs.size() == 1 && sameShape());
    if (is(Resize, Upsample))
      return sameIf(sameShape() &&
                    node.stringOr("coordinate_transformation_mode", "") != "tf_crop_and_resize");
    if (is(MaxPool, AveragePool, QLinearAveragePool))
      return sameIf(sameShape() && allOnes("kernel_shape") && allOnes("strides") && !othersRead());
    if (is(DepthToSpace, SpaceToDepth))
      return sameIf(node.intOr("blocksize", 0) == 1);
    if (is(Transpose))
      return transpose();
    if (is(GlobalAveragePool, GlobalMaxPool, QLinearGlobalAveragePool, ReduceMean, ReduceMax, ReduceMin,
           ReduceSum, ReduceProd))
      return sameElements() ? HandsOn{sameShape() ? NodePart::Same : NodePart::View, input} : HandsOn();
    if (opClass(node.kind) != OpClass::View)
      return {};
    return {sameShape() && x.element == y.element ? NodePart::Same : NodePart::View, input};
  }

private:
  static HandsOn same(ValueId value) { return value.valid() ? HandsOn{NodePart::Same, value} : HandsOn(); }
  HandsOn sameIf(bool yes) const { return yes ? same(node.input(0)) : HandsOn(); }

  bool sameShape() const { return shapesEqual(x, y); }
  static bool shapesEqual(TensorType const &a, TensorType const &b) {
    return a.hasRank() && b.hasRank() && a.form == ValueForm::Tensor && b.form == ValueForm::Tensor &&
           a.shape == b.shape;
  }
  bool sameElements() const { return x.hasRank() && y.hasRank() && x.elements() == y.elements(); }

  bool othersRead() const {
    return llvm::any_of(llvm::makeArrayRef(node.outputs).drop_front(),
                        [&](ValueId id) { return id.valid() && !known.graph.users(id).empty(); });
  }

  /// Dropout drops only while it is asked to train.
  bool training() const {
    if (!node.hasInput(2))
      return false;
    std::optional<std::vector<int64_t>> mode = constantInts(known, node.inputs[2]);
    return !mode || mode->size() != 1 || mode->front() != 0;
  }

  bool allOnes(llvm::StringRef attribute) const {
    return llvm::all_of(node.ints(attribute), [](int64_t one) { return one == 1; });
  }

  bool padsNothing() const {
    if (!sameShape())
      return false;
    std::optional<std::vector<int64_t>> pads;
    if (node.has("pads") || node.has("paddings"))
      pads = (node.has("pads") ? node.ints("pads") : node.ints("paddings")).vec();
    else
      pads = constantInts(known, node.input(1));
    return pads && llvm::all_of(*pads, [](int64_t pad) { return pad == 0; });
  }

  /// A Slice of the input's own size starts at the front, unless it runs backwards.
  bool stepsForward() const {
    if (!node.hasInput(4))
      return true;
    std::optional<std::vector<int64_t>> steps = constantInts(known, node.inputs[4]);
    return steps && llvm::all_of(*steps, [](int64_t step) { return step > 0; });
  }

  /// Whether a Gather of the input's own size picks everything in order.
  bool picksAll() const {
    std::optional<int64_t> axis = axisFromFront(node.intOr("axis", 0), x.rank());
    std::optional<std::vector<int64_t>> indices = constantInts(known, node.input(1));
    if (!axis || !indices || known.inferred.types[node.input(1)].rank() != 1)
      return false;
    auto count = static_cast<int64_t>(indices->size());
    for (int64_t i = 0; i < count; ++i)
      if ((*indices)[static_cast<size_t>(i)] != i && (*indices)[static_cast<size_t>(i)] != i - count)
        return false;
    return (*x.shape)[static_cast<size_t>(*axis)] == SymInt(count);
  }

  /// Whether an Einsum of one operand names its axes for the result as it names them for the operand.
  bool namesInOrder() const {
    auto [given, result] = llvm::StringRef(node.stringOr("equation", "")).split("->");
    return !given.trim().empty() && given.trim() == result.trim();
  }

  /// Whether a Gather picks the one element that there is along its axis.
  bool picksOnlyOne() const {
    if (!x.hasRank() || !y.hasRank())
      return false;
    std::optional<int64_t> axis = axisFromFront(node.intOr("axis", 0), x.rank());
    std::optional<std::vector<int64_t>> indices = constantInts(known, node.input(1));
    return axis && indices && indices->size() == 1 && (*x.shape)[static_cast<size_t>(*axis)] == 1;
  }

  /// A Concat of one, or of pieces that are put together again.
  HandsOn joined() const {
    ValueId one = onlyPart().valid() ? onlyPart() : wholeOfParts(known, node);
    if (one.valid())
      return same(one);
    ValueId whole = wholeShownAnew(known, node);
    return whole.valid() ? HandsOn{NodePart::View, whole} : HandsOn();
  }

  /// Beyond it are no finite numbers of the type: written as the type's largest one, in as many digits as exporters give.
  static double nearlyLargest(DataType type) { return type == DataType::Float16 ? 65504 : 3.38e38; }

  /// Whether a Max or Min bounds by a number that no other is beyond, as PyTorch keeps scores from being less than the lowest number.
  bool boundsNothingAt(size_t i) const {
    using enum OpKind;
    if ((node.kind != Max && node.kind != Min) || !isFloatingPoint(y.element))
      return false;
    std::optional<double> bound = uniformValue(known, node.input(i));
    return bound && (node.kind == Max ? -*bound : *bound) >= nearlyLargest(y.element);
  }

  /// Whether a Clip has no bounds, or such as no number of its input is beyond.
  bool boundsNothing() const {
    auto beyond = [&](size_t i, char const *name, double sign) {
      std::optional<double> bound;
      if (node.has(name))
        bound = node.floatOr(name, 0);
      else if (!node.hasInput(i))
        return true;
      else
        bound = uniformValue(known, node.inputs[i]);
      return bound && *bound * sign >= nearlyLargest(x.element);
    };
    return isFloatingPoint(x.element) && beyond(1, "min", -1) && beyond(2, "max", 1);
  }

  /// Whether a Clip cuts integers that a QuantizeLinear has just rounded: a narrower range of them, which rounding meets.
  bool boundsQuantised() const {
    NodeId producer = known.graph.value(node.input(0)).producer;
    return !isFloatingPoint(x.element) && producer.valid() &&
           opClass(known.graph.node(producer).kind) == OpClass::Quantization;
  }

  /// Whether the result of a Cast from one integer type to another only says where look-ups look, in either type.
  bool onlySaysWhere() const {
    auto isPlace = [](DataType type) { return type == DataType::Int32 || type == DataType::Int64; };
    llvm::ArrayRef<NodeId> users = known.graph.users(node.output(0));
    return isPlace(x.element) && isPlace(y.element) && !users.empty() && llvm::all_of(users, [&](NodeId id) {
             using enum OpKind;
             Node const &user = known.graph.node(id);
             bool looksUp = user.kind == Gather || user.kind == GatherElements || user.kind == GatherND;
             return looksUp && user.hasInput(1) && user.inputs[1] == node.output(0) &&
                    user.inputs[0] != node.output(0);
           });
  }

  HandsOn cast() const {
    if (x.element == DataType::Undefined || x.form != ValueForm::Tensor)
      return {};
    if (x.element == y.element)
      return same(node.input(0));
    if (isFloatingPoint(x.element) && isFloatingPoint(y.element))
      return {NodePart::Format, node.input(0)};
    return fromIntegerProduct() || onlySaysWhere() ? HandsOn{NodePart::Format, node.input(0)} : HandsOn();
  }

  /// The sum that an integer product leaves is scaled in the same kernel.
  bool fromIntegerProduct() const {
    using enum OpKind;
    NodeId producer = known.graph.value(known.form.source[node.input(0)]).producer;
    if (!producer.valid())
      return false;
    OpKind kind = known.graph.node(producer).kind;
    return kind == ConvInteger || kind == MatMulInteger || kind == MatMulInteger16;
  }

  /// A sequence of a single tensor put together; with an axis of 1 more that is a view of it.
  HandsOn onlyPartOfSequence() const {
    std::optional<std::vector<ValueId>> tensors = tensorsOf(known, node.input(0));
    if (!tensors || tensors->size() != 1)
      return {};
    ValueId part = tensors->front();
    if (!part.valid() || !known.inferred.types[part].hasRank() || !y.hasRank() ||
        known.inferred.types[part].elements() != y.elements())
      return {};
    return {shapesEqual(known.inferred.types[part], y) ? NodePart::Same : NodePart::View, part};
  }

  /// What a Where of one constant answer always takes.
  ValueId onlyChoice() const {
    std::optional<double> answer = node.hasInput(0) ? uniformValue(known, node.input(0)) : std::nullopt;
    ValueId taken = answer ? node.input(*answer != 0 ? 1 : 2) : ValueId();
    return taken.valid() && shapesEqual(known.inferred.types[taken], y) ? taken : ValueId();
  }

  /// The only operand that is not empty.
  ValueId onlyPart() const {
    ValueId only;
    for (ValueId input : node.inputs) {
      if (!input.valid() || known.inferred.types[input].elements() == 0)
        continue;
      if (only.valid())
        return {};
      only = input;
    }
    return only;
  }

  /// x of Mul(x, 1), Add(x, 0), Sum(x) and the like, where the result has its shape. A bias per channel that
  /// happens to be 0 is learned: runtimes add it.
  ValueId neutralOperand() const {
    using enum OpKind;
    if (node.inputs.size() == 1)
      return node.kind == Sum || node.kind == Max || node.kind == Min || node.kind == Mean ? node.input(0)
                                                                                           : ValueId();
    if (node.inputs.size() != 2)
      return {};
    for (size_t i = 0; i < 2; ++i) {
      std::optional<double> neutral = neutralAt(i);
      bool neutralHere = neutral ? uniformValue(known, node.input(i)) == neutral : boundsNothingAt(i);
      if (neutralHere && known.inferred.types[node.input(i)].elements() == 1 &&
          shapesEqual(known.inferred.types[node.input(1 - i)], y))
        return node.input(1 - i);
    }
    return {};
  }

  /// The number that changes nothing as operand i.
  std::optional<double> neutralAt(size_t i) const {
    using enum OpKind;
    if (node.kind == Mul)
      return 1;
    if (node.kind == Add || node.kind == Sum)
      return 0;
    if (i == 1 && (node.kind == Div || node.kind == Pow))
      return 1;
    if (i == 1 && node.kind == Sub)
      return 0;
    return std::nullopt;
  }

  static bool isIdentity(llvm::ArrayRef<int64_t> order) {
    for (size_t i = 0; i < order.size(); ++i)
      if (order[i] != static_cast<int64_t>(i))
        return false;
    return true;
  }

  /// Whether the axes longer than 1 keep their order.
  bool keepsOrder(llvm::ArrayRef<int64_t> order) const {
    int64_t last = -1;
    for (int64_t axis : order) {
      if ((*x.shape)[static_cast<size_t>(axis)] == 1)
        continue;
      if (axis < last)
        return false;
      last = axis;
    }
    return true;
  }

  HandsOn transpose() const {
    if (!x.hasRank())
      return {};
    std::vector<int64_t> order = permutationOf(node, x.rank());
    if (order.size() != x.rank())
      return {};
    if (isIdentity(order))
      return same(node.input(0));
    if (keepsOrder(order))
      return {NodePart::View, node.input(0)};
    constexpr int mostTransposes = 8; // one behind the other
    ValueId shown = node.input(0);
    for (int i = 0; i < mostTransposes; ++i) {
      ValueId given = known.form.source[shown];
      NodeId producer = known.graph.value(given).producer;
      if (!producer.valid() || known.graph.node(producer).kind != OpKind::Transpose ||
          !shapesEqual(known.inferred.types[given], known.inferred.types[shown]))
        return {};
      Node const &before = known.graph.node(producer);
      std::vector<int64_t> inner = permutationOf(before, order.size());
      if (inner.empty() || !before.hasInput(0))
        return {};
      for (int64_t &axis : order)
        axis = inner[static_cast<size_t>(axis)];
      shown = before.input(0);
      if (isIdentity(order))
        return same(shown);
    }
    return {};
  }

  Knowledge const &known;
  Node const &node;
  TensorType const &x, &y;
};

} // namespace

HandsOn handsOn(Knowledge const &known, Node const &node) { return Judge(known, node).run(); }

ValueId behindNoOps(Knowledge const &known, ValueId id) {
  while (id.valid() && known.graph.value(id).producer.valid()) {
    HandsOn found = handsOn(known, known.graph.node(known.graph.value(id).producer));
    if (found.part != NodePart::Same)
      break;
    id = found.value;
  }
  return id;
}

} // namespace eo::canonical
