#include "lib/onnx/WireWalker.h"

#include "lib/onnx/OnnxProto.h"
#include "lib/support/Error.h"
#include "tests/support/TestFiles.h"
#include <gmock/gmock.h>
#include <sys/mman.h>

namespace eo {
namespace {

using testing::HasSubstr;

llvm::Expected<std::string> slim(llvm::StringRef bytes, WalkLimits const &limits = {}) {
  ByteSource file(bytes);
  return slimCopy(file, limits);
}

onnx::ModelProto parse(std::string const &bytes) {
  onnx::ModelProto model;
  EXPECT_TRUE(model.ParsePartialFromString(bytes));
  return model;
}

/// The model after the walk.
onnx::ModelProto walked(onnx::ModelProto const &model, WalkLimits const &limits = {}) {
  llvm::Expected<std::string> bytes = slim(model.SerializeAsString(), limits);
  if (!bytes) {
    ADD_FAILURE() << llvm::toString(bytes.takeError());
    return {};
  }
  return parse(*bytes);
}

/// What the walk says about broken bytes; "" where it finds nothing wrong.
std::string complaint(llvm::StringRef bytes, WalkLimits const &limits = {}) {
  llvm::Expected<std::string> copy = slim(bytes, limits);
  return copy ? "" : takeErrorText(copy.takeError()).message;
}

onnx::TensorProto &addTensor(onnx::ModelProto &model, int64_t elements) {
  onnx::TensorProto &tensor = *model.mutable_graph()->add_initializer();
  tensor.set_name("w");
  tensor.set_data_type(onnx::TensorProto::FLOAT);
  tensor.add_dims(elements);
  return tensor;
}

TEST(WireWalker, LargeTensorsKeepEverythingButTheirElements) {
  onnx::ModelProto model;
  addTensor(model, 1000).set_raw_data(std::string(4000, 'x'));
  addTensor(model, 1000).mutable_float_data()->Resize(1000, 1.5F);
  onnx::ModelProto result = walked(model);
  for (int i : {0, 1}) {
    onnx::TensorProto const &tensor = result.graph().initializer(i);
    EXPECT_FALSE(tensor.has_raw_data());
    EXPECT_EQ(tensor.float_data_size(), 0);
    EXPECT_EQ(tensor.dims(0), 1000);
    EXPECT_EQ(tensor.name(), "w");
    EXPECT_EQ(tensor.data_type(), onnx::TensorProto::FLOAT);
  }
}

TEST(WireWalker, ThresholdIsTheLengthOfTheTensorMessage) {
  onnx::ModelProto model;
  onnx::TensorProto &tensor = addTensor(model, 4);
  tensor.set_raw_data(std::string(16, 'x'));
  WalkLimits limits;
  limits.keepTensorBytes = tensor.ByteSizeLong();
  EXPECT_TRUE(walked(model, limits).graph().initializer(0).has_raw_data());
  --limits.keepTensorBytes;
  EXPECT_FALSE(walked(model, limits).graph().initializer(0).has_raw_data());
}

TEST(WireWalker, LargeAttributesLoseTheirListAndTheirType) {
  onnx::ModelProto model;
  onnx::AttributeProto &attribute = *model.mutable_graph()->add_node()->add_attribute();
  attribute.set_name("nodes_values");
  attribute.set_type(onnx::AttributeProto::FLOATS);
  attribute.mutable_floats()->Resize(10000, 1.5F);
  onnx::AttributeProto result = walked(model).graph().node(0).attribute(0);
  EXPECT_EQ(result.name(), "nodes_values");
  EXPECT_EQ(result.floats_size(), 0);
  EXPECT_FALSE(result.has_type());
}

TEST(WireWalker, LargeBodiesKeepTheirType) {
  onnx::ModelProto model;
  onnx::AttributeProto &attribute = *model.mutable_graph()->add_node()->add_attribute();
  attribute.set_name("body");
  attribute.set_type(onnx::AttributeProto::GRAPH);
  for (int i = 0; i < 2000; ++i)
    attribute.mutable_g()->add_node()->set_op_type("Relu");
  EXPECT_EQ(walked(model).graph().node(0).attribute(0).g().node_size(), 2000);
}

TEST(WireWalker, DocumentationMetadataAndTrainingAreLeftOut) {
  onnx::ModelProto model;
  model.set_doc_string("long story");
  model.mutable_graph()->set_doc_string("long story");
  model.mutable_graph()->set_name("kept");
  model.add_metadata_props()->set_key("author");
  model.add_training_info()->mutable_algorithm()->set_name("sgd");
  onnx::ModelProto expected;
  expected.mutable_graph()->set_name("kept");
  EXPECT_EQ(walked(model).SerializeAsString(), expected.SerializeAsString());
}

TEST(WireWalker, NetworksWithoutDocumentationSurviveUnchanged) {
  WalkLimits all;
  all.keepTensorBytes = all.keepAttributeBytes = size_t{1} << 30;
  for (char const *name : {"tiny-cnn", "depthwise", "transformer-block", "if", "loop", "scan", "quantized"}) {
    onnx::ModelProto model = parse(test::readFile(test::testFile(std::string("networks/") + name + ".onnx")));
    EXPECT_EQ(walked(model, all).SerializeAsString(), model.SerializeAsString()) << name;
  }
}

TEST(WireWalker, PayloadIsNeverLookedAt) {
  // One page of header, 64 pages that nobody may read, one page with the rest of the file.
  constexpr size_t page = 4096, hidden = 64 * page;
  auto *memory = static_cast<char *>(
      mmap(nullptr, hidden + 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  ASSERT_NE(memory, MAP_FAILED);
  // graph (0x4000d bytes) { initializer (0x40005) { raw_data (0x40000): <hidden pages> } name: "g" }
  std::string const header("\x3a\x8d\x80\x90\x00\x2a\x85\x80\x90\x00\x4a\x80\x80\x90\x00", 15);
  header.copy(memory + page - header.size(), header.size());
  std::string("\x12\x01g").copy(memory + page + hidden, 3);
  ASSERT_EQ(mprotect(memory + page, hidden, PROT_NONE), 0);
  llvm::StringRef file(memory + page - header.size(), header.size() + hidden + 3);
  llvm::Expected<std::string> copy = slim(file);
  ASSERT_TRUE(static_cast<bool>(copy)) << llvm::toString(copy.takeError());
  onnx::ModelProto model = parse(*copy);
  EXPECT_EQ(model.graph().name(), "g");
  EXPECT_EQ(model.graph().initializer_size(), 1);
  munmap(memory, hidden + 2 * page);
}

TEST(WireWalker, TruncationAnywhereIsNoticedExceptBetweenTheFieldsOfTheModel) {
  onnx::ModelProto model = parse(test::readFile(test::testFile("networks/scan.onnx")));
  std::string bytes = model.SerializeAsString();
  unsigned unnoticed = 0;
  for (size_t length = 0; length < bytes.size(); ++length) {
    std::string message = complaint(llvm::StringRef(bytes).take_front(length));
    unnoticed += message.empty() ? 1 : 0;
    if (!message.empty()) {
      EXPECT_THAT(message, HasSubstr("truncated: the file ends at byte " + std::to_string(length)));
    }
  }
  // ir_version, producer_name, producer_version, graph, opset_import: before each of them
  EXPECT_EQ(unnoticed, 5U);
}

TEST(WireWalker, DamageIsNamedWithItsPlace) {
  struct Case {
    std::string bytes;
    char const *message;
  } const cases[] = {
      {std::string("\x08\x08\x00\x00", 4), "no field begins at byte 2"},
      {"\x08\x08\x0b\x0b\x0b\x08\x08\x0b\x0b\x0b\x08\x08\x0b\x0b\x0b\x08\x08\x0b\x0b\x0b\x08\x08\x0b\x0b",
       "a field without readable content at byte 2"}, // groups
      {"\x08\x08\x0f", "no field begins at byte 2"},  // wire type 7
      {"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x08\x08\x08\x08\x08\x08\x08\x08\x08\x08\x08",
       "a field without readable content at byte 0"}, // a varint of eleven bytes
      {"\x3a\x04\x0a\x08\x08\x08\x08\x08\x08\x08\x08\x08\x08",
       "the field at byte 2 reaches past the end of its"},
      {"\x08\x08\x3a\xff\xff\xff\xff\xff\xff\xff\xff\x7f", "truncated: the file ends at byte 12"},
      {"\x08", "truncated: the file ends at byte 1"},
      {"\x08\x80", "truncated: the file ends at byte 2"},
  };
  for (Case const &c : cases)
    EXPECT_THAT(complaint(c.bytes), HasSubstr(c.message));
}

TEST(WireWalker, DepthAndMemoryAreBounded) {
  onnx::ModelProto model;
  onnx::GraphProto *graph = model.mutable_graph();
  for (int i = 0; i < 10; ++i)
    graph = graph->add_node()->add_attribute()->mutable_g();
  WalkLimits limits;
  limits.maxDepth = 32; // model, graph, ten times three
  EXPECT_EQ(complaint(model.SerializeAsString(), limits), "");
  limits.maxDepth = 31;
  EXPECT_THAT(complaint(model.SerializeAsString(), limits), HasSubstr("nested deeper than 31 messages"));

  onnx::ModelProto wide;
  for (int i = 0; i < 1000; ++i)
    wide.mutable_graph()->add_node();
  limits.maxParsedBytes = 1000 * sizeof(onnx::NodeProto);
  EXPECT_THAT(complaint(wide.SerializeAsString(), limits), HasSubstr("takes more than"));
}

TEST(WireWalker, ParsedSizeIsNotUnderestimated) {
  for (std::string const &path : test::filesIn(test::testFile("networks"), ".onnx")) {
    std::string bytes = test::readFile(path);
    WalkLimits limits;
    llvm::Expected<std::string> copy = slim(bytes, limits);
    ASSERT_TRUE(static_cast<bool>(copy)) << path;
    limits.maxParsedBytes = parse(*copy).SpaceUsedLong() / 2;
    EXPECT_NE(complaint(bytes, limits), "") << path;
  }
}

} // namespace
} // namespace eo
