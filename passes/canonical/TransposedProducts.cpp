//===- TransposedProducts.cpp - transpositions beside matrix products --------------------------------------===//
//
//   t = Transpose(k, [0,1,3,2]); s = MatMul(q, t)                              s = q · kᵀ
//   p = MatMul(w, x); y = Transpose(p, [0,2,1])                                y = xᵀ · wᵀ
//   t = Transpose(x, [0,2,3,1]); f = Reshape(t, [1,-1]); y = Gemm(f, w)         y = Gemm(x, w), rows of w in another order
//
#include "passes/canonical/TransposedProducts.h"
#include "passes/canonical/Layouts.h"
#include "llvm/ADT/STLExtras.h"

namespace eo::canonical {

bool swapsLastTwo(llvm::ArrayRef<int64_t> axes) {
  size_t rank = axes.size();
  if (rank < 2 || axes[rank - 1] != static_cast<int64_t>(rank - 2) ||
      axes[rank - 2] != static_cast<int64_t>(rank - 1))
    return false;
  for (size_t i = 0; i + 2 < rank; ++i)
    if (axes[i] != static_cast<int64_t>(i))
      return false;
  return true;
}

/// Matrix products that take their factors in either order of the last two axes.
static bool takesEitherOrder(OpKind kind) {
  using enum OpKind;
  return kind == MatMul || kind == FusedMatMul || kind == Gemm;
}

/// Transposes of the last two axes that only products read.
static void findTransposedFactors(Knowledge const &known, CanonicalForm &form) {
  for (NodeId id : form.nodes) {
    if (!isTranspose(known, form, id))
      continue;
    Node const &node = known.graph.node(id);
    ValueId turned = node.outputs[0];
    TensorType const &x = known.inferred.types[node.inputs[0]];
    llvm::ArrayRef<NodeId> readers = form.readers(turned);
    bool factors =
        form.leaves[turned] == 0 && !readers.empty() && llvm::all_of(readers, [&](NodeId reader) {
          Node const &product = known.graph.node(reader);
          if (!takesEitherOrder(product.kind))
            return false;
          for (size_t i = 0; i < product.inputs.size(); ++i) {
            ValueId input = product.inputs[i];
            bool reads = input.valid() && form.source[input] == turned;
            if (reads && (i > 1 || known.inferred.types[input].shape != known.inferred.types[turned].shape))
              return false;
          }
          return true;
        });
    if (!factors || !x.hasRank() || !swapsLastTwo(permutationOf(node, x.rank())))
      continue;
    lookThrough(node, form);
  }
}

/// The product whose result the value is, with a factor and a bias or an activation behind it that only one another
/// read; nullptr where it is none.
static Node const *productBehind(Knowledge const &known, ValueId value) {
  constexpr int mostSteps = 4;
  for (int step = 0; step <= mostSteps; ++step) {
    NodeId producer = known.graph.value(value).producer;
    bool alone = producer.valid() && known.form.part[producer] == NodePart::Work &&
                 known.form.leaves[value] == 0 && known.form.readers(value).size() == 1;
    if (!alone)
      return nullptr;
    Node const &node = known.graph.node(producer);
    if (takesEitherOrder(node.kind))
      return &node;
    ValueId only;
    for (ValueId input : node.inputs)
      if (input.valid() && known.form.constant[input] == 0) {
        if (only.valid())
          return nullptr;
        only = known.form.source[input];
      }
    OpClass work = opClass(node.kind);
    bool pointwise = work == OpClass::Elementwise || work == OpClass::Activation;
    if (!pointwise || !only.valid() || known.inferred.types[only].shape != known.inferred.types[value].shape)
      return nullptr;
    value = only;
  }
  return nullptr;
}

/// Transposes of a product that nobody else reads, of weights times data or of two activations: (a · b)ᵀ is bᵀ · aᵀ, which
/// runtimes work out in that order. Where the weights stand behind, the other order would be that of maps.
static void findTransposedProducts(Knowledge const &known, CanonicalForm &form) {
  for (NodeId id : form.nodes) {
    if (!isTranspose(known, form, id))
      continue;
    Node const &node = known.graph.node(id);
    TensorType const &y = known.inferred.types[node.inputs[0]];
    ValueId given = form.source[node.inputs[0]];
    if (!y.hasRank() || !swapsLastTwo(permutationOf(node, y.rank())) ||
        known.inferred.types[given].shape != y.shape)
      continue;
    Node const *product = productBehind(known, given);
    if (product == nullptr || !product->hasInput(0) || !product->hasInput(1))
      continue;
    bool ofActivations = form.constant[product->inputs[0]] == 0 && form.constant[product->inputs[1]] == 0;
    if (form.constant[product->inputs[0]] != 0 || ofActivations)
      lookThrough(node, form);
  }
}

/// Whether the product takes the operand, shown as [batch, everything else], times learned weights: their rows may stand in
/// the order in which the elements lie.
static bool takesFlattened(Knowledge const &known, CanonicalForm const &form, Node const &product,
                           ValueId whole) {
  bool multiplies =
      product.kind == OpKind::MatMul || (product.kind == OpKind::Gemm && product.intOr("transA", 0) == 0);
  if (!multiplies || !product.hasInput(0) || !product.hasInput(1) || form.constant[product.inputs[1]] == 0 ||
      form.source[product.inputs[0]] != whole)
    return false;
  TensorType const &shown = known.inferred.types[product.inputs[0]], &maps = known.inferred.types[whole];
  return shown.hasRank() && shown.rank() == 2 && maps.hasRank() && maps.rank() > 2 &&
         (*shown.shape)[0] == (*maps.shape)[0];
}

/// Whether the value [batch, everything else], shown as maps, is a product with learned weights: their columns may stand
/// in the order in which the elements are wanted.
static bool isUnflattened(Knowledge const &known, ValueId shown) {
  ValueId held = known.form.source[shown];
  TensorType const &maps = known.inferred.types[shown], &flat = known.inferred.types[held];
  if (!maps.hasRank() || !flat.hasRank() || flat.rank() != 2 || maps.rank() < 3 ||
      (*maps.shape)[0] != (*flat.shape)[0])
    return false;
  Node const *product = productBehind(known, held);
  return product != nullptr && product->hasInput(1) && known.form.constant[product->inputs[1]] != 0;
}

/// Transposes of maps that are flattened for fully connected layers, or come from one, as converters from NHWC leave
/// them.
static void findFlattened(Knowledge const &known, CanonicalForm &form) {
  for (NodeId id : form.nodes) {
    if (!isTranspose(known, form, id))
      continue;
    Node const &node = known.graph.node(id);
    TensorType const &x = known.inferred.types[node.inputs[0]];
    std::vector<int64_t> axes = x.hasRank() ? permutationOf(node, x.rank()) : std::vector<int64_t>();
    llvm::ArrayRef<NodeId> readers = form.readers(node.outputs[0]);
    bool keepsBatch = !axes.empty() && axes.front() == 0;
    bool flattened = keepsBatch && form.leaves[node.outputs[0]] == 0 && !readers.empty() &&
                     llvm::all_of(readers, [&](NodeId reader) {
                       return takesFlattened(known, form, known.graph.node(reader), node.outputs[0]);
                     });
    if (flattened || (keepsBatch && isUnflattened(known, node.inputs[0])))
      lookThrough(node, form);
  }
}

void findTransposesOfProducts(Knowledge const &known, CanonicalForm &form) {
  findTransposedFactors(known, form);
  findTransposedProducts(known, form);
  findFlattened(known, form);
}

} // namespace eo::canonical
