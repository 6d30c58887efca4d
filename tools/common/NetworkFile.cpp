#include "tools/common/NetworkFile.h"

#include "lib/onnx/Loader.h"
#include "lib/support/Error.h"
#include "llvm/Support/MemoryBuffer.h"

namespace eo {

llvm::Expected<Graph> loadNamedNetwork(std::string const &path, DiagnosticEngine &diagnostics) {
  if (path != "-")
    return loadNetwork(path, {}, diagnostics);
  auto input = llvm::MemoryBuffer::getSTDIN();
  if (!input)
    return inputError("-: {}", input.getError().message());
  return loadNetworkFromBuffer((*input)->getBuffer(), "-", {}, diagnostics);
}

} // namespace eo
