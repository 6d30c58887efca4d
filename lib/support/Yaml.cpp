#include "lib/support/Yaml.h"

#include "lib/support/Error.h"
#include "lib/support/ForeignText.h"
#include "lib/support/PlainYaml.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLParser.h"

#include <algorithm>

namespace eo {

namespace {

/// Builds our tree from LLVM's lazily parsed one; stops at the first problem.
class TreeBuilder {
public:
  explicit TreeBuilder(llvm::StringRef source) : text(source) {
    for (size_t i = 0; i < text.size(); ++i)
      if (text[i] == '\n')
        lineStarts.push_back(i + 1);
  }

  YamlNode build(llvm::yaml::Node *node, YamlPlace parent, unsigned depth);
  void complain(YamlPlace place, llvm::StringRef message);

  struct Problem {
    YamlPlace place;
    std::string message;
  };
  std::optional<Problem> problem;

private:
  YamlPlace placeOf(llvm::yaml::Node *node, YamlPlace otherwise) const;
  void addEntry(YamlNode &mapping, llvm::yaml::KeyValueNode &entry, llvm::StringSet<> &seen, unsigned depth);

  llvm::StringRef text;
  std::vector<size_t> lineStarts = {0}; ///< LLVM's own look-up walks back through the whole line each time
};

} // namespace

void TreeBuilder::complain(YamlPlace place, llvm::StringRef message) {
  if (!problem)
    problem = Problem{place, message.str()};
}

YamlPlace TreeBuilder::placeOf(llvm::yaml::Node *node, YamlPlace otherwise) const {
  char const *position = node->getSourceRange().Start.getPointer();
  if (position == nullptr || position < text.begin() || position > text.end())
    return otherwise;
  if (llvm::isa<llvm::yaml::AliasNode>(node))
    return otherwise; // LLVM's range is the token after it
  if (position > text.begin() && (position[-1] == '[' || position[-1] == '{') &&
      llvm::isa<llvm::yaml::SequenceNode, llvm::yaml::MappingNode>(node))
    --position; // LLVM's range starts behind the bracket
  auto offset = static_cast<size_t>(position - text.begin());
  auto next = std::upper_bound(lineStarts.begin(), lineStarts.end(), offset);
  return {static_cast<unsigned>(next - lineStarts.begin()), static_cast<unsigned>(offset - *(next - 1) + 1)};
}

/// Plain text over several lines reads as one.
static std::string foldLines(llvm::StringRef text) {
  std::string result;
  for (llvm::StringRef rest = text; !rest.empty();) {
    llvm::StringRef line;
    std::tie(line, rest) = rest.split('\n');
    line = line.trim(" \t\r");
    if (!result.empty() && !line.empty())
      result += ' ';
    result += line.str();
  }
  return validUtf8(result);
}

void TreeBuilder::addEntry(YamlNode &mapping, llvm::yaml::KeyValueNode &entry, llvm::StringSet<> &seen,
                           unsigned depth) {
  YamlNode key = build(entry.getKey(), mapping.place, depth);
  if (problem)
    return;
  if (key.kind != YamlNode::Kind::Scalar)
    return complain(key.place, "a key must be plain text");
  if (!seen.insert(key.text).second)
    return complain(key.place, fmt::format("key '{}' is given twice", printable(key.text, 60)));
  YamlNode value = build(entry.getValue(), key.place, depth);
  mapping.keys.push_back(std::move(key));
  mapping.items.push_back(std::move(value));
}

YamlNode TreeBuilder::build(llvm::yaml::Node *node, YamlPlace parent, unsigned depth) {
  YamlNode result;
  result.place = parent;
  if (node == nullptr || problem)
    return result;
  result.place = placeOf(node, parent);
  if (depth > YamlFile::maxDepth) {
    complain(result.place, fmt::format("nested deeper than {} levels", YamlFile::maxDepth));
    return result;
  }
  if (!node->getAnchor().empty() || llvm::isa<llvm::yaml::AliasNode>(node))
    complain(result.place, "anchors and aliases are not supported");
  else if (!node->getRawTag().empty())
    complain(result.place, "tags are not supported");
  llvm::SmallString<64> storage;
  if (auto *scalar = llvm::dyn_cast<llvm::yaml::ScalarNode>(node)) {
    result.kind = YamlNode::Kind::Scalar;
    result.text = foldLines(scalar->getValue(storage));
    result.quoted = scalar->getRawValue().startswith("\"") || scalar->getRawValue().startswith("'");
  } else if (auto *block = llvm::dyn_cast<llvm::yaml::BlockScalarNode>(node)) {
    result.kind = YamlNode::Kind::Scalar;
    result.text = validUtf8(block->getValue().rtrim('\n'));
  } else if (auto *sequence = llvm::dyn_cast<llvm::yaml::SequenceNode>(node)) {
    result.kind = YamlNode::Kind::Sequence;
    for (llvm::yaml::Node &item : *sequence) {
      result.items.push_back(build(&item, result.place, depth + 1));
      if (problem)
        break; // before LLVM skips the item's rest, however deep it is
    }
  } else if (auto *mapping = llvm::dyn_cast<llvm::yaml::MappingNode>(node)) {
    result.kind = YamlNode::Kind::Mapping;
    llvm::StringSet<> seen;
    for (llvm::yaml::KeyValueNode &entry : *mapping) {
      addEntry(result, entry, seen, depth + 1);
      if (problem)
        break;
    }
  }
  return result;
}

/// Hands LLVM's first message to the builder.
static void takeLlvmMessage(llvm::SMDiagnostic const &diagnostic, void *builder) {
  int line = std::max(diagnostic.getLineNo(), 1);
  int column = std::max(diagnostic.getColumnNo() + 1, 1);
  static_cast<TreeBuilder *>(builder)->complain(
      {static_cast<unsigned>(line), static_cast<unsigned>(column)},
      fmt::format("not valid YAML: {}", llvm::StringRef(diagnostic.getMessage()).lower()));
}

llvm::Expected<YamlFile> YamlFile::parse(llvm::StringRef text, llvm::StringRef name) {
  YamlFile file;
  file.fileName = name.str();
  if (text.size() > maxBytes)
    return usageError("{}: {} bytes, a file of this kind has at most {}", file.fileName, text.size(),
                      maxBytes);
  file.text = foreignText(text).value_or(text.str());
  if (std::optional<YamlNode> tree = readPlainYaml(file.text)) {
    file.tree = std::move(*tree);
    return file;
  }
  llvm::SourceMgr sources;
  TreeBuilder builder(file.text);
  sources.setDiagHandler(takeLlvmMessage, &builder);
  llvm::yaml::Stream stream(file.text, sources, /*ShowColors=*/false);
  llvm::yaml::document_iterator document = stream.begin();
  if (document != stream.end()) {
    file.tree = builder.build(document->getRoot(), {}, 0);
    if (!builder.problem && ++document != stream.end() && !builder.problem)
      builder.complain({}, "more than one document");
  }
  if (builder.problem)
    return usageError("{}", file.locate(builder.problem->place, builder.problem->message));
  return file;
}

llvm::Expected<YamlFile> YamlFile::open(llvm::StringRef path) {
  uint64_t size = 0;
  if (std::error_code problem = llvm::sys::fs::file_size(path, size))
    return usageError("{}: {}", path, problem.message());
  if (size > maxBytes || !llvm::sys::fs::is_regular_file(path))
    return usageError("{}: not a regular file of at most {} bytes", path, maxBytes);
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    return usageError("{}: {}", path, buffer.getError().message());
  return parse((*buffer)->getBuffer(), path);
}

std::string YamlFile::locate(YamlPlace place, llvm::StringRef message) const {
  llvm::StringRef rest = text, line;
  for (unsigned number = 0; number < place.line; ++number)
    std::tie(line, rest) = rest.split('\n');
  std::string shown = printable(line.rtrim('\r').take_front(160));
  std::string caret(displayWidth(printable(line.take_front(place.column - 1))), ' ');
  return fmt::format("{}:{}:{}: {}\n  {}\n  {}^", fileName, place.line, place.column, message, shown,
                     place.column <= 160 ? caret : std::string());
}

} // namespace eo
