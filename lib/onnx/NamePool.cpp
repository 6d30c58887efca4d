#include "lib/onnx/NamePool.h"

#include "llvm/Support/Endian.h"
#include "llvm/Support/SwapByteOrder.h"

namespace eo {

/// Of texts that are short: word by word times the golden ratio (Knuth, The Art of Computer Programming 3, 6.4), whose
/// upper bits depend on all of the word; turned round, for the table takes the lower ones.
static uint64_t hashOf(llvm::StringRef text) {
  constexpr uint64_t goldenRatio = 0x9E3779B97F4A7C15; // 2^64 / 1.618…
  constexpr size_t wordSize = sizeof(uint64_t);
  uint64_t hash = text.size();
  auto add = [&](uint64_t word) { hash = llvm::ByteSwap_64((hash ^ word) * goldenRatio); };
  char const *at = text.data(), *end = at + text.size();
  for (; end - at >= static_cast<ptrdiff_t>(wordSize); at += wordSize)
    add(llvm::support::endian::read64le(at));
  uint64_t rest = 0;
  for (; at != end; ++at)
    rest = rest << 8U | static_cast<unsigned char>(*at);
  add(rest);
  return hash;
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
