#include "tests/passes/Analysed.h"

using namespace eo;
using namespace eo::test;

namespace {
char const *const image = "main (float[batch,3,height,width] x) => (float[] y) { y = Relu (x) }";

std::string typeOfX(Analysed const &network) {
  return network.bound().types[valueNamed(network.graph, "x")].str();
}
} // namespace

TEST(BindDimensions, OpenBatchBecomesOneWithANote) {
  Analysed network(image, {}, "bind-dimensions");
  EXPECT_EQ(typeOfX(network), "float32[1x3xheightxwidth]");
  EXPECT_EQ(network.bound().defaultedBatch, "batch");
  EXPECT_EQ(network.bound().openNames, (std::vector<std::string>{"height", "width"}));
  EXPECT_EQ(network.diagnostics.count(DiagCode::BatchDefaulted), 1U);
  EXPECT_EQ(network.bound().batch, 1);
}

TEST(BindDimensions, NamedValuesReplaceTheSymbolEverywhere) {
  DimBindings bindings;
  bindings.named = {{"batch", 8}, {"height", 224}, {"width", 160}};
  Analysed network(image, bindings);
  EXPECT_EQ(network.error, "");
  EXPECT_EQ(typeOfX(network), "float32[8x3x224x160]");
  EXPECT_EQ(network.bound().batch, 8);
  EXPECT_FALSE(network.bound().defaultedBatch.has_value());
}

TEST(BindDimensions, OpenDimensionThatMattersIsAnErrorWithTheFlagsToGive) {
  Analysed network(image);
  EXPECT_EQ(network.error,
            "the figures depend on open dimensions 'height', 'width': give --dim height=V --dim width=V");
}

TEST(BindDimensions, UnknownNamesGetSuggestions) {
  DimBindings bindings;
  bindings.named["hieght"] = 4;
  EXPECT_EQ(Analysed(image, bindings).error,
            "--dim hieght: the network's inputs have no dimension of this name; did you mean 'height'?");
  DimBindings axis;
  axis.byAxis[{"y", 0}] = 4;
  EXPECT_EQ(Analysed(image, axis).error, "--dim y: the network has no such input; did you mean 'x'?");
  DimBindings beyond;
  beyond.byAxis[{"x", 4}] = 4;
  EXPECT_EQ(Analysed(image, beyond).error, "--dim x[4]: the input has 4 dimensions, counted from 0");
}

TEST(BindDimensions, FixedNumberIsOverriddenWithAWarning) {
  DimBindings bindings;
  bindings.byAxis[{"x", 1}] = 4;
  Analysed network(image, bindings, "bind-dimensions");
  EXPECT_EQ(typeOfX(network), "float32[1x4xheightxwidth]");
  EXPECT_EQ(network.diagnostics.count(DiagCode::DimensionOverridden), 1U);
}

TEST(BindDimensions, InputShapeBindsEveryAxis) {
  DimBindings bindings;
  bindings.shapes["x"] = {2, 3, 64, 32};
  Analysed network(image, bindings);
  EXPECT_EQ(network.error, "");
  EXPECT_EQ(typeOfX(network), "float32[2x3x64x32]");
  bindings.shapes["x"] = {2, 3};
  EXPECT_EQ(Analysed(image, bindings).error,
            "--input-shape x: the input has 4 dimensions (batchx3xheightxwidth), 2 given");
}

TEST(BindDimensions, ContradictoryValuesAreAnError) {
  DimBindings bindings;
  bindings.named["height"] = 4;
  bindings.byAxis[{"x", 2}] = 5;
  EXPECT_EQ(Analysed(image, bindings).error, "dimension height is bound to both 4 and 5");
}

TEST(BindDimensions, NamedTimeAxisIsNotTakenForTheBatch) {
  Analysed network("main (float[time,16] x) => (float[] y) { y = Relu (x) }");
  EXPECT_EQ(network.error, "the figures depend on open dimensions 'time': give --dim time=V");
}

TEST(BindDimensions, NegativeValuesAreRefused) {
  DimBindings bindings;
  bindings.named["height"] = -3;
  EXPECT_EQ(Analysed(image, bindings).error, "--dim height=-3: a dimension cannot be negative");
}
