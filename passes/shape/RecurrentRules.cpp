//===- RecurrentRules.cpp - LSTM, GRU, RNN --------------------------------------------------------===//
//
//   x[T,N,I] w[D,gates·H,I] r[D,gates·H,H] -> y[T,D,N,H] y_h[D,N,H] (y_c[D,N,H])
//   with layout=1: x[N,T,I] -> y[N,T,D,H] y_h[N,D,H]
//

#include "passes/shape/ShapeRules.h"

namespace eo::shape {

/// The attribute hidden_size, or that dimension of r.
static SymInt hiddenSize(ShapeContext &context, size_t axis) {
  if (context.node.has("hidden_size"))
    return context.node.intOr("hidden_size", 0);
  Shape const *r = context.shape(2);
  return r != nullptr ? (*r)[axis] : SymInt::unknown();
}

/// `features` is the axis of w, and of r, that takes x, and the state.
static void setRecurrent(ShapeContext &context, size_t stateOutputs, size_t features = 2) {
  if (!context.needsInputs(3) || !context.checkRank(0, 3, "x") || !context.checkRank(1, 3, "w") ||
      !context.checkRank(2, 3, "r"))
    return;
  Shape const *x = context.shape(0), *w = context.shape(1);
  if (x != nullptr && w != nullptr && x->back().isKnown() && (*w)[features].isKnown() &&
      !(x->back() == (*w)[features]))
    return context.bad("w takes {} features but x has {}", (*w)[features].str(), x->back().str());
  SymInt hidden = hiddenSize(context, features);
  if (hidden.isKnown() && hidden.value() < 1)
    return context.bad("hidden_size is {}", hidden.value());
  SymInt directions = context.node.stringOr("direction", "forward") == "bidirectional" ? 2 : 1;
  bool batchFirst = context.node.intOr("layout", 0) != 0;
  SymInt first = x != nullptr ? (*x)[0] : SymInt::unknown(),
         second = x != nullptr ? (*x)[1] : SymInt::unknown();
  SymInt const &batch = batchFirst ? first : second;
  DataType element = context.element(0);
  Shape y = batchFirst ? Shape{first, second, directions, hidden} : Shape{first, directions, second, hidden};
  Shape state = batchFirst ? Shape{batch, directions, hidden} : Shape{directions, batch, hidden};
  context.set(0, element, std::move(y));
  for (size_t i = 1; i <= stateOutputs; ++i)
    context.set(i, element, state);
}

void rnn(ShapeContext &context) { setRecurrent(context, 1); }

void lstm(ShapeContext &context) { setRecurrent(context, 2); }

/// Weights lie the other way round: w[D,I,4·H] r[D,H,4·H].
void dynamicQuantizeLstm(ShapeContext &context) { setRecurrent(context, 2, 1); }

} // namespace eo::shape
