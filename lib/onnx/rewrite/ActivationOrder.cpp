//===- ActivationOrder.cpp - activations behind the pooling after them -------------------------------===//
//
//   y = MaxPool(Relu(x))  becomes  y = Relu(MaxPool(x))
//
// The largest of a window stays the largest under a function that never falls. Padding never wins, as long as each
// window has something of the map.
//
#include "lib/onnx/rewrite/Draft.h"
#include "llvm/ADT/STLExtras.h"

namespace eo {

static bool neverFalls(Draft const &draft, int place) {
  if (draft.node(place).input_size() != 1)
    return false;
  if (draft.is(place, "LeakyRelu"))
    return Draft::real(draft.node(place), "alpha", 0.01F) >= 0;
  static constexpr llvm::StringLiteral ops[] = {"Relu", "Sigmoid", "Tanh", "Softplus"};
  return llvm::any_of(ops, [&](llvm::StringRef op) { return draft.is(place, op); });
}

static bool everyWindowSeesTheMap(onnx::NodeProto const &pool) {
  onnx::AttributeProto const *kernel = Draft::attribute(pool, "kernel_shape");
  onnx::AttributeProto const *pads = Draft::attribute(pool, "pads");
  if (kernel == nullptr || Draft::integer(pool, "ceil_mode", 0) != 0 ||
      Draft::attribute(pool, "dilations") != nullptr || Draft::text(pool, "auto_pad", "NOTSET") != "NOTSET")
    return false;
  for (int i = 0; pads != nullptr && i < pads->ints_size(); ++i)
    if (kernel->ints_size() == 0 || pads->ints(i) >= kernel->ints(i % kernel->ints_size()))
      return false;
  return true;
}

void rewrites::orderActivations(Draft &draft) {
  for (int place = 0; place < draft.nodes(); ++place) {
    if (!draft.is(place, "MaxPool") || draft.node(place).output_size() != 1 ||
        draft.node(place).input_size() != 1)
      continue;
    std::string between = draft.input(place, 0);
    std::optional<int> activation = draft.producer(between);
    if (!activation || *activation > place || !draft.readOnce(between) || !neverFalls(draft, *activation) ||
        !everyWindowSeesTheMap(draft.node(place)))
      continue;
    onnx::NodeProto &first = draft.node(*activation), &second = draft.node(place);
    draft.note(*activation, "behind '" + (second.name().empty() ? second.output(0) : second.name()) + "'");
    draft.forgetShape(between);
    first.mutable_op_type()->swap(*second.mutable_op_type());
    first.mutable_name()->swap(*second.mutable_name());
    first.mutable_attribute()->Swap(second.mutable_attribute());
  }
}

} // namespace eo
