#include "lib/onnx/SlimReader.h"

#include "lib/support/Error.h"
#include "tests/onnx/SlimProto.h"
#include "tests/support/TestFiles.h"
#include <gmock/gmock.h>
#include <map>
#include <sys/mman.h>

namespace eo {
namespace {

using testing::HasSubstr;

llvm::Expected<SlimModel> slim(llvm::StringRef bytes, ReadLimits const &limits = {}) {
  ByteSource file(bytes);
  return readSlim(file, limits);
}

onnx::ModelProto parse(std::string const &bytes) {
  onnx::ModelProto model;
  EXPECT_TRUE(model.ParsePartialFromString(bytes));
  return model;
}

/// What was read of the model, as a message again.
onnx::ModelProto reread(onnx::ModelProto const &model, ReadLimits const &limits = {}) {
  std::string bytes = model.SerializeAsString();
  llvm::Expected<SlimModel> read = slim(bytes, limits);
  if (!read) {
    ADD_FAILURE() << llvm::toString(read.takeError());
    return {};
  }
  return test::protoOf(*read);
}

/// What is said about broken bytes; "" where nothing is wrong.
std::string complaint(llvm::StringRef bytes, ReadLimits const &limits = {}) {
  llvm::Expected<SlimModel> read = slim(bytes, limits);
  return read ? "" : takeErrorText(read.takeError()).message;
}

onnx::TensorProto &addTensor(onnx::ModelProto &model, int64_t elements) {
  onnx::TensorProto &tensor = *model.mutable_graph()->add_initializer();
  tensor.set_name("w");
  tensor.set_data_type(onnx::TensorProto::FLOAT);
  tensor.add_dims(elements);
  return tensor;
}

TEST(SlimReader, LargeTensorsKeepEverythingButTheirElements) {
  onnx::ModelProto model;
  addTensor(model, 1000).set_raw_data(std::string(4000, 'x'));
  addTensor(model, 1000).mutable_float_data()->Resize(1000, 1.5F);
  onnx::ModelProto result = reread(model);
  for (int i : {0, 1}) {
    onnx::TensorProto const &tensor = result.graph().initializer(i);
    EXPECT_FALSE(tensor.has_raw_data());
    EXPECT_EQ(tensor.float_data_size(), 0);
    EXPECT_EQ(tensor.dims(0), 1000);
    EXPECT_EQ(tensor.name(), "w");
    EXPECT_EQ(tensor.data_type(), onnx::TensorProto::FLOAT);
  }
}

TEST(SlimReader, ThresholdIsTheLengthOfTheTensorMessage) {
  onnx::ModelProto model;
  onnx::TensorProto &tensor = addTensor(model, 4);
  tensor.set_raw_data(std::string(16, 'x'));
  ReadLimits limits;
  limits.keepTensorBytes = tensor.ByteSizeLong();
  EXPECT_TRUE(reread(model, limits).graph().initializer(0).has_raw_data());
  --limits.keepTensorBytes;
  EXPECT_FALSE(reread(model, limits).graph().initializer(0).has_raw_data());
}

TEST(SlimReader, LargeAttributesLoseTheirListAndTheirType) {
  onnx::ModelProto model;
  onnx::AttributeProto &attribute = *model.mutable_graph()->add_node()->add_attribute();
  attribute.set_name("nodes_values");
  attribute.set_type(onnx::AttributeProto::FLOATS);
  attribute.mutable_floats()->Resize(10000, 1.5F);
  onnx::AttributeProto result = reread(model).graph().node(0).attribute(0);
  EXPECT_EQ(result.name(), "nodes_values");
  EXPECT_EQ(result.floats_size(), 0);
  EXPECT_FALSE(result.has_type());
}

TEST(SlimReader, LargeBodiesKeepTheirType) {
  onnx::ModelProto model;
  onnx::AttributeProto &attribute = *model.mutable_graph()->add_node()->add_attribute();
  attribute.set_name("body");
  attribute.set_type(onnx::AttributeProto::GRAPH);
  for (int i = 0; i < 2000; ++i)
    attribute.mutable_g()->add_node()->set_op_type("Relu");
  EXPECT_EQ(reread(model).graph().node(0).attribute(0).g().node_size(), 2000);
}

TEST(SlimReader, DocumentationMetadataAndTrainingAreLeftOut) {
  onnx::ModelProto model;
  model.set_doc_string("long story");
  model.mutable_graph()->set_doc_string("long story");
  model.mutable_graph()->set_name("kept");
  model.add_metadata_props()->set_key("author");
  model.add_training_info()->mutable_algorithm()->set_name("sgd");
  onnx::ModelProto expected;
  expected.mutable_graph()->set_name("kept");
  EXPECT_EQ(reread(model).SerializeAsString(), expected.SerializeAsString());
}

TEST(SlimReader, NetworksWithoutDocumentationSurviveUnchanged) {
  ReadLimits all;
  all.keepTensorBytes = all.keepAttributeBytes = size_t{1} << 30;
  for (char const *name : {"tiny-cnn", "depthwise", "transformer-block", "if", "loop", "scan", "quantized"}) {
    onnx::ModelProto model = parse(test::readFile(test::testFile(std::string("networks/") + name + ".onnx")));
    test::dropDefaults(model);
    onnx::ModelProto result = reread(model, all);
    test::dropDefaults(result);
    EXPECT_EQ(result.SerializeAsString(), model.SerializeAsString()) << name;
  }
}

TEST(SlimReader, PayloadIsNeverLookedAt) {
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
  llvm::Expected<SlimModel> model = slim(file);
  ASSERT_TRUE(static_cast<bool>(model)) << llvm::toString(model.takeError());
  EXPECT_EQ(model->graph->name, "g");
  EXPECT_EQ(model->graph->initializers.size(), 1U);
  munmap(memory, hidden + 2 * page);
}

TEST(SlimReader, TruncationAnywhereIsNoticedExceptBetweenTheFieldsOfTheModel) {
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

TEST(SlimReader, DamageIsNamedWithItsPlace) {
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

TEST(SlimReader, DepthAndMemoryAreBounded) {
  onnx::ModelProto model;
  onnx::GraphProto *graph = model.mutable_graph();
  for (int i = 0; i < 10; ++i)
    graph = graph->add_node()->add_attribute()->mutable_g();
  ReadLimits limits;
  limits.maxDepth = 32; // model, graph, ten times three
  EXPECT_EQ(complaint(model.SerializeAsString(), limits), "");
  limits.maxDepth = 31;
  EXPECT_THAT(complaint(model.SerializeAsString(), limits), HasSubstr("nested deeper than 31 messages"));

  onnx::ModelProto wide;
  for (int i = 0; i < 1000; ++i)
    wide.mutable_graph()->add_node();
  limits.maxBytes = 1000 * sizeof(SlimNode);
  EXPECT_THAT(complaint(wide.SerializeAsString(), limits), HasSubstr("takes more than"));
}

TEST(SlimReader, MemoryIsBoundedByWhatIsTaken) {
  for (std::string const &path : test::filesIn(test::testFile("networks"), ".onnx")) {
    std::string bytes = test::readFile(path);
    llvm::Expected<SlimModel> model = slim(bytes);
    ASSERT_TRUE(static_cast<bool>(model)) << path;
    ReadLimits limits;
    size_t const taken = model->messages->getBytesAllocated() + model->texts->getBytesAllocated();
    limits.maxBytes = taken + bytes.size(); // before a text is looked up there is room for it
    EXPECT_EQ(complaint(bytes, limits), "") << path;
    limits.maxBytes = taken - 1;
    EXPECT_THAT(complaint(bytes, limits), HasSubstr("takes more than")) << path;
  }
}

TEST(SlimReader, OneTextIsKeptOnce) {
  std::string bytes = test::readFile(test::testFile("networks/tiny-cnn.onnx"));
  llvm::Expected<SlimModel> model = slim(bytes);
  ASSERT_TRUE(static_cast<bool>(model));
  std::map<std::string, void const *> addresses;
  for (SlimNode const &node : model->graph->nodes)
    for (ArenaArray<Name> const &list : {node.inputs, node.outputs})
      for (Name name : list)
        EXPECT_EQ(addresses.try_emplace(name.text().str(), name.address()).first->second, name.address());
  EXPECT_GT(addresses.size(), 4U);
}

TEST(SlimReader, NamesStayOneWhileTheirTableGrows) {
  constexpr size_t count = 5000; // several times what the table starts with
  onnx::ModelProto model;
  for (size_t i = 0; i < count; ++i) {
    onnx::NodeProto &node = *model.mutable_graph()->add_node();
    node.add_input("v" + std::to_string(i));
    node.add_output("v" + std::to_string(i + 1));
  }
  std::string bytes = model.SerializeAsString();
  llvm::Expected<SlimModel> read = slim(bytes);
  ASSERT_TRUE(static_cast<bool>(read)) << llvm::toString(read.takeError());
  std::map<void const *, std::string> texts;
  Name last;
  for (SlimNode const &node : read->graph->nodes) {
    std::string text = "v" + std::to_string(node.index);
    EXPECT_EQ(node.inputs[0].text(), text);
    EXPECT_TRUE(node.index == 0 || node.inputs[0] == last) << text;
    EXPECT_TRUE(texts.try_emplace(node.inputs[0].address(), text).second) << text;
    last = node.outputs[0];
  }
  EXPECT_EQ(texts.size(), count);
}

TEST(SlimReader, NumbersMayBePackedOrNotAndMessagesWrittenInParts) {
  // Two graphs are one, as Protobuf has it; within it an attribute whose integers are written in both ways.
  std::string const part("\x3a\x11\x0a\x0f\x2a\x0d\x0a\x01p\x40\x07\x42\x03\x01\xac\x02\xa0\x01\x07", 19);
  std::string const named("\x3a\x03\x12\x01g", 5);
  std::string bytes = part + named;
  onnx::ModelProto expected = parse(bytes);
  ASSERT_EQ(expected.graph().node(0).attribute(0).ints_size(), 3);
  EXPECT_EQ(expected.graph().node(0).attribute(0).ints(2), 300);
  llvm::Expected<SlimModel> read = slim(bytes);
  ASSERT_TRUE(static_cast<bool>(read)) << llvm::toString(read.takeError());
  EXPECT_EQ(test::protoOf(*read).SerializeAsString(), expected.SerializeAsString());
}

TEST(SlimReader, ListsThatEndWithinANumberAreDamage) {
  // graph { node { attribute { ints: <80> } } }, then floats of three bytes
  EXPECT_THAT(complaint("\x3a\x07\x0a\x05\x2a\x03\x42\x01\x80"),
              HasSubstr("a list of numbers ends within a number"));
  EXPECT_THAT(complaint(llvm::StringRef("\x3a\x09\x0a\x07\x2a\x05\x3a\x03\x00\x00\x00", 11)),
              HasSubstr("a list of numbers ends within a number"));
}

} // namespace
} // namespace eo
