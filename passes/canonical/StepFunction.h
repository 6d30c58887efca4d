//===- StepFunction.h - single steps as a function that can be tried at numbers -----------------------===//
#ifndef ENERGY_OPT_PASSES_CANONICAL_STEPFUNCTION_H
#define ENERGY_OPT_PASSES_CANONICAL_STEPFUNCTION_H

#include "passes/canonical/NoOps.h"
#include "llvm/ADT/SmallVector.h"
#include <array>

namespace eo::canonical {

/// Elements along the axes that the steps reduce. Each stands for as many equal ones as make up the whole.
using Lanes = std::array<double, 4>;

/// Nodes that compute one value from one other, element by element or with reductions over one set of axes.
class StepFunction {
public:
  /// `nodes`: readers before what they read; the first one's result is the function's.
  StepFunction(Knowledge const &knowledge, llvm::ArrayRef<NodeId> nodes, ValueId input);

  /// Whether it can be asked: each node computes with numbers, and all reductions are over the same axes, whose results
  /// meet the elements that they are of.
  bool isKnown() const { return computes; }
  /// Whether a constant in it is not one known number.
  bool hasLearned() const { return learned != 0; }
  /// Whether it has reductions.
  bool reduces() const { return !frame.axes.empty(); }
  /// How many elements a reduction is over; as many as there are lanes where that is not known.
  double reducedElements() const { return elements; }

  /// The same steps with reductions over as many elements as there are lanes: what is added to a sum shows beside so few.
  StepFunction ofFew() const {
    StepFunction few = *this;
    few.elements = std::tuple_size_v<Lanes>;
    return few;
  }

  /// The result for x, with `made`, twice it and so on in place of constants that are not one known number.
  Lanes over(Lanes const &x, double made) const;
  /// The same for one number, of a function without reductions.
  double at(double x, double made) const { return over({x, x, x, x}, made)[0]; }

private:
  struct Operand {
    double number = 0;
    int result = -1; ///< the place of a result, 0 for x
    int learned = 0; ///< 1, 2, … for constants that are not one known number
  };
  struct Step {
    OpKind kind;
    llvm::SmallVector<Operand, 3> operands;
    bool reduced = false; ///< its result is the same for all elements along the reduced axes
  };
  /// A tensor as it lies in memory: lengths of axes, and which of them are reduced, in order.
  struct Frame {
    llvm::SmallVector<SymInt, 6> lengths;
    llvm::SmallVector<int64_t, 6> axes;
    llvm::SmallVector<int64_t, 6> written; ///< which axes those of what is reduced are, as it is written

    bool isSameAs(Frame const &other) const;
  };

  bool add(Node const &node);
  bool addReduction(Node const &node, Step &step);
  Node const *reducedFirst(Node const &reduction) const;
  bool isReducedAgain(Node const &node) const;
  bool addOperand(Node const &node, size_t i, Step &step);
  std::optional<Frame> frameOf(Node const &reduction) const;
  std::optional<std::vector<int64_t>> axesNamed(Node const &reduction, size_t rank) const;
  std::optional<double> numberOf(ValueId id, OpKind reader) const;
  bool meets(Node const &node, Step &step) const;
  bool isReduced(Operand const &operand) const;
  bool standsFor(Node const &node, size_t i) const;
  bool isSpread(Node const &node, TensorType const &operand) const;
  int64_t axisOf(ValueId value, int64_t axis) const;
  Lanes reduce(OpKind kind, Lanes const &from) const;

  Knowledge const &known;
  llvm::SmallVector<std::pair<ValueId, int>, 16> values;
  llvm::SmallVector<Step, 16> steps;
  llvm::SmallVector<NodeId, 16> inOrder;
  Frame frame; ///< of the tensor that is reduced, as the first reduction shows it
  double elements = std::tuple_size_v<Lanes>;
  int learned = 0;
  bool withReductions = false, computes = true;
};

/// The operator that a function is.
struct Recognised {
  OpKind op = OpKind::Unknown;
  bool scaled = false; ///< of its input times a number that the operator has no place for
};

/// Whether two results are the same to what constants of bfloat16, rounded twice, leave of it; below 0.1 to a
/// tenth of that.
bool isNear(double result, double expected);

/// Whether a node of the kind reduces axes: a step of a normalization or a softmax. An AveragePool does where one window
/// covers its maps.
bool isReductionStep(OpKind kind);

/// Whether everything that the nodes reduce, or take a softmax of, is the last axis; the last but one where `fromBehind`
/// is 2.
bool worksOnLastAxis(Knowledge const &known, llvm::ArrayRef<NodeId> nodes, int64_t fromBehind = 1);

} // namespace eo::canonical

#endif
