#include "lib/decide/MinCut.h"

#include <algorithm>

namespace eo {

constexpr size_t unreached = ~size_t{0};

void MinCut::add(size_t from, size_t to, int64_t capacity) {
  edges[from].push_back({to, edges[to].size(), capacity});
  edges[to].push_back({from, edges[from].size() - 1, 0});
}

bool MinCut::findLevels(size_t source, size_t sink) {
  level.assign(edges.size(), unreached);
  std::vector<size_t> queue = {source};
  level[source] = 0;
  for (size_t i = 0; i < queue.size(); ++i)
    for (Edge const &edge : edges[queue[i]])
      if (edge.left > 0 && level[edge.to] == unreached) {
        level[edge.to] = level[queue[i]] + 1;
        queue.push_back(edge.to);
      }
  return level[sink] != unreached;
}

/// One path from the source to the sink that goes up a level each time, as much as fits through it; 0 where there is no more.
int64_t MinCut::push(size_t source, size_t sink) {
  std::vector<Edge *> path;
  for (size_t at = source; at != sink;) {
    bool goesOn = false;
    for (size_t &i = next[at]; i < edges[at].size(); ++i)
      if (Edge &edge = edges[at][i]; edge.left > 0 && level[edge.to] == level[at] + 1) {
        path.push_back(&edge);
        at = edge.to;
        goesOn = true;
        break;
      }
    if (goesOn)
      continue;
    if (path.empty())
      return 0;
    level[at] = unreached; // a dead end
    at = edges[path.back()->to][path.back()->back].to;
    path.pop_back();
  }
  int64_t amount = infinite;
  for (Edge const *edge : path)
    amount = std::min(amount, edge->left);
  for (Edge *edge : path) {
    edge->left -= amount;
    edges[edge->to][edge->back].left += amount;
  }
  return amount;
}

std::vector<char> MinCut::solve(size_t source, size_t sink) {
  while (findLevels(source, sink)) {
    next.assign(edges.size(), 0);
    while (push(source, sink) > 0) {
    }
  }
  std::vector<char> reached(edges.size());
  for (size_t i = 0; i < edges.size(); ++i)
    reached[i] = level[i] != unreached ? 1 : 0;
  return reached;
}

} // namespace eo
