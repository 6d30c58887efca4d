#include "lib/onnx/rewrite/Rewriter.h"

#include "lib/onnx/rewrite/Elements.h"
#include "lib/support/Error.h"
#include "tests/onnx/LoadHelpers.h"
#include <gmock/gmock.h>

namespace eo::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

onnx::ModelProto rewritten(onnx::ModelProto const &network, llvm::ArrayRef<RewriteKind> kinds,
                           int64_t align = 0) {
  TemporaryFile file(network.SerializeAsString());
  llvm::Expected<Rewriter> rewriter = Rewriter::open(file.path());
  onnx::ModelProto result;
  if (!rewriter) {
    ADD_FAILURE() << llvm::toString(rewriter.takeError());
    return result;
  }
  for (RewriteKind kind : kinds)
    rewriter->apply(kind, align);
  llvm::Expected<std::string> bytes = rewriter->bytes();
  EXPECT_TRUE(bytes && result.ParseFromString(*bytes));
  DiagnosticEngine diagnostics;
  (void)loaded(result, diagnostics);
  return result;
}

onnx::ModelProto rewritten(llvm::StringRef text, llvm::ArrayRef<RewriteKind> kinds) {
  return rewritten(parsed(text), kinds);
}

/// "y = Relu(x)" a node.
std::vector<std::string> lines(onnx::ModelProto const &network) {
  std::vector<std::string> result;
  for (onnx::NodeProto const &node : network.graph().node())
    result.push_back(fmt::format("{} = {}({})", fmt::join(node.output(), ", "), node.op_type(),
                                 fmt::join(node.input(), ", ")));
  return result;
}

std::vector<float> floats(onnx::ModelProto const &network, llvm::StringRef name) {
  for (onnx::TensorProto const &tensor : network.graph().initializer())
    if (ref(tensor.name()) == name)
      if (std::optional<Elements> elements = readElements(tensor, ""))
        return elements->as<float>();
  ADD_FAILURE() << name.str();
  return {};
}

TEST(Rewrite, ChannelsOfZerosFillATile) {
  auto network = [](char const *between) {
    return parsed(R"(
main (float[1, 1, 2, 2] x) => (float[1, 2, 2, 2] y)
<float[3, 1, 1, 1] w = {1, 2, 3}, float[3] b = {4, 5, 6}, float[3, 1, 1, 1] d = {7, 8, 9},
 float[2, 3, 1, 1] v = {10, 11, 12, 13, 14, 15}, float[1, 3, 2, 2] a>
{
  a = Conv (x, w, b)
  r = Sigmoid (a)
  s = )" + std::string(between) +
                  " y = Conv (s, v) }");
  };
  onnx::ModelProto filled = rewritten(network("Conv <group = 3> (r, d)"), {RewriteKind::Alignment}, 2);
  EXPECT_THAT(floats(filled, "w_aligned"), ElementsAre(1, 2, 3, 0));
  EXPECT_THAT(floats(filled, "b_aligned"), ElementsAre(4, 5, 6, 0));
  EXPECT_THAT(floats(filled, "d_aligned"), ElementsAre(7, 8, 9, 0));
  EXPECT_THAT(floats(filled, "v_aligned"), ElementsAre(10, 11, 12, 0, 13, 14, 15, 0))
      << "an input more a filter";
  EXPECT_EQ(filled.graph().node(2).attribute(0).i(), 4) << "groups";
  EXPECT_EQ(filled.graph().value_info_size(), 0) << "'a' had three channels";
  EXPECT_THAT(lines(rewritten(network("Add (r, r)"), {RewriteKind::Alignment}, 2)),
              testing::Contains("a = Conv(x, w, b)"))
      << "what an addition reads stays";
  EXPECT_THAT(lines(rewritten(network("Identity (r)"), {RewriteKind::Alignment}, 4)),
              testing::Contains("a = Conv(x, w, b)"))
      << "less than a tile";
}

TEST(Rewrite, WhatHandsOnItsInputIsLeftOut) {
  std::vector<std::string> left = lines(rewritten(R"(
main (float[N, 3] x) => (float[N, 3] y, float[N, 3] z)
<float one = {1}, int64[4] none = {0, 0, 0, 0}>
{
  a = Identity (x)
  b = Dropout (a)
  c = Cast <to = 1> (b)
  d = Transpose <perm = [0, 1]> (c)
  e = Mul (one, d)
  f = Pad (e, none)
  g = Sum (f)
  h = Relu (g)
  y = Identity (h)
  i = Concat <axis = 0> (y)
  z = Neg (i)
})",
                                                  RewriteKind::NoOps));
  EXPECT_THAT(left, ElementsAre("y = Relu(x)", "z = Neg(y)")) << "the output keeps its name";
}

