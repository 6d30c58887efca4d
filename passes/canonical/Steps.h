//===- Steps.h - operators written in single steps ------------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_CANONICAL_STEPS_H
#define ENERGY_OPT_PASSES_CANONICAL_STEPS_H

#include "passes/canonical/NoOps.h"

namespace eo::canonical {

/// How often each kind of step occurs in a region of nodes that computes one value from one other.
struct StepCounts {
  int scale = 0, shift = 0; ///< Mul or Div, Add or Sub with a constant
  int lower = 0, upper = 0; ///< bounds: Relu or Max with a constant, Min with one; Clip is those it has
  int product = 0, sum = 0, larger = 0; ///< of two values
  int difference = 0, quotient = 0;     ///< of two values
  int power = 0;                        ///< Pow with a constant, the square of a value
  int root = 0, reciprocal = 0;
  int sigmoid = 0, hardSigmoid = 0, tanh = 0, erf = 0, exp = 0, log = 0, softplus = 0;
  int mean = 0, sumOver = 0, maxOver = 0, norm = 0,
      absolute = 0; ///< reductions; sums of squares' roots, of absolutes
  int piece = 0;    ///< of a function in pieces (passes/canonical/Piecewise.h)
  int other = 0;    ///< anything else

  /// Adds a node that may be a step.
  void count(Knowledge const &known, Node const &node);
  /// The operator that consists of such steps, whatever their order and their constants; Unknown where there
  /// is none.
  OpKind recognise() const;
  /// Whether the region may be an activation that only numbers show (passes/canonical/Piecewise.h).
  bool maybeFunction() const;

private:
  int reductions() const { return mean + sumOver + maxOver + norm + absolute; }
  /// Adds a power; `exponent` is invalid where it is not constant.
  void countPower(Knowledge const &known, ValueId exponent);
};

/// Whether the node can be a step of an operator: pointwise, or a reduction.
bool mayBeStep(OpKind kind);

/// Finds the operators written in single steps, the largest region that is one, and adds them to the form's
/// units. Needs the form's readers; leaves them as they are.
void findSteps(Knowledge const &known, CanonicalForm &form);

} // namespace eo::canonical

#endif
