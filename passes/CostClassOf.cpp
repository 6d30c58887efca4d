#include "passes/CostClassOf.h"

namespace eo {

CostClass costClassOf(OpKind kind, OpClass opClass) {
  using enum OpKind;
  if (kind == ConvTranspose)
    return CostClass::TransposedConvolution;
  if (kind == DeformConv)
    return CostClass::DeformableConvolution;
  if (kind == GlobalAveragePool || kind == GlobalMaxPool || kind == GlobalLpPool)
    return CostClass::GlobalPooling;
  switch (opClass) {
  case OpClass::Convolution:
    return CostClass::Convolution;
  case OpClass::MatrixProduct:
    return CostClass::MatrixProduct;
  case OpClass::Recurrent:
    return CostClass::Recurrent;
  case OpClass::Attention:
    return CostClass::Attention;
  case OpClass::Pooling:
    return CostClass::Pooling;
  case OpClass::Normalization:
    return CostClass::Normalization;
  case OpClass::Activation:
    return CostClass::Activation;
  case OpClass::Elementwise:
    return CostClass::Elementwise;
  case OpClass::Reduction:
    return CostClass::Reduction;
  case OpClass::Softmax:
    return CostClass::Softmax;
  case OpClass::Resampling:
    return CostClass::Resampling;
  case OpClass::DataMovement:
    return CostClass::DataMovement;
  case OpClass::View:
    return CostClass::View;
  case OpClass::ShapeArithmetic:
    return CostClass::ShapeArithmetic;
  case OpClass::Quantization:
    return CostClass::Quantization;
  case OpClass::ControlFlow:
    return CostClass::ControlFlow;
  case OpClass::Sequence:
  case OpClass::Selection:
  case OpClass::Signal:
  case OpClass::Random:
  case OpClass::Classical:
  case OpClass::Text:
  case OpClass::Training:
  case OpClass::Unknown:
    return CostClass::Other;
  }
  return CostClass::Other;
}

} // namespace eo