TEST(Rewrite, WhatMayDoSomethingStays) {
  llvm::StringRef text = R"(
main (float[N, 3] x, bool training, float[N, 3] w) => (float[N, 3] y, float[N, 3] z, float[N, 3] v)
<float[1] one = {1}, float ratio = {0.5}>
{
  a = Mul (x, one)
  b, mask = Dropout (a, ratio, training)
  c = Cast <to = 10> (b)
  d = Cast <to = 1> (c)
  y = Neg (d)
  e = Identity (x)
  z = Identity (w)
  f = Relu (e)
  v = Identity (f)
})";
  EXPECT_THAT(lines(rewritten(text, RewriteKind::NoOps)),
              ElementsAre("a = Mul(x, one)", "b, mask = Dropout(a, ratio, training)", "c = Cast(b)",
                          "d = Cast(c)", "y = Neg(d)", "z = Identity(w)", "v = Relu(x)"))
      << "[1] may raise the rank, training is the caller's, an input cannot be an output by another name";
}

TEST(Rewrite, WhatABodyReadsKeepsItsName) {
  std::vector<std::string> left = lines(rewritten(R"(
main (float[2] x, bool c) => (float[2] y)
{
  a = Identity (x)
  b = Identity (x)
  d = If (c) <then_branch = g1 () => (float[2] p) { p = Neg (a) }, else_branch = g2 () => (float[2] q) { q = Abs (x) }>
  y = Add (b, d)
})",
                                                  RewriteKind::NoOps));
  EXPECT_THAT(left, ElementsAre("a = Identity(x)", "d = If(c)", "y = Add(x, d)"));
}

// By hand: factor = 2 / sqrt(3 + 1) = 1 and 1 / sqrt(0 + 1) … with epsilon 1: 2/sqrt(3+1) = 1, 6/sqrt(8+1) = 2.
// Weights 10, 20 become 10, 40; bias (1 - 4)·1 + 0.5 = -2.5 and (2 - 0)·2 + 0 = 4.
TEST(Rewrite, NormalizationGoesIntoTheConvolution) {
  onnx::ModelProto network = rewritten(R"(
main (float[1, 1, 2, 2] x) => (float[1, 2, 2, 2] y)
<float[2, 1, 1, 1] w = {10, 20}, float[2] b = {1, 2}, float[2] s = {2, 6}, float[2] o = {0.5, 0}, float[2] m = {4, 0}, float[2] v = {3, 8}>
{
  c = Conv (x, w, b)
  y = BatchNormalization <epsilon = 1.0> (c, s, o, m, v)
})",
                                       RewriteKind::Normalization);
  EXPECT_THAT(lines(network), ElementsAre("y = Conv(x, w_folded, w_folded_bias)"));
  EXPECT_THAT(floats(network, "w_folded"), ElementsAre(10, 40));
  EXPECT_THAT(floats(network, "w_folded_bias"), ElementsAre(-2.5F, 4));
  EXPECT_EQ(network.graph().initializer_size(), 2) << "the old weights are gone";
}

// Two groups of one input channel and two outputs each: weights [2, 2, 1, 1] belong to channels 0, 1 | 2, 3.
TEST(Rewrite, NormalizationFindsTheChannelsOfTransposedConvolutionsAndGemm) {
  onnx::ModelProto deconvolution = rewritten(R"(
main (float[1, 2, 2, 2] x) => (float[1, 4, 2, 2] y)
<float[2, 2, 1, 1] w = {1, 1, 1, 1}, float[4] s = {1, 2, 3, 4}, float[4] o = {0, 0, 0, 5}, float[4] m = {0, 0, 0, 0}, float[4] v = {0, 0, 0, 0}>
{
  c = ConvTranspose <group = 2> (x, w)
  y = BatchNormalization <epsilon = 1.0> (c, s, o, m, v)
})",
                                             RewriteKind::Normalization);
  EXPECT_THAT(floats(deconvolution, "w_folded"), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(floats(deconvolution, "w_folded_bias"), ElementsAre(0, 0, 0, 5));
  // y = 0.5·b of Gemm, then times 2 and 3.
  onnx::ModelProto gemm = rewritten(R"(
main (float[1, 2] x) => (float[1, 2] y)
<float[2, 2] w = {1, 2, 3, 4}, float[2] b = {2, 4}, float[2] s = {2, 3}, float[2] o = {0, 1}, float[2] m = {0, 0}, float[2] v = {0, 0}>
{
  c = Gemm <beta = 0.5> (x, w, b)
  y = BatchNormalization <epsilon = 1.0> (c, s, o, m, v)
})",
                                    RewriteKind::Normalization);
  EXPECT_THAT(floats(gemm, "w_folded"), ElementsAre(2, 6, 6, 12));
  EXPECT_THAT(floats(gemm, "w_folded_bias"), ElementsAre(2, 7));
  EXPECT_EQ(gemm.graph().node(0).attribute(0).f(), 1) << "beta is in the bias now";
}

