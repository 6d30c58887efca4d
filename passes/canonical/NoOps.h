//===- NoOps.h - nodes whose result is what they were given ---------------------------------------===//
#ifndef ENERGY_OPT_PASSES_CANONICAL_NOOPS_H
#define ENERGY_OPT_PASSES_CANONICAL_NOOPS_H

#include "lib/pass/CanonicalForm.h"
#include "lib/pass/NetworkAnnotations.h"

namespace eo::canonical {

/// What is known before a node is looked at; `form` is filled for all nodes before it.
struct Knowledge {
  Graph const &graph;
  InferredTypes const &inferred;
  CanonicalForm const &form;
};

/// What the node hands on: Same, View or Format with the value that its first output holds; Work and no
/// value where it computes something.
struct HandsOn {
  NodePart part = NodePart::Work;
  ValueId value;
};

/// Whether the node hands one of its operands on unchanged, and which.
HandsOn handsOn(Knowledge const &known, Node const &node);

/// The value without the nodes before it that change nothing, those between constants included.
ValueId behindNoOps(Knowledge const &known, ValueId id);

/// The number that all elements of a constant are; nullopt where they differ, are not kept or not known.
std::optional<double> uniformValue(Knowledge const &known, ValueId id);

/// The elements of a constant list of integers; nullopt where they are not kept or not known.
std::optional<std::vector<int64_t>> constantInts(Knowledge const &known, ValueId id);

/// The axes that a reduction or a Pad names, from the front, in an attribute or as its input `place`; nullopt where it
/// names none, or others than the `rank` there are.
std::optional<std::vector<int64_t>> namedAxes(Knowledge const &known, Node const &node, size_t place,
                                              size_t rank);

} // namespace eo::canonical

#endif
