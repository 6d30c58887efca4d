//===- ImportType.h - SlimType -> TensorType ---------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_ONNX_IMPORTTYPE_H
#define ENERGY_OPT_LIB_ONNX_IMPORTTYPE_H

#include "lib/ir/TensorType.h"
#include "lib/onnx/SlimModel.h"

namespace eo {

/// The type as declared. A named dimension becomes a symbol, one whose name is a positive number that number.
/// A dimension without name or size (absent, "", "?", "None", 0, negative) is unknown, unless `input` is not
/// empty: then it becomes the symbol "input[axis]", to be bound by the user.
TensorType importType(SlimType const &type, llvm::StringRef input = {});

} // namespace eo

#endif