TEST(Rewrite, NormalizationThatCannotBeFoldedStays) {
  for (
      llvm::StringRef text : {
          R"(main (float[1, 1, 2, 2] x, float[1] s) => (float[1, 1, 2, 2] y) <float[1, 1, 1, 1] w = {1}, float[1] o = {0}> {
             c = Conv (x, w)  y = BatchNormalization (c, s, o, o, o) })",
          R"(main (float[1, 1, 2, 2] x) => (float[1, 1, 2, 2] y, float[1, 1, 2, 2] z) <float[1, 1, 1, 1] w = {1}, float[1] o = {0}> {
             c = Conv (x, w)  y = BatchNormalization (c, o, o, o, o)  z = Relu (c) })",
          R"(main (float[1, 1, 2, 2] x) => (float[1, 1, 2, 2] y) <float[1, 1, 1, 1] w = {1}, float[1] o = {0}> {
             c = Conv (x, w)  y = BatchNormalization <training_mode = 1> (c, o, o, o, o) })",
          R"(main (float[1, 1, 2, 2] x) => (float[1, 1, 2, 2] y) <float[1, 1, 1, 1] w = {1}, float[1] o = {0}, float[1] v = {-3}> {
             c = Conv (x, w)  y = BatchNormalization (c, o, o, o, v) })"})
    EXPECT_THAT(lines(rewritten(text, RewriteKind::Normalization)),
                testing::Contains(HasSubstr("BatchNormalization")))
        << text.str();
}

TEST(Rewrite, TransposesInARowBecomeOneOrNone) {
  EXPECT_THAT(lines(rewritten(R"(
main (float[1, 2, 3, 4] x) => (float[1, 2, 3, 4] y)
{
  a = Transpose <perm = [0, 2, 3, 1]> (x)
  b = Relu (a)
  c = Sigmoid (b)
  d = Transpose <perm = [0, 3, 1, 2]> (c)
  y = Neg (d)
})",
                              RewriteKind::Transposes)),
              ElementsAre("b = Relu(x)", "c = Sigmoid(b)", "y = Neg(c)"));
  onnx::ModelProto joined = rewritten(R"(
main (float[2, 3, 4] x) => (float[3, 4, 2] y)
{
  a = Transpose (x)
  y = Transpose <perm = [1, 0, 2]> (a)
})",
                                      RewriteKind::Transposes);
  EXPECT_THAT(lines(joined), ElementsAre("y = Transpose(x)"));
  auto const &perm = joined.graph().node(0).attribute(0).ints(); // [2, 1, 0] then [1, 0, 2]
  EXPECT_THAT(std::vector<int64_t>(perm.begin(), perm.end()), ElementsAre(1, 2, 0));
}

TEST(Rewrite, TransposesThatOthersReadStay) {
  EXPECT_THAT(lines(rewritten(R"(
main (float[2, 3] x) => (float[2, 3] y, float[3, 2] z)
{
  a = Transpose (x)
  b = Relu (a)
  z = Neg (b)
  y = Transpose (b)
})",
                              RewriteKind::Transposes)),
              ElementsAre("a = Transpose(x)", "b = Relu(a)", "z = Neg(b)", "y = Transpose(b)"));
}

