#include "lib/support/Error.h"
#include "lib/support/ReadDouble.h"
#include "lib/support/Spelling.h"
#include "lib/support/Utf8.h"
#include "lib/support/Yaml.h"
#include "llvm/ADT/STLExtras.h"

#include <charconv>
#include <cmath>

namespace eo {

void YamlReader::complain(YamlPlace place, llvm::StringRef message) {
  complaints.push_back({place, message.str()});
}

llvm::Error YamlReader::finish() {
  if (complaints.empty())
    return llvm::Error::success();
  llvm::stable_sort(complaints, [](Complaint const &a, Complaint const &b) {
    return std::pair(a.place.line, a.place.column) < std::pair(b.place.line, b.place.column);
  });
  constexpr size_t shown = 20;
  std::string text;
  for (Complaint const &complaint : llvm::makeArrayRef(complaints).take_front(shown))
    text += (text.empty() ? "" : "\n") + file.locate(complaint.place, complaint.message);
  if (complaints.size() > shown)
    text += fmt::format("\n{}: {} more errors", file.name(), complaints.size() - shown);
  return makeError(ErrorKind::Usage, text);
}

bool YamlReader::mapping(YamlNode const *node, llvm::StringRef what) {
  if (node == nullptr)
    return false;
  if (node->kind == YamlNode::Kind::Mapping)
    return true;
  complain(node->place, fmt::format("{} must be a mapping of keys to values", what));
  return false;
}

bool YamlReader::mapping(YamlNode const *node, llvm::StringRef what, llvm::ArrayRef<std::string> allowed) {
  if (!mapping(node, what))
    return false;
  for (YamlNode const &key : node->keys)
    if (!llvm::is_contained(allowed, key.text))
      complain(key.place, fmt::format("unknown key '{}' in {}{}", printable(key.text, 60), what,
                                      didYouMean(key.text, allowed)));
  return true;
}

llvm::ArrayRef<YamlNode> YamlReader::sequence(YamlNode const *node, llvm::StringRef what) {
  if (node == nullptr)
    return {};
  if (node->kind == YamlNode::Kind::Sequence)
    return node->items;
  complain(node->place, fmt::format("{} must be a list", what));
  return {};
}

YamlNode const *YamlReader::find(YamlNode const *mapping, llvm::StringRef key) const {
  if (mapping == nullptr || mapping->kind != YamlNode::Kind::Mapping)
    return nullptr;
  for (size_t i = 0; i < mapping->keys.size(); ++i)
    if (mapping->keys[i].text == key)
      return &mapping->items[i];
  return nullptr;
}

YamlNode const *YamlReader::require(YamlNode const *mapping, llvm::StringRef key) {
  YamlNode const *found = find(mapping, key);
  if (found == nullptr && mapping != nullptr && mapping->kind == YamlNode::Kind::Mapping)
    complain(mapping->place, fmt::format("key '{}' is missing", key));
  return found;
}

std::string YamlReader::text(YamlNode const *node, llvm::StringRef what) {
  if (node == nullptr)
    return {};
  if (node->kind == YamlNode::Kind::Scalar && !node->text.empty())
    return node->text;
  complain(node->place, fmt::format("{} must be a text", what));
  return {};
}

double YamlReader::number(YamlNode const *node, llvm::StringRef what) {
  if (node == nullptr)
    return 0;
  double value = 0;
  char const *end = node->text.data() + node->text.size();
  auto [stop, problem] = readDouble(node->text.data(), end, value);
  if (node->kind == YamlNode::Kind::Scalar && problem == std::errc() && stop == end && std::isfinite(value))
    return value;
  complain(node->place, fmt::format("{} must be a finite number{}", what,
                                    node->text.empty() ? "" : ", not '" + printable(node->text, 40) + "'"));
  return 0;
}

int64_t YamlReader::integer(YamlNode const *node, llvm::StringRef what) {
  if (node == nullptr)
    return 0;
  int64_t value = 0;
  char const *end = node->text.data() + node->text.size();
  auto [stop, problem] = std::from_chars(node->text.data(), end, value);
  if (node->kind == YamlNode::Kind::Scalar && problem == std::errc() && stop == end)
    return value;
  complain(node->place, fmt::format("{} must be an integer{}", what,
                                    node->text.empty() ? "" : ", not '" + printable(node->text, 40) + "'"));
  return 0;
}

bool YamlReader::boolean(YamlNode const *node, llvm::StringRef what) {
  return word(node, what, {"false", "true"}) == 1;
}

size_t YamlReader::word(YamlNode const *node, llvm::StringRef what, llvm::ArrayRef<std::string> words) {
  if (node == nullptr)
    return 0;
  if (node->kind == YamlNode::Kind::Scalar)
    for (size_t i = 0; i < words.size(); ++i)
      if (words[i] == node->text)
        return i;
  complain(node->place,
           fmt::format("{} must be {}{}", what, llvm::join(words, " or "), didYouMean(node->text, words)));
  return 0;
}

} // namespace eo
