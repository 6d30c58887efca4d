#include "lib/support/PlainYaml.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"

namespace eo {

namespace {

/// Reads by recursive descent. What is not plain ends everything: `plain` turns false, and results no longer count.
class PlainReader {
public:
  explicit PlainReader(llvm::StringRef source) : text(source) {}

  std::optional<YamlNode> read() {
    skipToContent();
    YamlNode root = block(0, false);
    if (!plain || !atEnd() || root.kind == YamlNode::Kind::Scalar)
      return std::nullopt;
    return root;
  }

private:
  bool atEnd() const { return at == text.size(); }
  /// The byte `ahead` of here; a line's end behind the last one.
  char peek(size_t ahead = 0) const { return at + ahead < text.size() ? text[at + ahead] : '\n'; }
  bool blankAhead(size_t ahead) const { return peek(ahead) == ' ' || peek(ahead) == '\n'; }
  bool endsLine() const {
    return peek() == '\n' || (peek() == '#' && (at == lineStart || text[at - 1] == ' '));
  }
  bool atBracket() const { return peek() == '[' || peek() == '{'; }
  bool atDash() const { return peek() == '-' && blankAhead(1); }
  bool atColon() const { return peek() == ':' && blankAhead(1); }
  size_t column() const { return at - lineStart; }
  YamlPlace place() const { return {line, static_cast<unsigned>(column() + 1)}; }
  void giveUp() { plain = false; }

  void skipSpaces() {
    while (peek() == ' ')
      ++at;
  }
  void skipToContent();
  bool anotherAt(size_t indent);

  YamlNode block(unsigned depth, bool besideKey);
  YamlNode blockMapping(YamlNode key, size_t indent, unsigned depth);
  YamlNode blockSequence(unsigned depth);
  YamlNode flow(unsigned depth);
  YamlNode scalar(bool inFlow);
  llvm::StringRef quotedText();
  llvm::StringRef bareText(bool inFlow);
  void checkKeys(YamlNode const &mapping);

  llvm::StringRef text;
  size_t at = 0, lineStart = 0;
  unsigned line = 1;
  bool plain = true;
};

} // namespace

static constexpr size_t usualEntries = 4; ///< of a mapping or list

/// Valid UTF-8 of printable characters to which YAML gives no second meaning: no tab, no carriage return, no further
/// control characters, no mark of byte order.
static bool isPlainText(llvm::StringRef text) {
  bool ascii = true;
  unsigned char before = 0;
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f && ascii)
      continue;
    if ((byte < 0x20 && byte != '\n') || byte == 0x7f || byte >= 0xee || (before == 0xc2 && byte < 0xa0))
      return false;
    ascii = ascii && byte < 0x80;
    before = byte;
  }
  auto const *begin = text.bytes_begin();
  return ascii || llvm::isLegalUTF8String(&begin, text.bytes_end());
}

/// To the next token, over spaces, comments and ends of lines. Marks and directives of documents are not plain.
void PlainReader::skipToContent() {
  for (skipSpaces(); !atEnd() && endsLine(); skipSpaces()) {
    at = std::min(text.find('\n', at), text.size() - 1) + 1;
    lineStart = at;
    ++line;
    llvm::StringRef begin = text.substr(at, 3);
    if (begin.startswith("%") || begin == "---" || begin == "...")
      giveUp();
  }
}

/// Behind an entry of a block that stands at `indent`: whether another one follows.
bool PlainReader::anotherAt(size_t indent) {
  if (!plain || atEnd() || column() < indent)
    return false;
  if (column() > indent)
    giveUp();
  return plain;
}

/// The node whose first token is here, and what follows it up to the next token. Beside a key stands neither a list nor
/// another mapping without brackets.
YamlNode PlainReader::block(unsigned depth, bool besideKey) {
  bool dash = atDash();
  if (atEnd() || depth >= YamlFile::maxDepth || (dash && besideKey))
    giveUp();
  if (!plain)
    return {};
  if (dash)
    return blockSequence(depth);
  size_t indent = column();
  bool bracket = atBracket();
  YamlNode node = bracket ? flow(depth) : scalar(false);
  if (!bracket && !besideKey && atColon())
    return blockMapping(std::move(node), indent, depth);
  skipSpaces();
  if (!endsLine())
    giveUp();
  skipToContent();
  return node;
}

