//===- Functions.h - the functions a network defines for itself --------------------------------===//
#ifndef ENERGY_OPT_LIB_ONNX_FUNCTIONS_H
#define ENERGY_OPT_LIB_ONNX_FUNCTIONS_H

#include "lib/onnx/OnnxProto.h"
#include "llvm/ADT/SmallVector.h"
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

namespace eo {

/// "" for "ai.onnx", the domain itself otherwise.
llvm::StringRef normalDomain(llvm::StringRef domain);

/// Finds a model-local function by what a node says: domain, name and overload.
class FunctionTable {
public:
  explicit FunctionTable(onnx::ModelProto const &model);

  /// The function that the node calls, or nullptr where it is an operator. Of two functions of one name the
  /// first counts.
  onnx::FunctionProto const *find(onnx::NodeProto const &node) const;

private:
  using Key = std::tuple<llvm::StringRef, llvm::StringRef, llvm::StringRef>;
  std::map<Key, onnx::FunctionProto const *> functions;
};

/// The attributes of the function that have a default.
std::vector<onnx::AttributeProto> attributeDefaults(onnx::FunctionProto const &function);

} // namespace eo

#endif
