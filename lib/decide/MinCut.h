//===- MinCut.h - the cheapest set of nodes that is closed -----------------------------------------------===//
#ifndef ENERGY_OPT_LIB_DECIDE_MINCUT_H
#define ENERGY_OPT_LIB_DECIDE_MINCUT_H

#include <cstddef>
#include <cstdint>
#include <vector>

namespace eo {

/// A directed graph with capacities, cut between `source` and `sink` where that takes least (Dinic's algorithm: augment along
/// shortest paths, all of one length at once).
class MinCut {
public:
  /// Vertices 0 … vertices-1.
  explicit MinCut(size_t vertices) : edges(vertices) {}

  /// What may not be cut.
  static constexpr int64_t infinite = int64_t{1} << 60;

  /// Costs `capacity` where `from` is on the source's side and `to` is not.
  void add(size_t from, size_t to, int64_t capacity);

  /// Whether each vertex is on the source's side of a cheapest cut, of several the one with fewest. To be called once.
  std::vector<char> solve(size_t source, size_t sink);

private:
  struct Edge {
    size_t to, back; ///< `back`: where the edge the other way stands with `to`
    int64_t left;
  };

  bool findLevels(size_t source, size_t sink);
  int64_t push(size_t source, size_t sink);

  std::vector<std::vector<Edge>> edges;
  std::vector<size_t> level, next;
};

} // namespace eo

#endif
