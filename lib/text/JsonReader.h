//===- JsonReader.h - JSON from untrusted files, value by value -----------------------------------===//
//
// The caller takes values in file order and never sees a tree: memory is what the caller keeps. (A tree of
// llvm::json takes 4 KiB an object, whatever is in it, and forgets the order of keys.)
//
//   json.object([&](llvm::StringRef key) {
//     if (key == "name") name = json.text();
//     else json.skip();
//   });
//
#ifndef ENERGY_OPT_LIB_TEXT_JSONREADER_H
#define ENERGY_OPT_LIB_TEXT_JSONREADER_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace eo {

/// Reads RFC 8259, a byte order mark in front allowed. The first complaint sticks: afterwards reads return
/// empty values at once and containers end, so that callers ask once, at the end.
class JsonReader {
public:
  /// What comes next. End: the text is over; Broken: an error was found.
  enum class Kind : uint8_t { Object, Array, Text, Number, Boolean, Null, End, Broken };

  static constexpr size_t maxDepth = 200;
  /// Bytes of one text or key; nothing that people or tools name is longer.
  static constexpr size_t maxText = size_t{1} << 20;

  /// `file` stands in messages. The text outlives the reader.
  JsonReader(llvm::StringRef text, llvm::StringRef file);

  /// What comes next. End: nothing but white space is left.
  Kind next();

  /// Calls `member` with each key; it takes exactly one value.
  void object(llvm::function_ref<void(llvm::StringRef key)> member);
  /// The same, where a key that stands there twice is complained about: of two values neither is the one that is meant.
  void uniqueObject(llvm::function_ref<void(llvm::StringRef key)> member);
  /// Calls `element` for each; it takes exactly one value.
  void array(llvm::function_ref<void()> element);
  /// Valid UTF-8; half a surrogate pair becomes U+FFFD.
  std::string text();
  /// The same, "" for null.
  std::string textOrNull();
  int64_t integer();
  std::optional<int64_t> integerOrNull();
  /// A finite number; nothing for null.
  std::optional<double> numberOrNull();
  bool boolean();
  /// Passes over any value, checking its syntax.
  void skip();
  /// The same; the value as it stands in the text.
  llvm::StringRef raw();
  /// Complains unless only white space is left.
  void end();

  /// "FILE:12:7: layers[3].macs: MESSAGE", for what the caller thinks of the value that was read last; of a
  /// container the beginning counts.
  void complain(std::string const &message);
  bool failed() const { return !complaint.empty(); }
  /// The complaint as an error of ErrorKind::Input, or success.
  llvm::Error takeError();

private:
  struct Step {
    std::string key; ///< of an object
    int64_t index;   ///< in an array, or -1
  };
  void expected(char const *what);
  bool consume(char c);
  bool enter(char open);
  bool more(char close, bool first);
  bool word(llvm::StringRef text);
  bool takeNull();
  std::optional<llvm::StringRef> numberToken();
  std::string quoted();
  void quotedInto(std::string *result);
  void escape(std::string &result);
  std::optional<unsigned> hex4();

  llvm::StringRef all, rest;
  std::string fileName;
  std::vector<Step> path;
  size_t valueAt = 0; ///< offset of the value that is being read
  std::string complaint;
};

} // namespace eo

#endif
