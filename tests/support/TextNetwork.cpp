#include "tests/support/TextNetwork.h"

#include "lib/ir/Verifier.h"
#include "lib/onnx/Loader.h"
#include "llvm/Support/Error.h"
#include <gtest/gtest.h>
#include <onnx/defs/parser.h>

namespace eo::test {

std::string onnxBytes(llvm::StringRef text) {
  std::string source = text.ltrim().startswith("<") ? "" : "<ir_version: 8, opset_import: [\"\" : 17]>\n";
  source += text;
  onnx::ModelProto model;
  onnx::OnnxParser parser(source.c_str());
  onnx::Common::Status status = parser.Parse(model);
  EXPECT_TRUE(status.IsOK()) << status.ErrorMessage() << "\nin:\n" << source;
  EXPECT_TRUE(!status.IsOK() || parser.EndOfInput()) << "text behind the end of the network in:\n" << source;
  return model.SerializeAsString();
}

Graph textNetwork(llvm::StringRef text, DiagnosticEngine *diagnostics) {
  DiagnosticEngine ignored;
  llvm::Expected<Graph> graph =
      loadNetworkFromBuffer(onnxBytes(text), "text", {}, diagnostics != nullptr ? *diagnostics : ignored);
  if (!graph) {
    ADD_FAILURE() << llvm::toString(graph.takeError()) << "\nin:\n" << text.str();
    GraphBuilder empty;
    empty.addBody("", NodeId());
    return empty.finish();
  }
  if (llvm::Error error = verifyGraph(*graph))
    ADD_FAILURE() << llvm::toString(std::move(error)) << "\nin:\n" << text.str();
  return std::move(*graph);
}

ValueId valueNamed(Graph const &graph, llvm::StringRef name) {
  for (Value const &value : graph.values())
    if (value.name == name)
      return value.id;
  ADD_FAILURE() << "no value is called '" << name.str() << "'";
  return {};
}

Node const &nodeNamed(Graph const &graph, llvm::StringRef name) {
  for (Node const &node : graph.nodes())
    if (node.name == name)
      return node;
  for (Node const &node : graph.nodes())
    if (node.opType == name)
      return node;
  ADD_FAILURE() << "no node is called '" << name.str() << "'";
  static Node const none;
  return none;
}

} // namespace eo::test
