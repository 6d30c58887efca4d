//===- Transposes.cpp - one order of axes after another ----------------------------------------------===//
//
//   y = Transpose(Transpose(x, p), q)               y = Transpose(x, p then q), or x where q undoes p
//   y = Transpose(Relu(Transpose(x, p)), q)         the same with Relu(x): elementwise operators see no order
//
#include "lib/onnx/rewrite/Draft.h"
#include "llvm/ADT/STLExtras.h"

namespace eo {

using AxisOrder = std::vector<int64_t>;

/// The order of axes in `perm`; nullopt where it is no order. Empty: all axes reversed, however many.
static std::optional<AxisOrder> orderOf(onnx::NodeProto const &transpose) {
  onnx::AttributeProto const *perm = Draft::attribute(transpose, "perm");
  if (perm == nullptr)
    return AxisOrder();
  AxisOrder order(perm->ints().begin(), perm->ints().end());
  std::vector<bool> seen(order.size());
  for (int64_t axis : order) {
    if (axis < 0 || static_cast<size_t>(axis) >= order.size() || seen[static_cast<size_t>(axis)])
      return std::nullopt;
    seen[static_cast<size_t>(axis)] = true;
  }
  return order.empty() ? std::nullopt : std::optional(std::move(order));
}

static AxisOrder reversal(size_t rank) {
  AxisOrder order;
  for (size_t i = rank; i > 0; --i)
    order.push_back(static_cast<int64_t>(i) - 1);
  return order;
}

/// `first`, then `second`; empty: axes stay where they are. nullopt where they do not belong together.
static std::optional<AxisOrder> joined(AxisOrder first, AxisOrder second) {
  if (first.empty() && second.empty())
    return AxisOrder();
  if (first.empty())
    first = reversal(second.size());
  if (second.empty())
    second = reversal(first.size());
  if (first.size() != second.size())
    return std::nullopt;
  AxisOrder result;
  bool stays = true;
  for (int64_t axis : second) {
    result.push_back(first[static_cast<size_t>(axis)]);
    stays &= result.back() == static_cast<int64_t>(result.size()) - 1;
  }
  return stays ? AxisOrder() : result;
}

/// Operators of one operand that treat every element alike.
static bool seesNoOrder(Draft const &draft, int place) {
  static constexpr llvm::StringLiteral ops[] = {
      "Abs",       "Cast",        "Ceil",      "Cos",      "Elu",      "Erf",  "Exp",     "Floor",
      "HardSwish", "HardSigmoid", "LeakyRelu", "Log",      "Neg",      "Relu", "Round",   "Selu",
      "Sigmoid",   "Sin",         "Sqrt",      "Softplus", "Softsign", "Tanh", "Identity"};
  return draft.node(place).input_size() == 1 && draft.node(place).output_size() == 1 &&
         llvm::any_of(ops, [&](llvm::StringRef op) { return draft.is(place, op); });
}

/// The Transpose in front of this one, with only elementwise layers in between, each read once: their places from
/// here upwards, the Transpose last. Empty where there is none.
static std::vector<int> wayUp(Draft const &draft, int place) {
  std::vector<int> way;
  std::string value = draft.input(place, 0);
  constexpr size_t longest = 16;
  while (way.size() < longest) {
    std::optional<int> above = draft.producer(value);
    if (!above)
      return {};
    way.push_back(*above);
    if (draft.is(*above, "Transpose"))
      return way;
    if (!seesNoOrder(draft, *above) || !draft.readOnce(value))
      return {};
    value = draft.input(*above, 0);
  }
  return {};
}

static void setOrder(onnx::NodeProto &transpose, AxisOrder const &order) {
  for (onnx::AttributeProto &one : *transpose.mutable_attribute())
    if (one.name() == "perm") {
      one.clear_ints();
      for (int64_t axis : order)
        one.add_ints(axis);
      return;
    }
  onnx::AttributeProto &perm = *transpose.add_attribute();
  perm.set_name("perm");
  perm.set_type(onnx::AttributeProto::INTS);
  for (int64_t axis : order)
    perm.add_ints(axis);
}

/// Joins the Transpose at `place` with the one at the end of `way`, if that is less work.
static bool join(Draft &draft, int place, std::vector<int> const &way) {
  int upper = way.back();
  std::optional<AxisOrder> first = orderOf(draft.node(upper)), second = orderOf(draft.node(place));
  std::optional<AxisOrder> both = first && second ? joined(*first, *second) : std::nullopt;
  if (!both)
    return false;
  std::string source = draft.input(upper, 0), moved = draft.node(upper).output(0);
  bool others = !draft.readOnce(moved);
  std::string last = draft.input(place, 0); // what this one reads
  if (way.size() == 1) {
    if (both->empty())
      return draft.bypass(place, source);
    if (others)
      return false;
    setOrder(draft.node(place), *both);
    draft.setInput(place, 0, source);
    draft.remove(upper);
    return true;
  }
  // Layers in between get another order of axes, so nothing else may read them.
  if (others || !draft.readOnce(last) || !both->empty())
    return false;
  int lowest = way.front(), highest = way[way.size() - 2];
  std::string output = draft.node(lowest).output(0);
  if (!draft.bypass(place, output))
    return false;
  draft.setInput(highest, 0, source);
  draft.remove(upper);
  return true;
}

void rewrites::joinTransposes(Draft &draft) {
  for (int place = 0; place < draft.nodes(); ++place) {
    if (!draft.is(place, "Transpose") || draft.node(place).input_size() != 1)
      continue;
    std::vector<int> way = wayUp(draft, place);
    if (way.empty() || draft.node(way.back()).input_size() != 1)
      continue;
    if (join(draft, place, way))
      draft.note(place, "joined with the Transpose before it");
    // One that nothing reads any more goes, too.
    if (int upper = way.back(); !draft.isRemoved(upper))
      if (std::string const &moved = draft.node(upper).output(0);
          !draft.pinned(moved) && draft.readers(moved) == 0)
        draft.remove(upper);
  }
}

} // namespace eo
