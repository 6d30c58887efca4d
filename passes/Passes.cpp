#include "passes/Passes.h"

#include "passes/NodeText.h"

namespace eo {

// The needs of a row are its arguments from the fifth on, behind a first element that is not one of them.
#define EO_PASS(function, name, description, nodeText, ...)                                                  \
  static constexpr llvm::StringLiteral function##Needs[] = {"" __VA_OPT__(, ) __VA_ARGS__};
#include "passes/Passes.def"

llvm::ArrayRef<PassInfo> allPasses() {
  static PassInfo const table[] = {
#define EO_PASS(function, name, description, nodeText, ...)                                                  \
  {name, description, llvm::makeArrayRef(function##Needs).drop_front(), function, nodeText},
#include "passes/Passes.def"
  };
  return table;
}

} // namespace eo
