#include "lib/onnx/NamePool.h"

#include "llvm/Support/xxhash.h"

namespace eo {

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
  uint64_t const hash = llvm::xxHash64(text);
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
