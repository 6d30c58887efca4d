#include "lib/onnx/Functions.h"

namespace eo {

llvm::StringRef normalDomain(llvm::StringRef domain) { return domain == "ai.onnx" ? "" : domain; }

FunctionTable::FunctionTable(SlimModel const &model) {
  for (SlimFunction const &function : model.functions)
    functions.try_emplace({normalDomain(function.domain), function.name, function.overload}, &function);
}

SlimFunction const *FunctionTable::find(SlimNode const &node) const {
  if (functions.empty())
    return nullptr;
  auto found = functions.find({normalDomain(node.domain), node.opType, node.overload});
  return found == functions.end() ? nullptr : found->second;
}

} // namespace eo