TEST(Rewrite, WhatIsComputedFromConstantsIsAConstant) {
  onnx::ModelProto network = rewritten(R"(
main (float[N, 2] x) => (float[N, 3] y)
<float[3, 2] w = {1, 2, 3, 4, 5, 6}, float[1, 3] b = {1, 1, 2}, float two = {2}, int64[1] axes = {0}>
{
  t = Transpose (w)
  h = Div (t, two)
  m = MatMul (x, h)
  s = Squeeze (b, axes)
  y = Add (m, s)
})",
                                       RewriteKind::Constants);
  EXPECT_THAT(lines(network), ElementsAre("m = MatMul(x, h)", "y = Add(m, s)"));
  EXPECT_THAT(floats(network, "h"), ElementsAre(0.5F, 1.5F, 2.5F, 1, 2, 3));
  EXPECT_THAT(floats(network, "s"), ElementsAre(1, 1, 2));
  EXPECT_EQ(network.graph().initializer_size(), 2);
}

TEST(Rewrite, ConstantsThatCallersMayReplaceAreNone) {
  onnx::ModelProto network =
      parsed("main (float[2] x) => (float[2] y) <float[2] w = {1, 2}> { n = Neg (w)  y = Add (x, n) }");
  onnx::ValueInfoProto &input = *network.mutable_graph()->add_input();
  input = network.graph().input(0);
  input.set_name("w");
  EXPECT_EQ(rewritten(network, RewriteKind::Constants).graph().node_size(), 2);
  network.set_ir_version(3); // every weight is an input there
  onnx::ModelProto old = rewritten(network, RewriteKind::Constants);
  EXPECT_THAT(lines(old), ElementsAre("y = Add(x, n)"));
  EXPECT_EQ(old.graph().input_size(), 2) << "and the new one is, in the place of the old one";
  EXPECT_EQ(old.graph().input(1).name(), "n");
}

TEST(Rewrite, SiblingsBecomeOneConvolution) {
  onnx::ModelProto network = rewritten(R"(
main (float[1, 1, 2, 2] x) => (float[1, 1, 2, 2] y, float[1, 2, 2, 2] z)
<float[1, 1, 1, 1] w = {1}, float[2, 1, 1, 1] v = {2, 3}, float[2] b = {4, 5}>
{
  y = Conv (x, w)
  z = Conv <kernel_shape = [1, 1]> (x, v, b)
})",
                                       RewriteKind::Siblings);
  EXPECT_THAT(lines(network), ElementsAre("y_merged = Conv(x, w_merged, w_merged_bias)",
                                          "y, z = Split(y_merged, y_merged_split_sizes)"));
  EXPECT_THAT(floats(network, "w_merged"), ElementsAre(1, 2, 3));
  EXPECT_THAT(floats(network, "w_merged_bias"), ElementsAre(0, 4, 5));
}

TEST(Rewrite, ActivationsGoBehindThePooling) {
  llvm::StringRef text = "main (float[1, 1, 4, 4] x) => (float[1, 1, 2, 2] y) { a = Relu (x) "
                         "y = MaxPool <kernel_shape = [2, 2], strides = [2, 2]> (a) }";
  EXPECT_THAT(lines(rewritten(text, RewriteKind::Activations)), ElementsAre("a = MaxPool(x)", "y = Relu(a)"));
  std::string falling = text.str();
  falling.replace(falling.find("Relu"), 4, "LeakyRelu <alpha = -1.0>");
  EXPECT_THAT(lines(rewritten(falling, RewriteKind::Activations)),
              ElementsAre("a = LeakyRelu(x)", "y = MaxPool(a)"));
}

TEST(Rewrite, WhatNoOutputDependsOnGoes) {
  onnx::ModelProto network = rewritten(R"(
main (float[2] x) => (float[2] y) <float[2] unread = {1, 2}, float[2] w = {1, 2}>
{ a = Add (x, w)  b = Neg (a)  y = Relu (x) })",
                                       RewriteKind::DeadNodes);
  EXPECT_THAT(lines(network), ElementsAre("y = Relu(x)"));
  EXPECT_EQ(network.graph().initializer_size(), 0);
}

