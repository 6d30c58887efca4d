//===- OnnxRuntimeNames.h - rows of an ONNX Runtime profile and the nodes they are ------------------===//
//
// ONNX Runtime names what it runs after nodes, after their output tensors, or after the fusion that made it:
//
//   /stem/Conv                             the node; FusedConv and QLinearConv keep the convolution's name
//   Conv_7                                 the node without a name that is the 7th of those that are no Constant
//   x_nchwc, x_bn_nchwc, x_mul_nchwc       what makes the tensor x, in blocks of channels
//   a/MatMulAddFusion, fused a, a/duplicated   made from the node a
//   x_q, x_dq                              a quantisation moved across a view of the tensor x
//   Gelu, SkipLayerNormalization_token_4   a fusion that kept no name: the n-th such pattern of the graph
//   HardSigmoid_90, Mul_91                 a function without a kernel of its own, with new numbers: HardSwish
//   ReorderOutput, Transpose_token_1, gemm_input_reshape   inserted: no node
//
// "_token_<n>" at the end makes a name unique and says nothing. Found by running ONNX Runtime 1.17 to 1.30.
//
#ifndef ENERGY_OPT_PASSES_ONNXRUNTIMENAMES_H
#define ENERGY_OPT_PASSES_ONNXRUNTIMENAMES_H

#include "lib/cost/MeasuredLatencies.h"
#include "lib/ir/Graph.h"

namespace eo {

/// What a row of a profile is.
struct RuntimeRow {
  NodeId node;           ///< invalid: none was found
  bool inserted = false; ///< the runtime made it; no node does this work
  bool fused = false;    ///< it does the work of other nodes, too
};

/// By layer of `measured`, which are rows of an ONNX Runtime profile in the order of execution.
std::vector<RuntimeRow> matchOnnxRuntimeRows(Graph const &graph, MeasuredLatencies const &measured);

/// The nodes without a row of their own that a fused row has swallowed: each goes to the nearest fused row along
/// producers and users without a row. By node: 1 + index into `rows`; 0 where there is none, or it has its own.
NodeMap<uint32_t> swallowedNodes(Graph const &graph, std::vector<RuntimeRow> const &rows);

} // namespace eo

#endif
