// The quick reader of YAML against LLVM's parser, which gets to see a text that is not plain: one with a tab in a comment.
#include "lib/support/PlainYaml.h"
#include "lib/support/Error.h"

#include <gmock/gmock.h>

using namespace eo;

namespace {

/// Kind, place, quotes, text and children of every node.
std::string spell(YamlNode const &node) {
  std::string text = std::to_string(static_cast<int>(node.kind)) + "@" + std::to_string(node.place.line) +
                     ":" + std::to_string(node.place.column) + (node.quoted ? "q" : "") + "<" + node.text +
                     ">";
  for (YamlNode const &key : node.keys)
    text += " k" + spell(key);
  for (YamlNode const &item : node.items)
    text += " i" + spell(item);
  return text + ".";
}

std::string byLlvm(std::string const &text) {
  llvm::Expected<YamlFile> file = YamlFile::parse(text + "\n#\t\n", "f");
  return file ? spell(file->root()) : takeErrorText(file.takeError()).message;
}

std::string plainly(std::string const &text) {
  std::optional<YamlNode> tree = readPlainYaml(text);
  return tree ? spell(*tree) : "not plain";
}

TEST(PlainYaml, GivesTheTreeAndThePlacesOfLlvmsParser) {
  for (std::string const text : {
           "a: 1\nb: two words # comment\n# another\n\nc-d: https://x.org/y?z=1\n",
           "key:\n  - x\n  - {c: 'd e', f: \" g \"}\n  - k: v\n    l: [1, -2.5e-3, [x], {y: z}]\n  -\n    m: "
           "n\nlast: end",
           "{a: 1, \"b\": [x, {c: d}], e: []}\n",
           "- - a\n  - b: 1\n    c: {}\n- \"d: # e\"\n",
           "  deep:\n     deeper: [ a, b ]\n     flow: { a: b }\n  again: text (this), with [no] {flow}\n",
           "u: \"é × …\" # µJ\n",
       }) {
    EXPECT_NE(plainly(text), "not plain") << text;
    EXPECT_EQ(plainly(text), byLlvm(text)) << text;
  }
}

TEST(PlainYaml, LeavesTheRestToLlvmsParser) {
  for (std::string const text : {
           "",
           "text",
           "a:\n",
           "a:\nb: 1\n",
           "a: 1\n b: 2\n",
           "a: b: c\n",
           "a: - b\n",
           "a: one\n  two\n",
           "a: \"one\n  two\"\n",
           "a: 'it''s'\n",
           "a: \"\\t\"\n",
           "a: |\n  b\n",
           "a: >\n  b\n",
           "a: &x 1\n",
           "a: *x\n",
           "a: !t 1\n",
           "a: ~\n",
           "? a\n: b\n",
           "---\na: 1\n",
           "a: 1\n---\nb: 2\n",
           "a: 1\n...\n",
           "%YAML 1.2\n",
           "a: [1,\n  2]\n",
           "a: [1, ]\n",
           "a: {b}\n",
           "a: [b: c]\n",
           "a: [b:c]\n",
           "a: 1\na: 2\n",
           "{a: 1, a: 2}\n",
           "a: {b: 1\n",
           "a: [1] x\n",
           "a: \"x\" y\n",
           "a: \"x\"#y\n",
           "a: b#c\n",
           "a: 1\r\n",
           "a:\t1\n",
           "a: \xff\n",
           "\xef\xbb\xbf"
           "a: 1\n",
           "a:\n- b\n",
           "- a\nb: 1\n",
           "a: 1\n- b\n",
           "- a\n - b\n",
           "\"\": 1\n",
           "a: \"\xc2\x85\"\n",
           "a: @x\n",
           "a: `x`\n",
           "a: %x\n",
           "a: , x\n",
           "ü: x\n",
       })
    EXPECT_EQ(plainly(text), "not plain") << text;
}

TEST(PlainYaml, DepthIsBoundedAsInLlvmsParser) {
  std::string nested = "a: ";
  for (unsigned i = 0; i < 3 * YamlFile::maxDepth; ++i)
    nested += "[";
  EXPECT_EQ(plainly(nested), "not plain");
  std::string blocks;
  for (unsigned i = 0; i < 3 * YamlFile::maxDepth; ++i)
    blocks += "- ";
  EXPECT_EQ(plainly(blocks + "x\n"), "not plain");
}

} // namespace
