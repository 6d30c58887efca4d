//===- AttentionSizes.h - sizes of com.microsoft's attention operators --------------------------------===//
//
// Their operands come packed or apart, with three, four or five axes, with and without a cache. Shape and
// counting rules read them here.
//
#ifndef ENERGY_OPT_PASSES_ATTENTIONSIZES_H
#define ENERGY_OPT_PASSES_ATTENTIONSIZES_H

#include "lib/ir/Graph.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace eo {

/// Unknown where an operand or attribute does not say.
struct AttentionSizes {
  SymInt batch = SymInt::unknown(), heads = SymInt::unknown();
  SymInt queries = SymInt::unknown(); ///< rows of Q
  SymInt keys = SymInt::unknown();    ///< rows of K with those of the cache before
  SymInt queryWidth = SymInt::unknown(), valueWidth = SymInt::unknown(); ///< over all query heads
  SymInt cacheHeads = SymInt::unknown();                                 ///< of K and V
  SymInt keySize = SymInt::unknown(), valueSize = SymInt::unknown();     ///< of one head
};

/// Of Attention, QAttention, MultiHeadAttention, DecoderMaskedSelfAttention, DecoderMaskedMultiHeadAttention,
/// GroupQueryAttention and SparseAttention. `in` gives the type of an operand, nothing known where it is left out;
/// `scalar` the only element of one, unknown where it is not folded.
AttentionSizes attentionSizes(Node const &node, llvm::function_ref<TensorType const &(size_t)> in,
                              llvm::function_ref<SymInt(size_t)> scalar);

} // namespace eo

#endif
