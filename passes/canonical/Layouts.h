//===- Layouts.h - transpositions that a runtime does not carry out ------------------------------------===//
#ifndef ENERGY_OPT_PASSES_CANONICAL_LAYOUTS_H
#define ENERGY_OPT_PASSES_CANONICAL_LAYOUTS_H

#include "passes/canonical/NoOps.h"

namespace eo::canonical {

/// The permutation of a Transpose of so many axes; empty where it is none.
std::vector<int64_t> permutationOf(Node const &transpose, size_t rank);

/// Whether the node is a Transpose that is still to be paid.
bool isTranspose(Knowledge const &known, CanonicalForm const &form, NodeId id);

/// Makes the Transpose a view of what it is given; `settleSources` follows when all are.
void lookThrough(Node const &transpose, CanonicalForm &form);

/// Views of what has become a view itself show what that shows.
void settleSources(Graph const &graph, CanonicalForm &form);

/// Marks as views, and looks through,
///   Transposes between which only nodes stand that do the same in any order of axes (elementwise ones, Concat, Pad,
///   Slice, Resize, softmax, global pooling by a reduction), where every way out of them undoes the way in or pools:
///   those nodes run in the order of axes that the tensor has, and the form notes the orders of what they read and write;
///   a Transpose of what the network is fed, which convolutions alone read;
///   what findTransposesOfProducts finds.
/// Needs the form's readers and leaves them as they are; whether they are to be listed anew.
bool findLayouts(Knowledge const &known, CanonicalForm &form);

} // namespace eo::canonical

#endif
