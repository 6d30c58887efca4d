// All analysis passes on whatever network the loader makes of arbitrary bytes.
#include "lib/ir/Verifier.h"
#include "lib/onnx/Loader.h"
#include "lib/support/Error.h"
#include "passes/Pipeline.h"
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
  eo::Annotations annotations;
  annotations.set(eo::DimBindings());
  eo::PassContext context{*graph, annotations, diagnostics};
  eo::ErrorText error =
      eo::takeErrorText(eo::runPasses(context, {"check-dimensions", "extract-features"}, {}));
  if (error.kind == eo::ErrorKind::Internal && !error.message.empty()) {
    std::fprintf(stderr, "%s\n", error.message.c_str());
    std::abort();
  }
  return 0;
}
