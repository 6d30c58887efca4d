#include "tests/passes/Analysed.h"

using namespace eo;
using namespace eo::test;

namespace {
char const *const image = "main (float[batch,3,height,width] x) => (float[] y) { y = Relu (x) }";

std::string typeOfX(Analysed const &network) {
  return network.bound().types.at(valueNamed(network.graph, "x")).str();
}
} // namespace

TEST(BindDimensions, OpenBatchBecomesOneWithANote) {
  Analysed network(image, {}, "bind-dimensions");
  EXPECT_EQ(typeOfX(network), "float32[1x3xheightxwidth]");
  EXPECT_EQ(network.bound().defaultedBatch, "batch");
  EXPECT_EQ(network.bound().openNames, (std::vector<std::string>{"height", "width"}));
  EXPECT_EQ(network.diagnostics.count(DiagCode::BatchDefaulted), 1U);
}

TEST(BindDimensions, NamedValuesReplaceTheSymbolEverywhere) {
  DimBindings bindings;
  bindings.named = {{"batch", 8}, {"height", 224}, {"width", 160}};
  Analysed network(image, bindings);
  EXPECT_EQ(network.error, "");
  EXPECT_EQ(typeOfX(network), "float32[8x3x224x160]");
  EXPECT_EQ(network.annotations.get<InferredTypes>().batch, 8);
  EXPECT_FALSE(network.bound().defaultedBatch.has_value());
}

TEST(BindDimensions, OpenDimensionThatMattersIsAnErrorWithTheFlagsToGive) {
  Analysed network(image);
  EXPECT_EQ(network.error,
            "the figures depend on open dimensions 'height', 'width': give --dim height=V --dim width=V");
}

TEST(BindDimensions, InitializersThatCallersMayOverrideAreSaid) {
  Analysed listed("main (float[2] x, float[2] w = {1, 2}) => (float[2] y) { y = Add (x, w) }"),
      inside("main (float[2] x) => (float[2] y) <float[2] w = {1, 2}> { y = Add (x, w) }");
  EXPECT_EQ(listed.diagnostics.count(DiagCode::OverridableInitializers), 1U);
  EXPECT_EQ(inside.diagnostics.count(DiagCode::OverridableInitializers), 0U);
}

