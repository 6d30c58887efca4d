#include "tools/common/NetworkFile.h"

#include "lib/onnx/Loader.h"
#include "lib/support/Error.h"
#include "tools/common/FreedMemory.h"
#include "llvm/Support/MemoryBuffer.h"

namespace eo {

static llvm::Expected<Graph> loadNamed(std::string const &path, DiagnosticEngine &diagnostics) {
  if (path != "-")
    return loadNetwork(path, {}, diagnostics);
  auto input = llvm::MemoryBuffer::getSTDIN();
  if (!input)
    return inputError("-: {}", input.getError().message());
  return loadNetworkFromBuffer((*input)->getBuffer(), "-", {}, diagnostics);
}

llvm::Expected<Graph> loadNamedNetwork(std::string const &path, DiagnosticEngine &diagnostics) {
  constexpr size_t many = 100'000; // of which reading leaves 20 MB
  llvm::Expected<Graph> graph = loadNamed(path, diagnostics);
  if (graph && graph->nodeCount() >= many)
    giveBackFreedMemory();
  return graph;
}

} // namespace eo