TEST(Rewrite, NothingIsWrittenOver) {
  TemporaryFile file(onnxBytes("main (float[2] x) => (float[2] y) { y = Relu (x) }"));
  llvm::Expected<Rewriter> rewriter = Rewriter::open(file.path());
  ASSERT_TRUE(static_cast<bool>(rewriter));
  ErrorText text = takeErrorText(rewriter->write(file.path()));
  EXPECT_EQ(text.kind, ErrorKind::Usage);
  EXPECT_THAT(text.message, HasSubstr("exists already"));
  std::string to = file.path() + ".fixed";
  std::filesystem::create_symlink("nowhere", to);
  EXPECT_THAT(takeErrorText(rewriter->write(to)).message, HasSubstr("exists already")) << "a link to nowhere";
  std::filesystem::remove(to);
  EXPECT_FALSE(static_cast<bool>(rewriter->write(to)));
  EXPECT_EQ(readFile(to), readFile(file.path()));
  std::filesystem::remove(to);
}

TEST(Rewrite, WeightsInFilesAreReadAndCopiedButNotFromOutside) {
  std::filesystem::path folder = testing::TempDir() + "RewriteExternal." + std::to_string(::getpid());
  std::filesystem::create_directories(folder / "to");
  float const weights[] = {10, 20};
  std::ofstream(folder / "w.bin", std::ios::binary)
      .write(reinterpret_cast<char const *>(weights), sizeof weights);
  onnx::ModelProto network = parsed(R"(
main (float[1, 1, 2, 2] x) => (float[1, 2, 2, 2] y)
<float[2, 1, 1, 1] w = {0, 0}, float[2] s = {1, 2}, float[2] o = {0, 0}>
{ c = Conv (x, w)  y = BatchNormalization <epsilon = 1.0> (c, s, o, o, o) })");
  onnx::TensorProto &w = *network.mutable_graph()->mutable_initializer(0);
  w.clear_float_data();
  w.set_data_location(onnx::TensorProto::EXTERNAL);
  onnx::StringStringEntryProto &location = *w.add_external_data();
  location.set_key("location");
  location.set_value("w.bin");
  auto foldedAt = [&](std::string const &where) {
    location.set_value(where);
    std::ofstream(folder / "net.onnx", std::ios::binary) << network.SerializeAsString();
    llvm::Expected<Rewriter> rewriter = Rewriter::open((folder / "net.onnx").string());
    EXPECT_TRUE(static_cast<bool>(rewriter));
    return rewriter->apply(RewriteKind::Normalization).size();
  };
  EXPECT_EQ(foldedAt("w.bin"), 1U);
  EXPECT_EQ(foldedAt("../" + folder.filename().string() + "/w.bin"), 0U);
  EXPECT_EQ(foldedAt((folder / "w.bin").string()), 0U);
  EXPECT_EQ(foldedAt("missing.bin"), 0U);
  EXPECT_EQ(foldedAt("w.bin"), 1U);
  llvm::Expected<Rewriter> untouched = Rewriter::open((folder / "net.onnx").string());
  ASSERT_TRUE(static_cast<bool>(untouched));
  EXPECT_FALSE(static_cast<bool>(untouched->write((folder / "to" / "net.onnx").string())));
  EXPECT_EQ(readFile((folder / "to" / "w.bin").string()), readFile((folder / "w.bin").string()));
  std::filesystem::remove_all(folder);
}

/// A constant of 4 bytes that lies in `file`.
onnx::TensorProto weightIn(std::string const &file) {
  onnx::TensorProto tensor;
  tensor.set_name("w_" + file);
  tensor.set_data_type(onnx::TensorProto::FLOAT);
  tensor.set_data_location(onnx::TensorProto::EXTERNAL);
  onnx::StringStringEntryProto &location = *tensor.add_external_data();
  location.set_key("location");
  location.set_value(file);
  return tensor;
}

