//===- NamePool.h - every text once ------------------------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_ONNX_NAMEPOOL_H
#define ENERGY_OPT_LIB_ONNX_NAMEPOOL_H

#include "lib/onnx/SlimModel.h"
#include <vector>

namespace eo {

/// Finds the Name of a text: a hash table that keeps the hash beside the name, so that a text is looked at once where
/// it is new and once more where it is known.
class NamePool {
public:
  /// The text's name; a new one is copied into the arena, which outlives its use.
  Name of(llvm::StringRef text, llvm::BumpPtrAllocator &arena);

private:
  struct Slot {
    uint64_t hash = 0;
    Name name; ///< "": free
  };
  Slot &slotOf(uint64_t hash, llvm::StringRef text);
  void grow();

  std::vector<Slot> slots; ///< a power of two, at most three quarters in use
  size_t used = 0;
};

} // namespace eo

#endif
