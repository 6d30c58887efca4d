#include "lib/pass/OpExpression.h"

#include <algorithm>
#include <cmath>

namespace eo {

static SymInt dimensionAt(TensorType const &type, SymInt const &axis) {
  if (!type.hasRank() || !axis.isKnown())
    return SymInt::unknown();
  auto rank = static_cast<int64_t>(type.rank());
  int64_t at = axis.value() < 0 ? axis.value() + rank : axis.value();
  return at >= 0 && at < rank ? (*type.shape)[static_cast<size_t>(at)] : SymInt::unknown();
}

/// 2.0 is 2: exporters write whole factors of scale as floating-point numbers. Unknown where it is not whole.
static SymInt wholeNumber(float value) {
  constexpr float exactUpTo = 1 << 24; // beyond, not every integer is a float
  bool isWhole = std::abs(value) <= exactUpTo && value == std::floor(value);
  return isWhole ? SymInt(static_cast<int64_t>(value)) : SymInt::unknown();
}

static SymInt attributeOr(Node const &node, llvm::StringRef name, SymInt const &otherwise) {
  Attribute const *found = node.find(name);
  if (found == nullptr)
    return otherwise;
  if (auto const *value = std::get_if<int64_t>(&found->value))
    return *value;
  auto const *value = std::get_if<float>(&found->value);
  return value != nullptr ? wholeNumber(*value) : otherwise;
}

template <typename List> static auto const *at(List const &list, SymInt const &position) {
  bool inside =
      position.isKnown() && position.value() >= 0 && static_cast<uint64_t>(position.value()) < list.size();
  return inside ? &list[static_cast<size_t>(position.value())] : nullptr;
}

/// A lone number stands for a list of it, as FINN writes equal strides.
static SymInt itemOf(Node const &node, llvm::StringRef name, SymInt const &position,
                     SymInt const &otherwise) {
  Attribute const *found = node.find(name);
  if (found == nullptr)
    return otherwise;
  if (auto const *value = std::get_if<int64_t>(&found->value))
    return *value;
  if (auto const *list = std::get_if<std::vector<int64_t>>(&found->value)) {
    int64_t const *item = at(*list, position);
    return item != nullptr ? SymInt(*item) : otherwise;
  }
  auto const *list = std::get_if<std::vector<float>>(&found->value);
  float const *item = list != nullptr ? at(*list, position) : nullptr;
  return item != nullptr ? wholeNumber(*item) : otherwise;
}

static SymInt productOf(Node const &node, llvm::StringRef name) {
  if (!node.has(name))
    return SymInt::unknown();
  SymInt product = 1;
  for (int64_t one : node.ints(name))
    product *= one;
  return product;
}

static SymInt elementOf(OpOperands const &operands, size_t input, SymInt const &position) {
  return position.isKnown() && position.value() >= 0
             ? operands.element(input, static_cast<size_t>(position.value()))
             : SymInt::unknown();
}

SymInt OpExpression::evaluate(OpOperands const &operands) const {
  auto index = static_cast<size_t>(number);
  auto otherwise = [&](SymInt const &value) { return arguments.empty() ? value : argument(0, operands); };
  switch (function) {
  case Function::Number:
    return number;
  case Function::Add:
    return argument(0, operands) + argument(1, operands);
  case Function::Subtract:
    return argument(0, operands) - argument(1, operands);
  case Function::Multiply:
    return argument(0, operands) * argument(1, operands);
  case Function::FloorDivide:
    return floorDiv(argument(0, operands), argument(1, operands));
  case Function::Remainder:
    return floorMod(argument(0, operands), argument(1, operands));
  case Function::CeilDivide:
    return ceilDiv(argument(0, operands), argument(1, operands));
  case Function::Unknown:
    return SymInt::unknown();
  case Function::Minimum:
    return min(argument(0, operands), argument(1, operands));
  case Function::Maximum:
    return max(argument(0, operands), argument(1, operands));
  case Function::Dim:
    return dimensionAt(operands.input(index), argument(0, operands));
  case Function::Dims:
    return SymInt::unknown();
  case Function::Rank: {
    TensorType const &type = operands.input(index);
    return type.hasRank() ? SymInt(static_cast<int64_t>(type.rank())) : SymInt::unknown();
  }
  case Function::Elements:
    return operands.input(index).elements();
  case Function::OutDim:
    return dimensionAt(operands.output(index), argument(0, operands));
  case Function::OutElements:
    return operands.output(index).elements();
  case Function::Attribute:
    return attributeOr(operands.node, name, otherwise(SymInt::unknown()));
  case Function::Item:
    return itemOf(operands.node, name, argument(0, operands),
                  arguments.size() > 1 ? argument(1, operands) : SymInt::unknown());
  case Function::Product:
    return productOf(operands.node, name);
  case Function::Value:
    return elementOf(operands, index, otherwise(0));
  }
  return SymInt::unknown();
}

bool OpExpression::appendTo(Shape &shape, OpOperands const &operands) const {
  if (function != Function::Dims) {
    shape.push_back(evaluate(operands));
    return true;
  }
  TensorType const &type = operands.input(static_cast<size_t>(number));
  SymInt from = argument(0, operands), to = argument(1, operands);
  if (!type.hasRank() || !from.isKnown() || !to.isKnown())
    return false;
  auto rank = static_cast<int64_t>(type.rank());
  auto position = [&](int64_t axis) { return std::clamp<int64_t>(axis < 0 ? axis + rank : axis, 0, rank); };
  for (int64_t axis = position(from.value()); axis < position(to.value()); ++axis)
    shape.push_back((*type.shape)[static_cast<size_t>(axis)]);
  return true;
}

bool OpExpression::readsOutputs() const {
  if (function == Function::OutDim || function == Function::OutElements)
    return true;
  for (OpExpression const &one : arguments)
    if (one.readsOutputs())
      return true;
  return false;
}

bool OpExpression::isList() const { return function == Function::Dims; }

} // namespace eo
