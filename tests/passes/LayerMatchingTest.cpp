// Layers as runtimes name them, and the kernels they are.
#include "passes/LayerMatching.h"
#include "tests/support/TextNetwork.h"

#include <gmock/gmock.h>

using namespace eo;
using namespace eo::test;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

/// Three nodes of these names, each a kernel: a convolution, a pooling, a convolution.
struct Named {
  Named(char const *first, char const *second, char const *third) {
    GraphBuilder builder;
    BodyId main = builder.addBody("main", {});
    for (char const *name : {first, second, third}) {
      Node node;
      node.kind = OpKind::Conv;
      node.name = builder.save(name);
      node.body = main;
      builder.addNode(node);
    }
    graph = builder.finish();
    groups.position = NodeMap<uint32_t>(graph);
    for (NodeId id : graph.main().nodes) {
      Kernel kernel;
      kernel.nodes = {id};
      kernel.features.costClass = groups.kernels.size() == 1 ? CostClass::Pooling : CostClass::Convolution;
      kernel.features.weightElements = kernel.features.macs = groups.kernels.size() == 1 ? 0 : 9;
      groups.kernels.push_back(kernel);
      groups.position[id] = static_cast<uint32_t>(groups.kernels.size());
    }
  }

  LayerMatches match(std::vector<MeasuredLatencies::Layer> layers) const {
    return matchLayers(graph, groups, {"report", std::move(layers)});
  }
  /// The kernels of a layer of this name beside another layer that is named like the first node.
  std::vector<uint32_t> kernelsOf(char const *name) const {
    return match({{graph.node(graph.main().nodes[0]).name.str(), 1}, {name, 1}}).kernels[1];
  }

  Graph graph;
  KernelGroups groups;
};

TEST(LayerMatching, NamesOfRuntimesAreThoseOfNodes) {
  Named network("/features/conv.1/Conv", "pool", "/fc,b/Gemm");
  EXPECT_THAT(network.kernelsOf("pool"), ElementsAre(1));
  EXPECT_THAT(network.kernelsOf("/fc,b/Gemm"), ElementsAre(2)) << "a name with a comma is a name";
  EXPECT_THAT(network.kernelsOf("/features/conv.1/Conv + pool"), ElementsAre(0, 1));
  EXPECT_THAT(network.kernelsOf("PWN(pool, /features/conv.1/Conv)"), ElementsAre(1, 0));
  EXPECT_THAT(network.kernelsOf("{ForeignNode[pool,pool]}"), ElementsAre(1));
  EXPECT_THAT(network.kernelsOf("/features/conv_1/Conv_myl9_2"), ElementsAre(0)) << "TensorRT 10";
  EXPECT_THAT(network.kernelsOf("/features/conv.1/Conv + pool input reformatter 0"), ElementsAre(0, 1));
  EXPECT_THAT(network.kernelsOf("pool copy"), ElementsAre(1));
  EXPECT_THAT(network.kernelsOf("[pool]:12"), ElementsAre(1)) << "TensorFlow Lite";
  EXPECT_THAT(network.kernelsOf("pool/Transpose"), ElementsAre(1)) << "OpenVINO, beside the layer";
  EXPECT_THAT(network.kernelsOf("__myl_MulSumAdd_myl24_1"), IsEmpty());
  EXPECT_THAT(network.kernelsOf("spool"), IsEmpty());
}

TEST(LayerMatching, WordsThatFitSeveralNodesFitNone) {
  Named network("a.b", "a_b", "c");
  EXPECT_THAT(network.kernelsOf("a_b"), ElementsAre(1)) << "exactly one";
  EXPECT_THAT(network.kernelsOf("a-b"), IsEmpty());
}

TEST(LayerMatching, WithoutAnyNameLayersOfAKindAreMatchedInOrder) {
  Named network("a", "b", "c");
  LayerMatches matches = network.match(
      {{"x", 1, "CONV_2D"}, {"y", 1, "AVERAGE_POOL_2D"}, {"z", 1, "FULLY_CONNECTED"}, {"r", 1, "RESHAPE"}});
  EXPECT_EQ(matches.how, LayerMatching::ByOrder);
  EXPECT_THAT(matches.kernels, ElementsAre(ElementsAre(0), ElementsAre(1), ElementsAre(2), IsEmpty()));
  EXPECT_THAT(network.match({{"x", 1, "CONV_2D"}, {"y", 1, "MAX_POOL_2D"}}).kernels,
              ElementsAre(IsEmpty(), ElementsAre(1)))
      << "one convolution of two could be either";
  EXPECT_EQ(network.match({{"a", 1, "CONV_2D"}, {"z", 1, "CONV_2D"}}).how, LayerMatching::ByName);
}

TEST(LayerMatching, OneLayerIsTheWholeNetwork) {
  Named network("a", "b", "c");
  LayerMatches matches = network.match({{"[c]:31", 1, "TfLiteVxDelegate"}});
  EXPECT_EQ(matches.how, LayerMatching::Whole);
  EXPECT_THAT(matches.kernels, ElementsAre(ElementsAre(0, 1, 2)));
}

} // namespace
