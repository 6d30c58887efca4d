#include "lib/onnx/AnnotatedCopy.h"

#include "lib/onnx/MetadataEdits.h"
#include "lib/onnx/OnnxProto.h"
#include "lib/support/Error.h"
#include "tests/onnx/LoadHelpers.h"
#include <gmock/gmock.h>

namespace eo::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string edited(std::string const &bytes, ModelMetadata const &metadata) {
  ByteSource file{llvm::StringRef(bytes)};
  llvm::Expected<MetadataEdits> edits = metadataEdits(file, metadata);
  if (!edits)
    return takeErrorText(edits.takeError()).message;
  std::string result;
  size_t position = 0;
  for (ByteEdit const &edit : edits->edits) {
    EXPECT_GE(edit.begin, position);
    result += bytes.substr(position, edit.begin - position) + edit.bytes;
    position = edit.end;
  }
  return result + bytes.substr(position);
}

MetadataEntries entries(std::string const &value) { return {{"energy_opt.energy_j", value}}; }

/// Something for every node, bodies included.
GraphMetadata forAll(onnx::GraphProto const &graph) {
  GraphMetadata result;
  for (int i = 0; i < graph.node_size(); ++i) {
    NodeMetadata &node = result[static_cast<uint32_t>(i)];
    node.entries = entries(std::string(static_cast<size_t>(i % 200), '1')); // lengths of one byte and of two
    for (onnx::AttributeProto const &attribute : graph.node(i).attribute())
      if (attribute.has_g())
        node.bodies[attribute.name()] = forAll(attribute.g());
  }
  return result;
}

ModelMetadata forAll(std::string const &bytes) {
  onnx::ModelProto model;
  EXPECT_TRUE(model.ParsePartialFromString(bytes));
  return {entries("total"), forAll(model.graph())};
}

/// The metadata_props of a node, which the message class keeps as unknown fields: "key=value".
std::vector<std::string> metadataIn(onnx::NodeProto const &node) {
  std::vector<std::string> result;
  google::protobuf::UnknownFieldSet const &unknown = node.GetReflection()->GetUnknownFields(node);
  for (int i = 0; i < unknown.field_count(); ++i) {
    onnx::StringStringEntryProto entry;
    if (unknown.field(i).number() == nodeMetadataField &&
        entry.ParseFromString(unknown.field(i).length_delimited()))
      result.push_back(entry.key() + "=" + entry.value());
  }
  return result;
}

TEST(MetadataEdits, RemovingWhatWasAddedGivesTheFileBack) {
  for (std::string const &path : filesIn(testFile("networks"), ".onnx")) {
    std::string before = readFile(path), after = edited(before, forAll(before));
    EXPECT_GT(after.size(), before.size()) << path;
    EXPECT_EQ(edited(after, {}), before) << path;
  }
}

TEST(MetadataEdits, AnnotatingAgainReplacesWhatWasThere) {
  std::string before = readFile(testFile("networks/if.onnx")), once = edited(before, forAll(before));
  EXPECT_EQ(edited(once, forAll(before)), once);
}

TEST(MetadataEdits, NodesCarryTheirOwnEntries) {
  onnx::ModelProto model = parsed("main (float[2] x) => (float[2] y) { a = Relu(x) y = Neg(a) }");
  ModelMetadata metadata{entries("9"),
                         {{1, {{{"energy_opt.energy_j", "3"}, {"energy_opt.basis", "fit"}}, {}}}}};
  onnx::ModelProto result;
  ASSERT_TRUE(result.ParseFromString(edited(model.SerializeAsString(), metadata)));
  EXPECT_TRUE(metadataIn(result.graph().node(0)).empty());
  EXPECT_THAT(metadataIn(result.graph().node(1)),
              ElementsAre("energy_opt.energy_j=3", "energy_opt.basis=fit"));
  ASSERT_EQ(result.metadata_props_size(), 1);
  EXPECT_EQ(result.metadata_props(0).value(), "9");
}

TEST(MetadataEdits, BodiesAreGoneInto) {
  std::string bytes = readFile(testFile("networks/if.onnx"));
  onnx::ModelProto result;
  ASSERT_TRUE(result.ParseFromString(edited(bytes, forAll(bytes))));
  size_t inBodies = 0;
  for (onnx::NodeProto const &node : result.graph().node())
    for (onnx::AttributeProto const &attribute : node.attribute())
      for (onnx::NodeProto const &inner : attribute.g().node())
        inBodies += metadataIn(inner).size();
  EXPECT_GE(inBodies, 2U);
}

TEST(MetadataEdits, EntriesOfOthersStay) {
  onnx::ModelProto model = parsed("main (float[2] x) => (float[2] y) { y = Relu(x) }");
  onnx::StringStringEntryProto *entry = model.add_metadata_props();
  entry->set_key("author");
  entry->set_value("energy_opt.");
  std::string bytes = model.SerializeAsString();
  EXPECT_EQ(edited(bytes, {}), bytes);
  EXPECT_THAT(edited(bytes, forAll(bytes)), HasSubstr("author"));
}

