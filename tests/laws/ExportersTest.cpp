//===- ExportersTest.cpp - one network, several files of it -----------------------------------------------===//
//
// Networks that $ENERGY_OPT_EXTRA_DATA holds more than once: exported at several opsets, by TorchScript and by
// dynamo with functions, with normalisations folded and not, with weights as initializers, as inputs and elsewhere.
//
#include "tests/laws/Figures.h"
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>

using namespace eo;
using namespace eo::test;

namespace {

/// Files that compute the same, without ".onnx"; the first is what the others are held against.
std::vector<std::vector<std::string>> const &families() {
  static std::vector<std::vector<std::string>> const all = {
      {"tv_resnet18_op13_xd", "tv_resnet18_op9_nw", "tv_resnet18_op11_nw", "tv_resnet18_op17_nw",
       "tv_resnet18_op21edit_nw", "tv_resnet18_op11_nofold_nw", "tv_resnet18_op13_train_nw",
       "tv_resnet18_functions_op15_xd", "onnx_resnet18_dynamo"},
      {"tv_mobilenet_v2_op13", "tv_mobilenet_v2_op9_nw", "tv_mobilenet_v2_op11_nw", "tv_mobilenet_v2_op17_nw",
       "tv_mobilenet_v2_op13_train_nw"},
      {"tv_resnet50_op13_xd", "tv_resnet50_op13_nw"},
      {"tv_vit_b_16_op13_xd", "tv_vit_b_16_op13_nw", "tv_vit_b_16_op11_nw", "tv_vit_b_16_op13_dynbatch_nw"},
      {"tv_convnext_tiny_op13_xd", "tv_convnext_tiny_op13_nw"},
      {"tv_densenet121_op13_nw", "tv_densenet121_op13_dynbatch_nw"},
      {"tv_mobilenet_v3_large_op13_nw", "tv_mobilenet_v3_large_op13_dynbatch_nw"},
      {"tv_shufflenet_v2_x1_0_op13_nw", "tv_shufflenet_v2_x1_0_op13_dynbatch_nw"},
      {"tv_swin_t_op13_nw", "tv_swin_t_op13_dynbatch_nw"},
      {"arch_mobilenet_v1_op13_xd", "arch_mobilenet_v1_op13_nw"},
      {"dk_yolov3_416_op11_xd", "dk_yolov3_416_op11_nw"},
      {"dk_yolov3_tiny_416_op11_xd", "dk_yolov3_tiny_416_op11_nw"},
      {"dk_yolov4_tiny_416_op13_nw", "dk_yolov4_tiny_416_op17_nw"},
      {"nn_bilinear_upsample_op13", "nn_bilinear_upsample_op11", "nn_bilinear_upsample_op17"}};
  return all;
}

bool agree(std::optional<double> a, std::optional<double> b) {
  return a.has_value() == b.has_value() && (!a || std::abs(*a - *b) <= 1e-9 * std::max(*a, *b));
}

TEST(ExporterLaw, FilesOfOneNetworkCostTheSame) {
  char const *extra = std::getenv("ENERGY_OPT_EXTRA_DATA");
  if (extra == nullptr)
    GTEST_SKIP() << "ENERGY_OPT_EXTRA_DATA is not set";
  Tally tally("exporters");
  std::vector<Point> points = everything() ? shippedPoints(true) : samplePoints();
  for (std::vector<std::string> const &family : families()) {
    std::vector<std::optional<Figures>> first;
    for (std::string const &name : family) {
      std::string file = std::string(extra) + "/models/" + name + ".onnx";
      if (!std::filesystem::exists(file))
        continue;
      auto found = figuresAt(readMessage<onnx::ModelProto>(file), points);
      if (first.empty()) {
        first = found;
        continue;
      }
      for (size_t i = 0; i < points.size(); ++i)
        if (first[i] && found[i])
          tally.check(
              agree(first[i]->energyJ, found[i]->energyJ) && agree(first[i]->latencyS, found[i]->latencyS),
              fmt::format("{} on {}: {} J, {} s against {} J, {} s of {}", name, points[i].name,
                          found[i]->energyJ.value_or(-1), found[i]->latencyS.value_or(-1),
                          first[i]->energyJ.value_or(-1), first[i]->latencyS.value_or(-1), family[0]));
    }
  }
  EXPECT_EQ(tally.violations(), 0U);
}

} // namespace
