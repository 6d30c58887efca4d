//===- OnnxFiles.h - ONNX messages edited and analysed, for the oracles --------------------------------===//
#ifndef ENERGY_OPT_TESTS_ORACLE_ONNXFILES_H
#define ENERGY_OPT_TESTS_ORACLE_ONNXFILES_H

#include "lib/pass/NetworkAnnotations.h"
#include "lib/pass/Pass.h"
#include "tests/support/TestFiles.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#include <onnx/onnx_pb.h>
#pragma GCC diagnostic pop

namespace eo::test {

template <typename Message> Message readMessage(std::string const &path) {
  Message message;
  EXPECT_TRUE(message.ParseFromString(readFile(path))) << path;
  return message;
}

/// The network of a message with the types that infer-shapes finds. `bindings` as --dim gives them.
struct InferredNetwork {
  Graph graph;
  Annotations annotations;
  DiagnosticEngine diagnostics;
  std::string error; ///< why there is none

  InferredNetwork(onnx::ModelProto const &model, DimBindings bindings);
  /// The type of a value of the main graph; nullptr where there is none of that name.
  TensorType const *typeOf(llvm::StringRef name) const;

private:
  std::map<std::string, ValueId> values;
};

} // namespace eo::test

#endif
