#include "tools/common/FreedMemory.h"

#include <cstdlib> // says which C library it is

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace eo {

void keepFreedMemory() {
#ifdef __GLIBC__
  // Networks of thousands of nodes take some MiB. What is larger still goes back: a worker stays as small as it was.
  constexpr int kept = 16 << 20, ofOneBlock = 1 << 20; // bytes
  mallopt(M_TRIM_THRESHOLD, kept);
  mallopt(M_MMAP_THRESHOLD, ofOneBlock);
#endif
}

void giveBackFreedMemory() {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

} // namespace eo
