//===- LoaderFuzz.cpp - the whole loader on arbitrary bytes ---------------------------------------===//
#include "lib/ir/Verifier.h"
#include "lib/onnx/Loader.h"
#include <cstdio>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(uint8_t const *data, size_t size) {
  eo::LoadOptions options;
  options.maxBytes = size_t{1} << 24;
  options.maxInlinedBytes = size_t{1} << 20;
  eo::DiagnosticEngine diagnostics;
  llvm::Expected<eo::Graph> graph = eo::loadNetworkFromBuffer(
      llvm::StringRef(reinterpret_cast<char const *>(data), size), "fuzz", options, diagnostics);
  if (!graph) {
    llvm::consumeError(graph.takeError());
    return 0;
  }
  if (llvm::Error error = eo::verifyGraph(*graph)) {
    std::fprintf(stderr, "%s\n", llvm::toString(std::move(error)).c_str());
    std::abort();
  }
  return 0;
}
