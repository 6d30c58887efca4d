#include "lib/onnx/WireWalker.h"

#include "lib/onnx/WireReader.h"
#include "lib/onnx/WireSchema.h"
#include "lib/support/Error.h"
#include "llvm/ADT/STLExtras.h"
#include <vector>

namespace eo {

namespace {

/// A message the walk is inside of.
struct Level {
  WireMessage message;
  size_t end;      ///< offset in the file behind its last byte
  size_t lengthAt; ///< offset in the copy of its length; not used for the outermost
  bool dropPayload;
};

class Walker {
public:
  Walker(llvm::StringRef file, WalkLimits const &bounds) : reader{file}, limits(bounds) {}
  llvm::Expected<std::string> run();

private:
  llvm::Error field();
  llvm::Error enter(WireMessage message, size_t size);
  void leave();
  bool dropsPayload(WireMessage message, size_t size) const;
  llvm::Error spend(size_t bytes);
  llvm::Error damaged(size_t offset, llvm::StringRef what) const;

  WireReader reader;
  WalkLimits const &limits;
  std::vector<Level> levels;
  std::string copy;
  size_t spent = 0;
};

} // namespace

// A length is written before it is known: as a varint padded to five bytes, filled in when the message ends.
static constexpr size_t paddedLengthBytes = 5;

llvm::Error Walker::damaged(size_t offset, llvm::StringRef what) const {
  // A varint goes on as long as the top bit is set.
  if (llvm::all_of(reader.bytes.drop_front(offset), [](char byte) { return (byte & '\x80') != 0; }))
    return inputError("truncated: the file ends at byte {} within a field", reader.bytes.size());
  return inputError("not ONNX, or damaged: {} at byte {}", what.str(), offset);
}

llvm::Error Walker::spend(size_t bytes) {
  spent += bytes;
  if (spent <= limits.maxParsedBytes)
    return llvm::Error::success();
  return inputError("the network without its weights takes more than {} bytes of memory (reached at byte {})",
                    limits.maxParsedBytes, reader.position);
}

bool Walker::dropsPayload(WireMessage message, size_t size) const {
  return (message == WireMessage::Tensor && size > limits.keepTensorBytes) ||
         (message == WireMessage::Attribute && size > limits.keepAttributeBytes);
}

llvm::Error Walker::enter(WireMessage message, size_t size) {
  if (levels.size() >= limits.maxDepth)
    return inputError(
        "nested deeper than {} messages at byte {} (bodies of If, Loop or Scan within each other)",
        limits.maxDepth, reader.position);
  levels.push_back({message, reader.position + size, copy.size(), dropsPayload(message, size)});
  copy.append(paddedLengthBytes, '\0');
  reader.end = levels.back().end;
  return spend(parsedSize(message) + 16); // 16: the pointer and what the arena adds
}

void Walker::leave() {
  Level const level = levels.back();
  levels.pop_back();
  reader.end = levels.back().end;
  size_t length = copy.size() - level.lengthAt - paddedLengthBytes;
  for (size_t i = 0; i < paddedLengthBytes; ++i, length >>= 7)
    copy[level.lengthAt + i] = static_cast<char>((length & 0x7FU) | (i + 1 < paddedLengthBytes ? 0x80U : 0));
}

llvm::Error Walker::field() {
  size_t start = reader.position;
  std::optional<WireTag> tag = reader.tag();
  if (!tag)
    return damaged(start, "no field begins");
  size_t contentStart = reader.position;
  std::optional<uint64_t> size = reader.contentSize(tag->type);
  if (!size)
    return damaged(contentStart, "a field's content cannot be read");
  if (*size > reader.bytes.size() - reader.position)
    return inputError("truncated: the file ends at byte {}, but the field at byte {} needs {} bytes more",
                      reader.bytes.size(), start, *size - (reader.bytes.size() - reader.position));
  if (*size > reader.end - reader.position)
    return damaged(start, "a field that reaches past the end of its message begins");

  WireRule rule = wireRule(levels.back().message, tag->field);
  bool copies =
      rule.action == WireAction::Text || rule.action == WireAction::Numbers ||
      ((rule.action == WireAction::Payload || rule.action == WireAction::Mark) && !levels.back().dropPayload);
  if (rule.action == WireAction::Message && tag->type == WireType::Length) {
    copy.append(reader.bytes.data() + start, contentStart - start);
    return enter(rule.message, *size);
  }
  reader.position += *size;
  if (!copies)
    return llvm::Error::success();
  copy.append(reader.bytes.data() + start, reader.position - start);
  // A packed number takes one byte here and eight when parsed; a string is an object of its own.
  return spend(rule.action == WireAction::Text ? 48 + *size : 8 * (*size + 1));
}

llvm::Expected<std::string> Walker::run() {
  levels.push_back({WireMessage::Model, reader.bytes.size(), 0, false});
  while (true) {
    while (levels.size() > 1 && reader.position == levels.back().end)
      leave();
    if (reader.position == reader.end)
      break;
    if (llvm::Error error = field())
      return error;
  }
  return std::move(copy);
}

llvm::Expected<std::string> slimCopy(llvm::StringRef file, WalkLimits const &limits) {
  return Walker(file, limits).run();
}

} // namespace eo
