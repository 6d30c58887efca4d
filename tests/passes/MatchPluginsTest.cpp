//===- MatchPluginsTest.cpp - the table of public plug-ins ------------------------------------------------===//

#include "passes/PluginTable.h"
#include "tests/passes/Analysed.h"

using namespace eo;
using namespace eo::test;

namespace {

TEST(PluginTable, EveryRowIsWrittenWell) {
  for (PluginRow const &row : pluginTable())
    EXPECT_TRUE(parsePluginRow(row)) << row.domain.str() << "." << row.name.str();
}

TEST(PluginTable, MistakesAreSeen) {
  auto isWell = [](llvm::StringLiteral outputs, llvm::StringLiteral macs) {
    return parsePluginRow({"a", "B", OpClass::Selection, outputs, macs, "0"}).has_value();
  };
  EXPECT_TRUE(isWell("[dim(0, 0), ?]; type 1 like 0", "?"));
  EXPECT_FALSE(isWell("[dim(0, 0)", "0"));
  EXPECT_FALSE(isWell("float33[2]", "0"));
  EXPECT_FALSE(isWell("like x", "0"));
  EXPECT_FALSE(isWell("[dims(0]", "0"));
  EXPECT_FALSE(isWell("[2]", "elements("));
}

std::string typeOf(Analysed const &network, llvm::StringRef value) {
  return network.annotations.get<InferredTypes>().types[valueNamed(network.graph, value)].str();
}

Analysed plugin(std::string const &domain, std::string const &body, llvm::StringRef lastPass = "count-macs") {
  return Analysed("<ir_version: 8, opset_import: [\"\" : 17, \"" + domain + "\" : 1]>\n" + body, leaveOpen(),
                  lastPass);
}

TEST(MatchPlugins, DomainsOfOnePluginAreOne) {
  for (std::string domain : {"TRT", "trt.plugins"}) {
    Analysed network =
        plugin(domain, "main (float[2,50,1,4] b, float[2,50,80] s) => (float[] y) { n, y, c, i = " + domain +
                           ".BatchedNMS_TRT <keepTopK = 20> (b, s) }");
    EXPECT_EQ(typeOf(network, "n"), "int32[2x1]");
    EXPECT_EQ(typeOf(network, "y"), "float32[2x20x4]");
    EXPECT_EQ(typeOf(network, "i"), "float32[2x20]");
    EXPECT_EQ(network.macs("BatchedNMS_TRT").str(), "0");
    EXPECT_EQ(network.diagnostics.diagnostics().size(), 0U) << "nothing to say of an operator that is known";
  }
}

TEST(MatchPlugins, DeformableConvolutionHasTheProductsOfAConvolution) {
  // 8 outputs of 6·6, each of 3·3·3 products
  Analysed network = plugin(
      "mmdeploy",
      "main (float[1,3,8,8] x, float[1,18,6,6] o, float[1,9,6,6] m, float[8,3,3,3] w) => (float[] y) { y = "
      "mmdeploy.MMCVModulatedDeformConv2d (x, o, m, w) }");
  EXPECT_EQ(typeOf(network, "y"), "float32[1x8x6x6]");
  EXPECT_EQ(network.macs("MMCVModulatedDeformConv2d").str(), "7776");
}

TEST(MatchPlugins, WhatOnlyDataKnowStaysOpenWithoutMacs) {
  Analysed network =
      plugin("torchvision",
             "main (float[100,4] b, float[100] s, float t) => (int64[] y) { y = torchvision.nms (b, s, t) }");
  EXPECT_EQ(typeOf(network, "y"), "int64[?]");
  EXPECT_EQ(network.macs("nms").str(), "0");
}

TEST(MatchPlugins, IntegersBetweenQuantisedLayersKeepTheirShape) {
  Analysed network =
      plugin("ai.onnx.contrib", "main (float[1,8,4,4] x, float[8] m, float[8] a) => (float[] y) { r = "
                                "ai.onnx.contrib.RequantShift (x, m, a) y = ai.onnx.contrib.iSoftmax (r) }");
  EXPECT_EQ(typeOf(network, "r"), "float32[1x8x4x4]");
  EXPECT_EQ(typeOf(network, "y"), "float32[1x8x4x4]");
  EXPECT_EQ(network.macs("RequantShift"), 0);
}

// A 3x3 convolution of 4 to 8 channels on 6x6 maps, as FINN cuts it up: 16 windows of 36, a matrix of 36 by 8.
TEST(MatchPlugins, HardwareLayersOfFinnAreMatrixProducts) {
  std::string const domain = "finn.custom_op.fpgadataflow.hls";
  Analysed network = plugin(
      domain,
      "main (float[1,6,6,4] x, float[36,8] w, float[8,3] t) => (float[] z) { g = " + domain +
          ".ConvolutionInputGenerator_hls <OFMDim = [4,4], ConvKernelDim = [3,3], IFMChannels = 4> (x) y = " +
          domain + ".MVAU_hls <MW = 36, MH = 8> (g, w, t) z = " + domain + ".LabelSelect_hls <K = 1> (y) }");
  EXPECT_EQ(typeOf(network, "g"), "float32[1x4x4x36]");
  EXPECT_EQ(typeOf(network, "y"), "float32[1x4x4x8]");
  EXPECT_EQ(network.macs("MVAU_hls"), 16 * 36 * 8);
  EXPECT_EQ(typeOf(network, "z"), "float32[1x4x4x1]");
}

TEST(MatchPlugins, TextAndImagesOfTheExtensionsHaveNoMacs) {
  for (char const *op : {"VectorToString", "BlingFireSentenceBreaker", "StringUpper", "EncodeImage",
                         "ImageReader", "DrawBoundingBoxes", "NegPos", "MaskedFill"})
    for (char const *domain : {"ai.onnx.contrib", "com.microsoft.extensions"}) {
      std::string const call = std::string(domain) + "." + op;
      Analysed network = plugin(domain, "main (uint8[4,4,3] x) => (float[] y) { y = " + call + " (x) }");
      EXPECT_EQ(network.macs(op), 0) << call;
      EXPECT_EQ(network.diagnostics.count(DiagCode::NoShapeRule), 0U) << call;
    }
}

/// One operator as its exporters write it: operands, the call, the type of its first result and its MACs.
struct Written {
  char const *domain, *operands, *call, *type;
  int64_t macs;
};
void PrintTo(Written const &one, std::ostream *stream) { *stream << one.domain << "." << one.call; }
class WrittenPlugins : public testing::TestWithParam<Written> {};
TEST_P(WrittenPlugins, HaveShapesAndMacs) {
  Written const &one = GetParam();
  Analysed network = plugin(one.domain, "main (" + std::string(one.operands) +
                                            ") => (float[] y) { y = " + one.domain + "." + one.call + " }");
  EXPECT_EQ(typeOf(network, "y"), one.type);
  EXPECT_EQ(network.macs(llvm::StringRef(one.call).take_until([](char c) { return c == ' '; })), one.macs);
  EXPECT_EQ(network.diagnostics.count(DiagCode::NoShapeRule), 0U);
}
// Counts by hand: a projection of 16 tokens from 32 to 64 · attention of 16 tokens over 16 keys, twice 16·16·32 · over 7
// keys, twice 16·7·2·8 · 36 positions of 8 maps of 27 products · 5 steps of four gates of 8 units that read 4 and 8.
INSTANTIATE_TEST_SUITE_P(
    TensorRt, WrittenPlugins,
    testing::Values(
        Written{"TRT", "float[1,8,4,4] x", "ResizeNearest_TRT <scale = 2.0> (x)", "float32[1x8x8x8]", 0},
        Written{"TRT", "float[1,8,4,4] x", "ResizeNearest_TRT <scale = 1.5> (x)", "float32[1x8x?x?]", 0},
        Written{"TRT", "float[1,1000,2,1] s, float[1,1000,4,1] d",
                "ProposalLayer_TRT <keep_topk = 50> (s, d)", "float32[1x50x4]", 0},
        Written{"TRT", "float[1,30,4] r, float[1,16,40,40] x",
                "MultilevelCropAndResize_TRT <pooled_size = 7> (r, x)", "float32[1x30x16x7x7]", 0},
        Written{"TRT", "float[3,8,4,4] x, float[1,9,4,4] t", "BatchTilePlugin_TRT (x, t)", "float32[3x9x4x4]",
                0},
        Written{"TRT", "float[1,8,4,4] x", "CLIP_TRT <clipMin = 0.0, clipMax = 6.0> (x)", "float32[1x8x4x4]",
                0},
        Written{"TRT", "float[1,8,4,4] x", "CoordConvAC (x)", "float32[1x10x4x4]", 0},
        Written{"trt", "float[1,100,64] p, int32[1,100,4] c",
                "PillarScatterPlugin <dense_shape = [20, 30]> (p, c)", "float32[1x64x20x30]", 0},
        Written{"trt", "float[16,1,32,1,1] x", "CustomFCPluginDynamic <out_dims = 64> (x)",
                "float32[16x1x64x1x1]", 16 * 32 * 64},
        Written{"trt", "float[16,1,96,1,1] x", "CustomQKVToContextPluginDynamic <hidden_size = 32> (x)",
                "float32[16x1x32x1x1]", 2 * 16 * 16 * 32},
        Written{"trt", "float[1,16,2,3,8] x", "fMHA_V2 (x)", "float32[1x16x2x8]", 2 * 16 * 16 * 2 * 8},
        Written{"trt", "float[1,16,2,8] q, float[1,7,2,2,8] k", "fMHCA (q, k)", "float32[1x16x2x8]",
                2 * 16 * 7 * 2 * 8},
        Written{"trt", "float[1,8,64] x", "SplitGeLU (x)", "float32[1x8x32]", 0},
        Written{"trt", "float[1,3,8,8] x, float[1,18,6,6] o, float[1,9,6,6] m, float[8,3,3,3] w",
                "ModulatedDeformConv2d (x, o, m, w)", "float32[1x8x6x6]", 36 * 8 * 27},
        Written{"TRT", "int8[64,32] q, float[2,32] s",
                "TRT_INT4DequantizeLinear <axis = 0, block_size = 32> (q, s)", "float32[64x32]", 0},
        Written{"trt", "uint8[1,8] q, float s", "TRT_FP8DequantizeLinear (q, s)", "float32[1x8]", 0},
        Written{"trt", "float[64,64] x", "TRT_MXFP8DynamicQuantize <axis = -1, block_size = 32> (x)",
                "float8e4m3fn[64x64]", 0}));
INSTANTIATE_TEST_SUITE_P(
    Others, WrittenPlugins,
    testing::Values(
        Written{"mmdeploy", "float[3,4] a, float[10] h, float[12] v",
                "GridPriorsTRT <stride_h = 8> (a, h, v)", "float32[360x4]", 0},
        Written{"mmdeploy", "float[2,50,4] x, int64[2,10] i", "GatherTopk (x, i)", "float32[2x10x4]", 0},
        Written{"mmdeploy", "float[1,3,8,8] x", "bicubic_interpolate <scale_factor = [2.0, 3.0]> (x)",
                "float32[1x3x16x24]", 0},
        Written{"pkg.torchvision", "float[1,16,20,20] x, float[30,5] r",
                "roi_align <pooled_height = 7, pooled_width = 7> (x, r)", "float32[30x16x7x7]", 0},
        Written{"qonnx.custom_op.general", "float[1,8,8,4] x",
                "Im2Col <kernel_size = [3, 3], stride = [1, 1], pad_amount = [0, 0, 0, 0]> (x)",
                "float32[1x6x6x36]", 0},
        Written{
            "finn.custom_op.general", "float[1,9,9,4] x",
            "Im2Col <kernel_size = [3, 3], stride = 2, pad_amount = [1, 1, 1, 1], dilations = [2, 2]> (x)",
            "float32[1x4x4x36]", 0},
        Written{"qonnx.custom_op.general", "float[1,8,8,4] x",
                "MaxPoolNHWC <kernel_shape = [2, 2], strides = [2, 2]> (x)", "float32[1x4x4x4]", 0},
        Written{"qonnx.custom_op.channels_last", "float[1,8,8,4] x",
                "AveragePool <kernel_shape = [2, 2], strides = [2, 2]> (x)", "float32[1x4x4x4]", 0},
        Written{"com.amd.quark", "float[5,1,4] x, float[1,32,4] w, float[1,32,8] r",
                "ExtendedLSTM <hidden_size = 8> (x, w, r)", "float32[5x1x1x8]", 5 * 4 * 8 * (4 + 8)},
        Written{"com.vai.quantize", "float[1,8,4,4] x, float[8] s, float[8] b",
                "VitisInstanceNormalization (x, s, b)", "float32[1x8x4x4]", 0},
        Written{"ai.onnx.contrib", "string[2] t", "CLIPTokenizer (t)", "int64[2x?]", 0},
        Written{"com.microsoft.extensions", "string[3] t", "StringLength (t)", "int64[3]", 0}));

TEST(MatchPlugins, UnknownDomainsStayUnknown) {
  Analysed network =
      plugin("com.example", "main (float[1,4] x) => (float[] y) { y = com.example.Swirl (x) }");
  EXPECT_TRUE(network.macs("Swirl").isUnknown());
  EXPECT_EQ(network.diagnostics.count(DiagCode::NoShapeRule), 1U);
}

TEST(MatchPlugins, CompiledContextsAreNamedForWhatTheyAre) {
  Analysed network =
      plugin("com.microsoft",
             "main (float[1,4] x) => (float[] y) { y = com.microsoft.EPContext <embed_mode = 1> (x) }");
  ASSERT_EQ(network.diagnostics.count(DiagCode::NoShapeRule), 1U);
  EXPECT_NE(network.diagnostics.diagnostics().front().hint.find("analyse the file it was made from"),
            std::string::npos);
}

} // namespace
