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
  Walker(ByteSource &source, WalkLimits const &bounds) : file(source), limits(bounds) {}
  llvm::Expected<std::string> run();

private:
  llvm::Error field();
  llvm::Error enter(WireMessage message, size_t size);
  void leave();
  llvm::Error copyBytes(size_t begin, size_t end);
  bool dropsPayload(WireMessage message, size_t size) const;
  llvm::Error spend(uint64_t bytes);
  llvm::Error damaged(llvm::StringRef head, llvm::StringRef what) const;

  ByteSource &file;
  WalkLimits const &limits;
  size_t position = 0;
  std::vector<Level> levels;
  std::string copy;
  uint64_t spent = 0;
};

} // namespace

// A length is written before it is known: as a varint padded to five bytes, filled in when the message ends.
static constexpr size_t paddedLengthBytes = 5;
static constexpr size_t textCopyStep = size_t{1} << 16;

/// `head`: the bytes of the field at `position` that cannot be read.
llvm::Error Walker::damaged(llvm::StringRef head, llvm::StringRef what) const {
  // A varint goes on as long as the top bit is set.
  bool isOpen =
      head.size() < longestFieldHead && llvm::all_of(head, [](char byte) { return (byte & '\x80') != 0; });
  if (isOpen && file.size() - position < longestFieldHead)
    return inputError("truncated: the file ends at byte {} within a field", file.size());
  return inputError("not ONNX, or damaged: {} at byte {}", what.str(), position);
}

llvm::Error Walker::spend(uint64_t bytes) {
  spent += bytes;
  if (spent <= limits.maxParsedBytes)
    return llvm::Error::success();
  return inputError("the network without its weights takes more than {} bytes of memory (reached at byte {})",
                    limits.maxParsedBytes, position);
}

bool Walker::dropsPayload(WireMessage message, size_t size) const {
  return (message == WireMessage::Tensor && size > limits.keepTensorBytes) ||
         (message == WireMessage::Attribute && size > limits.keepAttributeBytes);
}

llvm::Error Walker::enter(WireMessage message, size_t size) {
  if (levels.size() >= limits.maxDepth)
    return inputError(
        "nested deeper than {} messages at byte {} (bodies of If, Loop or Scan within each other)",
        limits.maxDepth, position);
  levels.push_back({message, position + size, copy.size(), dropsPayload(message, size)});
  copy.append(paddedLengthBytes, '\0');
  return spend(parsedSize(message) + 16); // 16: the pointer and what the arena adds
}

void Walker::leave() {
  Level const level = levels.back();
  levels.pop_back();
  size_t length = copy.size() - level.lengthAt - paddedLengthBytes;
  for (size_t i = 0; i < paddedLengthBytes; ++i, length >>= 7)
    copy[level.lengthAt + i] = static_cast<char>((length & 0x7FU) | (i + 1 < paddedLengthBytes ? 0x80U : 0));
}

llvm::Error Walker::copyBytes(size_t begin, size_t end) {
  while (begin < end) {
    size_t count = std::min(end - begin, textCopyStep);
    llvm::StringRef bytes = file.at(begin, count).take_front(count);
    if (bytes.size() < count)
      return inputError("cannot be read at byte {}", begin + bytes.size());
    copy.append(bytes.data(), bytes.size());
    begin += count;
  }
  return llvm::Error::success();
}

llvm::Error Walker::field() {
  size_t left = levels.back().end - position;
  size_t const headSize = std::min(longestFieldHead, left);
  llvm::StringRef head = file.at(position, headSize).take_front(headSize);
  if (head.size() < headSize)
    return inputError("cannot be read at byte {}", position + head.size());
  WireReader reader{head};
  std::optional<WireTag> tag = reader.tag();
  if (!tag)
    return damaged(head, "no field begins");
  size_t const tagSize = reader.position;
  std::optional<uint64_t> size = reader.contentSize(tag->type);
  if (!size)
    return damaged(head.drop_front(tagSize), "a field without readable content");
  size_t const start = position;
  position += reader.position;
  if (*size > file.size() - position)
    return inputError("truncated: the file ends at byte {}, but the field at byte {} needs {} bytes more",
                      file.size(), start, *size - (file.size() - position));
  if (*size > left - reader.position)
    return inputError("not ONNX, or damaged: the field at byte {} reaches past the end of its message",
                      start);

  WireRule rule = wireRule(levels.back().message, tag->field);
  if (rule.action == WireAction::Message && tag->type == WireType::Length) {
    copy.append(head.data(), tagSize);
    return enter(rule.message, *size);
  }
  position += *size;
  bool isPayload = rule.action == WireAction::Payload || rule.action == WireAction::Mark;
  bool copies = isPayload ? !levels.back().dropPayload
                          : rule.action == WireAction::Text || rule.action == WireAction::Numbers;
  if (!copies)
    return llvm::Error::success();
  // A packed number takes one byte here and eight when parsed; a string is an object of its own.
  if (llvm::Error error = spend(rule.action == WireAction::Text ? 48 + *size : 8 * (*size + 1)))
    return error;
  if (size_t whole = position - start; whole <= head.size()) { // numbers and short names: nearly all there is
    copy.append(head.data(), whole);
    return llvm::Error::success();
  }
  return copyBytes(start, position);
}

llvm::Expected<std::string> Walker::run() {
  levels.push_back({WireMessage::Model, file.size(), 0, false});
  while (true) {
    while (levels.size() > 1 && position == levels.back().end)
      leave();
    if (position == levels.back().end)
      break;
    if (llvm::Error error = field())
      return error;
  }
  return std::move(copy);
}

llvm::Expected<std::string> slimCopy(ByteSource &file, WalkLimits const &limits) {
  return Walker(file, limits).run();
}

} // namespace eo
