//===- FieldReader.h - fields of a protobuf file, read into an arena ------------------------------===//
#ifndef ENERGY_OPT_LIB_ONNX_FIELDREADER_H
#define ENERGY_OPT_LIB_ONNX_FIELDREADER_H

#include "lib/onnx/SlimModel.h"
#include "lib/onnx/SlimReader.h"
#include "llvm/ADT/CachedHashString.h"
#include "llvm/ADT/DenseMap.h"
#include <string>

namespace eo {

/// A field whose head has been read.
struct WireField {
  uint32_t number = 0;
  WireType type = WireType::Varint;
  size_t begin = 0, end = 0; ///< offsets of its content in the file
  llvm::StringRef content;   ///< as much of it as was at hand: all of a number

  size_t size() const { return end - begin; }
  /// The number of a varint.
  uint64_t varint() const { return WireReader{content}.varint().value_or(0); }
};

/// Goes through messages field by field. What is of another wire type than asked for is passed over, as Protobuf does.
///
/// Functions that return bool return false where reading cannot go on; `failure` says why.
class FieldReader {
protected:
  FieldReader(ByteSource &source, ReadLimits const &bounds, SlimModel &into)
      : file(source), limits(bounds), arena(*into.messages), textArena(*into.texts) {}

  /// Calls `take` with every field up to offset `end`; it may read on within the field by itself.
  template <typename Take> bool fields(size_t end, Take take) {
    if (depth == limits.maxDepth)
      return tooDeep();
    ++depth;
    while (position < end) {
      WireField field;
      if (!head(end, field) || !take(field))
        return false;
      position = field.end;
    }
    --depth;
    return room(0);
  }

  bool text(WireField const &field, Name &to);
  bool text(WireField const &field, llvm::StringRef &to);
  template <typename Text> bool texts(WireField const &field, ArenaArray<Text> &to) {
    Text added;
    if (field.type != WireType::Length)
      return true;
    if (!text(field, added))
      return false;
    to.push_back(added, arena);
    return true;
  }
  bool bytes(WireField const &field, std::optional<llvm::StringRef> &to) {
    return field.type != WireType::Length || copy(field, to.emplace());
  }
  template <typename Integer = int64_t, typename T> static bool integer(WireField const &field, T &to) {
    if (field.type == WireType::Varint)
      to = static_cast<Integer>(field.varint());
    return true;
  }
  static bool real(WireField const &field, std::optional<float> &to);
  bool integers(WireField const &field, ArenaArray<int64_t> &to);
  bool reals(WireField const &field, ArenaArray<float> &to);
  /// Keeps numbers as they are written, one by one as `type` or packed.
  bool numbers(WireField const &field, WireType type, ArenaArray<SlimField> &to);
  /// Inside of the field.
  template <typename Take> bool inside(WireField const &field, Take take) {
    position = field.begin;
    return fields(field.end, take);
  }

  ByteSource &file;
  ReadLimits const &limits;
  llvm::BumpPtrAllocator &arena, &textArena;
  std::string failure;

private:
  bool head(size_t end, WireField &field);
  bool shortHead(llvm::StringRef bytes, WireField &field) const;
  bool content(WireField const &field, llvm::StringRef &bytes);
  bool copy(WireField const &field, llvm::StringRef &to);
  bool room(uint64_t bytes);
  bool tooDeep();
  Name nameOf(llvm::StringRef text);
  bool damaged(llvm::StringRef head, llvm::StringRef what);
  bool failed(std::string why);

  llvm::DenseMap<llvm::CachedHashStringRef, Name> names;
  size_t position = 0, depth = 0;
};

} // namespace eo

#endif
