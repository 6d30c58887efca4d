//===- FieldReader.h - fields of a protobuf file, read into an arena ------------------------------===//
#ifndef ENERGY_OPT_LIB_ONNX_FIELDREADER_H
#define ENERGY_OPT_LIB_ONNX_FIELDREADER_H

#include "lib/onnx/ByteSource.h"
#include "lib/onnx/NamePool.h"
#include "lib/onnx/SlimReader.h"
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
  bool head(size_t end, WireField &field) { return shortHead(end, field) || longHead(end, field); }

  /// The head of a field that is whole in memory, with a tag and a length or number of one or two bytes each: nearly all
  /// there is. False for any other, right or wrong.
  bool shortHead(size_t end, WireField &field) const {
    llvm::StringRef bytes = file.held(position, end);
    if (bytes.size() < 2)
      return false;
    auto at = [&](size_t i) { return static_cast<unsigned char>(bytes.data()[i]); };
    bool longTag = at(0) >= 0x80;
    if (longTag && (bytes.size() < 3 || at(1) >= 0x80))
      return false;
    uint32_t tag = longTag ? (at(0) & 0x7FU) | uint32_t{at(1)} << 7 : at(0);
    size_t begin = longTag ? 2 : 1, length = 1;
    auto type = static_cast<WireType>(tag & 7);
    if (type == WireType::Length) {
      length = at(begin++);
      if (length >= 0x80) {
        if (bytes.size() == begin || at(begin) >= 0x80)
          return false;
        length = (length & 0x7FU) | size_t{at(begin++)} << 7;
      }
    } else if (type != WireType::Varint) {
      return false;
    } else if (at(begin) >= 0x80) {
      length = 2;
      if (bytes.size() < begin + 2 || at(begin + 1) >= 0x80)
        return false;
    }
    if (tag < 8 || length > bytes.size() - begin)
      return false;
    size_t const start = position + begin;
    field = {tag >> 3U, type, start, start + length, {bytes.data() + begin, length}};
    return true;
  }

  bool longHead(size_t end, WireField &field);
  bool content(WireField const &field, llvm::StringRef &bytes) {
    bytes = field.content;
    return bytes.size() == field.size() || fetch(field, bytes);
  }
  bool fetch(WireField const &field, llvm::StringRef &bytes);
  bool copy(WireField const &field, llvm::StringRef &to);
  bool room(uint64_t bytes) {
    return arena.getBytesAllocated() + textArena.getBytesAllocated() + bytes <= limits.maxBytes || tooLarge();
  }
  bool tooLarge();
  bool tooDeep();
  bool damaged(llvm::StringRef head, llvm::StringRef what);
  bool failed(std::string why);

  NamePool names;
  size_t position = 0, depth = 0;
};

} // namespace eo

#endif
