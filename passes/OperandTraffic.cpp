#include "passes/OperandTraffic.h"

namespace eo {

namespace {

/// Sizes of one node's operands.
class Operands {
public:
  Operands(Node const &which, ValueMap<TensorType> const &allTypes) : node(which), types(allTypes) {}

  TensorType const &in(size_t i) const { return typeOf(node.input(i)); }
  TensorType const &out(size_t i) const { return typeOf(node.output(i)); }

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

  /// How many positions a rotation works on, each with a row of cosines and one of sines: the given ones, or
  /// where one offset is given all those of the sequence.
  SymInt positions(size_t ids) const {
    if (node.hasInput(ids) && !(in(ids).elements() == 1))
      return in(ids).elements();
    TensorType const &x = in(0);
    return dim(x, x.hasRank() && x.rank() == 4 ? 2 : 1);
  }

private:
  TensorType const &typeOf(ValueId id) const {
    static TensorType const nothing;
    return id.valid() ? types[id] : nothing;
  }

  Node const &node;
  ValueMap<TensorType> const &types;
};

} // namespace

/// What an operator reads of its operands.
enum class Reads : uint8_t {
  Whole,
  WhatItReturns,
  Embeddings,
  Rotations,
  MsRotations,
  CachedAttention,
  Update
};

static Reads readsOf(OpKind kind) {
  using enum OpKind;
  auto is = [&](auto... kinds) { return ((kind == kinds) || ...); };
  return is(Gather, GatherND, MsGatherND, GatherElements, TorchEmbedding, Compress, Slice, Split)
             ? Reads::WhatItReturns
         : is(EmbedLayerNormalization) ? Reads::Embeddings
         : is(RotaryEmbedding)         ? Reads::Rotations
         : is(MsRotaryEmbedding)       ? Reads::MsRotations
         : is(GroupQueryAttention)     ? Reads::CachedAttention
         : is(TensorScatter)           ? Reads::Update
                                       : Reads::Whole;
}

bool readsInPart(OpKind kind) { return readsOf(kind) != Reads::Whole; }

SymInt elementsRead(Node const &node, size_t i, ValueMap<TensorType> const &types) {
  Operands const o(node, types);
  SymInt all = o.in(i).elements();
  switch (readsOf(node.kind)) {
  case Reads::Whole:
    return all;
  case Reads::WhatItReturns:
    return i == 0 ? o.written() : all;
  case Reads::Embeddings: // ids, segments, tables of words, positions and segments
    return i >= 2 && i <= 4 ? o.rows(i, o.in(0).elements()) : all;
  case Reads::Rotations: // x, cosines, sines, positions
    return (i == 1 || i == 2) && node.hasInput(3) ? o.rows(i, o.positions(3)) : all;
  case Reads::MsRotations: // x, positions, cosines, sines
    return i == 2 || i == 3 ? o.rows(i, o.positions(1)) : all;
  case Reads::CachedAttention: // q, k, v, two caches, lengths, cosines, sines
    return i == 7 || i == 8 ? o.rows(i, o.dim(o.in(0), 0) * o.dim(o.in(0), 1)) : all;
  case Reads::Update: // cache, update
    return i == 0 ? SymInt(0) : all;
  }
  return all;
}

SymInt elementsWritten(Node const &node, size_t i, ValueMap<TensorType> const &types) {
  using enum OpKind;
  Operands const o(node, types);
  if (node.kind == TensorScatter && i == 0)
    return o.in(1).elements();
  if (node.kind == GroupQueryAttention && (i == 1 || i == 2)) {
    TensorType const &cache = o.out(i); // batch, heads, positions, head size
    SymInt rows = o.dim(o.in(0), 1);
    SymInt fresh = o.dim(cache, 0) * o.dim(cache, 1) * rows * o.dim(cache, 3);
    return fresh.isExpression() ? fresh : cache.elements();
  }
  return o.out(i).elements();
}

SymInt bytesOfElements(SymInt const &elements, DataType type) {
  unsigned bits = bitWidth(type);
  return bits == 0 ? SymInt::unknown() : ceilDiv(elements * static_cast<int64_t>(bits), 8);
}

} // namespace eo
