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
