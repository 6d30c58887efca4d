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
    return input == 0 ? Slot::Data : Slot::Weight;
  case DeformConv: // x, w, offset, b, mask
    return input == 1 || input == 3 ? Slot::Weight : Slot::Data;
  case ConvInteger: // x, w, zero points
    return input == 0 ? Slot::Data : input == 1 ? Slot::Weight : Slot::Setting;
  case QLinearConv: // x, scale, zero, w, scale, zero, scale, zero, b
    return input == 0 ? Slot::Data : input == 3 || input == 8 ? Slot::Weight : Slot::Setting;
  case LSTM:
  case GRU:
  case RNN: // x, w, r, b, sequence_lens, initial_h, initial_c, p
    if (input == 4)
      return Slot::Setting;
    return (input >= 1 && input <= 3) || input == 7 ? Slot::Weight : Slot::Data;
  case QLinearMatMul: // a, scale, zero, b, scale, zero, scale, zero
    return input == 0 || input == 3 ? Slot::Data : Slot::Setting;
  case MatMulInteger:
    return input < 2 ? Slot::Data : Slot::Setting;
  case QuantizeLinear:
  case DequantizeLinear:
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
         kind == Unsqueeze || kind == Flatten || kind == DequantizeLinear;
}

} // namespace eo
