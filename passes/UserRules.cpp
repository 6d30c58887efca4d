#include "passes/UserRules.h"

namespace eo {

static SymInt elementOf(FoldedConstant const *constant, size_t position) {
  return constant != nullptr && position < constant->ints.size() ? constant->ints[position]
                                                                 : SymInt::unknown();
}

static void setOutput(OpOutputRule const &rule, size_t output, OpOperands const &operands,
                      ShapeContext &context) {
  TensorType type;
  if (rule.like)
    type = context.input(*rule.like);
  else
    type.element = context.element(rule.typeOf.value_or(0));
  if (rule.typeOf)
    type.element = context.element(*rule.typeOf);
  if (rule.type != DataType::Undefined)
    type.element = rule.type;
  if (rule.shape) {
    Shape shape;
    bool known = true;
    for (OpExpression const &dimension : *rule.shape)
      known = known && shape.size() <= maxRank && dimension.appendTo(shape, operands);
    if (known)
      type.shape = std::move(shape);
  }
  context.set(output, std::move(type));
}

void applyUserRule(OpRule const &rule, ShapeContext &context) {
  TensorType const nothing;
  auto input = [&](size_t i) -> TensorType const & { return context.input(i); };
  auto output = [&](size_t) -> TensorType const & { return nothing; };
  auto element = [&](size_t i, size_t position) { return elementOf(context.constant(i), position); };
  OpOperands operands{context.node, input, output, element};
  for (size_t i = 0; i < rule.outputs.size(); ++i)
    setOutput(rule.outputs[i], i, operands, context);
}

SymInt countByUserRule(std::optional<OpExpression> const &formula, CountContext const &c) {
  if (!formula)
    return SymInt::unknown();
  auto input = [&](size_t i) -> TensorType const & { return c.in(i); };
  auto output = [&](size_t i) -> TensorType const & { return c.out(i); };
  auto element = [&](size_t i, size_t position) {
    ValueId id = c.node.input(i);
    return elementOf(id.valid() ? c.inferred.constants[id].get() : nullptr, position);
  };
  SymInt count = formula->evaluate({c.node, input, output, element});
  return count.isKnown() && count.value() < 0 ? SymInt::unknown() : count;
}

} // namespace eo
