#include "lib/board/Extents.h"

#include "llvm/ADT/STLExtras.h"

namespace eo {

Extents::Extents(List entries) {
  bool fits = entries.size() <= mostInPlace && llvm::all_of(entries, [](int64_t entry) {
                return entry >= 0 && static_cast<uint64_t>(entry) <= most;
              });
  if (!fits) {
    word = wordOf(new List(std::move(entries)));
    return;
  }
  word = inPlace | uint64_t{entries.size()} << sizeAt;
  for (size_t i = 0; i < entries.size(); ++i)
    word |= static_cast<uint64_t>(entries[i]) << (firstAt + bits * i);
}

} // namespace eo
