#include "lib/onnx/FieldReader.h"

#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

namespace eo {

bool FieldReader::failed(std::string why) {
  failure = std::move(why);
  return false;
}

/// `head`: the bytes of the field at `position` that cannot be read.
bool FieldReader::damaged(llvm::StringRef head, llvm::StringRef what) {
  // A varint goes on as long as the top bit is set.
  bool isOpen =
      head.size() < longestFieldHead && llvm::all_of(head, [](char byte) { return (byte & '\x80') != 0; });
  if (isOpen && file.size() - position < longestFieldHead)
    return failed(fmt::format("truncated: the file ends at byte {} within a field", file.size()));
  return failed(fmt::format("not ONNX, or damaged: {} at byte {}", what, position));
}

bool FieldReader::tooLarge() {
  return failed(
      fmt::format("the network without its weights takes more than {} bytes of memory (reached at byte {})",
                  limits.maxBytes, position));
}

bool FieldReader::longHead(size_t end, WireField &field) {
  size_t const left = end - position;
  size_t const size = std::min(longestFieldHead, left);
  llvm::StringRef bytes = file.at(position, size).take_front(left);
  if (bytes.size() < size)
    return failed(fmt::format("cannot be read at byte {}", position + bytes.size()));
  WireReader reader{bytes.take_front(size)};
  std::optional<WireTag> tag = reader.tag();
  if (!tag)
    return damaged(reader.bytes, "no field begins");
  size_t const tagSize = reader.position;
  std::optional<uint64_t> length = reader.contentSize(tag->type);
  if (!length)
    return damaged(reader.bytes.drop_front(tagSize), "a field without readable content");
  size_t const begin = position + reader.position;
  if (*length > file.size() - begin)
    return failed(
        fmt::format("truncated: the file ends at byte {}, but the field at byte {} needs {} bytes more",
                    file.size(), position, *length - (file.size() - begin)));
  if (*length > left - reader.position)
    return failed(fmt::format(
        "not ONNX, or damaged: the field at byte {} reaches past the end of its message", position));
  size_t const content = static_cast<size_t>(*length); // no more than the file has
  field = {tag->field, tag->type, begin, begin + content, bytes.substr(reader.position, content)};
  return true;
}

bool FieldReader::tooDeep() {
  return failed(
      fmt::format("nested deeper than {} messages at byte {} (bodies of If, Loop or Scan within each other)",
                  limits.maxDepth, position));
}

bool FieldReader::fetch(WireField const &field, llvm::StringRef &bytes) {
  size_t const size = field.size();
  bytes = file.at(field.begin, size).take_front(size);
  return bytes.size() == size || failed(fmt::format("cannot be read at byte {}", field.begin + bytes.size()));
}

bool FieldReader::text(WireField const &field, Name &to) {
  llvm::StringRef bytes;
  if (field.type != WireType::Length)
    return true;
  if (!room(field.size()) || !content(field, bytes))
    return false;
  to = names.of(bytes, textArena);
  return true;
}

bool FieldReader::text(WireField const &field, llvm::StringRef &to) {
  llvm::StringRef bytes;
  if (field.type != WireType::Length)
    return true;
  if (!room(field.size()) || !content(field, bytes))
    return false;
  to = bytes.copy(textArena);
  return true;
}

bool FieldReader::copy(WireField const &field, llvm::StringRef &to) {
  llvm::StringRef bytes;
  if (!room(field.size()) || !content(field, bytes))
    return false;
  to = bytes.copy(arena);
  return true;
}

/// Numbers of that wire type side by side, the last one whole.
static bool isWholeList(llvm::StringRef bytes, WireType type) {
  if (type == WireType::Varint) {
    WireReader reader{bytes};
    while (reader.position < bytes.size())
      if (!reader.varint())
        return false;
    return true;
  }
  return bytes.size() % (type == WireType::Fixed32 ? 4 : 8) == 0;
}

static constexpr char tornList[] = "not ONNX, or damaged: a list of numbers ends within a number";

bool FieldReader::integers(WireField const &field, ArenaArray<int64_t> &to) {
  if (field.type == WireType::Varint) {
    to.push_back(static_cast<int64_t>(field.varint()), arena);
    return true;
  }
  if (field.type != WireType::Length)
    return true;
  llvm::StringRef bytes;
  if (!room(sizeof(int64_t) * (field.size())) || !content(field, bytes))
    return false;
  auto const count =
      static_cast<size_t>(llvm::count_if(bytes, [](char byte) { return (byte & '\x80') == 0; }));
  to.reserve(to.size() + count, arena);
  for (WireReader reader{bytes}; reader.position < bytes.size();) {
    std::optional<uint64_t> number = reader.varint();
    if (!number)
      return failed(tornList);
    to.push_back(static_cast<int64_t>(*number), arena);
  }
  return true;
}

bool FieldReader::reals(WireField const &field, ArenaArray<float> &to) {
  if (field.type != WireType::Length && field.type != WireType::Fixed32)
    return true;
  llvm::StringRef bytes;
  if (!room(field.size()) || !content(field, bytes))
    return false;
  if (bytes.size() % sizeof(float) != 0)
    return failed(tornList);
  to.reserve(to.size() + bytes.size() / sizeof(float), arena);
  for (; !bytes.empty(); bytes = bytes.drop_front(sizeof(float)))
    to.push_back(littleEndian<float>(bytes), arena);
  return true;
}

bool FieldReader::real(WireField const &field, std::optional<float> &to) {
  if (field.type == WireType::Fixed32)
    to = littleEndian<float>(field.content);
  return true;
}

bool FieldReader::numbers(WireField const &field, WireType type, ArenaArray<SlimField> &to) {
  llvm::StringRef kept;
  if (field.type != type && field.type != WireType::Length)
    return true;
  if (!copy(field, kept))
    return false;
  if (field.type == WireType::Length && !isWholeList(kept, type))
    return failed(tornList);
  to.push_back({field.number, field.type, kept}, arena);
  return true;
}

} // namespace eo
