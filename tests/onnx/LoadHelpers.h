//===- LoadHelpers.h - loading in one line, for the tests of the loader -----------------------------===//
#ifndef ENERGY_OPT_TESTS_ONNX_LOADHELPERS_H
#define ENERGY_OPT_TESTS_ONNX_LOADHELPERS_H

#include "lib/ir/Verifier.h"
#include "lib/onnx/Loader.h"
#include "lib/onnx/OnnxProto.h"
#include "lib/onnx/SlimReader.h"
#include "lib/support/Error.h"
#include "tests/support/TestFiles.h"
#include "tests/support/TextNetwork.h"

namespace eo::test {

inline onnx::ModelProto parsed(llvm::StringRef text) {
  onnx::ModelProto model;
  EXPECT_TRUE(model.ParseFromString(onnxBytes(text)));
  return model;
}

/// The model as the loader reads it.
inline SlimModel slim(onnx::ModelProto const &model) {
  std::string bytes = model.SerializeAsString();
  ByteSource file(bytes);
  llvm::Expected<SlimModel> read = readSlim(file);
  EXPECT_TRUE(static_cast<bool>(read));
  return read ? std::move(*read) : SlimModel();
}

/// The graph, verified; fails the test where the bytes do not load.
inline Graph loaded(std::string const &bytes, DiagnosticEngine &diagnostics,
                    LoadOptions const &options = {}) {
  llvm::Expected<Graph> graph = loadNetworkFromBuffer(bytes, "test", options, diagnostics);
  if (!graph) {
    ADD_FAILURE() << llvm::toString(graph.takeError());
    return textNetwork("main () => () { }");
  }
  if (llvm::Error error = verifyGraph(*graph))
    ADD_FAILURE() << llvm::toString(std::move(error));
  return std::move(*graph);
}
inline Graph loaded(onnx::ModelProto const &model, DiagnosticEngine &diagnostics) {
  return loaded(model.SerializeAsString(), diagnostics);
}
inline Graph loadedFile(std::string const &path, DiagnosticEngine &diagnostics) {
  return loaded(readFile(path), diagnostics);
}

/// The message of the error, or "" after verifying the graph.
inline std::string loadError(llvm::StringRef bytes, LoadOptions const &options = {}) {
  DiagnosticEngine diagnostics;
  llvm::Expected<Graph> graph = loadNetworkFromBuffer(bytes, "test", options, diagnostics);
  if (graph) {
    if (llvm::Error error = verifyGraph(*graph))
      ADD_FAILURE() << llvm::toString(std::move(error));
    return "";
  }
  ErrorText text = takeErrorText(graph.takeError());
  EXPECT_EQ(text.kind, ErrorKind::Input) << text.message;
  return text.message;
}

inline std::vector<std::string> codes(DiagnosticEngine const &diagnostics) {
  std::vector<std::string> result;
  for (Diagnostic const &one : diagnostics.diagnostics())
    result.push_back(diagId(one.code));
  return result;
}

} // namespace eo::test

#endif
