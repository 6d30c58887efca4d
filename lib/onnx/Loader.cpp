#include "lib/onnx/Loader.h"

#include "lib/onnx/ByteSource.h"
#include "lib/onnx/FileKind.h"
#include "lib/onnx/GraphImporter.h"
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

static WalkLimits walkLimits(LoadOptions const &options) {
  WalkLimits limits;
  limits.keepTensorBytes = options.keepElements;
  limits.maxParsedBytes = options.maxBytes;
  return limits;
}

/// What is left of the file when the weights are taken away.
static llvm::Expected<std::string> slimNetwork(ByteSource file, LoadOptions const &options) {
  if (llvm::StringRef kind = foreignFileKind(file.at(0, 512).take_front(512)); !kind.empty())
    return inputError("is {}", kind.str());
  return slimCopy(file, walkLimits(options));
}

static llvm::Expected<Graph> import(llvm::Expected<std::string> slim, LoadOptions const &options,
                                    DiagnosticEngine &diagnostics) {
  if (!slim)
    return slim.takeError();
  google::protobuf::Arena arena;
  auto *model = google::protobuf::Arena::CreateMessage<onnx::ModelProto>(&arena);
  if (!parse(*slim, *model, walkLimits(options)))
    return inputError("not ONNX, or damaged: a list of numbers ends within a number");
  slim->clear();
  slim->shrink_to_fit();
  if (!model->has_graph())
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
  return withName(displayName, import(slimNetwork(ByteSource(bytes), options), options, diagnostics));
}

llvm::Expected<Graph> loadNetwork(llvm::StringRef path, LoadOptions const &options,
                                  DiagnosticEngine &diagnostics) {
  llvm::Expected<ByteSource> file = ByteSource::open(path);
  if (!file)
    return withName(path, file.takeError());
  return withName(path, import(slimNetwork(std::move(*file), options), options, diagnostics));
}

} // namespace eo
