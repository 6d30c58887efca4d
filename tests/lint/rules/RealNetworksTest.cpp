// Rules and edited copies on networks that people exported, and on broken ones.

#include "lib/ir/GraphEdit.h"
#include "lib/ir/Verifier.h"
#include "lib/report/Writers.h"
#include "tests/lint/rules/Linted.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace eo;
using namespace eo::test;

namespace {
struct RealCase {
  char const *rule, *board;
  char const *triggers; ///< a file under models/ with a finding
  char const *quiet;    ///< one without
};

void PrintTo(RealCase const &row, std::ostream *stream) { *stream << row.rule; }

class RealNetworks : public testing::TestWithParam<RealCase> {
protected:
  std::vector<Finding> findings(char const *file) const {
    std::string board = GetParam().board;
    Linted linted(extraFile(std::string("models/") + file),
                  boardNamed(board == "npu" ? testFile("boards/npu.yaml") : board));
    EXPECT_EQ(linted.error, "") << file;
    return linted.error.empty() ? linted.findings(GetParam().rule) : std::vector<Finding>();
  }
};

std::string json(Report const &report) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  writeJson(report, {}, stream);
  return stream.str();
}
} // namespace

TEST_P(RealNetworks, OneTriggersTheRuleAndOneDoesNot) {
  if (extraFile("").empty())
    GTEST_SKIP() << "ENERGY_OPT_EXTRA_DATA is not set";
  EXPECT_FALSE(findings(GetParam().triggers).empty()) << GetParam().triggers;
  EXPECT_TRUE(findings(GetParam().quiet).empty()) << GetParam().quiet;
}

INSTANTIATE_TEST_SUITE_P(
    , RealNetworks,
    testing::Values(
        RealCase{"depthwise-inefficient", "edge-tpu", "tv_mobilenet_v2_op13.onnx",
                 "tv_resnet50_op13_nw.onnx"},
        RealCase{"few-output-channels", ENERGY_OPT_SOURCE_DIR "/boardmodels/jetson-tx2.yaml", // its CPU
                 "microsoft_pytorch_super_resolution.onnx", "tv_vgg16_op13_nw.onnx"},
        RealCase{"large-kernel", "jetson-nano", "tv_alexnet_op13_nw.onnx", "tv_resnet50_op13_nw.onnx"},
        RealCase{"early-resolution", "xavier-nx", "tv_vgg16_op13_nw.onnx", "tv_resnet18_op13_xd.onnx"},
        RealCase{"channel-tiling", "jetson-nano", "mlperf_edge/mobilenet_v2_1.4_224.onnx",
                 "tv_vgg16_op13_nw.onnx"},
        RealCase{"parameter-streaming", "edge-tpu", "tv_resnet18_op9_nw.onnx", "tv_mobilenet_v2_op13.onnx"},
        RealCase{"parameters-above-memory", "edge-tpu", "mlperf_edge/mobilenet_v2_1.3_224.onnx",
                 "tv_resnet18_op9_nw.onnx"}, // 9.5 % above the memory, and more than twice it
        RealCase{"dense-head", "jetson-nano", "tv_alexnet_op13_nw.onnx", "tv_squeezenet1_1_op13.onnx"},
        RealCase{"processor-fallback", "npu", "tv_mobilenet_v3_large_op13_nw.onnx",
                 "tv_alexnet_op13_nw.onnx"},
        RealCase{"early-delegation-end", "edge-tpu", "modern/mobilevit_xxs_256.onnx",
                 "tv_resnet50_op13_nw.onnx"},
        RealCase{"unfused-normalization", "npu", "measured/mlperf_tiny_ic.onnx", "tv_resnet18_op13_xd.onnx"},
        RealCase{"unfused-activation", "ncs2", "tv_efficientnet_b1_op13_nw.onnx", "tv_resnet50_op13_nw.onnx"},
        RealCase{"sibling-convolutions", "xavier-nx", "tv_googlenet_op13_nw.onnx",
                 "tv_resnet50_op13_nw.onnx"},
        RealCase{"redundant-node", "edge-tpu", "tvq_resnet18_qdq_op13_xd.onnx", "tv_resnet18_op13_xd.onnx"},
        RealCase{"dead-node", "xavier-nx", "onnx_resnet18_dynamo.onnx", "tv_resnet18_op13_xd.onnx"},
        RealCase{"low-precision", "jetson-nano", "tv_alexnet_op13_nw.onnx", "mlcommons_model_ad.onnx"},
        RealCase{"outside-calibration", "raspberry-pi-5", "tv_resnet50_op13_nw.onnx",
                 "nas201/nas201_1859_cifar100.onnx"},
        RealCase{"low-coverage", "xavier-nx", "nn_lstm_2l_bi_op13_nw.onnx", "tv_alexnet_op13_nw.onnx"}),
    [](auto const &row) {
      std::string name = row.param.rule;
      std::replace(name.begin(), name.end(), '-', '_');
      return name;
    });

TEST(GraphEditCopies, UnchangedCopiesAreAnalysedAlike) {
  std::vector<std::string> files = filesIn(testFile("networks"), ".onnx");
  for (char const *extra :
       {"models/script_cond_conv_op13.onnx", "models/nvidia_scan.onnx",
        "models/tv_mobilenet_v3_large_op13_nw.onnx", "models/tvq_resnet18_qdq_op13_xd.onnx",
        "models/tv_fasterrcnn_mobilenet_v3_large_320_fpn_op11_nw.onnx", "models/nn_local_functions_op15.onnx",
        "models/shiqiyu_yunet_n_320_320.onnx"})
    if (!extraFile(extra).empty())
      files.push_back(extraFile(extra));
  size_t compared = 0;
  for (std::string const &file : files) {
    Linted original(file, boardNamed("jetson-nano"));
    Linted copy(GraphEdit(original.graph).build(), boardNamed("jetson-nano"));
    EXPECT_EQ(copy.error, original.error) << file;
    if (!original.error.empty())
      continue;
    llvm::Error broken = verifyGraph(copy.graph);
    EXPECT_FALSE(broken) << file;
    llvm::consumeError(std::move(broken));
    EXPECT_EQ(json(copy.report).substr(json(copy.report).find("\"totals\"")),
              json(original.report).substr(json(original.report).find("\"totals\"")))
        << file;
    ++compared;
  }
  EXPECT_GE(compared, 10U);
}

TEST(LintRulesOnBrokenNetworks, NoneCrashesOrHangs) {
  std::vector<std::string> files = filesIn(testFile("bad"), ".onnx");
  for (std::string const &more : filesIn(testFile("networks"), ".onnx"))
    files.push_back(more);
  if (!extraFile("").empty())
    for (std::string const &more : filesIn(extraFile("models/malformed"), ".onnx"))
      files.push_back(more);
  size_t linted = 0;
  llvm::erase_if(files,
                 [](llvm::StringRef file) { return file.contains("function-bomb"); }); // takes long to refuse
  for (std::string const &file : files)
    for (std::string const &board : {std::string("xavier-nx"), testFile("boards/npu.yaml")}) {
      Linted network(file, boardNamed(board));
      if (!network.error.empty())
        break;
      for (RuleInfo const &rule : allRules())
        for (Finding const &finding : network.findings(rule.name))
          EXPECT_FALSE(finding.message.empty()) << file << " " << rule.name.str();
      ++linted;
    }
  EXPECT_GE(linted, 20U);
}
