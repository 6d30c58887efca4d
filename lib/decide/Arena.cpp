#include "lib/decide/Arena.h"

#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>

namespace eo {

static bool meet(LiveTensor const &a, LiveTensor const &b) { return a.first <= b.last && b.first <= a.last; }

static int64_t aligned(int64_t offset, int64_t align) { return (offset + align - 1) / align * align; }

Arena planArena(Lifetimes const &lifetimes, int64_t align) {
  std::vector<LiveTensor> const &tensors = lifetimes.tensors;
  Arena arena;
  arena.offsets.resize(tensors.size());
  std::vector<size_t> order(tensors.size());
  std::iota(order.begin(), order.end(), size_t{0});
  llvm::stable_sort(order, [&](size_t a, size_t b) { return tensors[a].bytes > tensors[b].bytes; });
  std::vector<size_t> placed; // by offset
  for (size_t mine : order) {
    int64_t bytes = tensors[mine].bytes, end = 0, best = -1, bestGap = std::numeric_limits<int64_t>::max();
    for (size_t other : placed) {
      if (!meet(tensors[mine], tensors[other]))
        continue;
      int64_t start = aligned(end, align), gap = arena.offsets[other] - start;
      if (gap >= bytes && gap < bestGap) {
        best = start;
        bestGap = gap;
      }
      end = std::max(end, arena.offsets[other] + tensors[other].bytes);
    }
    arena.offsets[mine] = best >= 0 ? best : aligned(end, align);
    arena.bytes = std::max(arena.bytes, arena.offsets[mine] + bytes);
    auto place = llvm::upper_bound(placed, mine,
                                   [&](size_t a, size_t b) { return arena.offsets[a] < arena.offsets[b]; });
    placed.insert(place, mine);
  }
  return arena;
}

std::string checkArena(Lifetimes const &lifetimes, Arena const &arena, int64_t align) {
  std::vector<LiveTensor> const &tensors = lifetimes.tensors;
  std::vector<std::vector<size_t>> born(static_cast<size_t>(lifetimes.steps) + 2), dying(born.size());
  for (size_t i = 0; i < tensors.size(); ++i) {
    if (arena.offsets[i] < 0 || arena.offsets[i] % align != 0 ||
        arena.offsets[i] + tensors[i].bytes > arena.bytes)
      return fmt::format("'{}' at {} lies outside or is not aligned", tensors[i].name, arena.offsets[i]);
    born[static_cast<size_t>(tensors[i].first + 1)].push_back(i);
    dying[static_cast<size_t>(tensors[i].last + 1)].push_back(i);
  }
  std::multimap<int64_t, size_t> live; // offset -> tensor
  for (size_t step = 0; step < born.size(); ++step) {
    for (size_t i : born[step])
      if (tensors[i].bytes > 0)
        live.emplace(arena.offsets[i], i);
    int64_t end = 0;
    for (auto const &[offset, i] : live) {
      if (offset < end)
        return fmt::format("'{}' at {} overlaps with what lies before it at step {}", tensors[i].name, offset,
                           step);
      end = offset + tensors[i].bytes;
    }
    for (size_t i : dying[step])
      for (auto place = live.find(arena.offsets[i]); place != live.end(); ++place)
        if (place->second == i) {
          live.erase(place);
          break;
        }
  }
  return "";
}

} // namespace eo
