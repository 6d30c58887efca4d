#include "passes/OperandTraffic.h"

namespace eo {

namespace {

/// Sizes of one node's operands.
class Operands {
public:
  Operands(Node const &which, TypeMap const &allTypes) : node(which), types(allTypes) {}

  TensorType const &in(size_t i) const { return types[node.input(i)]; }
  TensorType const &out(size_t i) const { return types[node.output(i)]; }

  static SymInt dim(TensorType const &type, size_t axis) {
    return type.hasRank() && axis < type.rank() ? (*type.shape)[axis] : SymInt::unknown();
  }

  SymInt written() const {
    SymInt sum = 0;
    for (ValueId output : node.outputs)
      if (output.valid())
        sum += types[output].elements();
    return sum;
  }

  /// Rows of a table [rows, width] that so many look-ups read, and no more than it has.
  SymInt rows(size_t table, SymInt const &lookUps) const {
    SymInt width = dim(in(table), in(table).hasRank() && in(table).rank() > 0 ? in(table).rank() - 1 : 0);
    SymInt picked = lookUps * width, all = in(table).elements();
    return picked.isExpression() && all.isExpression() ? min(picked, all) : all;
  }

  /// What so many look-ups along an axis of the operand read, and no more than it has.
  SymInt slices(size_t operand, int64_t axis, SymInt const &lookUps) const {
    TensorType const &type = in(operand);
    if (!type.hasRank() || type.rank() == 0)
      return SymInt::unknown();
    auto rank = static_cast<int64_t>(type.rank());
    axis += axis < 0 ? rank : 0;
    SymInt picked = lookUps;
    for (int64_t i = 0; i < rank; ++i)
      if (i != axis)
        picked *= (*type.shape)[static_cast<size_t>(i)];
    SymInt all = type.elements();
    return picked.isExpression() && all.isExpression() ? min(picked, all) : all;
  }

  /// The fresh positions of a cache [batch, heads, positions, head size], or where it is not of that form all.
  SymInt freshRows(TensorType const &cache, SymInt const &positions) const {
    SymInt fresh = dim(cache, 0) * dim(cache, 1) * positions * dim(cache, 3);
    return fresh.isExpression() ? fresh : cache.elements();
  }

