//===- RuleCase.h - one line of a table: a node and the types it must give -------------------------===//
#ifndef ENERGY_OPT_TESTS_PASSES_SHAPE_RULECASE_H
#define ENERGY_OPT_TESTS_PASSES_SHAPE_RULECASE_H

#include "tests/passes/Analysed.h"

#include <gmock/gmock.h>

namespace eo::test {

struct RuleCase {
  char const *name;
  int opset;
  char const *inputs;   ///< "float[1,3,8,8] x, float[4,3,3,3] w"
  char const *nodes;    ///< "y = Conv (x, w)"
  char const *expected; ///< "y float32[1x4x6x6]", several joined by "; "; worked out by hand
};

/// Runs infer-shapes with all dimensions left open.
inline Analysed inferred(int opset, std::string const &inputs, std::string const &nodes) {
  return Analysed("<ir_version: 8, opset_import: [\"\" : " + std::to_string(opset) +
                      ", \"com.microsoft\" : 1, \"com.microsoft.nchwc\" : 1, \"com.ms.internal.nhwc\" : 1, "
                      "\"qonnx.custom_op.general\" : 1, \"qonnx.custom_op.channels_last\" : 1, "
                      "\"com.vai.quantize\" : 1, \"ai.onnx.ml\" : 3]>\nmain (" +
                      inputs + ") => (float[] last) {\n" + nodes + "\n}",
                  leaveOpen(), "infer-shapes");
}

inline std::string typeText(Analysed const &network, llvm::StringRef value) {
  ValueId id = valueNamed(network.graph, value);
  return id.valid() ? network.annotations.get<InferredTypes>().types[id].str() : "no such value";
}

inline std::string message(Analysed const &network, DiagCode code) {
  for (Diagnostic const &one : network.diagnostics.diagnostics())
    if (one.code == code)
      return one.message;
  return "";
}

inline void PrintTo(RuleCase const &one, std::ostream *stream) { *stream << one.nodes; }

inline std::string caseName(testing::TestParamInfo<RuleCase> const &info) { return info.param.name; }

/// Every value has the type expected of it, and nothing is said against the node.
inline void expectTypes(RuleCase const &one) {
  Analysed network = inferred(one.opset, one.inputs, one.nodes);
  EXPECT_EQ(network.error, "");
  EXPECT_EQ(message(network, DiagCode::BadNode), "");
  llvm::SmallVector<llvm::StringRef, 4> expected;
  llvm::StringRef(one.expected).split(expected, "; ");
  for (llvm::StringRef pair : expected) {
    auto [name, type] = pair.split(' ');
    EXPECT_EQ(typeText(network, name), type.str()) << name.str() << " of\n" << one.nodes;
  }
}

/// The node is reported with the message; its output `y` stays unknown. `expected` is the message.
inline void expectBad(RuleCase const &one) {
  Analysed network = inferred(one.opset, one.inputs, one.nodes);
  EXPECT_EQ(network.error, "");
  EXPECT_EQ(message(network, DiagCode::BadNode), one.expected);
  EXPECT_THAT(typeText(network, "y"), testing::EndsWith("[*]"));
}

/// SHAPE_RULES(Conv, table): one test Conv.InferShapes/NAME per line of the table.
#define SHAPE_RULES(Family, table)                                                                           \
  class Family##Shapes : public testing::TestWithParam<RuleCase> {};                                         \
  TEST_P(Family##Shapes, Infers) { expectTypes(GetParam()); }                                                \
  INSTANTIATE_TEST_SUITE_P(Table, Family##Shapes, testing::ValuesIn(table), caseName)
#define BAD_NODES(Family, table)                                                                             \
  class Family##Violations : public testing::TestWithParam<RuleCase> {};                                     \
  TEST_P(Family##Violations, AreReported) { expectBad(GetParam()); }                                         \
  INSTANTIATE_TEST_SUITE_P(Table, Family##Violations, testing::ValuesIn(table), caseName)

} // namespace eo::test

#endif
