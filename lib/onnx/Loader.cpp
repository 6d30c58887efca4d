#include "lib/onnx/Loader.h"

#include "lib/onnx/ByteSource.h"
#include "lib/onnx/FileKind.h"
#include "lib/onnx/GraphImporter.h"
#include "lib/onnx/SlimReader.h"
#include "lib/support/Error.h"

namespace eo {

static llvm::Expected<Graph> import(ByteSource file, LoadOptions const &options,
                                    DiagnosticEngine &diagnostics) {
  if (llvm::StringRef kind = foreignFileKind(file.at(0, 512).take_front(512)); !kind.empty())
    return inputError("is {}", kind);
  ReadLimits limits;
  limits.keepTensorBytes = options.keepElements;
  limits.maxBytes = options.maxBytes;
  llvm::Expected<SlimModel> model = readSlim(file, limits);
  if (!model)
    return model.takeError();
  if (!model->graph)
    return inputError("not ONNX, or damaged: there is no graph in it");
  return GraphImporter(*model, options, diagnostics).run();
}

static llvm::Expected<Graph> withName(llvm::StringRef name, llvm::Expected<Graph> graph) {
  if (graph)
    return graph;
  ErrorText text = takeErrorText(graph.takeError());
  return makeError(text.kind, name.str() + ": " + text.message);
}

llvm::Expected<Graph> loadNetworkFromBuffer(llvm::StringRef bytes, llvm::StringRef displayName,
                                            LoadOptions const &options, DiagnosticEngine &diagnostics) {
  return withName(displayName, import(ByteSource(bytes), options, diagnostics));
}

llvm::Expected<Graph> loadNetwork(llvm::StringRef path, LoadOptions const &options,
                                  DiagnosticEngine &diagnostics) {
  llvm::Expected<ByteSource> file = ByteSource::open(path);
  if (!file)
    return withName(path, file.takeError());
  return withName(path, import(std::move(*file), options, diagnostics));
}

} // namespace eo