TEST(MetadataEdits, GraphInSeveralPiecesIsOneGraph) {
  onnx::ModelProto first = parsed("main (float[2] x) => (float[2] y) { a = Relu(x) }"), second;
  second.mutable_graph()->add_node()->set_op_type("Neg");
  std::string bytes = first.SerializeAsString() + second.SerializeAsString();
  onnx::ModelProto result;
  ASSERT_TRUE(result.ParsePartialFromString(edited(bytes, {{}, {{1, {entries("1"), {}}}}})));
  EXPECT_TRUE(metadataIn(result.graph().node(0)).empty());
  EXPECT_EQ(metadataIn(result.graph().node(1)).size(), 1U);
}

TEST(MetadataEdits, NodeThatIsNotThereIsAnError) {
  std::string bytes = parsed("main (float[2] x) => (float[2] y) { y = Relu(x) }").SerializeAsString();
  EXPECT_EQ(edited(bytes, {{}, {{1, {entries("1"), {}}}}}),
            "has 1 nodes where more were analysed: it has changed meanwhile");
}

TEST(MetadataEdits, EveryTruncationIsAnErrorOrHasNoSuchNode) {
  std::string bytes = readFile(testFile("networks/if.onnx"));
  ModelMetadata metadata = forAll(bytes);
  for (size_t length = 0; length < bytes.size(); length += 3) {
    std::string cut = bytes.substr(0, length);
    ByteSource file{llvm::StringRef(cut)};
    llvm::Expected<MetadataEdits> edits = metadataEdits(file, metadata);
    if (!edits)
      llvm::consumeError(edits.takeError());
    else
      EXPECT_EQ(edited(cut, {}), cut) << "cut behind the graph";
  }
}

TEST(MetadataEdits, BodiesNestedTooDeepAreAnError) {
  std::string bytes;
  auto around = [](uint32_t field, std::string const &content) {
    std::string length;
    size_t value = content.size();
    for (; value >= 0x80; value >>= 7)
      length += static_cast<char>((value & 0x7FU) | 0x80U);
    return std::string(1, static_cast<char>(field << 3 | 2U)) + length + static_cast<char>(value) + content;
  };
  for (int i = 0; i < 300; ++i)
    bytes = around(1, around(5, around(6, bytes))); // node, attribute, g
  EXPECT_THAT(edited(around(7, bytes), {}), HasSubstr("bodies within each other more than 256 deep"));
}

TEST(MetadataEdits, ExternalDataIsNoticed) {
  std::string bytes = readFile(testFile("networks/external-data.onnx"));
  ByteSource file{llvm::StringRef(bytes)};
  EXPECT_TRUE(llvm::cantFail(metadataEdits(file, {})).hasExternalData);
}

/// Files in a folder of their own.
class AnnotatedCopyFiles : public testing::Test {
protected:
  void SetUp() override {
    folder = TempDir();
    std::filesystem::create_directory(folder);
    std::filesystem::copy_file(testFile("networks/if.onnx"), folder + "/in.onnx");
  }
  void TearDown() override { std::filesystem::remove_all(folder); }
  static std::string TempDir() { return testing::TempDir() + "annotated." + std::to_string(::getpid()); }

  std::string write(std::string const &from, std::string const &to) {
    llvm::Expected<AnnotatedCopy> copy = writeAnnotatedCopy(
        folder + "/" + from, to.front() == '/' ? to : folder + "/" + to, {entries("1"), {}});
    return copy ? "" : takeErrorText(copy.takeError()).message;
  }
  size_t files() const {
    auto all = std::filesystem::directory_iterator(folder);
    return static_cast<size_t>(std::distance(begin(all), end(all)));
  }
  std::string folder;
};

TEST_F(AnnotatedCopyFiles, CopyIsComplete) {
  EXPECT_EQ(write("in.onnx", "out.onnx"), "");
  EXPECT_EQ(edited(readFile(folder + "/out.onnx"), {}), readFile(folder + "/in.onnx"));
  EXPECT_EQ(files(), 2U);
  EXPECT_EQ(write("in.onnx", "out.onnx"), "") << "an older copy is replaced";
}

TEST_F(AnnotatedCopyFiles, InputIsNeverOverwritten) {
  std::filesystem::create_symlink("in.onnx", folder + "/link.onnx");
  std::filesystem::create_hard_link(folder + "/in.onnx", folder + "/hard.onnx");
  for (char const *name : {"in.onnx", "./in.onnx", "link.onnx", "hard.onnx"})
    EXPECT_THAT(write("in.onnx", name), HasSubstr("is the network itself")) << name;
}

TEST_F(AnnotatedCopyFiles, BrokenNetworkLeavesNothingBehind) {
  std::filesystem::resize_file(folder + "/in.onnx", 100);
  EXPECT_THAT(write("in.onnx", "out.onnx"), HasSubstr("in.onnx: not ONNX, or damaged"));
  EXPECT_EQ(files(), 1U);
}

TEST_F(AnnotatedCopyFiles, PlacesThatTakeNoFileAreErrors) {
  EXPECT_THAT(write("in.onnx", "/dev/null"), HasSubstr("/dev/null: not a regular file"));
  EXPECT_THAT(write("in.onnx", "no/such/out.onnx"), HasSubstr("No such file"));
  EXPECT_THAT(write("missing.onnx", "out.onnx"), HasSubstr("not a regular file"));
  EXPECT_EQ(files(), 1U);
}

} // namespace
} // namespace eo::test
