//===- ContribRules.cpp - the other operators of com.microsoft ------------------------------------===//

#include "passes/shape/ShapeRules.h"
#include "llvm/ADT/STLExtras.h"

namespace eo::shape {

/// ids[B,S], segments[B,S], word[V,H], … -> y[B,S,H], lengths[B], sum of the embeddings[B,S,H].
void embedLayerNormalization(ShapeContext &context) {
  if (!context.needsInputs(1) || !context.checkRank(0, 2, "input_ids") ||
      !context.checkRank(2, 2, "word_embedding"))
    return;
  Shape const *ids = context.shape(0), *words = context.shape(2);
  SymInt batch = ids != nullptr ? ids->front() : SymInt::unknown();
  Shape y = {batch, ids != nullptr ? ids->back() : SymInt::unknown(),
             words != nullptr ? words->back() : SymInt::unknown()};
  context.set(1, DataType::Int32, {std::move(batch)});
  context.set(2, context.element(2), y);
  context.set(0, context.element(2), std::move(y));
}

/// y, mean and inverse deviation of the rows, the sum that was normalised.
void skipLayerNormalization(ShapeContext &context) {
  if (!context.needsInputs(2))
    return;
  context.set(0, context.input(0));
  context.set(3, context.input(0));
  Shape const *x = context.shape(0);
  if (x == nullptr || x->empty())
    return;
  Shape statistics = *x;
  statistics.back() = 1;
  context.set(1, DataType::Float32, statistics);
  context.set(2, DataType::Float32, std::move(statistics));
}

/// x, scale -> y, inverse deviation of what lies behind `axis`.
void simplifiedLayerNormalization(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  context.set(0, context.input(0));
  Shape const *x = context.shape(0);
  auto axis = x != nullptr ? context.normalizeAxis(context.node.intOr("axis", -1), x->size()) : std::nullopt;
  if (!axis)
    return;
  Shape statistics = *x;
  for (size_t i = *axis; i < statistics.size(); ++i)
    statistics[i] = 1;
  context.set(1, DataType::Float32, std::move(statistics));
}

/// y and the sum that was normalised.
void skipGroupNorm(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  context.set(0, context.input(0));
  context.set(1, context.input(0));
}

/// x[N,S,D] -> y[N,S,D/2].
void biasSplitGelu(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  TensorType y = context.input(0);
  if (y.shape && !y.shape->empty())
    y.shape->back() = floorDiv(y.shape->back(), 2);
  context.set(0, std::move(y));
}

/// y and the mask of what was kept.
void biasDropout(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  TensorType mask = context.input(0);
  context.set(0, mask);
  mask.element = DataType::Bool;
  context.set(1, std::move(mask));
}

/// emb, q, rotated q, k, rotated k -> q and k.
void gemmaRotaryEmbedding(ShapeContext &context) {
  if (!context.needsInputs(5))
    return;
  context.set(0, context.input(1));
  context.set(1, context.input(3));
}

/// table[buckets,heads], query_length, key_length -> [1,heads,query_length,key_length].
void relativePositionBias(ShapeContext &context) {
  if (!context.needsInputs(3) || !context.checkRank(0, 2, "bias_table"))
    return;
  Shape const *table = context.shape(0);
  context.set(
      0, context.element(0),
      {1, table != nullptr ? table->back() : SymInt::unknown(), context.scalarInt(1), context.scalarInt(2)});
}

void isAllFinite(ShapeContext &context) { context.set(0, DataType::Bool, {}); }

/// x[N,C,H,W], boxes[R,4], batches[R], size[2] -> y[R,C,size].
void cropAndResize(ShapeContext &context) {
  if (!context.needsInputs(4) || !context.checkRank(0, 4, "x"))
    return;
  Shape const *x = context.shape(0), *boxes = context.shape(1);
  auto size = context.dimensionsFrom(3);
  bool known = size && size->size() == 2;
  context.set(0, context.element(0),
              {boxes != nullptr && !boxes->empty() ? boxes->front() : SymInt::unknown(),
               x != nullptr ? (*x)[1] : SymInt::unknown(), known ? size->front() : SymInt::unknown(),
               known ? size->back() : SymInt::unknown()});
}

/// x, axis -> x with an axis of size 1 more.
void expandDims(ShapeContext &context) {
  Shape const *x = context.likeFirst(2);
  SymInt given = context.scalarInt(1);
  if (x == nullptr || !given.isKnown())
    return;
  auto axis = context.normalizeAxis(given.value(), x->size() + 1);
  if (!axis)
    return;
  Shape y = *x;
  y.insert(y.begin() + *axis, SymInt(1));
  context.set(0, context.element(0), std::move(y));
  context.foldSame(0, 0);
}

/// data[V,…] indices[I…] -> y as Gather, of the scales' type. A uint8 tensor holds 8/bits elements a byte along its
/// last axis.
void gatherBlockQuantized(ShapeContext &context) {
  if (!context.needsInputs(3))
    return;
  context.setElement(0, context.element(2));
  Shape const *data = context.shape(0), *indices = context.shape(1);
  if (data == nullptr || indices == nullptr)
    return;
  auto axis = context.normalizeAxis(context.node.intOr("gather_axis", 0), data->size(), "gather_axis");
  int64_t bits = context.node.intOr("bits", 4);
  if (bits < 1 || bits > 8)
    context.bad("bits is {}", bits);
  if (context.isBad())
    return;
  Shape unpacked = *data;
  if (context.element(0) == DataType::UInt8)
    unpacked.back() *= 8 / bits;
  Shape y(unpacked.begin(), unpacked.begin() + *axis);
  y.append(indices->begin(), indices->end());
  y.append(unpacked.begin() + *axis + 1, unpacked.end());
  context.set(0, context.element(2), std::move(y));
}

/// x[…,n,…] -> y[…,(n - size)/step + 1,…,size]: windows along the axis `dim`, their elements last.
void unfoldTensor(ShapeContext &context) {
  Shape const *x = context.likeFirst(1);
  if (x == nullptr)
    return;
  auto axis = context.normalizeAxis(context.node.intOr("dim", -1), x->size(), "dim");
  int64_t size = context.node.intOr("size", 0), step = context.node.intOr("step", 1);
  if (size < 1 || step < 1)
    context.bad("size is {} and step is {}, both must be at least 1", size, step);
  if (context.isBad())
    return;
  Shape y = *x;
  if (y[*axis].isKnown() && y[*axis].value() < size)
    return context.bad("a window of {} does not fit axis {} of size {}", size, *axis, y[*axis].value());
  y[*axis] = floorDiv(y[*axis] - size, step) + 1;
  y.push_back(size);
  context.set(0, context.element(0), std::move(y));
}

/// x[B,S,D], tokens a sequence[B] -> y[tokens,D], where each token stands[B,S], their running sum[B + 1], the longest.
void removePadding(ShapeContext &context) {
  if (!context.needsInputs(2) || !context.checkRank(0, 3, "x"))
    return;
  context.dataDependent("how many tokens are no padding depends on data");
  Shape const *x = context.shape(0);
  SymInt batch = x != nullptr ? (*x)[0] : SymInt::unknown(),
         length = x != nullptr ? (*x)[1] : SymInt::unknown();
  context.set(0, context.element(0), {SymInt::unknown(), x != nullptr ? (*x)[2] : SymInt::unknown()});
  context.set(1, DataType::Int32, {batch, length});
  context.set(2, DataType::Int32, {batch + 1});
  context.set(3, DataType::Int32, {1});
}

/// x[tokens,D], where each token stands[B,S] -> y[B,S,D].
void restorePadding(ShapeContext &context) {
  if (!context.needsInputs(2) || !context.checkRank(0, 2, "x") || !context.checkRank(1, 2, "token_offset"))
    return;
  Shape const *x = context.shape(0), *offsets = context.shape(1);
  if (x != nullptr && offsets != nullptr)
    context.set(0, context.element(0), {(*offsets)[0], (*offsets)[1], x->back()});
}

/// q[B,S,D] …, position bias[1,heads,S,S] -> [B,heads,S,S]; of packed tokens the sizes are those of token_offset[B,S].
void gatedRelativePositionBias(ShapeContext &context) {
  if (!context.needsInputs(3))
    return;
  Shape const *q = context.shape(context.hasInput(6) ? 6 : 0), *bias = context.shape(2);
  SymInt batch = q != nullptr && !q->empty() ? q->front() : SymInt::unknown();
  Shape y = bias != nullptr && bias->size() == 4 ? *bias : Shape(4, SymInt::unknown());
  y[0] = std::move(batch);
  context.set(0, context.element(0), std::move(y));
}

/// ids, scores -> scores.
void nGramRepeatBlock(ShapeContext &context) {
  if (context.needsInputs(2))
    context.set(0, context.input(1));
}

/// x[N] -> the different elements, for each input its place among them, how often each occurs.
void msUnique(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  context.dataDependent("how many elements are unique depends on data");
  context.setRank(0, context.element(0), 1);
  context.set(1, DataType::Int64, {context.input(0).elements()});
  context.setRank(2, DataType::Int64, 1);
}

/// x[…,n] -> y[…,n/2 + 1,2].
void rfft(ShapeContext &context) {
  Shape const *x = context.likeFirst(1);
  if (x == nullptr || x->empty() || context.node.intOr("signal_ndim", 1) != 1)
    return;
  Shape y = *x;
  y.back() = floorDiv(y.back(), 2) + 1;
  y.push_back(2);
  context.set(0, context.element(0), std::move(y));
}

/// x[…,n/2 + 1,2] -> y[…,n], n even.
void irfft(ShapeContext &context) {
  Shape const *x = context.likeFirst(1);
  if (x == nullptr || x->size() < 2 || context.node.intOr("signal_ndim", 1) != 1)
    return;
  Shape y(x->begin(), x->end() - 1);
  y.back() = (y.back() - 1) * 2;
  context.set(0, context.element(0), std::move(y));
}

/// One hash an element.
void murmurHash3(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  TensorType type = context.input(0);
  type.element = context.node.intOr("positive", 1) != 0 ? DataType::UInt32 : DataType::Int32;
  context.set(0, std::move(type));
}

/// x[…] -> tokens[…,most].
void tokenizer(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  context.setElement(0, DataType::String);
  context.dataDependent("the largest number of tokens depends on data");
  if (Shape const *x = context.shape(0)) {
    Shape y = *x;
    y.push_back(SymInt::unknown());
    context.set(0, DataType::String, std::move(y));
  }
}

/// Three lists as long as the text has tokens.
void bertTokenizer(ShapeContext &context) {
  context.dataDependent("the number of tokens depends on data");
  for (size_t i = 0; i < context.node.outputs.size(); ++i)
    context.setRank(i, DataType::Int64, 1);
}

/// The bytes of the encoded image.
void encodeImage(ShapeContext &context) {
  context.dataDependent("the size of the encoded image depends on data");
  context.setRank(0, DataType::UInt8, 1);
}

} // namespace eo::shape
