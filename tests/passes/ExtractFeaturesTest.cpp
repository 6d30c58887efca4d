// What board models price a node by. Expected counts are worked out by hand beside each case.
#include "lib/board/CostFeatures.h"
#include "lib/onnx/Loader.h"
#include "passes/LimitedFeatures.h"
#include "tests/passes/Analysed.h"

#include <onnx/onnx_pb.h>

using namespace eo;
using namespace eo::test;

namespace {

CostFeatures featuresOf(llvm::StringRef text, llvm::StringRef node) {
  Analysed network(text, {}, "extract-features");
  EXPECT_EQ(network.error, "");
  CostFeatures const *found = network.annotations.get<NodeFeatures>().find(nodeNamed(network.graph, node).id);
  if (found != nullptr)
    return *found;
  ADD_FAILURE() << "no features of " << node.str();
  return {};
}

TEST(ExtractFeatures, ConvolutionHasItsWholeGeometry) {
  // out (224 + 6 - 7)/2 + 1 = 112; kclc 112·112·3·49
  CostFeatures f =
      featuresOf("main (float[1,3,224,224] x, float[64,3,7,7] w, float[64] b) => (float[1,64,112,112] y) "
                 "{ y = Conv <strides = [2,2], pads = [3,3,3,3]> (x, w, b) }",
                 "Conv");
  EXPECT_EQ(f.costClass, CostClass::Convolution);
  EXPECT_EQ(f.kclc, 1843968);
  EXPECT_EQ(f.macs, 118013952);
  EXPECT_EQ(f.batch, 1);
  EXPECT_EQ(f.ifm, 3);
  EXPECT_EQ(f.ofm, 64);
  EXPECT_EQ(f.group, 1);
  EXPECT_EQ(f.inSize, (Extents{224, 224}));
  EXPECT_EQ(f.outSize, (Extents{112, 112}));
  EXPECT_EQ(f.kernel, (Extents{7, 7}));
  EXPECT_EQ(f.stride, (Extents{2, 2}));
  EXPECT_EQ(f.dilation, (Extents{1, 1}));
  EXPECT_EQ(f.inputElements, 150528); // 3·224·224
  EXPECT_EQ(f.weightElements, 9472);  // 64·3·49 + 64
  EXPECT_EQ(f.params, 9472);
  EXPECT_EQ(f.outputElements, 802816); // 64·112·112
  EXPECT_EQ(f.inputType, DataType::Float32);
  EXPECT_EQ(f.weightType, DataType::Float32);
}

// x[T,N,I], with layout=1 x[N,T,I]; w[D,4·H,I].
TEST(ExtractFeatures, ARecurrentLayerHasStepsInEachDirection) {
  EXPECT_EQ(featuresOf("main (float[50,2,3] x, float[1,16,3] w, float[1,16,4] r) => (float[50,1,2,4] y) "
                       "{ y = LSTM <hidden_size = 4> (x, w, r) }",
                       "LSTM")
                .rare->steps,
            50);
  EXPECT_EQ(featuresOf("main (float[2,50,3] x, float[1,16,3] w, float[1,16,4] r) => (float[2,50,1,4] y) "
                       "{ y = LSTM <hidden_size = 4, layout = 1> (x, w, r) }",
                       "LSTM")
                .rare->steps,
            50);
  EXPECT_EQ(featuresOf("main (float[50,2,3] x, float[2,12,3] w, float[2,12,4] r) => (float[50,2,2,4] y) "
                       "{ y = GRU <hidden_size = 4, direction = \"bidirectional\"> (x, w, r) }",
                       "GRU")
                .rare->steps,
            100);
  EXPECT_FALSE(
      featuresOf("main (float[2,3] x, float[3,4] w) => (float[2,4] y) { y = MatMul (x, w) }", "MatMul")
          .rare->steps.has_value());
}

TEST(ExtractFeatures, ARecurrenceReadsItsWeightsInEachFurtherStep) {
  auto read = [](char const *steps) {
    return featuresOf(std::string("main (float[") + steps +
                          ",2,3] x, float[2,16,3] w, float[2,16,4] r) => (float[] y) "
                          "{ y = LSTM <hidden_size = 4, direction = \"bidirectional\"> (x, w, r) }",
                      "LSTM")
        .rare->rereadElements;
  };
  EXPECT_EQ(read("50"), 49 * 2 * 16 * 4);
  EXPECT_EQ(read("1"), 0);
}

// 1 · 2 heads · 5 · 7 scores, however the attention is written.
TEST(ExtractFeatures, AnAttentionHasTheScoresOfItsSoftmax) {
  auto scores = [](std::string const &body, char const *operands) -> Count {
    Analysed network("main (float[" + std::string(operands) + ") => (float[] y) { " + body + " }", {},
                     "extract-features");
    EXPECT_EQ(network.error, "");
    for (CostFeatures const &kernel : network.annotations.get<NodeFeatures>().kernels)
      if (kernel.costClass == CostClass::Attention)
        return kernel.rare->scores;
    return std::nullopt;
  };
  char const *apart = "1,2,5,4] q, float[1,2,7,4] k, float[1,2,7,3] v";
  std::string const products = "t = Transpose <perm = [0,1,3,2]> (k) s = MatMul (q, t) ",
                    end = " y = MatMul (p, v)";
  EXPECT_EQ(scores(products + "p = Softmax <axis = -1> (s)" + end, apart), 70);
  EXPECT_EQ(scores(products + "e = Exp (s) z = ReduceSum <axes = [-1]> (e) p = Div (e, z)" + end, apart), 70);
  EXPECT_EQ(scores("y = Attention (q, k, v)", apart), 70);
  EXPECT_EQ(
      scores("y = com.microsoft.MultiHeadAttention <num_heads = 2> (q, k, k)", "1,5,4] q, float[1,7,4] k"),
      70);
  EXPECT_EQ(featuresOf("main (float[2,3] x) => (float[2,3] y) { y = Softmax (x) }", "Softmax").rare->scores,
            std::nullopt);
}

TEST(ExtractFeatures, SizesAreOpenWhereTheFileLeavesThemSo) {
  auto open = [](char const *shape) {
    return featuresOf(std::string("main (float[") + shape + "] x) => (float[] y) { y = Relu (x) }", "Relu")
        .openSizes;
  };
  EXPECT_FALSE(open("2,3"));
  EXPECT_TRUE(open("N,3"));
}

// TensorFlow and dynamo average maps with a ReduceMean, torchvision with a GlobalAveragePool.
TEST(ExtractFeatures, AReductionOfWholeMapsIsAGlobalPool) {
  CostFeatures pool = featuresOf(
      "main (float[2,16,8,4] x) => (float[2,16,1,1] y) { y = GlobalAveragePool (x) }", "GlobalAveragePool");
  for (char const *text :
       {"main (float[2,16,8,4] x) => (float[2,16,1,1] y) { y = ReduceMean <axes = [2,3]> (x) }",
        "main (float[2,16,8,4] x) => (float[2,16] y) { y = ReduceMean <axes = [-1,-2], keepdims = 0> (x) "
        "}"}) {
    CostFeatures mean = featuresOf(text, "ReduceMean");
    EXPECT_EQ(mean.op, OpKind::GlobalAveragePool);
    EXPECT_EQ(mean.costClass, CostClass::GlobalPooling);
    EXPECT_EQ(mean.otherOps, pool.otherOps);
    EXPECT_EQ(mean.ofm, 16);
    EXPECT_EQ(mean.kernel, (Extents{8, 4}));
    EXPECT_EQ(mean.outSize, (Extents{1, 1}));
    EXPECT_EQ(mean.outputElements, 32);
  }
  auto ofTokens = [](char const *order, char const *axis) { // of maps shown as tokens
    return featuresOf("main (float[2,16,8,4] x) => (float[] y) { s = Constant <value_ints = [2,16,32]> () r "
                      "= Relu (x) "
                      "v = Reshape (r, s) t = Transpose <perm = " +
                          std::string(order) + "> (v) y = ReduceMean <keepdims = 0, axes = " + axis +
                          "> (t) }",
                      "ReduceMean")
        .op;
  };
  EXPECT_EQ(ofTokens("[0,2,1]", "[1]"), OpKind::GlobalAveragePool);
  EXPECT_EQ(ofTokens("[0,2,1]", "[2]"), OpKind::ReduceMean);
  for (char const *axes : {"[1,2,3]", "[3]", "[1,2]"})
    EXPECT_EQ(featuresOf("main (float[2,16,8,4] x) => (float[] y) { y = ReduceMean <axes = " +
                             std::string(axes) + "> (x) }",
                         "ReduceMean")
                  .costClass,
              CostClass::Reduction);
}

TEST(ExtractFeatures, TheMeanOfANormalizationInStepsIsNoPool) {
  CostFeatures f = featuresOf("main (float[1,8,4,16] x, float[16] g) => (float[] y) { two = Constant "
                              "<value_float = 2.0> () e = Constant <value_float = "
                              "0.00001> () m = ReduceMean <axes = [2,3]> (x) d = Sub (x, m) q = Pow (d, two) "
                              "v = ReduceMean <axes = [2,3]> (q) "
                              "a = Add (v, e) s = Sqrt (a) y = Div (d, s) }",
                              "ReduceMean");
  EXPECT_NE(f.costClass, CostClass::GlobalPooling);
}

TEST(ExtractFeatures, AMaximumWithZeroIsARelu) {
  std::string const head = "main (float[4,8] x) => (float[4,8] y) { k = Constant <value_float = ";
  CostFeatures relu = featuresOf(head + "0.0> () y = Max (k, x) }", "Max");
  EXPECT_EQ(relu.op, OpKind::Relu);
  EXPECT_EQ(relu.costClass, CostClass::Activation);
  EXPECT_EQ(featuresOf(head + "6.0> () y = Min (x, k) }", "Min").op, OpKind::Clip);
  EXPECT_EQ(
      featuresOf("main (float[4,8] x, float[4,8] k) => (float[4,8] y) { y = Max (x, k) }", "Max").costClass,
      CostClass::Elementwise);
}

// The operator in one node has neither the zeros nor what they are compared with.
TEST(ExtractFeatures, AReluByAChoiceReadsNoNumbers) {
  CostFeatures relu = featuresOf(
      "main (float[4,8] x) => (float[4,8] y) { k = Constant <value_float = 0.0> () n = Shape (x) z "
      "= ConstantOfShape (n) g = Greater (x, k) y = Where (g, x, z) }",
      "Greater");
  EXPECT_EQ(relu.op, OpKind::Relu);
  EXPECT_EQ(relu.inputElements, 32);
  EXPECT_EQ(relu.weightElements, 0);
}

// Only numbers make these operators what they are.
TEST(ExtractFeatures, ASlopeOfAllChannelsIsALeakyRelu) {
  std::string const head = "main (float[1,2,4,4] x) => (float[1,2,4,4] y) { a = Constant <value = float";
  CostFeatures one = featuresOf(head + "[1] {0.1}> () y = PRelu (x, a) }", "PRelu");
  EXPECT_EQ(one.op, OpKind::LeakyRelu);
  EXPECT_EQ(one.weightElements, 0); // of a LeakyRelu it would be an attribute
  EXPECT_EQ(featuresOf(head + "[2,1,1] {0.1, 0.1}> () y = PRelu (x, a) }", "PRelu").op, OpKind::LeakyRelu);
  CostFeatures two = featuresOf(head + "[2,1,1] {0.1, 0.2}> () y = PRelu (x, a) }", "PRelu");
  EXPECT_EQ(two.op, OpKind::PRelu);
  EXPECT_EQ(two.weightElements, 2);
  auto opOf = [](std::string const &node, char const *name) {
    return featuresOf("main (float[4,8] x) => (float[4,8] y) { y = " + node + " }", name).op;
  };
  EXPECT_EQ(opOf("LeakyRelu <alpha = 0.0> (x)", "LeakyRelu"), OpKind::Relu);
  EXPECT_EQ(opOf("LeakyRelu (x)", "LeakyRelu"), OpKind::LeakyRelu);
  EXPECT_EQ(opOf("ThresholdedRelu <alpha = 0.0> (x)", "ThresholdedRelu"), OpKind::Relu);
  EXPECT_EQ(opOf("ThresholdedRelu (x)", "ThresholdedRelu"), OpKind::ThresholdedRelu);
  EXPECT_EQ(opOf("Neg (x)", "Neg"), OpKind::Mul);
}

TEST(ExtractFeatures, LessAConstantIsAnAddition) {
  std::string const head = "main (float[4,8] x) => (float[4,8] y) { k = Constant <value_float = ";
  EXPECT_EQ(featuresOf(head + "3.0> () y = Sub (x, k) }", "Sub").op, OpKind::Add);
  EXPECT_EQ(featuresOf(head + "0.0> () y = Sub (k, x) }", "Sub").op, OpKind::Mul);
  EXPECT_EQ(featuresOf(head + "3.0> () y = Sub (k, x) }", "Sub").op, OpKind::Sub);
}

static std::string shownAs(std::string const &maps, std::string const &shape, std::string const &node) {
  return "main (float" + maps + " x) => (float[] z) { r = Relu (x) s = Constant <value_ints = " + shape +
         "> () v = Reshape (r, s) " + node + " z = Exp (y) }";
}

// TensorFlow's detectors multiply maps of channels last by ones.
TEST(ExtractFeatures, RepeatedChannelsLastMapsAreResized) {
  auto repeated = [](std::string const &by, std::string const &joined) {
    return featuresOf(
               "main (float[1,8,4,5] x) => (float[] z) { r = Relu (x) p = Transpose <perm = [0,2,3,1]> (r) s "
               "= "
               "Constant <value_ints = [1,4,1,5,1,8]> () v = Reshape (p, s) t = Constant <value_ints = " +
                   by + "> () y = Tile (v, t) u = Constant <value_ints = " + joined +
                   "> () j = Reshape (y, u) z = Transpose <perm = [0,3,1,2]> (j) }",
               "Tile")
        .op;
  };
  EXPECT_EQ(repeated("[1,1,2,1,3,1]", "[1,8,15,8]"), OpKind::Resize);
  EXPECT_EQ(repeated("[1,1,2,1,1,2]", "[1,8,5,16]"), OpKind::Tile) << "the channels as well";
}

TEST(ExtractFeatures, RepeatedBehindTheirSpatialAxesMapsAreResized) {
  std::string const tiled = "t = Constant <value_ints = [1,1,1,2,1,3]> () y = Tile (v, t)";
  EXPECT_EQ(featuresOf(shownAs("[1,8,4,5]", "[1,8,4,1,5,1]", tiled), "Tile").op, OpKind::Resize);
  std::string const ones = "t = Constant <value = float[1,1,1,2,1,1] {1.0,1.0}> () y = Mul (v, t)";
  EXPECT_EQ(featuresOf(shownAs("[1,8,4,5]", "[1,8,4,1,5,1]", ones), "Mul").op, OpKind::Resize);
  std::string const twos = "t = Constant <value = float[1,1,1,2,1,1] {2.0,2.0}> () y = Mul (v, t)";
  EXPECT_EQ(featuresOf(shownAs("[1,8,4,5]", "[1,8,4,1,5,1]", twos), "Mul").op, OpKind::Mul);
  EXPECT_EQ(featuresOf(shownAs("[1,8,4,5]", "[1,8,4,1,5,1]", tiled), "Tile").costClass,
            CostClass::Resampling);
  // before the spatial axes: the whole of the maps again and again
  EXPECT_EQ(featuresOf(shownAs("[1,8,4,5]", "[1,8,1,4,5]",
                               "t = Constant <value_ints = [1,1,2,1,1]> () y = Tile (v, t)"),
                       "Tile")
                .op,
            OpKind::Tile);
  EXPECT_EQ(featuresOf(shownAs("[1,8,4,5]", "[1,8,4,5,1]",
                               "t = Constant <value_ints = [1,1,1,2,2]> () y = Tile (v, t)"),
                       "Tile")
                .op,
            OpKind::Tile); // a column that is there already
}

TEST(ExtractFeatures, PiecesTakenInTurnAreATranspose) {
  // [1,8,4,4] in halves: stacked behind the channels each channel of the one is followed by one of the other.
  auto joined = [](std::string const &cut, std::string const &axis, std::string const &parts) {
    return featuresOf(
               "<ir_version: 8, opset_import: [\"\" : 13]>\nmain (float[1,8,4,4] x) => (float[] y) { n = "
               "Constant <value_ints = [1,4,1,4,4]> () m = Constant <value_ints = [1,1,4,4,4]> () w = "
               "Constant <value_ints = [1,1,8,4,2]> () k = "
               "Constant "
               "<value_ints = [4,4]> () o = Constant <value_ints = [0]> () h = Constant <value_ints = [4]> "
               "() e = Constant "
               "<value_ints = [8]> () c = Constant <value_ints = [1]> () " +
                   cut + " p = Reshape (a, " + parts + ") q = Reshape (b, " + parts +
                   ") y = Concat <axis = " + axis + "> (p, q) }",
               "Concat")
        .op;
  };
  std::string const split = "a, b = Split <axis = 1> (x, k)",
                    slices = "a = Slice (x, o, h, c) b = Slice (x, h, e, c)";
  EXPECT_EQ(joined(split, "2", "n"), OpKind::Transpose);
  EXPECT_EQ(joined(slices, "2", "n"), OpKind::Transpose);
  EXPECT_EQ(joined(split, "-3", "n"), OpKind::Transpose);
  EXPECT_NE(joined(split, "1", "m"), OpKind::Transpose) << "one half behind the other";
  EXPECT_EQ(joined("l = Constant <value_ints = [2,2]> () a, b = Split <axis = 3> (x, l)", "1", "w"),
            OpKind::Transpose)
      << "left and right halves of rows, one behind the other";
  std::string const rolled = "main (float[1,8,4,4] x) => (float[] y) { k = Constant <value_ints = [1,3]> () "
                             "a, b = Split <axis = 2> (x, k) y = Concat <axis = 2> ";
  EXPECT_EQ(featuresOf("<ir_version: 8, opset_import: [\"\" : 13]>\n" + rolled + "(b, a) }", "Concat").op,
            OpKind::Transpose);
  EXPECT_EQ(featuresOf("<ir_version: 8, opset_import: [\"\" : 13]>\n" + rolled + "(b, b) }", "Concat").op,
            OpKind::Concat);
}

TEST(ExtractFeatures, BlocksMovedByATransposeAreOneOperator) {
  auto moved = [](char const *maps, char const *shape, std::string const &order) {
    return featuresOf(shownAs(maps, shape, "y = Transpose <perm = " + order + "> (v)"), "Transpose").op;
  };
  EXPECT_EQ(moved("[1,8,4,6]", "[1,8,2,2,3,2]", "[0,3,5,1,2,4]"), OpKind::SpaceToDepth);
  EXPECT_EQ(moved("[1,8,4,6]", "[1,2,2,2,4,6]", "[0,3,4,1,5,2]"), OpKind::DepthToSpace);
  EXPECT_EQ(moved("[1,8,4,6]", "[1,2,2,2,4,6]", "[0,1,4,2,5,3]"), OpKind::DepthToSpace);
  EXPECT_EQ(moved("[1,8,4,6]", "[1,2,2,2,4,6]", "[0,1,4,3,5,2]"), OpKind::Transpose); // rows by columns
  EXPECT_EQ(moved("[1,8,4,6]", "[1,8,4,1,2,3]", "[0,3,5,1,2,4]"), OpKind::Transpose); // blocks of 1 x 3
  EXPECT_EQ(moved("[1,8,4,6]", "[2,2,2,4,6]", "[0,3,1,4,2]"), OpKind::DepthToSpace);  // without the batch
  EXPECT_EQ(moved("[1,8,4,6]", "[2,2,2,4,6]", "[0,3,2,4,1]"), OpKind::Transpose);
  EXPECT_EQ(moved("[1,4,4,6]", "[2,2,4,6]", "[2,0,3,1]"), OpKind::DepthToSpace); // to a single channel
  EXPECT_EQ(moved("[1,8,4,6]", "[8,2,2,3,2]", "[2,4,0,1,3]"), OpKind::SpaceToDepth);
  EXPECT_EQ(moved("[1,8,4,6]", "[8,2,2,2,3]", "[2,3,0,1,4]"), OpKind::Transpose); // every third column
  EXPECT_EQ(moved("[2,8,4,6]", "[2,2,2,2,4,6]", "[0,1,4,2,5,3]"), OpKind::DepthToSpace);
  EXPECT_EQ(moved("[2,8,4,6]", "[2,2,2,2,4,6]", "[1,0,4,2,5,3]"),
            OpKind::Transpose); // the batch among channels
}

// Rows first, then columns; with channels last.
TEST(ExtractFeatures, BlocksMovedByTransposesInARowAreOneOperator) {
  auto moved = [](std::string const &steps, char const *last) {
    return featuresOf("main (float[1,8,4,6] x) => (float[] z) { r = Relu (x) " + steps + " z = Exp (y) }",
                      last)
        .op;
  };
  std::string const rows =
      "s = Constant <value_ints = [1,4,2,4,6]> () t = Constant <value_ints = [1,4,8,6]> () "
      "a = Reshape (r, s) b = Transpose <perm = [0,1,3,2,4]> (a) c = Reshape (b, t) ";
  EXPECT_EQ(moved(rows +
                      "u = Constant <value_ints = [1,2,2,8,6]> () d = Reshape (c, u) y = Transpose <perm = "
                      "[0,1,3,4,2]> (d)",
                  "Transpose_8"),
            OpKind::Transpose)
      << "columns take the outer half of the channels, rows the inner one";
  EXPECT_EQ(moved("s = Constant <value_ints = [1,4,2,4,6]> () t = Constant <value_ints = [1,2,2,4,12]> () a "
                  "= Reshape "
                  "(r, s) b = Transpose <perm = [0,1,3,4,2]> (a) c = Reshape (b, t) y = Transpose <perm = "
                  "[0,1,3,2,4]> (c)",
                  "Transpose_6"),
            OpKind::DepthToSpace);
  EXPECT_EQ(
      moved("p = Transpose <perm = [0,2,3,1]> (r) s = Constant <value_ints = [1,4,6,2,2,2]> () a = Reshape "
            "(p, s) b = Transpose <perm = [0,1,3,2,4,5]> (a) t = Constant <value_ints = [1,8,12,2]> () c = "
            "Reshape (b, t) y = Transpose <perm = [0,3,1,2]> (c)",
            "Transpose_7"),
      OpKind::DepthToSpace);
}

// A channel shuffle, however many axes it is written in: two groups, their channels, and the maps in one.
TEST(ExtractFeatures, AxesThatStayTogetherAreOne) {
  auto axes = [](char const *shape, std::string const &order) {
    return featuresOf(shownAs("[1,8,4,6]", shape, "y = Transpose <perm = " + order + "> (v)"), "Transpose")
        .limits->longAxes;
  };
  EXPECT_EQ(axes("[1,2,4,4,6]", "[0,2,1,3,4]"), 3);
  EXPECT_EQ(axes("[1,2,4,24]", "[0,2,1,3]"), 3);
  EXPECT_EQ(axes("[1,2,4,4,6]", "[0,2,1,4,3]"), 4);
  // a tensor is as long as the view that it is shown as: maps of three groups joined as maps
  CostFeatures stacked = featuresOf(
      "main (float[1,8,4,6] x) => (float[] z) { r = Relu (x) s = Constant <value_ints = [1,1,8,4,6]> () v = "
      "Reshape (r, s) y = Concat <axis = 1> (v, v) t = Constant <value_ints = [1,16,4,6]> () z = Reshape "
      "(y, t) }",
      "Concat");
  EXPECT_EQ(stacked.limits->longAxes, 3);
}

TEST(ExtractFeatures, PatchMatrixCountsAllInputChannelsWhateverTheGroup) {
  CostFeatures f = featuresOf("main (float[2,16,8,8] x, float[32,4,3,3] w) => (float[2,32,8,8] y) "
                              "{ y = Conv <group = 4, pads = [1,1,1,1]> (x, w) }",
                              "Conv");
  EXPECT_EQ(f.costClass, CostClass::GroupedConvolution);
  EXPECT_EQ(f.kclc, 18432);  // 2·64·16·9
  EXPECT_EQ(f.macs, 147456); // 2·32·64·4·9
  EXPECT_EQ(f.batch, 2);
}

// One operator under four names, with its operands in four orders.
TEST(ExtractFeatures, DeformableConvolutionsOfPluginsAreThatOperator) {
  std::string const head =
      "<ir_version: 8, opset_import: [\"\" : 19, \"mmdeploy\" : 1, \"torchvision\" : 1]>\n"
      "main (float[1,16,32,32] x, float[1,18,32,32] o, float[1,9,32,32] m) => (float[] y) "
      "{ w = Constant <value = float[8,16,3,3] {0.0}> () ";
  CostFeatures own = featuresOf(head + "y = DeformConv <pads = [1,1,1,1]> (x, w, o, , m) }", "DeformConv");
  ASSERT_EQ(own.costClass, CostClass::DeformableConvolution);
  EXPECT_EQ(own.macs, 8 * 32 * 32 * 16 * 9);
  for (auto const &[name, text] :
       {std::pair("MMCVModulatedDeformConv2d", "y = mmdeploy.MMCVModulatedDeformConv2d <groups = 1, stride = "
                                               "[1,1], padding = [1,1]> (x, o, m, w) }"),
        std::pair("deform_conv2d", "y = torchvision.deform_conv2d (x, w, o, m) }")}) {
    CostFeatures plugin = featuresOf(head + text, name);
    EXPECT_EQ(plugin.costClass, own.costClass) << name;
    EXPECT_EQ(plugin.kernel, own.kernel) << name;
    EXPECT_EQ(plugin.kclc, own.kclc) << name;
    EXPECT_EQ(plugin.macs, own.macs) << name;
    EXPECT_EQ(plugin.ifm, own.ifm) << name;
    EXPECT_EQ(plugin.ofm, own.ofm) << name;
    EXPECT_EQ(plugin.weightElements, own.weightElements) << name;
    EXPECT_EQ(plugin.inputElements, own.inputElements) << name;
  }
}

// Heads of detectors run one set of weights on every level: none of them is outside what was measured for that.
TEST(ExtractFeatures, SharedParametersAreThoseOfEachLayer) {
  char const *text = "main (float[1,4,4,4] x, float[4,4,1,1] w) => (float[1,4,4,4] y) "
                     "{ h = Conv (x, w) r = Relu (h) y = Conv (r, w) }";
  Analysed network(text, {}, "extract-features");
  std::vector<CostFeatures> const &kernels = network.annotations.get<NodeFeatures>().kernels;
  ASSERT_EQ(kernels.size(), 3U);
  EXPECT_EQ(kernels[0].params, 16);
  EXPECT_EQ(kernels[2].params, 16);
  EXPECT_EQ(kernels[2].weightElements, 16);
}

struct ClassCase {
  char const *name, *text, *node;
  CostClass expected;
  Count ifm, ofm, batch;
};
void PrintTo(ClassCase const &one, std::ostream *stream) { *stream << one.name; }
class CostClassOf : public testing::TestWithParam<ClassCase> {};

TEST_P(CostClassOf, IsToldByOperandsAndShapes) {
  CostFeatures f = featuresOf(GetParam().text, GetParam().node);
  EXPECT_EQ(costClassName(f.costClass).str(), costClassName(GetParam().expected).str());
  EXPECT_EQ(f.ifm, GetParam().ifm);
  EXPECT_EQ(f.ofm, GetParam().ofm);
  EXPECT_EQ(f.batch, GetParam().batch);
}

INSTANTIATE_TEST_SUITE_P(
    All, CostClassOf,
    testing::Values(
        ClassCase{"Depthwise",
                  "main (float[1,16,8,8] x, float[16,1,3,3] w) => (float[1,16,6,6] y) { y = Conv <group = "
                  "16> (x, w) }",
                  "Conv", CostClass::DepthwiseConvolution, 16, 16, 1},
        ClassCase{"Transposed",
                  "main (float[1,8,4,4] x, float[8,4,2,2] w) => (float[1,4,8,8] y) "
                  "{ y = ConvTranspose <strides = [2,2]> (x, w) }",
                  "ConvTranspose", CostClass::TransposedConvolution, 8, 4, 1},
        ClassCase{"GemmWithLearnedMatrix",
                  "main (float[1,8] x, float[8,5] weight, float[5] bias) => (float[1,5] y) { y = Gemm (x, "
                  "weight, bias) }",
                  "Gemm", CostClass::FullyConnected, 8, 5, 1},
        ClassCase{
            "GemmWithTransposedMatrix",
            "main (float[1,8] x, float[5,8] weight) => (float[1,5] y) { y = Gemm <transB = 1> (x, weight) }",
            "Gemm", CostClass::FullyConnected, 8, 5, 1},
        ClassCase{"GemmWithLearnedLeftFactor",
                  "main (float[8,1] x) => (float[5,1] y) { s = Constant <value_ints = [5, 8]> () "
                  "w = ConstantOfShape (s) y = Gemm (w, x) }",
                  "Gemm", CostClass::FullyConnected, 8, 5, 1},
        ClassCase{"MatMulOverRows",
                  "main (float[2,7,8] x, float[8,5] weight) => (float[2,7,5] y) { y = MatMul (x, weight) }",
                  "MatMul", CostClass::FullyConnected, 8, 5, 14},
        ClassCase{"MatMulOfActivations",
                  "main (float[1,7,8] x, float[1,8,7] z) => (float[1,7,7] y) { y = MatMul (x, z) }",
                  "MatMul",
                  CostClass::MatrixProduct,
                  {},
                  {},
                  {}},
        ClassCase{"MatMulWithStackedWeights",
                  "main (float[3,7,8] x, float[3,8,5] weight) => (float[3,7,5] y) { y = MatMul (x, weight) }",
                  "MatMul",
                  CostClass::MatrixProduct,
                  {},
                  {},
                  {}},
        ClassCase{"MatMulWithOneMatrixOfThreeAxes",
                  "main (float[3,7,8] x, float[1,8,5] weight) => (float[3,7,5] y) { y = MatMul (x, weight) }",
                  "MatMul", CostClass::FullyConnected, 8, 5, 21},
        ClassCase{"EinsumOverRows", // as torch.nn.functional.linear
                  "main (float[2,7,8] x, float[5,8] weight) => (float[2,7,5] y) { y = Einsum <equation = "
                  "\"bsd,ed->bse\"> (x, weight) }",
                  "Einsum", CostClass::FullyConnected, 8, 5, 14},
        ClassCase{"EinsumIntoHeads", // 3 heads of 5
                  "main (float[2,7,8] x, float[8,3,5] weight) => (float[2,7,3,5] y) { y = Einsum <equation = "
                  "\"bsd,dhk->bshk\"> (x, weight) }",
                  "Einsum", CostClass::FullyConnected, 8, 15, 14},
        ClassCase{"EinsumOfActivations",
                  "main (float[1,7,2,8] x, float[1,9,2,8] z) => (float[1,2,7,9] y) { y = Einsum <equation = "
                  "\"bqhd,bkhd->bhqk\"> (x, z) }",
                  "Einsum",
                  CostClass::MatrixProduct,
                  {},
                  {},
                  {}},
        ClassCase{"EinsumThatTransposes",
                  "main (float[7,8] x) => (float[8,7] y) { y = Einsum <equation = \"ij->ji\"> (x) }",
                  "Einsum",
                  CostClass::DataMovement,
                  {},
                  {},
                  {}},
        ClassCase{"EinsumThatSums",
                  "main (float[7,8] x) => (float[7] y) { y = Einsum <equation = \"ij->i\"> (x) }",
                  "Einsum",
                  CostClass::Reduction,
                  {},
                  {},
                  {}},
        ClassCase{"EinsumThatMultiplies",
                  "main (float[7,8] x, float[7,8] z) => (float[7,8] y) { y = Einsum <equation = "
                  "\"ij,ij->ij\"> (x, z) }",
                  "Einsum",
                  CostClass::Elementwise,
                  {},
                  {},
                  {}},
        ClassCase{"SumOfTwo",
                  "main (float[7,8] x, float[7,8] z) => (float[7,8] y) { y = Sum (x, z) }",
                  "Sum",
                  CostClass::Elementwise,
                  {},
                  {},
                  {}},
        ClassCase{"MeanOfMapsInRows",
                  "main (float[2,16,7,7] x) => (float[2,16] y) { s = Constant <value_ints = [2, 16, -1]> () "
                  "r = Reshape (x, s) y = ReduceMean <axes = [2], keepdims = 0> (r) }",
                  "ReduceMean", CostClass::GlobalPooling, 16, 16, 2},
        ClassCase{"PointwiseOnOnePosition",
                  "main (float[1,16,1,1] x, float[10,16,1,1] w) => (float[1,10,1,1] y) { y = Conv (x, w) }",
                  "Conv", CostClass::FullyConnected, 16, 10, 1},
        ClassCase{"KernelOverTheWholeMap",
                  "main (float[1,16,7,7] x, float[10,16,7,7] w) => (float[1,10,1,1] y) { y = Conv (x, w) }",
                  "Conv", CostClass::FullyConnected, 16, 10, 1},
        ClassCase{"PaddedKernelOnOnePosition",
                  "main (float[1,16,1,1] x, float[10,16,3,3] w) => (float[1,10,1,1] y) { y = Conv <pads = "
                  "[1,1,1,1]> (x, w) }",
                  "Conv", CostClass::Convolution, 16, 10, 1},
        ClassCase{"StrideLeavesOnePosition",
                  "main (float[1,16,4,4] x, float[10,16,3,3] w) => (float[1,10,1,1] y) { y = Conv <strides = "
                  "[2,2]> (x, w) }",
                  "Conv", CostClass::Convolution, 16, 10, 1},
        ClassCase{"DepthwiseOnOnePosition",
                  "main (float[1,16,1,1] x, float[16,1,1,1] w) => (float[1,16,1,1] y) { y = Conv <group = "
                  "16> (x, w) }",
                  "Conv", CostClass::DepthwiseConvolution, 16, 16, 1},
        ClassCase{"GlobalPooling",
                  "main (float[1,16,7,7] x) => (float[1,16,1,1] y) { y = GlobalAveragePool (x) }",
                  "GlobalAveragePool", CostClass::GlobalPooling, 16, 16, 1},
        ClassCase{"Unknown",
                  "main (float[1,16] x) => (float[1,16] y) { y = NoSuchOperator (x) }",
                  "NoSuchOperator",
                  CostClass::Other,
                  {},
                  {},
                  {}}),
    [](auto const &row) { return std::string(row.param.name); });

TEST(ExtractFeatures, UnknownShapesGiveUnknownFeaturesNotZeros) {
  CostFeatures f = featuresOf("main (float[1,4,8,8] x, float[4,4,3,3] w) => (float[a,b,c,d] y) "
                              "{ u = NoSuchOperator (x) y = Conv (u, w) }",
                              "Conv");
  EXPECT_EQ(f.kclc, std::nullopt);
  EXPECT_EQ(f.macs, std::nullopt);
  EXPECT_EQ(f.inputElements, std::nullopt);
  EXPECT_TRUE(f.outSize.empty());
  EXPECT_EQ(f.costClass, CostClass::Convolution);
}

// 4 rows of 8 weights of 4 bits are 16 bytes; their scales, one of 4 bytes for each 4 weights, 32.
TEST(ExtractFeatures, WeightsOf4BitsStayPackedBehindATransposeOfTheirs) {
  onnx::ModelProto model;
  ASSERT_TRUE(model.ParseFromString(onnxBytes(
      "<ir_version: 10, opset_import: [\"\" : 21]>\n main (float[1,8] x) => (float[1,4] y) { "
      "q = Constant <value = int8[4,8] {0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0}> () "
      "s = Constant <value = float[4,2] {1,1,1,1,1,1,1,1}> () "
      "d = DequantizeLinear <axis = 1, block_size = 4> (q, s) t = Transpose (d) y = MatMul (x, t) }")));
  onnx::TensorProto &weights = *model.mutable_graph()->mutable_node(0)->mutable_attribute(0)->mutable_t();
  weights.set_data_type(22); // int4, which the parser of Debian's ONNX does not know
  weights.clear_int32_data();
  weights.set_raw_data(std::string(16, '\0'));
  DiagnosticEngine said;
  Graph graph = llvm::cantFail(loadNetworkFromBuffer(model.SerializeAsString(), "text", {}, said));
  Annotations annotations;
  annotations.set(DimBindings());
  PassManager manager(allPasses());
  PassContext context{graph, annotations, said};
  llvm::cantFail(manager.add("extract-features"));
  llvm::cantFail(manager.run(context));
  CostFeatures const *f = annotations.get<NodeFeatures>().find(nodeNamed(graph, "MatMul").id);
  ASSERT_NE(f, nullptr);
  EXPECT_EQ(f->rare->packedElements, 32);
  EXPECT_EQ(f->rare->packedBytes, 48);
}

// What only limits name is left out where no rule of the board has such a bound, wherever it may stand.
TEST(ExtractFeatures, LimitsAreLookedForInEveryRuleOfABoard) {
  NodeSelector plain{{OpKind::Conv}, {}, {{"ksize", 1, 3}}}, limited{{OpKind::Conv}, {}, {{"pad", 0, 31}}};
  auto asked = [&](auto put) {
    KernelRules rules;
    put(rules, plain);
    bool before = namesLimits(rules);
    put(rules, limited);
    return !before && namesLimits(rules);
  };
  EXPECT_FALSE(namesLimits(KernelRules()));
  for (NodeSelector FusionRule::*place :
       {&FusionRule::into, &FusionRule::after, &FusionRule::unless, &FusionRule::nodes})
    EXPECT_TRUE(asked(
        [&](KernelRules &rules, NodeSelector const &nodes) { rules.fuse.emplace_back().*place = nodes; }));
  EXPECT_TRUE(asked([](KernelRules &rules, NodeSelector const &nodes) { rules.free.push_back(nodes); }));
  EXPECT_TRUE(asked([](KernelRules &rules, NodeSelector const &nodes) { rules.merge.push_back(nodes); }));
  EXPECT_TRUE(
      asked([](KernelRules &rules, NodeSelector const &nodes) { rules.slow.emplace_back().nodes = nodes; }));
  EXPECT_TRUE(asked([](KernelRules &rules, NodeSelector const &nodes) {
    rules.overridable.emplace().slow.emplace_back().nodes = nodes;
  }));
  EXPECT_TRUE(asked(
      [](KernelRules &rules, NodeSelector const &nodes) { rules.overridable.emplace().apart = nodes; }));
  for (NodeSelector Delegation::*place : {&Delegation::supported, &Delegation::except})
    EXPECT_TRUE(asked(
        [&](KernelRules &rules, NodeSelector const &nodes) { rules.delegate.emplace().*place = nodes; }));
  EXPECT_TRUE(asked([](KernelRules &rules, NodeSelector const &nodes) {
    rules.delegate.emplace().limits.emplace_back().nodes = nodes;
  }));
}

TEST(ExtractFeatures, DeadAndConstantNodesHaveNone) {
  Analysed network("main (float[1,4] x) => (float[1,4] y) { c = Constant <value_float = 2.0> () d = Relu (x) "
                   "y = Mul (x, c) }",
                   {}, "extract-features");
  EXPECT_EQ(network.annotations.get<NodeFeatures>().kernels.size(), 1U);
}

} // namespace
