#include "passes/canonical/PlainKind.h"

namespace eo {

OpKind plainKind(OpKind kind) {
  using enum OpKind;
  auto is = [&](auto... kinds) { return ((kind == kinds) || ...); };
  if (is(QLinearConv, MsQLinearConv, ConvInteger, FusedConv))
    return Conv;
  if (is(NhwcFusedConv))
    return NhwcConv;
  if (is(QLinearMatMul, MatMulInteger, MatMulInteger16, MatMulIntegerToFloat, DynamicQuantizeMatMul,
         FusedMatMul, FusedMatMulActivation, TransposeMatMul, MatMulNBits, MatMulBnb4, MatMulFpQ4))
    return MatMul;
  if (is(QGemm, FusedGemm, GemmFastGelu, GemmFloat8))
    return Gemm;
  if (is(QLinearAveragePool))
    return AveragePool;
  if (is(QLinearGlobalAveragePool))
    return GlobalAveragePool;
  if (is(QLinearLeakyRelu))
    return LeakyRelu;
  if (is(QLinearSigmoid))
    return Sigmoid;
  if (is(QLinearSoftmax, BiasSoftmax))
    return Softmax;
  if (is(QLinearAdd, BiasAdd))
    return Add;
  if (is(QLinearMul, MulInteger))
    return Mul;
  if (is(QLinearWhere))
    return Where;
  if (is(QLinearReduceMean))
    return ReduceMean;
  if (is(QLinearConcat))
    return Concat;
  if (is(DynamicQuantizeLSTM))
    return LSTM;
  if (is(QAttention))
    return MsAttention;
  if (is(BiasGelu, FastGelu, MsGelu))
    return Gelu;
  if (is(QuickGelu))
    return Swish;
  if (is(MsSimplifiedLayerNormalization, SimplifiedLayerNormalization))
    return RMSNormalization;
  if (is(MsPad))
    return Pad;
  if (is(MsUnique))
    return Unique;
  if (is(MsRange))
    return Range;
  if (is(MsQuantizeLinear))
    return QuantizeLinear;
  if (is(MsDequantizeLinear))
    return DequantizeLinear;
  if (is(MsGatherND))
    return GatherND;
  if (is(TorchEmbedding))
    return Gather;
  if (is(MsTrilu))
    return Trilu;
  if (is(MsGridSample))
    return GridSample;
  if (is(MsRotaryEmbedding))
    return RotaryEmbedding;
  if (is(DecoderMaskedMultiHeadAttention))
    return MultiHeadAttention;
  return kind; // all others are plain, or have no counterpart
}

} // namespace eo
