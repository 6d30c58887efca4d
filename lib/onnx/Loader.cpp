#include "lib/onnx/Loader.h"

#include "lib/onnx/FileKind.h"
#include "lib/onnx/GraphImporter.h"
#include "lib/onnx/MappedFile.h"
#include "lib/onnx/WireWalker.h"
#include "lib/support/Error.h"
#include <google/protobuf/arena.h>
#include <google/protobuf/io/coded_stream.h>

namespace eo {

/// Parses with the walker's depth limit in place of Protobuf's own, which is 100.
static bool parse(llvm::StringRef bytes, onnx::ModelProto &model, WalkLimits const &limits) {
  google::protobuf::io::CodedInputStream stream(bytes.bytes_begin(), static_cast<int>(bytes.size()));
  stream.SetRecursionLimit(static_cast<int>(limits.maxDepth) + 1);
  return model.ParsePartialFromCodedStream(&stream);
}

static llvm::Expected<Graph> load(llvm::StringRef bytes, LoadOptions const &options,
                                  DiagnosticEngine &diagnostics) {
  if (llvm::StringRef kind = foreignFileKind(bytes); !kind.empty())
    return inputError("is {}", kind.str());
  WalkLimits limits;
  limits.keepTensorBytes = options.keepElements;
  limits.maxParsedBytes = options.maxBytes;
  google::protobuf::Arena arena;
  auto *model = google::protobuf::Arena::CreateMessage<onnx::ModelProto>(&arena);
  {
    llvm::Expected<std::string> slim = slimCopy(bytes, limits);
    if (!slim)
      return slim.takeError();
    if (!parse(*slim, *model, limits))
      return inputError("not ONNX, or damaged: a list of numbers ends within a number");
  }
  if (!model->has_graph())
    return inputError("not ONNX, or damaged: there is no graph in it");
  return GraphImporter(*model, options, diagnostics).run();
}

llvm::Expected<Graph> loadNetworkFromBuffer(llvm::StringRef bytes, llvm::StringRef displayName,
                                            LoadOptions const &options, DiagnosticEngine &diagnostics) {
  llvm::Expected<Graph> graph = load(bytes, options, diagnostics);
  if (graph)
    return graph;
  ErrorText text = takeErrorText(graph.takeError());
  return makeError(text.kind, displayName.str() + ": " + text.message);
}

llvm::Expected<Graph> loadNetwork(llvm::StringRef path, LoadOptions const &options,
                                  DiagnosticEngine &diagnostics) {
  llvm::Expected<MappedFile> file = MappedFile::open(path);
  if (!file)
    return file.takeError();
  return loadNetworkFromBuffer(file->bytes(), path, options, diagnostics);
}

} // namespace eo
