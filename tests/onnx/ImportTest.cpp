#include "lib/ir/Printer.h"
#include "tests/support/TextNetwork.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eo {
namespace {

using test::nodeNamed;
using test::textNetwork;
using test::valueNamed;
using testing::ElementsAre;

/// Names of the main graph's nodes in order.
std::vector<std::string> order(Graph const &graph) {
  std::vector<std::string> result;
  for (NodeId id : graph.main().nodes)
    result.push_back(graph.node(id).name.str());
  return result;
}

TEST(Import, NodesWithoutNameAreCalledAfterOperatorAndPosition) {
  Graph graph = textNetwork("main (float[2] x) => (float[2] z) { y = Relu (x) \n z = Abs (y) }");
  EXPECT_THAT(order(graph), ElementsAre("Relu_0", "Abs_1"));
}

TEST(Import, NodesAreSortedAndKeepTheirPositionInTheFile) {
  Graph graph = textNetwork("main (float[2] x) => (float[2] z) { z = Abs (y) \n y = Relu (x) }");
  EXPECT_THAT(order(graph), ElementsAre("Relu_1", "Abs_0"));
  EXPECT_EQ(nodeNamed(graph, "Abs_0").fileIndex, 0U);
}

} // namespace
} // namespace eo
