//===- OneNode.h - nodes that are another operator under a general name -------------------------------===//
#ifndef ENERGY_OPT_PASSES_CANONICAL_ONENODE_H
#define ENERGY_OPT_PASSES_CANONICAL_ONENODE_H

#include "passes/canonical/NoOps.h"

namespace eo::canonical {

/// What the node is to every runtime:
///   GlobalAveragePool for a ReduceMean, GlobalMaxPool for a ReduceMax of maps [N, C, H, W, …] over all axes behind the
///   second, whether they stay as 1 or not, also where the axes behind the second are shown as one;
///   Relu for a Max with 0, Clip for a Max or Min with any other constant number;
///   Add for a Sum of two or a Sub of a constant, Mul for a Div by a constant, a Neg or a square, Sqrt for a power of 1/2;
///   LeakyRelu for a PRelu with one slope, Relu for a LeakyRelu without one or a ThresholdedRelu from 0 on;
///   Resize for an Expand or Tile that repeats maps behind each of their spatial axes;
///   SpaceToDepth, DepthToSpace for a Transpose of maps whose blocks a view shows as axes;
///   MatMul, Mul, Transpose or ReduceSum for an Einsum that is one (passes/EinsumEquation.h).
/// Unknown for all other nodes, for steps of a larger operator (a layer normalization) and where constants are not known.
OpKind specialKind(Knowledge const &known, Node const &node);

/// GlobalAveragePool where the ReduceMean, or the ReduceSum of a mean, is over all axes of maps behind the second;
/// Unknown where it is not.
OpKind meanOverMaps(Knowledge const &known, Node const &reduction);

/// Whether one window of the pooling covers the whole maps.
bool coversMaps(Knowledge const &known, Node const &pooling);

} // namespace eo::canonical

#endif
