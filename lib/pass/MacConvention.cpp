#include "lib/pass/MacConvention.h"

#include "lib/support/Error.h"
#include "lib/support/Spelling.h"
#include "llvm/ADT/StringExtras.h"

namespace eo {

llvm::ArrayRef<MacConvention> allMacConventions() {
  static constexpr MacConvention all[] = {MacConvention::OnnxTool, MacConvention::Fvcore, MacConvention::Thop,
                                          MacConvention::Ptflops, MacConvention::Vela};
  return all;
}

llvm::StringRef macConventionName(MacConvention convention) {
  switch (convention) {
  case MacConvention::OnnxTool:
    return "onnx-tool";
  case MacConvention::Fvcore:
    return "fvcore";
  case MacConvention::Thop:
    return "thop";
  case MacConvention::Ptflops:
    return "ptflops";
  case MacConvention::Vela:
    return "vela";
  }
  return "";
}

llvm::Expected<MacConvention> findMacConvention(llvm::StringRef name) {
  std::vector<std::string> known;
  for (MacConvention one : allMacConventions()) {
    if (macConventionName(one) == name)
      return one;
    known.push_back(macConventionName(one).str());
  }
  return usageError("--mac-convention {}: unknown convention{} (known: {})", name, didYouMean(name, known),
                    llvm::join(known, ", "));
}

} // namespace eo
