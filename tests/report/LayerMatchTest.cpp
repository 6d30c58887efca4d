#include "lib/report/diff/LayerMatch.h"
#include "tests/report/SampleDiff.h"

#include <gmock/gmock.h>

namespace eo {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// "old:new" of every pair.
std::vector<std::string> pairsOf(Report const &before, Report const &after) {
  std::vector<std::string> result;
  for (auto const &[old, now] : matchLayers(before.layers, after.layers))
    result.push_back(before.layers[old].name + ":" + after.layers[now].name);
  return result;
}

std::vector<std::string> pairsOf(std::vector<ReportLayer> before, std::vector<ReportLayer> after) {
  return pairsOf(networkOf(std::move(before)), networkOf(std::move(after)));
}

TEST(LayerMatch, NameAndStructureMatchInAnyOrder) {
  EXPECT_THAT(pairsOf({layerOf("a", "Conv", 1), layerOf("b", "Conv", 2)},
                      {layerOf("b", "Conv", 2), layerOf("a", "Conv", 1)}),
              ElementsAre("a:a", "b:b"));
}

TEST(LayerMatch, RenamedNetworkMatchesByStructure) {
  EXPECT_THAT(pairsOf({layerOf("a", "Conv", 1), layerOf("b", "Relu", 1), layerOf("c", "Conv", 2)},
                      {layerOf("n0", "Conv", 1), layerOf("n1", "Relu", 1), layerOf("n2", "Conv", 2)}),
              ElementsAre("a:n0", "b:n1", "c:n2"));
}

TEST(LayerMatch, ChangedLayerKeepsItsName) {
  EXPECT_THAT(pairsOf({layerOf("a", "Conv", 1), layerOf("b", "Conv", 2)},
                      {layerOf("a", "Conv", 5), layerOf("b", "Conv", 7)}),
              ElementsAre("a:a", "b:b"));
}

TEST(LayerMatch, NumbersInNamesThatShiftDoNotMislead) {
  // A layer is inserted in front: every number moves on by one.
  EXPECT_THAT(
      pairsOf({layerOf("Conv_0", "Conv", 1), layerOf("Conv_1", "Conv", 2), layerOf("Conv_2", "Conv", 3)},
              {layerOf("Conv_0", "Conv", 9), layerOf("Conv_1", "Conv", 1), layerOf("Conv_2", "Conv", 2),
               layerOf("Conv_3", "Conv", 3)}),
      ElementsAre("Conv_0:Conv_1", "Conv_1:Conv_2", "Conv_2:Conv_3"));
}

TEST(LayerMatch, ReplacedOperatorKeepsItsName) {
  EXPECT_THAT(pairsOf({layerOf("a", "Conv", 1), layerOf("act", "Relu", 2)},
                      {layerOf("a", "Conv", 1), layerOf("act", "Gelu", 3)}),
              ElementsAre("a:a", "act:act"));
}

TEST(LayerMatch, RenamedAndChangedLayerIsToldByItsNeighbours) {
  // Other MACs, parameters and shape: only operator and place are left.
  ReportLayer old = layerOf("old", "Conv", 5), now = layerOf("new", "Conv", 7);
  now.params = 77;
  now.outputs[0].shape = std::vector<ReportDim>{int64_t{1}, int64_t{16}};
  EXPECT_THAT(pairsOf({layerOf("a", "Relu", 1), old, layerOf("b", "Relu", 2)},
                      {layerOf("a", "Relu", 1), now, layerOf("b", "Relu", 2)}),
              ElementsAre("a:a", "old:new", "b:b"));
  EXPECT_THAT(pairsOf({old, layerOf("b", "Relu", 2)}, {now, layerOf("b", "Relu", 2)}),
              ElementsAre("old:new", "b:b"));
}

TEST(LayerMatch, LayersWithoutACounterpartStayAlone) {
  EXPECT_THAT(pairsOf({layerOf("a", "Conv", 1)}, {layerOf("b", "Relu", 2)}), IsEmpty());
  EXPECT_THAT(pairsOf({}, {layerOf("b", "Relu", 2)}), IsEmpty());
}

TEST(LayerMatch, EqualNamesMatchInTurn) {
  EXPECT_THAT(pairsOf({layerOf("a", "Conv", 1), layerOf("a", "Conv", 1)},
                      {layerOf("a", "Conv", 1), layerOf("a", "Conv", 1)}),
              ElementsAre("a:a", "a:a"));
}

/// 15 000 layers of 300 kinds, as a large network repeats its blocks.
Report large(std::string const &prefix, size_t from) {
  std::vector<ReportLayer> layers;
  for (size_t i = from; i < from + 15000; ++i)
    layers.push_back(
        layerOf(prefix + std::to_string(i), i % 3 == 0 ? "Conv" : "Relu", static_cast<double>(i % 300)));
  return networkOf(std::move(layers));
}

TEST(LayerMatch, LargeNetworksMatchWhateverChanged) {
  Report network = large("a", 0);
  EXPECT_EQ(matchLayers(network.layers, network.layers).size(), 15000U);
  EXPECT_EQ(matchLayers(network.layers, large("b", 0).layers).size(), 15000U) << "every name differs";
  EXPECT_EQ(matchLayers(network.layers, large("b", 50).layers).size(), 14950U)
      << "and the beginning is missing";
}

TEST(LayerMatch, HubsAndWideConcatsDoNotCostTheSquare) {
  // One layer feeds 20 000 that all changed, and one reads them all.
  auto network = [](std::string const &prefix, double joules) {
    std::vector<ReportLayer> layers(20002, layerOf("", "Relu", joules));
    Report report = networkOf(std::move(layers));
    report.layers.back().op = "Concat";
    report.layers.back().inputs.clear();
    for (size_t i = 1; i + 1 < report.layers.size(); ++i) {
      ReportLayer &layer = report.layers[i];
      layer.name = prefix + std::to_string(i);
      layer.inputs = {"v0"};
      layer.params = static_cast<int64_t>(joules) + static_cast<int64_t>(i) * 2;
      layer.outputs[0].shape = std::vector<ReportDim>{*layer.params};
      report.layers.back().inputs.push_back(layer.outputs[0].name);
    }
    return report;
  };
  EXPECT_EQ(matchLayers(network("a", 2).layers, network("b", 3).layers).size(), 20002U);
}

} // namespace
} // namespace eo
