//===- Steps.h - operators written in single steps ------------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_CANONICAL_STEPS_H
#define ENERGY_OPT_PASSES_CANONICAL_STEPS_H

#include "passes/canonical/NoOps.h"

namespace eo::canonical {

/// What a region of nodes that computes one value from one other has of each kind of step: enough to tell whether it may be
/// an operator at all. Which one it is, in which order its steps stand, show numbers only.
struct StepCounts {
  int scale = 0;            ///< Mul or Div with a constant
  int lower = 0, upper = 0; ///< bounds: Relu or Max with a constant, Min with one; Clip is those it has
  int reduced = 0;          ///< reductions
  int bent = 0;             ///< of two values, transcendental, or of a function in pieces
  int other = 0;            ///< what is no step

  /// Adds a node that may be a step.
  void count(Knowledge const &known, Node const &node);
  /// Whether the region may be an activation, a softmax or a normalization.
  bool mayBeOperator() const;
};

/// Whether the node can be a step of an operator: pointwise, or a reduction.
bool mayBeStep(Knowledge const &known, Node const &node);

/// Finds the operators written in single steps, the largest region that is one, and adds them to the form's
/// units. Needs the form's readers; leaves them as they are.
void findSteps(Knowledge const &known, CanonicalForm &form);

/// Adds Slices of one axis behind Slices of another, which nobody else reads, to the form's units, as PyTorch exports a crop.
/// Needs the form's readers.
void joinSlices(Knowledge const &known, CanonicalForm &form);

/// Adds roots of reciprocals, and reciprocals of roots, to the form's units. Needs the form's readers.
void joinRoots(Knowledge const &known, CanonicalForm &form);

} // namespace eo::canonical

#endif
