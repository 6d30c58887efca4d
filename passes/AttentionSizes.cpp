#include "passes/AttentionSizes.h"

namespace eo {

namespace {
using Operand = llvm::function_ref<TensorType const &(size_t)>;
using ScalarInput = llvm::function_ref<SymInt(size_t)>;
} // namespace

static SymInt dim(TensorType const &type, size_t axis) {
  return type.hasRank() && axis < type.rank() ? (*type.shape)[axis] : SymInt::unknown();
}

static size_t rank(TensorType const &type) { return type.hasRank() ? type.rank() : 0; }

static SymInt positiveAttribute(Node const &node, llvm::StringRef name) {
  int64_t value = node.intOr(name, 0);
  return value > 0 ? SymInt(value) : SymInt::unknown();
}

/// `fresh` rows behind those of the cache; a buffer shared by past and present says nothing of its filling.
static SymInt withCache(Node const &node, SymInt const &fresh, size_t pastSlot, TensorType const &past,
                        size_t pastAxis, bool shared) {
  if (!node.hasInput(pastSlot))
    return fresh;
  return shared ? SymInt::unknown() : fresh + dim(past, pastAxis);
}

/// x[B,S,D] w[D, queries + keys + values]; past[2,B,heads,P,size]. The decoder's buffer of past and present is as
/// full as the scalar past_sequence_length (input 6) says.
static AttentionSizes projected(Node const &node, Operand in, ScalarInput scalar) {
  AttentionSizes sizes;
  sizes.batch = dim(in(0), 0);
  sizes.queries = dim(in(0), 1);
  sizes.heads = sizes.cacheHeads = positiveAttribute(node, "num_heads");
  llvm::ArrayRef<int64_t> widths = node.ints("qkv_hidden_sizes");
  if (widths.size() == 3) {
    sizes.queryWidth = widths[0];
    sizes.valueWidth = widths[2];
  } else {
    sizes.queryWidth = sizes.valueWidth = floorDiv(dim(in(1), 1), 3);
  }
  sizes.keySize = floorDiv(sizes.queryWidth, sizes.heads);
  sizes.valueSize = floorDiv(sizes.valueWidth, sizes.heads);
  size_t past = node.kind == OpKind::QAttention ? 8 : 4;
  bool shared = node.intOr("past_present_share_buffer", 0) != 0;
  bool decodes = node.kind == OpKind::DecoderMaskedSelfAttention;
  sizes.keys = decodes && shared ? sizes.queries + scalar(6)
                                 : withCache(node, sizes.queries, past, in(past), 3, shared);
  return sizes;
}

/// q[B,S,D], or packed [B,S,heads,3,size]; k[B,L,D], packed [B,L,heads,2,size] or [B,heads,L,size];
/// v[B,L,Dv] or [B,heads,L,size]. Without k, the decoder's q is [B,S,3·D], and its buffer of past and present is as
/// full as the scalar past_sequence_length (input 7) says.
static AttentionSizes multiHead(Node const &node, Operand in, ScalarInput scalar) {
  AttentionSizes sizes;
  bool decoder = node.kind == OpKind::DecoderMaskedMultiHeadAttention;
  TensorType const &q = in(0), &k = in(1), &v = in(2);
  sizes.batch = dim(q, 0);
  sizes.queries = dim(q, 1);
  sizes.heads = sizes.cacheHeads = positiveAttribute(node, "num_heads");
  SymInt fresh = sizes.queries;
  if (rank(q) == 5)
    sizes.queryWidth = dim(q, 2) * dim(q, 4);
  else
    sizes.queryWidth = decoder && !node.hasInput(1) ? floorDiv(dim(q, 2), 3) : dim(q, 2);
  if (node.hasInput(1))
    fresh = rank(k) == 4 ? dim(k, 2) : dim(k, 1);
  sizes.valueWidth = !node.hasInput(2) ? sizes.queryWidth : rank(v) == 4 ? dim(v, 1) * dim(v, 3) : dim(v, 2);
  sizes.keySize = floorDiv(sizes.queryWidth, sizes.heads);
  sizes.valueSize = floorDiv(sizes.valueWidth, sizes.heads);
  size_t past = decoder ? 5 : 6;
  bool shared = node.intOr("past_present_share_buffer", 0) != 0 || (!decoder && node.hasInput(8));
  sizes.keys = decoder && shared && node.hasInput(past) ? fresh + scalar(7)
                                                        : withCache(node, fresh, past, in(past), 2, shared);
  return sizes;
}

/// q[B,S,D], or packed with k and v to [B,S,(heads + 2·kv_heads)·size]; past_key[B,kv_heads,P,size]. The
/// buffer of SparseAttention is as full as the scalar total_sequence_length (input 7) says.
static AttentionSizes groupQuery(Node const &node, Operand in, ScalarInput scalar) {
  AttentionSizes sizes;
  TensorType const &q = in(0);
  sizes.batch = dim(q, 0);
  sizes.queries = dim(q, 1);
  sizes.heads = positiveAttribute(node, "num_heads");
  sizes.cacheHeads = positiveAttribute(node, "kv_num_heads");
  bool packed = !node.hasInput(1);
  sizes.keySize = floorDiv(dim(q, 2), packed ? sizes.heads + sizes.cacheHeads * 2 : sizes.heads);
  sizes.valueSize = sizes.keySize;
  sizes.queryWidth = sizes.valueWidth = sizes.heads * sizes.keySize;
  sizes.keys = node.kind == OpKind::SparseAttention
                   ? scalar(7)
                   : withCache(node, packed ? sizes.queries : dim(in(1), 1), 3, in(3), 2, false);
  return sizes;
}

AttentionSizes attentionSizes(Node const &node, Operand in, ScalarInput scalar) {
  using enum OpKind;
  if (node.kind == GroupQueryAttention || node.kind == SparseAttention)
    return groupQuery(node, in, scalar);
  bool projects =
      node.kind == MsAttention || node.kind == QAttention || node.kind == DecoderMaskedSelfAttention;
  return projects ? projected(node, in, scalar) : multiHead(node, in, scalar);
}

} // namespace eo
