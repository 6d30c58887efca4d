#include "passes/ParameterSlots.h"

namespace eo {

Slot slotOf(Node const &node, size_t input) {
  using enum OpKind;
  switch (node.kind) {
  case Conv:
  case ConvTranspose:
  case BatchNormalization:
  case InstanceNormalization:
  case GroupNormalization:
  case LayerNormalization:
  case RMSNormalization:
  case PRelu:
  case FusedConv: // the fourth, a tensor that is added, is data as often
  case NhwcConv:
  case NhwcFusedConv:
  case GroupNorm:
  case SimplifiedLayerNormalization:
  case MsSimplifiedLayerNormalization:
    return input == 0 ? Slot::Data : Slot::Weight;
  case DeformConv: // x, w, offset, b, mask
    return input == 1 || input == 3 ? Slot::Weight : Slot::Data;
  case ConvInteger: // x, w, zero points
    return input == 0 ? Slot::Data : input == 1 ? Slot::Weight : Slot::Setting;
  case MsQLinearConv:
  case QLinearConv: // x, scale, zero, w, scale, zero, scale, zero, b
    return input == 0 ? Slot::Data : input == 3 || input == 8 ? Slot::Weight : Slot::Setting;
  case LSTM:
  case GRU:
  case RNN: // x, w, r, b, sequence_lens, initial_h, initial_c, p
    if (input == 4)
      return Slot::Setting;
    return (input >= 1 && input <= 3) || input == 7 ? Slot::Weight : Slot::Data;
  case ConvTransposeWithDynamicPads: // x, w, pads, b
    return input == 1 || input == 3 ? Slot::Weight : input == 2 ? Slot::Setting : Slot::Data;
  case SkipLayerNormalization: // x, skip, gamma, beta, bias
  case SkipSimplifiedLayerNormalization:
    return input < 2 ? Slot::Data : Slot::Weight;
  case SkipGroupNorm: // x, gamma, beta, skip, bias
    return input == 0 || input == 3 ? Slot::Data : Slot::Weight;
  case EmbedLayerNormalization: // ids, segments, three embeddings, gamma, beta, mask, positions
    return input >= 2 && input <= 6 ? Slot::Weight : Slot::Data;
  case MatMulNBits: // a, b, scales, zero points, group indices, bias
  case MatMulBnb4:
    return input == 1 || input == 5 ? Slot::Weight : input == 0 ? Slot::Data : Slot::Setting;
  case MsAttention: // x, w, b, mask, past, …
    return input == 1 || input == 2 ? Slot::Weight : Slot::Data;
  case QAttention: // x, w, b, scales, mask, zero points, past
    if (input == 1 || input == 2)
      return Slot::Weight;
    return input == 0 || input == 5 || input == 8 ? Slot::Data : Slot::Setting;
  case QGemm: // a, scale, zero, b, scale, zero, c, scale, zero
    return input == 0 || input == 3 || input == 6 ? Slot::Data : Slot::Setting;
  case QLinearAdd: // a, scale, zero, b, scale, zero, scale, zero
  case QLinearMul:
    return input == 0 || input == 3 ? Slot::Data : Slot::Setting;
  case QLinearConcat: // scale, zero, then tensor, scale, zero
    return input >= 2 && input % 3 == 2 ? Slot::Data : Slot::Setting;
  case DynamicQuantizeMatMul: // a, b, scale, zero, bias
    return input < 2 || input == 4 ? Slot::Data : Slot::Setting;
  case MatMulIntegerToFloat: // a, b, scales, zeros, bias
    return input < 2 || input == 6 ? Slot::Data : Slot::Setting;
  case DynamicQuantizeLSTM: // x, w, r, b, sequence_lens, initial_h, initial_c, p, scales and zero points
    if (input == 4 || input > 7)
      return Slot::Setting;
    return (input >= 1 && input <= 3) || input == 7 ? Slot::Weight : Slot::Data;
  case QLinearMatMul: // a, scale, zero, b, scale, zero, scale, zero
    return input == 0 || input == 3 ? Slot::Data : Slot::Setting;
  case MatMulInteger:
    return input < 2 ? Slot::Data : Slot::Setting;
  case QuantizeLinear:
  case DequantizeLinear:
  case MsQuantizeLinear:
  case MsDequantizeLinear:
  case QLinearAveragePool:
  case QLinearGlobalAveragePool:
  case QLinearLeakyRelu:
  case QLinearSigmoid:
  case QLinearSoftmax:
  case QLinearReduceMean:
  case MsPad:
  case ExpandDims:
  case Reshape:
  case Expand:
  case Tile:
  case Pad:
  case Slice:
  case Squeeze:
  case Unsqueeze:
  case Split:
  case Resize:
  case Upsample:
  case Clip:
  case TopK:
  case Dropout:
  case CumSum:
  case Pow:
  case CenterCropPad:
  case ReduceL1:
  case ReduceL2:
  case ReduceLogSum:
  case ReduceLogSumExp:
  case ReduceMax:
  case ReduceMean:
  case ReduceMin:
  case ReduceProd:
  case ReduceSum:
  case ReduceSumSquare:
    return input == 0 ? Slot::Data : Slot::Setting;
  case ConstantOfShape:
  case Range:
  case OneHot:
  case Shape:
  case Size:
    return Slot::Setting;
  default: // every other operator computes on all its operands
    return Slot::Data;
  }
}

bool passesThrough(OpKind kind) {
  using enum OpKind;
  return kind == Transpose || kind == Reshape || kind == Cast || kind == Identity || kind == Squeeze ||
         kind == Unsqueeze || kind == Flatten || kind == DequantizeLinear || kind == MsDequantizeLinear;
}

} // namespace eo