TEST(Rewrite, WeightsOfBodiesAndConstantsAreCopiedTooAllOfThemOrNone) {
  std::filesystem::path folder = testing::TempDir() + "RewriteBodies." + std::to_string(::getpid());
  std::filesystem::create_directories(folder / "to");
  for (char const *name : {"body.bin", "constant.bin"})
    std::ofstream(folder / name, std::ios::binary) << "abcd";
  onnx::ModelProto network = parsed("main (float x, bool c) => (float y) { k = Constant ()  y = If (c) }");
  onnx::AttributeProto &value = *network.mutable_graph()->mutable_node(0)->add_attribute();
  value.set_name("value");
  value.set_type(onnx::AttributeProto::TENSOR);
  *value.mutable_t() = weightIn("constant.bin");
  for (char const *branch : {"then_branch", "else_branch"}) {
    onnx::AttributeProto &body = *network.mutable_graph()->mutable_node(1)->add_attribute();
    body.set_name(branch);
    body.set_type(onnx::AttributeProto::GRAPH);
    *body.mutable_g() = parsed("body () => (float z) { z = Identity (w) }").graph();
    *body.mutable_g()->add_initializer() = weightIn("body.bin");
  }
  std::ofstream(folder / "net.onnx", std::ios::binary) << network.SerializeAsString();
  llvm::Expected<Rewriter> rewriter = Rewriter::open((folder / "net.onnx").string());
  ASSERT_TRUE(static_cast<bool>(rewriter));
  std::string to = (folder / "to" / "net.onnx").string();
  for (char const *name : {"body.bin", "constant.bin"}) {
    std::ofstream(folder / "to" / name) << "mine";
    EXPECT_THAT(takeErrorText(rewriter->write(to)).message, HasSubstr(name));
    EXPECT_EQ(readFile((folder / "to" / name).string()), "mine");
    std::filesystem::remove(folder / "to" / name);
    EXPECT_TRUE(std::filesystem::is_empty(folder / "to")) << "half of a copy is none";
  }
  EXPECT_EQ(takeErrorText(rewriter->write(to)).message, "");
  for (char const *name : {"body.bin", "constant.bin"})
    EXPECT_EQ(readFile((folder / "to" / name).string()), "abcd") << name;
  std::filesystem::remove_all(folder);
}

/// Every change on networks with a byte or two that are not what they were: nothing is said of the result but that it can
/// be written.
TEST(Rewrite, DamagedNetworksAreRewrittenOrRefused) {
  std::string const bytes = onnxBytes(R"(
main (float[1, 1, 4, 4] x) => (float[1, 2, 2, 1] y, float[1, 1, 4, 4] z)
<float[2, 1, 1, 1] w = {10, 20}, float[2] s = {2, 6}, float[2] o = {0.5, 0}, float[2] v = {3, 8}, float[1, 1, 1, 1] u = {1}, int64[2] i = {0, 1}, float[2, 3] g = {1, 2, 3, 4, 5, 6}>
{
  c = Conv (x, w)
  n = BatchNormalization (c, s, o, o, v)
  r = Relu (n)
  p = MaxPool <kernel_shape = [2, 2], strides = [2, 2]> (r)
  t = Transpose <perm = [0, 2, 3, 1]> (p)
  q = Identity (t)
  d = Transpose <perm = [0, 3, 1, 2]> (q)
  h = Gather <axis = 1> (g, i)
  k = Reshape (h, i)
  l = Concat <axis = 0> (h, k)
  m = Squeeze (l, i)
  y = Add (d, m)
  z = Conv (x, u)
})");
  TemporaryFile file;
  size_t rewritten = 0;
  for (size_t at = 0; at < bytes.size(); ++at) {
    constexpr int changes[] = {0x01, 0x80, 0xFF};
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ changes[at % 3]);
    std::ofstream(file.path(), std::ios::binary | std::ios::trunc) << damaged;
    llvm::Expected<Rewriter> rewriter = Rewriter::open(file.path());
    if (!rewriter) {
      llvm::consumeError(rewriter.takeError());
      continue;
    }
    for (RewriteInfo const &info : allRewrites())
      rewriter->apply(info.kind);
    EXPECT_TRUE(static_cast<bool>(rewriter->bytes()));
    ++rewritten;
  }
  EXPECT_GT(rewritten, bytes.size() / 3);
}

TEST(Rewrite, BrokenFilesAreInputErrors) {
  auto message = [](std::string const &bytes) {
    TemporaryFile file(bytes);
    llvm::Expected<Rewriter> rewriter = Rewriter::open(file.path());
    return rewriter ? std::string() : takeErrorText(rewriter.takeError()).message;
  };
  std::string bytes = onnxBytes("main (float[2] x) => (float[2] y) { y = Relu (x) }");
  EXPECT_THAT(message("no ONNX"), HasSubstr("is no ONNX in its binary form"));
  EXPECT_THAT(message(bytes.substr(0, bytes.size() - 1)), HasSubstr("or cut short"));
  onnx::ModelProto twice = parsed("main (float[2] x) => (float[2] y) { y = Relu (x)  z = Neg (x) }");
  twice.mutable_graph()->mutable_node(1)->set_output(0, "y");
  EXPECT_THAT(message(twice.SerializeAsString()), HasSubstr("'y' is computed twice"));
}

} // namespace
} // namespace eo::test