/// A mapping whose first key has been read, up to its colon.
YamlNode PlainReader::blockMapping(YamlNode key, size_t indent, unsigned depth) {
  YamlNode mapping;
  mapping.kind = YamlNode::Kind::Mapping;
  mapping.place = key.place;
  mapping.keys.reserve(usualEntries);
  mapping.items.reserve(usualEntries);
  while (true) {
    if (!atColon())
      giveUp();
    else
      ++at;
    skipToContent();
    bool beside = line == key.place.line;
    if (!beside && column() <= indent) // no value
      giveUp();
    YamlNode value = block(depth + 1, beside);
    mapping.keys.push_back(std::move(key));
    mapping.items.push_back(std::move(value));
    if (!anotherAt(indent))
      break;
    key = scalar(false);
  }
  checkKeys(mapping);
  return mapping;
}

YamlNode PlainReader::blockSequence(unsigned depth) {
  YamlNode sequence;
  sequence.kind = YamlNode::Kind::Sequence;
  sequence.place = place();
  size_t indent = column();
  do {
    if (!atDash())
      giveUp();
    else
      ++at;
    skipToContent();
    if (column() <= indent) // no item
      giveUp();
    sequence.items.push_back(block(depth + 1, false));
  } while (anotherAt(indent));
  return sequence;
}

/// [a, b] or {a: b}, on one line.
YamlNode PlainReader::flow(unsigned depth) {
  YamlNode node;
  if (depth >= YamlFile::maxDepth) {
    giveUp();
    return node;
  }
  bool mapping = peek() == '{';
  char close = mapping ? '}' : ']';
  node.kind = mapping ? YamlNode::Kind::Mapping : YamlNode::Kind::Sequence;
  node.place = place();
  ++at;
  if (peek() == ' ') { // where LLVM's parser sees the node begin
    skipSpaces();
    node.place = place();
  }
  bool another = peek() != close;
  node.keys.reserve(mapping && another ? usualEntries : 0);
  node.items.reserve(another ? usualEntries : 0);
  while (plain && another) {
    if (mapping) {
      node.keys.push_back(scalar(true));
      if (!atColon())
        giveUp();
      else
        ++at;
      skipSpaces();
    }
    node.items.push_back(atBracket() ? flow(depth + 1) : scalar(true));
    skipSpaces();
    another = peek() == ',';
    at += another;
    skipSpaces();
  }
  if (peek() != close)
    giveUp();
  else
    ++at;
  checkKeys(node);
  return node;
}

YamlNode PlainReader::scalar(bool inFlow) {
  YamlNode node;
  node.kind = YamlNode::Kind::Scalar;
  node.place = place();
  node.quoted = peek() == '"' || peek() == '\'';
  llvm::StringRef content = node.quoted ? quotedText() : bareText(inFlow);
  node.text = content.trim(' ').str();
  return node;
}

/// Between quotes, without escapes.
llvm::StringRef PlainReader::quotedText() {
  char quote = text[at++];
  size_t begin = at;
  while (peek() != '\n' && peek() != quote && peek() != '\\')
    ++at;
  llvm::StringRef content = text.slice(begin, at);
  if (peek() != quote || peek(1) == quote)
    giveUp();
  else
    ++at;
  return content;
}

/// Up to the colon of a key, a comment, the end of the line, or, in brackets, of the entry.
llvm::StringRef PlainReader::bareText(bool inFlow) {
  size_t begin = at;
  bool sign = peek() == '-' || peek() == '+' || peek() == '.';
  if (!llvm::isAlnum(peek(sign ? 1 : 0)) && peek() != '_' && peek() != '/')
    giveUp();
  for (; plain && peek() != '\n' && !atColon(); ++at) {
    if (peek() == '#') {
      if (text[at - 1] == ' ')
        break;
      giveUp();
    }
    if (inFlow && llvm::StringRef(",]}").contains(peek()))
      break;
    if (inFlow && llvm::StringRef(":?[{").contains(peek()))
      giveUp();
  }
  return text.slice(begin, at);
}

/// Keys are short, not empty, and none stands there twice.
void PlainReader::checkKeys(YamlNode const &mapping) {
  constexpr size_t longest = 1000;
  llvm::SmallVector<llvm::StringRef, 8> keys;
  for (YamlNode const &key : mapping.keys) {
    keys.push_back(key.text);
    if (key.text.empty() || key.text.size() > longest)
      giveUp();
  }
  llvm::sort(keys);
  if (std::adjacent_find(keys.begin(), keys.end()) != keys.end())
    giveUp();
}

std::optional<YamlNode> readPlainYaml(llvm::StringRef text) {
  if (!isPlainText(text))
    return std::nullopt;
  return PlainReader(text).read();
}

} // namespace eo
