//===- ImportTensor.h - SlimTensor -> ConstantTensor -------------------------------------------===//
#ifndef ENERGY_OPT_LIB_ONNX_IMPORTTENSOR_H
#define ENERGY_OPT_LIB_ONNX_IMPORTTENSOR_H

#include "lib/ir/Graph.h"
#include "lib/onnx/SlimModel.h"
#include <string>

namespace eo {

/// What became of a tensor.
struct ImportedTensor {
  bool isUsable = false; ///< false where a dimension is negative
  std::string problem;   ///< "" where nothing is wrong
};

/// Fills a new tensor with type, dimensions and, where they are in the file and of a type that shapes are computed from (integers of
/// 8 bits and more, bool, floating point of 16 bits and more), the elements. Elements that do not fit the
/// dimensions are a problem and not kept. External data are not opened.
ImportedTensor importTensor(SlimTensor const &from, ConstantTensor &to);

/// Type and dense dimensions.
ImportedTensor importTensor(SlimSparseTensor const &from, ConstantTensor &to);

} // namespace eo

#endif
