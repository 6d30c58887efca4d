//===- UserRulesTest.cpp - operators that an op-file describes ------------------------------------===//

#include "lib/pass/OpRules.h"
#include "tests/passes/Analysed.h"
#include "tests/support/TestFiles.h"

using namespace eo;
using namespace eo::test;

namespace {

/// The network after check-dimensions with the rules of testdata/ops/quantisers.yaml.
struct WithRules {
  explicit WithRules(llvm::StringRef text) : graph(textNetwork(text, &diagnostics)) {
    OpRules rules;
    EXPECT_EQ(takeErrorText(readOpFile(testFile("ops/quantisers.yaml"), rules)).message, "");
    annotations.set(std::move(rules));
    annotations.set(DimBindings());
    PassManager manager(allPasses());
    PassContext context{graph, annotations, diagnostics};
    llvm::Error failure = manager.add("check-dimensions");
    if (!failure)
      failure = manager.run(context);
    EXPECT_EQ(takeErrorText(std::move(failure)).message, "");
  }
  DiagnosticEngine diagnostics;
  Graph graph;
  Annotations annotations;
};

char const *const convolution = "<ir_version: 8, opset_import: [\"\" : 17, \"com.example\" : 1]>\n"
                                "main (float[2,3,9,8] x, float[16,3,5,5] w) => (float[] y) { c = "
                                "com.example.StridedConv <stride = 2> (x, w) "
                                "y = Relu (c) }";

TEST(UserRules, ShapesAndCountsComeFromTheFile) {
  WithRules network(convolution);
  EXPECT_EQ(network.annotations.get<InferredTypes>().types[valueNamed(network.graph, "y")].str(),
            "float32[2x16x5x4]"); // ceil(9/2), ceil(8/2)
  Node const &node = nodeNamed(network.graph, "StridedConv");
  // 2·16·5·4 outputs of 3·5·5 products
  EXPECT_EQ(network.annotations.get<MacCounts>().macs[node.id].str(), "48000");
  EXPECT_EQ(network.annotations.get<MacCounts>().otherOps[node.id].str(), "0");
  EXPECT_EQ(opClassOf(network.annotations, node), OpClass::Convolution);
  EXPECT_EQ(network.diagnostics.count(DiagCode::NoShapeRule), 0U);
  EXPECT_EQ(network.diagnostics.count(DiagCode::RuleFromOpFile), 1U);
}

TEST(UserRules, WithoutThemTheOperatorIsUnknownAndSaidSo) {
  Analysed network(convolution);
  EXPECT_TRUE(network.macs("StridedConv").isUnknown());
  EXPECT_EQ(network.diagnostics.count(DiagCode::NoShapeRule), 1U);
}

TEST(UserRules, MissingOperandsLeaveTheResultUnknown) {
  WithRules network(
      "<ir_version: 8, opset_import: [\"\" : 17, \"com.example\" : 1]>\n"
      "main (float[2,3,9,8] x) => (float[] y) { c = com.example.StridedConv (x) y = Relu (c) }");
  EXPECT_TRUE(
      network.annotations.get<MacCounts>().macs[nodeNamed(network.graph, "StridedConv").id].isUnknown());
}

} // namespace
