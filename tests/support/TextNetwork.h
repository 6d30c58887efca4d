//===- TextNetwork.h - networks written as text, for tests ---------------------------------------===//
#ifndef ENERGY_OPT_TESTS_SUPPORT_TEXTNETWORK_H
#define ENERGY_OPT_TESTS_SUPPORT_TEXTNETWORK_H

#include "lib/ir/Graph.h"
#include "lib/support/Diagnostics.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace eo::test {

/// The bytes of the .onnx file that the text describes, in the text form of the ONNX project:
///   <ir_version: 8, opset_import: ["" : 17]>
///   main (float[N, 3, 224, 224] x) => (float[N, 3, 224, 224] y) { y = Relu (x) }
/// Text that begins without "<" gets that header (opset 17) put in front. A syntax error fails the test.
std::string onnxBytes(llvm::StringRef text);

/// The text's network as the loader gives it; fails the test where it does not load. `diagnostics` receives
/// what the loader says.
Graph textNetwork(llvm::StringRef text, DiagnosticEngine *diagnostics = nullptr);

/// The value of that name (in any body), or an invalid id after failing the test.
ValueId valueNamed(Graph const &graph, llvm::StringRef name);

/// The node of that name, or the only one with that operator type; fails the test where there is none.
Node const &nodeNamed(Graph const &graph, llvm::StringRef name);

} // namespace eo::test

#endif
