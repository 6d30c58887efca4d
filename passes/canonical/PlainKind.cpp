#include "passes/canonical/PlainKind.h"

#include <array>
#include <initializer_list>

namespace eo {

namespace {
/// An operator and the kinds that compute the same otherwise: on quantised numbers, fused with what follows, in a domain
/// of their own.
struct Twins {
  OpKind plain;
  std::initializer_list<OpKind> twins;
};
} // namespace

static constexpr size_t kindCount = 1 // Unknown
#define EO_OP(Kind, Domain, Name, Class, Shape, Macs, OtherOps, Operands, Tools) +1
#include "lib/ir/Ops.def"
    ;

/// By kind. All that stand in no row are plain, or have no counterpart.
static constexpr std::array<OpKind, kindCount> tabulatePlainKinds() {
  using enum OpKind;
  Twins const rows[] = {
      {Conv, {QLinearConv, MsQLinearConv, ConvInteger, FusedConv}},
      {NhwcConv, {NhwcFusedConv}},
      {MatMul,
       {QLinearMatMul, MatMulInteger, MatMulInteger16, MatMulIntegerToFloat, DynamicQuantizeMatMul,
        FusedMatMul, FusedMatMulActivation, TransposeMatMul, MatMulNBits, MatMulBnb4, MatMulFpQ4}},
      {Gemm, {QGemm, FusedGemm, GemmFastGelu, GemmFloat8}},
      {AveragePool, {QLinearAveragePool}},
      {GlobalAveragePool, {QLinearGlobalAveragePool}},
      {LeakyRelu, {QLinearLeakyRelu}},
      {Sigmoid, {QLinearSigmoid}},
      {Softmax, {QLinearSoftmax, BiasSoftmax}},
      {Add, {QLinearAdd, BiasAdd}},
      {Mul, {QLinearMul, MulInteger}},
      {Where, {QLinearWhere}},
      {ReduceMean, {QLinearReduceMean}},
      {Concat, {QLinearConcat}},
      {LSTM, {DynamicQuantizeLSTM}},
      {MsAttention, {QAttention}},
      {Gelu, {BiasGelu, FastGelu, MsGelu}},
      {Swish, {QuickGelu}},
      {RMSNormalization, {MsSimplifiedLayerNormalization, SimplifiedLayerNormalization}},
      {Pad, {MsPad}},
      {Unique, {MsUnique}},
      {Range, {MsRange}},
      {QuantizeLinear, {MsQuantizeLinear}},
      {DequantizeLinear, {MsDequantizeLinear}},
      {GatherND, {MsGatherND}},
      {Gather, {TorchEmbedding}},
      {Trilu, {MsTrilu}},
      {GridSample, {MsGridSample}},
      {RotaryEmbedding, {MsRotaryEmbedding}},
      {MultiHeadAttention, {DecoderMaskedMultiHeadAttention}},
  };
  std::array<OpKind, kindCount> plain{};
  for (size_t i = 0; i < kindCount; ++i)
    plain[i] = static_cast<OpKind>(i);
  for (Twins const &row : rows)
    for (OpKind twin : row.twins)
      plain[static_cast<size_t>(twin)] = row.plain;
  return plain;
}

OpKind plainKind(OpKind kind) {
  static constexpr std::array<OpKind, kindCount> plain = tabulatePlainKinds();
  return plain[static_cast<size_t>(kind)];
}

} // namespace eo
