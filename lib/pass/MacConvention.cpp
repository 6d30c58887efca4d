#include "lib/pass/MacConvention.h"

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

} // namespace eo
