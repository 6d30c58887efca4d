//===- ResolvedModelsTest.cpp - real networks resolve to the last dimension ----------------------------===//
//
// Networks of $ENERGY_OPT_EXTRA_DATA/models exported from well-known architectures, at the input_binding of
// MODELS.csv: every shape of every node is a number.
//
#include "tests/oracle/OnnxFiles.h"
#include "tests/support/ModelTable.h"
#include "llvm/ADT/STLExtras.h"

using namespace eo;
using namespace eo::test;

namespace {

constexpr llvm::StringLiteral families[] = {"tv_",         "tvq_", "arch_",     "dk_",
                                            "onnx_light_", "nn_",  "measured/", "nas201/"};
/// Detection networks, whose number of boxes depends on data, and variants with local functions.
constexpr llvm::StringLiteral leftOut[] = {"fasterrcnn", "keypointrcnn", "maskrcnn", "ssdlite", "functions"};

/// Values that depend on data, and why.
struct Open {
  llvm::StringLiteral file;
  size_t values;
  llvm::StringLiteral reason;
};
constexpr Open open[] = {
    {"tv_swin_v2_t_op13_nw.onnx", 24, "four Expand nodes read their target shape from a network input"},
    {"tv_swin_v2_t_256_op13_nw.onnx", 24, "four Expand nodes read their target shape from a network input"},
};

bool isListed(llvm::StringRef file) {
  return llvm::any_of(families, [&](llvm::StringRef family) { return file.startswith(family); }) &&
         llvm::none_of(leftOut, [&](llvm::StringRef word) { return file.contains(word); });
}

size_t openValues(InferredNetwork const &network) {
  auto const &types = network.annotations.get<InferredTypes>().types;
  size_t count = 0;
  for (Node const &node : network.graph.nodes())
    for (ValueId output : node.outputs)
      if (output.valid() && !types[output].isStatic())
        ++count;
  return count;
}

TEST(ResolvedModels, EveryShapeIsKnownAtTheBinding) {
  std::string folder = extraFile("models/");
  if (folder.empty())
    GTEST_SKIP() << "ENERGY_OPT_EXTRA_DATA is not set";
  size_t files = 0;
  for (CsvRow &row : readCsv(folder + "MODELS.csv")) {
    if (!isListed(row["file"]))
      continue;
    ++files;
    InferredNetwork network(readMessage<onnx::ModelProto>(folder + row["file"]),
                            bindingsOf(row["input_binding"]));
    ASSERT_EQ(network.error, "") << row["file"];
    auto const *known = llvm::find_if(open, [&](Open const &one) { return one.file == row["file"]; });
    EXPECT_EQ(openValues(network), known == std::end(open) ? 0 : known->values) << row["file"];
    EXPECT_EQ(network.diagnostics.count(DiagCode::BadNode), 0U) << row["file"];
    EXPECT_EQ(network.diagnostics.count(DiagCode::ShapeContradiction), 0U) << row["file"];
  }
  EXPECT_EQ(files, 220U);
}

} // namespace