TEST(BindDimensions, UnknownNamesGetSuggestions) {
  DimBindings bindings;
  bindings.named["hieght"] = 4;
  EXPECT_EQ(Analysed(image, bindings).error,
            "--dim hieght: the network has no dimension of this name; did you mean 'height'?");
  DimBindings axis;
  axis.byAxis[{"z", 0}] = 4;
  EXPECT_EQ(Analysed(image, axis).error, "--dim z: the network has no such input; did you mean 'x'?");
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
  EXPECT_EQ(network.bound().applied.at("x[1]"), 4) << "tables and diffs say the size";
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

TEST(BindDimensions, AxisMadeByAnOperatorIsNoBatch) {
  auto batch = [](char const *text) { return Analysed(text).annotations.get<InferredTypes>().batch.str(); };
  EXPECT_EQ(
      batch("main (float[3,64,64] x, float[8,3,3,3] w) => (float[] y) { a = Constant <value_ints = [0]> () "
            "u = Unsqueeze (x, a) y = Conv (u, w) }"),
      "1");
  // time first
  EXPECT_EQ(batch("main (float[30,4,80] x) => (float[] y) { w = Constant <value = float[1,8,80] {0.0}> () r "
                  "= Constant "
                  "<value = float[1,8,2] {0.0}> () y = LSTM <hidden_size = 2> (x, w, r) }"),
            "4");
  // frames of a film go through a convolution at once
  EXPECT_EQ(batch("main (float[2,8,3,16,16] x, float[8,3,3,3] w) => (float[] y) { s = Constant <value_ints = "
                  "[16,3,16,16]> () r = Reshape (x, s) y = Conv (r, w) }"),
            "2");
  EXPECT_EQ(batch("main (float[128,64] a, float[64,32] b) => (float[] y) { y = MatMul (a, b) }"), "1");
  EXPECT_EQ(batch("main (float[16,3,8,8] x, float[8,3,3,3] w) => (float[] y) { y = Conv (x, w) }"), "16");
  EXPECT_EQ(batch("main (float[8,8,3,16] x, float[8,3,3,3] w) => (float[] y) { t = Transpose <perm = "
                  "[3,2,0,1]> (x) y = "
                  "Conv (t, w) }"),
            "16");
}

TEST(BindDimensions, LayersOfWeightsDoNotSayWhichAxisIsTheBatch) {
  auto batch = [](char const *text) { return Analysed(text).annotations.get<InferredTypes>().batch.str(); };
  // an encoder that works on the sequence first: 4 heads of 16 for each of the 2 samples
  EXPECT_EQ(
      batch("main (float[2,20,64] x, float[64,64] w) => (float[] y) { t = Transpose <perm = [1,0,2]> (x) "
            "p = MatMul (t, w) s = Constant <value_ints = [20,8,16]> () r = Reshape (p, s) "
            "q = Transpose <perm = [1,0,2]> (r) k = Transpose <perm = [0,2,1]> (q) y = MatMul (q, k) }"),
      "2");
  // time first, a layer before the cells
  EXPECT_EQ(
      batch("main (float[30,4,80] x, float[80,80] f) => (float[] y) { w = Constant <value = float[1,8,80] "
            "{0.0}> () r = Constant <value = float[1,8,2] {0.0}> () p = MatMul (x, f) y = LSTM "
            "<hidden_size = 2> (p, w, r) }"),
      "4");
  // cells by hand: 4 samples in each of the 30 slices, however deep the state stands in
  EXPECT_EQ(
      batch("main (float[30,4,80] x, float[4,8] h, float[88,8] w) => (float[] f) { f, y = Scan (h, x) "
            "<num_scan_inputs = 1, body = b (float[4,8] a, float[4,80] e) => (float[4,8] p, float[4,8] o) { "
            "c = Concat <axis = 1> (e, a) p = MatMul (c, w) o = Identity (p) }> }"),
      "4");
  EXPECT_EQ(batch("main (float[4,30,80] x, float[4,8] h, float[80,8] w) => (float[] f) { f, y = Scan (h, x) "
                  "<num_scan_inputs = 1, scan_input_axes = [-2], body = b (float[4,8] a, float[4,80] e) => "
                  "(float[4,8] p, float[4,8] o) { m = MatMul (e, w) p = Add (m, a) o = Identity (p) }> }"),
            "4");
  // nothing else is there
  EXPECT_EQ(batch("main (float[6,20,64] x, float[64,32] w) => (float[] y) { y = MatMul (x, w) }"), "6");
}

TEST(BindDimensions, ExpressionTiesADimensionToAnother) {
  DimBindings bindings;
  bindings.named["height"] = 7;
  bindings.expressions["width"] = "2*height + 1";
  EXPECT_EQ(typeOfX(Analysed(image, bindings)), "float32[1x3x7x15]");
  bindings.expressions["width"] = "2*depth";
  EXPECT_EQ(Analysed(image, bindings).error,
            "--dim width=2*depth: not all of it has a value; give --dim for each name in it");
}

TEST(BindDimensions, InputOfAnotherSizeThanItsNodesTakeIsAnError) {
  DimBindings bindings;
  bindings.shapes["x"] = {1, 5, 8};
  Analysed network("main (float[1,7,8] x, float[7,8] p) => (float[] y) { y = Add (x, p) }", bindings);
  EXPECT_NE(network.error.find("the network cannot run at the size asked: node 'Add_0'"), std::string::npos)
      << network.error;
}

TEST(BindDimensions, FileWhoseOwnSizesContradictIsAnError) {
  Analysed network("main (float[1,5,8] x, float[7,8] p) => (float[] y) { y = Add (x, p) }");
  EXPECT_NE(network.error.find("the network cannot run: node 'Add_0'"), std::string::npos) << network.error;
  Analysed open("main (float[1,5,8] x, float[7,8] p, float[?,8] o) => (float[] y) { y = Add (x, p) }",
                leaveOpen());
  EXPECT_NE(open.error, "") << "what is open elsewhere mends nothing";
  Analysed guessed("main (float[N,5,8] x, float[7,8] p) => (float[] y) { y = Add (x, p) }");
  EXPECT_EQ(guessed.error, "") << "the batch is a guess";
  EXPECT_EQ(
      Analysed("main (float[1,5,8] x, float[7,8] p) => (float[1,5,8] y) { u = Add (x, p) y = Relu (x) }")
          .error,
      "")
      << "nobody reads what cannot run";
}
