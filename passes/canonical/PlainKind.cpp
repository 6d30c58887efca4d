#include "passes/canonical/PlainKind.h"

namespace eo {

OpKind plainKind(OpKind kind) {
  using enum OpKind;
  switch (kind) {
  case QLinearConv:
  case MsQLinearConv:
  case ConvInteger:
  case FusedConv:
    return Conv;
  case NhwcFusedConv:
    return NhwcConv;
  case QLinearMatMul:
  case MatMulInteger:
  case MatMulInteger16:
  case MatMulIntegerToFloat:
  case DynamicQuantizeMatMul:
  case FusedMatMul:
  case FusedMatMulActivation:
  case TransposeMatMul:
  case MatMulNBits:
  case MatMulBnb4:
  case MatMulFpQ4:
    return MatMul;
  case QGemm:
  case FusedGemm:
  case GemmFastGelu:
  case GemmFloat8:
    return Gemm;
  case QLinearAveragePool:
    return AveragePool;
  case QLinearGlobalAveragePool:
    return GlobalAveragePool;
  case QLinearLeakyRelu:
    return LeakyRelu;
  case QLinearSigmoid:
    return Sigmoid;
  case QLinearSoftmax:
  case BiasSoftmax:
    return Softmax;
  case QLinearAdd:
  case BiasAdd:
    return Add;
  case QLinearMul:
  case MulInteger:
    return Mul;
  case QLinearWhere:
    return Where;
  case QLinearReduceMean:
    return ReduceMean;
  case QLinearConcat:
    return Concat;
  case DynamicQuantizeLSTM:
    return LSTM;
  case QAttention:
    return MsAttention;
  case BiasGelu:
  case FastGelu:
  case MsGelu:
    return Gelu;
  case QuickGelu:
    return Swish;
  case MsSimplifiedLayerNormalization:
  case SimplifiedLayerNormalization:
    return RMSNormalization;
  case MsPad:
    return Pad;
  case MsGatherND:
    return GatherND;
  case TorchEmbedding:
    return Gather;
  case MsTrilu:
    return Trilu;
  case MsGridSample:
    return GridSample;
  case MsRotaryEmbedding:
    return RotaryEmbedding;
  case DecoderMaskedMultiHeadAttention:
    return MultiHeadAttention;
  default: // all others are plain, or have no counterpart
    return kind;
  }
}

} // namespace eo
