//===- AttentionSteps.h - what stands around the products of an attention in single steps ------------------===//
#ifndef ENERGY_OPT_PASSES_CANONICAL_ATTENTIONSTEPS_H
#define ENERGY_OPT_PASSES_CANONICAL_ATTENTIONSTEPS_H

#include "passes/canonical/NoOps.h"

namespace eo::canonical {

/// Of a Mul or Div by one constant number the other operand; invalid for all other nodes.
ValueId scaled(Knowledge const &known, Node const &node);

/// The operands of a step between product and softmax that may be the scores.
llvm::SmallVector<ValueId, 2> scoresBefore(Knowledge const &known, Node const &node);

/// A Transpose, or an Einsum that is one.
bool turnsHeads(Knowledge const &known, Node const &node);

/// Whether the node gives each head of keys or values to several heads of queries.
bool repeatsHeads(Knowledge const &known, Node const &node);

/// A Split of the last axis, or of one of three, into as many features of queries as of keys and values, as one projection
/// leaves them.
bool sharesOutHeads(Knowledge const &known, Node const &node);

/// A Slice of the last axis, or a Gather of one of three, that with two others shares out what one projection leaves.
bool isShareOfHeads(Knowledge const &known, Node const &node);

/// A Concat of what an earlier run has left and the new positions.
bool appendsToCache(Knowledge const &known, Node const &node);

} // namespace eo::canonical

#endif
