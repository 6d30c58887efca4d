//===- NoOps.cpp - layers that hand on what they were given ------------------------------------------===//
//
//   y = Identity(x), Dropout(x) at inference        y = Concat(x), Sum(x), Max(x), Min(x), Mean(x) of one
//   y = Cast(x), x is known to have that type       y = Transpose(x) in the order it has
//   y = Pad(x, 0…)                                  y = Mul(x, 1), Add(x, 0), … of a constant without dimensions
//
// Only what holds for every size of x: a Reshape to the size that x happens to have stays.
//
#include "lib/onnx/rewrite/Draft.h"
#include "llvm/ADT/STLExtras.h"
#include <numeric>

namespace eo {

/// The number in a constant without dimensions.
static std::optional<double> scalarAt(Draft const &draft, int place, int i) {
  std::optional<Elements> value = draft.elements(draft.input(place, i));
  if (!value || !value->dims.empty())
    return std::nullopt;
  if (std::optional<std::vector<double>> reals = value->reals(); reals && reals->size() == 1)
    return reals->front();
  if (std::optional<std::vector<int64_t>> integers = value->integers(); integers && integers->size() == 1)
    return static_cast<double>(integers->front());
  return std::nullopt;
}

/// The operand that Mul, Add, Sub, Div hand on.
static std::string neutralOperand(Draft const &draft, int place) {
  bool product = draft.is(place, "Mul"), sum = draft.is(place, "Add");
  bool quotient = draft.is(place, "Div"), difference = draft.is(place, "Sub");
  if ((!product && !sum && !quotient && !difference) || draft.node(place).input_size() != 2)
    return {};
  constexpr int64_t broadcastsLikeNumpy = 7; // opset; before, an attribute says how
  if (draft.opset() < broadcastsLikeNumpy)
    return {};
  double neutral = product || quotient ? 1 : 0;
  if (scalarAt(draft, place, 1) == neutral)
    return draft.input(place, 0);
  if ((product || sum) && scalarAt(draft, place, 0) == neutral)
    return draft.input(place, 1);
  return {};
}

/// Dropout drops only while it trains: told by is_test before opset 7, by an input from 12 on.
static bool dropsNothing(Draft const &draft, int place) {
  constexpr int64_t neverTrains = 7, trainsByInput = 12;
  onnx::NodeProto const &node = draft.node(place);
  if (node.output_size() > 1 && !node.output(1).empty() &&
      (draft.readers(node.output(1)) > 0 || draft.pinned(node.output(1))))
    return false;
  if (draft.opset() < neverTrains)
    return Draft::integer(node, "is_test", 0) != 0;
  if (draft.opset() < trainsByInput || draft.input(place, 2).empty())
    return true;
  std::optional<Elements> training = draft.elements(draft.input(place, 2));
  return training && llvm::all_of(training->bytes, [](char byte) { return byte == 0; });
}

static bool padsNothing(Draft const &draft, int place) {
  constexpr int64_t padsByInput = 11;
  if (draft.opset() < padsByInput) {
    onnx::AttributeProto const *pads = Draft::attribute(draft.node(place), "pads");
    return pads != nullptr && llvm::all_of(pads->ints(), [](int64_t pad) { return pad == 0; });
  }
  std::optional<Elements> pads = draft.elements(draft.input(place, 1));
  std::optional<std::vector<int64_t>> sizes = pads ? pads->integers() : std::nullopt;
  return sizes && llvm::all_of(*sizes, [](int64_t pad) { return pad == 0; });
}

static bool keepsOrder(onnx::NodeProto const &transpose) {
  onnx::AttributeProto const *order = Draft::attribute(transpose, "perm");
  if (order == nullptr || order->ints().empty())
    return false;
  for (int i = 0; i < order->ints_size(); ++i)
    if (order->ints(i) != i)
      return false;
  return true;
}

/// The value the node hands on; empty where it does something.
static std::string handedOn(Draft const &draft, int place) {
  onnx::NodeProto const &node = draft.node(place);
  auto isOneOf = [&](std::initializer_list<llvm::StringLiteral> ops) {
    return llvm::any_of(ops, [&](llvm::StringRef op) { return draft.is(place, op); });
  };
  std::string x = draft.input(place, 0);
  if (isOneOf({"Mul", "Add", "Sub", "Div"}))
    return neutralOperand(draft, place);
  bool same = isOneOf({"Identity"}) || (isOneOf({"Dropout"}) && dropsNothing(draft, place)) ||
              (isOneOf({"Concat", "Sum", "Max", "Min", "Mean"}) && node.input_size() == 1) ||
              (isOneOf({"Cast"}) && Draft::integer(node, "to", 0) != 0 &&
               draft.typeOf(x) == Draft::integer(node, "to", 0)) ||
              (isOneOf({"Transpose"}) && keepsOrder(node)) || (isOneOf({"Pad"}) && padsNothing(draft, place));
  return same ? x : std::string();
}

void rewrites::removeNoOps(Draft &draft) {
  for (int place = 0; place < draft.nodes(); ++place) {
    if (draft.isRemoved(place) || draft.node(place).output_size() == 0 || draft.node(place).output(0).empty())
      continue;
    std::string source = handedOn(draft, place);
    if (!source.empty() && draft.bypass(place, source))
      draft.note(place, "left out");
  }
}

} // namespace eo