  /// How many positions a rotation works on, each with a row of cosines and one of sines: the given ones, or
  /// where one offset is given all those of the sequence.
  SymInt positions(size_t ids) const {
    if (node.hasInput(ids) && !(in(ids).elements() == 1))
      return in(ids).elements();
    TensorType const &x = in(0);
    return dim(x, x.hasRank() && x.rank() == 4 ? 2 : 1);
  }

private:
  Node const &node;
  TypeMap const &types;
};

} // namespace

bool isRotationTable(OpKind kind, size_t i) {
  using enum OpKind;
  if (kind == RotaryEmbedding) // x, cosines, sines, positions
    return i == 1 || i == 2;
  if (kind == MsRotaryEmbedding) // x, positions, cosines, sines
    return i == 2 || i == 3;
  if (kind == GroupQueryAttention) // q, k, v, two caches, lengths, cosines, sines
    return i == 7 || i == 8;
  // q, k, v, two caches, rows and columns of blocks, lengths, cosines, sines
  return kind == SparseAttention && (i == 9 || i == 10);
}

/// Each token is sent to k experts, the rows of the router's result are the tokens.
static SymInt expertsAsked(Node const &node, Operands const &o) {
  TensorType const &router = o.in(1);
  SymInt tokens = router.hasRank() && router.rank() == 2 ? Operands::dim(router, 0) : SymInt::unknown();
  return tokens * node.intOr("k", 1);
}

/// What an operator reads of its operands.
enum class Reads : uint8_t {
  Whole,
  WhatItReturns,
  Embeddings,
  Rotations,
  MsRotations,
  CachedAttention,
  Update,
  PackedRows,
  Experts
};

static constexpr Reads listedReadsOf(OpKind kind) {
  using enum OpKind;
  auto is = [&](auto... kinds) { return ((kind == kinds) || ...); };
  return is(Gather, GatherND, MsGatherND, GatherElements, TorchEmbedding, Compress, Slice, Split)
             ? Reads::WhatItReturns
         : is(EmbedLayerNormalization)             ? Reads::Embeddings
         : is(RotaryEmbedding)                     ? Reads::Rotations
         : is(MsRotaryEmbedding)                   ? Reads::MsRotations
         : is(GroupQueryAttention)                 ? Reads::CachedAttention
         : is(TensorScatter)                       ? Reads::Update
         : is(GatherBlockQuantized)                ? Reads::PackedRows
         : is(MixtureOfExperts, QMixtureOfExperts) ? Reads::Experts
                                                   : Reads::Whole;
}

/// As listed, for every operand of every node asks.
static Reads readsOf(OpKind kind) {
  static constexpr Reads table[] = {
      listedReadsOf(OpKind::Unknown),
#define EO_OP(Kind, ...) listedReadsOf(OpKind::Kind),
#include "lib/ir/Ops.def"
  };
  return table[static_cast<size_t>(kind)];
}

bool readsInPart(OpKind kind) { return readsOf(kind) != Reads::Whole; }

SymInt elementsRead(Node const &node, size_t i, TypeMap const &types) {
  Operands const o(node, types);
  SymInt all = o.in(i).elements();
  Reads const reads = readsOf(node.kind);
  if (reads == Reads::Whole) // nearly all there are
    return all;
  bool rotates = isRotationTable(node.kind, i);
  switch (reads) {
  case Reads::Whole:
    return all;
  case Reads::WhatItReturns:
    return i == 0 ? min(o.written(), all) : all; // a row that is picked again is still at hand
  case Reads::Embeddings:                        // ids, segments, tables of words, positions and segments
    return i >= 2 && i <= 4 ? o.rows(i, o.in(0).elements()) : all;
  case Reads::Rotations:
    return rotates && node.hasInput(3) ? o.rows(i, o.positions(3)) : all;
  case Reads::MsRotations:
    return rotates ? o.rows(i, o.positions(1)) : all;
  case Reads::CachedAttention:
    return rotates ? o.rows(i, o.dim(o.in(0), 0) * o.dim(o.in(0), 1)) : all;
  case Reads::Update: // cache, update
    return i == 0 ? SymInt(0) : all;
  case Reads::PackedRows: // table, indices, scales, zero points
    return i == 1 ? all : o.slices(i, node.intOr("gather_axis", 0), o.in(1).elements());
  case Reads::Experts: // x, router, then of each expert that a token is sent to
    return i < 2 ? all : o.slices(i, 0, expertsAsked(node, o));
  }
  return all;
}

/// Operators that may write a part of a result, the rest of which is there already.
static bool mayUpdate(OpKind kind) {
  using enum OpKind;
  auto is = [&](auto... kinds) { return ((kind == kinds) || ...); };
  return is(TensorScatter, GroupQueryAttention, SparseAttention, MultiHeadAttention,
            DecoderMaskedMultiHeadAttention, MsAttention, DecoderMaskedSelfAttention);
}

/// The node appends to its cache where it lies.
static bool sharesCache(Node const &node) { return node.intOr("past_present_share_buffer", 0) != 0; }

SymInt elementsWritten(Node const &node, size_t i, TypeMap const &types) {
  using enum OpKind;
  Operands const o(node, types);
  SymInt all = o.out(i).elements();
  if (!mayUpdate(node.kind)) // nearly all there are
    return all;
  SymInt positions = Operands::dim(o.in(0), 1); // of x or q [batch, positions, …]
  auto is = [&](auto... kinds) { return ((node.kind == kinds) || ...); };
  if (is(TensorScatter) && i == 0)
    return o.in(1).elements();
  bool shared = is(GroupQueryAttention, SparseAttention) ||
                (is(MultiHeadAttention, DecoderMaskedMultiHeadAttention) && sharesCache(node));
  if (shared && (i == 1 || i == 2))
    return o.freshRows(o.out(i), positions);
  TensorType const &both = o.out(i); // keys and values in one: 2, batch, heads, positions, head size
  if (is(MsAttention, DecoderMaskedSelfAttention) && i == 1 && sharesCache(node) && both.hasRank() &&
      both.rank() == 5)
    return min(all, Operands::dim(both, 0) * Operands::dim(both, 1) * Operands::dim(both, 2) * positions *
                        Operands::dim(both, 4));
  return all;
}

} // namespace eo
