//===- OnnxToolTest.cpp - --mac-convention=onnx-tool against that tool's own totals ---------------===//
//
// $ENERGY_OPT_EXTRA_DATA/models/reference/BASELINES.csv holds what onnx-tool printed for real networks. The
// translated total must be the same. That tool also counts what is constant or shape arithmetic and not done
// at inference; such files may differ by a thousandth. The rest is listed below with its reason.
//
#include "lib/onnx/Loader.h"
#include "lib/pass/MacConvention.h"
#include "lib/support/Error.h"
#include "passes/Pipeline.h"
#include "tests/support/ModelTable.h"

#include <cmath>
#include <gtest/gtest.h>

using namespace eo;
using namespace eo::test;

namespace {

constexpr char const *countsConstants = "counts nodes whose operands are constant",
                     *ownShapes = "infers another output shape",
                     *dead = "counts nodes that no output depends on or that cannot run",
                     *bound = "takes an upper bound for what data decides",
                     *newerWindow = "has the mode of another version";

std::map<std::string, char const *> const toolDifferences = {
    {"mlcommons_kws_ref_model.onnx", countsConstants},
    {"mlcommons_resnet.onnx", countsConstants},
    {"nvidia_const_foldable.onnx", countsConstants},
    {"nvidia_ext_weights/nvidia_ext_weights.onnx", countsConstants},
    {"nvidia_nonzero.onnx", countsConstants},
    {"nvidia_qdq_conv.onnx", countsConstants},
    {"nvidia_reshape.onnx", countsConstants},
    {"nn_misc_shape_ops_op14.onnx", countsConstants},
    {"nvidia_attention_head.onnx", dead},
    {"nvidia_bad_graph_with_multi_level_errors.onnx", dead},
    {"nvidia_04_setting_upper_bounds_model.onnx", bound},
    {"nvidia_unbounded_dds.onnx", bound},
    {"onnxnode_test_convtranspose_autopad_same.onnx", ownShapes},
    {"pytorch_simpleConv3DAutoPadSameLower.onnx", ownShapes},
    {"pytorch_simpleConv3DAutoPadSameUpper.onnx", ownShapes},
    {"vespa-engine_mock_sentence_embedder.onnx", ownShapes},
    {"onnxnode_test_resize_tf_crop_and_resize.onnx", newerWindow},
};

std::optional<int64_t> translatedTotal(std::string const &path, DimBindings bindings) {
  DiagnosticEngine diagnostics;
  llvm::Expected<Graph> graph = loadNetwork(path, {}, diagnostics);
  if (!graph) {
    llvm::consumeError(graph.takeError());
    return std::nullopt;
  }
  Annotations annotations;
  annotations.set(std::move(bindings));
  annotations.set(ChosenConvention{MacConvention::OnnxTool});
  PassContext context{*graph, annotations, diagnostics};
  if (llvm::Error error = runPasses(context, {"translate-macs"}, {})) {
    llvm::consumeError(std::move(error));
    return std::nullopt;
  }
  SymInt total = 0;
  for (NodeId id : graph->main().nodes)
    total += annotations.get<TranslatedMacs>().macs[id];
  return total.tryValue();
}

TEST(OnnxToolConvention, TotalsOfRealNetworksAreThoseOfTheTool) {
  std::string folder = extraFile("models/");
  if (folder.empty())
    GTEST_SKIP() << "ENERGY_OPT_EXTRA_DATA is not set";
  std::map<std::string, std::string> bindings;
  for (CsvRow &row : readCsv(folder + "MODELS.csv"))
    bindings[row["file"]] = row["input_binding"];
  size_t compared = 0, exact = 0;
  for (CsvRow &row : readCsv(folder + "reference/BASELINES.csv")) {
    std::string const &file = row["file"];
    if (!row["onnxtool_error"].empty() || row["onnxtool_macs"].empty() || bindings.count(file) == 0)
      continue;
    auto ours = translatedTotal(folder + file, bindingsOf(bindings[file]));
    double theirs = std::stod(row["onnxtool_macs"]);
    ++compared;
    if (ours && static_cast<double>(*ours) == theirs) {
      ++exact;
      continue;
    }
    double difference = ours ? std::abs(static_cast<double>(*ours) - theirs) : theirs;
    EXPECT_TRUE(difference <= theirs / 1000 || toolDifferences.count(file) != 0)
        << file << ": " << (ours ? *ours : -1) << ", onnx-tool " << theirs;
  }
  std::printf("%zu files compared, %zu the same to the last digit\n", compared, exact);
  EXPECT_GE(exact, 233U);
}

} // namespace
