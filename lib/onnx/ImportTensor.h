//===- ImportTensor.h - SlimTensor -> ConstantTensor -------------------------------------------===//
#ifndef ENERGY_OPT_LIB_ONNX_IMPORTTENSOR_H
#define ENERGY_OPT_LIB_ONNX_IMPORTTENSOR_H

#include "lib/ir/Graph.h"
#include "lib/onnx/SlimModel.h"
#include <optional>
#include <string>

namespace eo {

/// A tensor as far as it can be used, and what is wrong with it.
struct ImportedTensor {
  std::optional<ConstantTensor> tensor; ///< nullopt where a dimension is negative
  std::string problem;                  ///< "" where nothing is wrong
};

/// Type, dimensions and, where they are in the file and of a type that shapes are computed from (integers of
/// 8 bits and more, bool, floating point of 16 bits and more), the elements. Elements that do not fit the
/// dimensions are a problem and not kept. External data are not opened.
ImportedTensor importTensor(SlimTensor const &tensor);

/// Type and dense dimensions.
ImportedTensor importSparseTensor(SlimSparseTensor const &tensor);

} // namespace eo

#endif
