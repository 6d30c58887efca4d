//===- Functions.h - the functions a network defines for itself --------------------------------===//
#ifndef ENERGY_OPT_LIB_ONNX_FUNCTIONS_H
#define ENERGY_OPT_LIB_ONNX_FUNCTIONS_H

#include "lib/onnx/SlimModel.h"
#include <map>
#include <tuple>

namespace eo {

/// "" for "ai.onnx", the domain itself otherwise.
llvm::StringRef normalDomain(llvm::StringRef domain);

/// Finds a model-local function by what a node says: domain, name and overload.
class FunctionTable {
public:
  explicit FunctionTable(SlimModel const &model);

  /// The function that the node calls, or nullptr where it is an operator. Of two functions of one name the
  /// first counts.
  SlimFunction const *find(SlimNode const &node) const;

private:
  using Key = std::tuple<llvm::StringRef, llvm::StringRef, llvm::StringRef>;
  std::map<Key, SlimFunction const *> functions;
};

} // namespace eo

#endif
