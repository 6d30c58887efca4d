#include "lib/support/Yaml.h"
#include "lib/support/Error.h"

#include <gmock/gmock.h>

using namespace eo;
using testing::HasSubstr;
using testing::StartsWith;

namespace {

/// Compact form of the tree: {k: v}, [a, b], ~ for null; or the error.
std::string show(YamlNode const &node) {
  std::string text;
  switch (node.kind) {
  case YamlNode::Kind::Null:
    return "~";
  case YamlNode::Kind::Scalar:
    return node.text;
  case YamlNode::Kind::Sequence:
    for (YamlNode const &item : node.items)
      text += (text.empty() ? "" : ", ") + show(item);
    return "[" + text + "]";
  case YamlNode::Kind::Mapping:
    for (size_t i = 0; i < node.keys.size(); ++i)
      text += (text.empty() ? "" : ", ") + node.keys[i].text + ": " + show(node.items[i]);
    return "{" + text + "}";
  }
  return {};
}

std::string parsed(std::string const &text) {
  llvm::Expected<YamlFile> file = YamlFile::parse(text, "f");
  return file ? show(file->root()) : takeErrorText(file.takeError()).message;
}

TEST(Yaml, BlockAndFlowFormsReadAlike) {
  EXPECT_EQ(parsed("a: 1\nb:\n  - x\n  - {c: 'd e', f: \"g\\th\"}\n"), "{a: 1, b: [x, {c: d e, f: g\th}]}");
  EXPECT_EQ(parsed("{a: 1, b: [x, {c: d}]}"), "{a: 1, b: [x, {c: d}]}");
  EXPECT_EQ(parsed("a: 1 # comment\r\nb: 2\r\n"), "{a: 1, b: 2}");
}

TEST(Yaml, NothingIsNull) {
  EXPECT_EQ(parsed(""), "~");
  EXPECT_EQ(parsed("a:\nb: 1"), "{a: ~, b: 1}");
}

TEST(Yaml, TextOverSeveralLinesIsFolded) {
  EXPECT_EQ(parsed("a: one\n  two\n  three\n"), "{a: one two three}");
  EXPECT_EQ(parsed("a: \"one\n  two\"\n"), "{a: one two}");
  EXPECT_EQ(parsed("a: |\n  one\n  two\n"), "{a: one\ntwo}");
}

TEST(Yaml, InvalidUtf8NeverComesThrough) {
  std::string text = parsed("a: \"\xff\xc0\"\n");
  EXPECT_EQ(text.find('\xff'), std::string::npos);
}

TEST(Yaml, PlacesCountFromOne) {
  llvm::Expected<YamlFile> file = YamlFile::parse("a:\n  - bb: 1\n", "f");
  ASSERT_TRUE(bool(file));
  YamlNode const &item = file->root().items[0].items[0];
  EXPECT_EQ(item.keys[0].place.line, 2U);
  EXPECT_EQ(item.keys[0].place.column, 5U);
  EXPECT_EQ(item.items[0].place.column, 9U);
}

TEST(Yaml, DepthIsBounded) {
  for (std::string const &nest :
       {std::string("["), std::string("{a: "), std::string("- "), std::string("? ")}) {
    std::string text;
    while (text.size() + nest.size() < YamlFile::maxBytes)
      text += nest;
    EXPECT_THAT(parsed(text), StartsWith("f:1:")) << nest;
  }
}

TEST(Yaml, SizeIsBounded) {
  EXPECT_THAT(parsed(std::string(YamlFile::maxBytes + 1, ' ')),
              HasSubstr("bytes, a file of this kind has at most"));
}

TEST(Yaml, ManyEntriesTakeNoQuadraticTime) {
  std::string keys, flow = "[", quotes;
  for (int i = 0; keys.size() < 200000; ++i)
    keys += "k" + std::to_string(i) + ": 1\n";
  while (flow.size() < 200000)
    flow += "a,";
  EXPECT_THAT(parsed(keys), StartsWith("{k0: 1"));
  EXPECT_THAT(parsed(flow + "b]"), StartsWith("[a, a"));
}

TEST(Yaml, MissingFileIsNamed) {
  EXPECT_THAT(takeErrorText(YamlFile::open("/no/such.yaml").takeError()).message,
              StartsWith("/no/such.yaml: "));
  EXPECT_THAT(takeErrorText(YamlFile::open("/dev/zero").takeError()).message,
              HasSubstr("not a regular file"));
}

TEST(Yaml, CaretStandsBelowTheCharacterInColumns) {
  llvm::Expected<YamlFile> file = YamlFile::parse("ä: x\n", "f");
  ASSERT_TRUE(bool(file));
  EXPECT_EQ(file->locate({1, 5}, "bad"), "f:1:5: bad\n  ä: x\n     ^");
}

} // namespace
