#include "lib/onnx/NamePool.h"

#include "lib/onnx/WireReader.h"

namespace eo {

/// Both halves of a product with an odd number, in which every bit of `word` shows.
static uint64_t mixed(uint64_t word) {
  __extension__ using Product = unsigned __int128;
  Product product = Product{word} * 0x9e3779b97f4a7c15; // 2^64 divided by the golden ratio
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64U);
}

/// Of the text's words, the last of which overlaps the one before it. Names are short: a hash for long texts costs more.
static uint64_t hashOf(llvm::StringRef text) {
  uint64_t hash = mixed(text.size() + 1);
  if (text.size() < sizeof(uint64_t)) {
    for (char byte : text)
      hash = hash << 8U ^ hash >> 56U ^ static_cast<unsigned char>(byte);
    return mixed(hash);
  }
  for (llvm::StringRef left = text; left.size() > sizeof(uint64_t); left = left.drop_front(sizeof(uint64_t)))
    hash = mixed(hash ^ littleEndian<uint64_t>(left));
  return mixed(hash ^ littleEndian<uint64_t>(text.take_back(sizeof(uint64_t))));
}

/// Where the text is, or else where it belongs.
NamePool::Slot &NamePool::slotOf(uint64_t hash, llvm::StringRef text) {
  size_t const mask = slots.size() - 1;
  size_t at = hash & mask;
  while (!slots[at].name.empty() && (slots[at].hash != hash || slots[at].name.text() != text))
    at = (at + 1) & mask;
  return slots[at];
}

void NamePool::grow() {
  constexpr size_t fewest = 1024;
  std::vector<Slot> old = std::move(slots);
  slots = std::vector<Slot>(old.empty() ? fewest : 2 * old.size());
  for (Slot const &slot : old)
    if (!slot.name.empty())
      slotOf(slot.hash, slot.name.text()) = slot;
}

Name NamePool::of(llvm::StringRef text, llvm::BumpPtrAllocator &arena) {
  if (text.empty())
    return Name();
  if (4 * used >= 3 * slots.size())
    grow();
  uint64_t const hash = hashOf(text);
  Slot &slot = slotOf(hash, text);
  if (slot.name.empty()) {
    void *kept = arena.Allocate(sizeof(llvm::StringRef) + text.size(), alignof(llvm::StringRef));
    char *copy = static_cast<char *>(kept) + sizeof(llvm::StringRef);
    std::copy(text.begin(), text.end(), copy);
    slot = {hash, Name(new (kept) llvm::StringRef(copy, text.size()))};
    ++used;
  }
  return slot.name;
}

} // namespace eo
