//===- Yaml.h - YAML files of people, read strictly ------------------------------------------===//
//
// Board models, configs and op-files are YAML written by hand. LLVM's parser splits them into a small tree
// that keeps every place; YamlReader checks the tree against what a format allows and collects all
// complaints, each with file:line:column, the line and a caret. Anchors, aliases, tags and several documents
// are not part of our formats and are errors, so nothing can expand.
//
#ifndef ENERGY_OPT_LIB_SUPPORT_YAML_H
#define ENERGY_OPT_LIB_SUPPORT_YAML_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace eo {

/// Both from 1.
struct YamlPlace {
  unsigned line = 1, column = 1;
};

/// A parsed document or a part of it, with its place for messages.
struct YamlNode {
  /// Null: the key stands there without a value.
  enum class Kind : uint8_t { Null, Scalar, Sequence, Mapping };
  Kind kind = Kind::Null;
  YamlPlace place;
  std::string text;            ///< Scalar: valid UTF-8, quotes removed, plain text folded to one line
  bool quoted = false;         ///< Scalar: the text begins one column behind `place`
  std::vector<YamlNode> keys;  ///< Mapping: scalars without duplicates, as many as items
  std::vector<YamlNode> items; ///< Sequence and Mapping, in file order
};

/// A parsed file with its text, for messages.
class YamlFile {
public:
  static constexpr size_t maxBytes = size_t{256} * 1024;
  static constexpr unsigned maxDepth = 16;

  /// The tree of `text`; `name` stands in messages. A usage error for what is not YAML, for anchors, aliases,
  /// tags, several documents, duplicate or structured keys, and beyond `maxBytes` or `maxDepth`.
  static llvm::Expected<YamlFile> parse(llvm::StringRef text, llvm::StringRef name);
  /// The same for a file on disk, named in messages as given.
  static llvm::Expected<YamlFile> open(llvm::StringRef path);

  YamlNode const &root() const { return tree; }
  std::string const &name() const { return fileName; }
  /// "name:7:3: message", then the line and a caret below it.
  std::string locate(YamlPlace place, llvm::StringRef message) const;

private:
  std::string fileName;
  std::string text;
  YamlNode tree;
};

/// Takes a tree apart. A failed read records its complaint and returns an empty value, so that one run names
/// everything that is wrong with the file; `finish` tells at the end. Reads of nullptr (an absent key that
/// has been complained about) return an empty value in silence.
class YamlReader {
public:
  explicit YamlReader(YamlFile const &source) : file(source) {}

  /// True where `node` is a mapping; complains of keys that are not in `allowed`, with spelling suggestions.
  /// `what` names the mapping in messages: "a board file", "coefficient 'a_c'".
  bool mapping(YamlNode const *node, llvm::StringRef what, llvm::ArrayRef<std::string> allowed);
  /// True where `node` is a mapping; any key goes.
  bool mapping(YamlNode const *node, llvm::StringRef what);
  /// The elements; none, with a complaint, where `node` is no sequence.
  llvm::ArrayRef<YamlNode> sequence(YamlNode const *node, llvm::StringRef what);

  /// The value of `key`, nullptr where absent (or `mapping` is no mapping).
  YamlNode const *find(YamlNode const *mapping, llvm::StringRef key) const;
  /// The same, complaining where absent.
  YamlNode const *require(YamlNode const *mapping, llvm::StringRef key);

  /// A scalar that is not empty.
  std::string text(YamlNode const *node, llvm::StringRef what);
  /// A finite number in C notation, whatever the locale.
  double number(YamlNode const *node, llvm::StringRef what);
  int64_t integer(YamlNode const *node, llvm::StringRef what);
  /// "true" or "false".
  bool boolean(YamlNode const *node, llvm::StringRef what);
  /// The index of the word in `words`; 0, with a complaint and suggestions, where it is none of them.
  size_t word(YamlNode const *node, llvm::StringRef what, llvm::ArrayRef<std::string> words);

  void complain(YamlPlace place, llvm::StringRef message);
  bool failed() const { return !complaints.empty(); }
  /// All complaints in file order as one usage error, or success.
  llvm::Error finish();

private:
  struct Complaint {
    YamlPlace place;
    std::string message;
  };
  YamlFile const &file;
  std::vector<Complaint> complaints;
};

} // namespace eo

#endif
