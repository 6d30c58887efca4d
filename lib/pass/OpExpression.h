//===- OpExpression.h - small formulas over a node's dimensions and attributes --------------------===//
//
//   dim(0, 0) * attr(group, 1) + ceil(elements(1), 8)
//
// What rules of an op-file are written in. Values are SymInt, so open dimensions and overflow need no care.
//
#ifndef ENERGY_OPT_LIB_PASS_OPEXPRESSION_H
#define ENERGY_OPT_LIB_PASS_OPEXPRESSION_H

#include "lib/ir/Graph.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <string>
#include <variant>
#include <vector>

namespace eo {

/// What a formula may ask of its node.
struct OpOperands {
  Node const &node;
  llvm::function_ref<TensorType const &(size_t)> input, output;
  /// Element `element` of integer input `input`; unknown where it is not folded.
  llvm::function_ref<SymInt(size_t input, size_t element)> element;
};

/// Where in the text, from 0, and what is wrong with it.
struct OpExpressionError {
  size_t offset;
  std::string message;
};

/// A number, or a function of others; + - * / % are functions too, / rounds down.
class OpExpression {
public:
  static constexpr size_t maxLength = 1024;
  static constexpr unsigned maxDepth = 32;

  /// The formula, or its first error: a syntax error, an unknown function (with suggestions), a wrong number
  /// or kind of arguments, text beyond `maxLength` or nested deeper than `maxDepth`.
  static std::variant<OpExpression, OpExpressionError> parse(llvm::StringRef text);

  /// Unknown where an operand, axis or attribute is not there.
  SymInt evaluate(OpOperands const &operands) const;
  /// Adds the value to `shape`; dims(…) adds several. False where their number is not known.
  bool appendTo(Shape &shape, OpOperands const &operands) const;
  /// Whether it asks for the dimensions of outputs.
  bool readsOutputs() const;
  /// Whether it stands for several values: dims(…).
  bool isList() const;

private:
  friend class OpExpressionParser;
  enum class Function : uint8_t {
    Number, ///< of `number`
    Unknown,
    Add,
    Subtract,
    Multiply,
    FloorDivide,
    Remainder,
    CeilDivide,
    Minimum,
    Maximum,
    Dim,
    Dims,
    Rank,
    Elements,
    OutDim,
    OutElements,
    Attribute,
    Item,
    Product,
    Value,
  };
  SymInt argument(size_t i, OpOperands const &operands) const { return arguments[i].evaluate(operands); }

  Function function = Function::Number;
  int64_t number = 0; ///< for functions of an operand: its index
  std::string name;   ///< of an attribute
  std::vector<OpExpression> arguments;
};

} // namespace eo

#endif
