#include "lib/onnx/NodeOrder.h"

#include "lib/support/Error.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/STLExtras.h"
#include <queue>

namespace eo {

std::vector<Name> const &Captures::of(SlimGraph const &body) {
  auto found = known.find(&body);
  if (found != known.end())
    return *found->second;
  llvm::DenseSet<Name> settled; // defined in the body, or in the result already
  for (SlimValueInfo const &input : body.inputs)
    settled.insert(input.name);
  for (SlimTensor const &tensor : body.initializers)
    settled.insert(tensor.name);
  for (SlimSparseTensor const &tensor : body.sparseInitializers)
    settled.insert(tensor.values.name);
  for (SlimNode const &node : body.nodes)
    settled.insert(node.outputs.begin(), node.outputs.end());
  auto result = std::make_unique<std::vector<Name>>();
  auto add = [&](Name name) {
    if (!settled.insert(name).second)
      return;
    isExceeded |= remaining == 0;
    if (isExceeded)
      return;
    --remaining;
    result->push_back(name);
  };
  for (SlimNode const &node : body.nodes)
    forEachRead(node, *this, add);
  for (SlimValueInfo const &output : body.outputs)
    add(output.name);
  return *(known[&body] = std::move(result));
}

std::string nodeName(SlimNode const &node) {
  return (node.name.empty() ? node.opType.text().str() + "_" + std::to_string(node.index) : node.name.str());
}

namespace {

/// Which node reads what which other node of the list produces.
class Dependencies {
public:
  Dependencies(NodeList const &list, llvm::function_ref<bool(Name)> isDeclared, Captures &outerReads);

  /// Every node stands behind those it reads from.
  bool inOrder();
  /// Fills `readers` and `missing`.
  void collect();

  std::vector<SlimNode const *> nodes;   ///< as in the file
  std::vector<std::vector<int>> readers; ///< per node
  std::vector<int> missing;              ///< per node: how many values it reads are not produced yet

private:
  /// Calls `take(producer, reader)` for every edge.
  template <typename Take> void forEachEdge(Take take);

  Captures &captures;
  llvm::DenseMap<Name, int> producers;
};

} // namespace

Dependencies::Dependencies(NodeList const &list, llvm::function_ref<bool(Name)> isDeclared,
                           Captures &outerReads)
    : captures(outerReads), producers(static_cast<unsigned>(list.size())) {
  nodes.reserve(list.size());
  for (SlimNode const &node : list) {
    nodes.push_back(&node);
    for (Name output : node.outputs)
      if (!output.empty() && !isDeclared(output))
        producers.try_emplace(output, static_cast<int>(node.index));
  }
}

template <typename Take> void Dependencies::forEachEdge(Take take) {
  for (SlimNode const *node : nodes)
    forEachRead(*node, captures, [&](Name name) {
      if (auto found = producers.find(name); found != producers.end())
        take(found->second, static_cast<int>(node->index));
    });
}

bool Dependencies::inOrder() {
  bool result = true;
  forEachEdge([&](int producer, int reader) { result &= producer < reader; });
  return result;
}

void Dependencies::collect() {
  readers.resize(nodes.size());
  missing.resize(nodes.size());
  forEachEdge([&](int producer, int reader) {
    readers[static_cast<size_t>(producer)].push_back(reader);
    ++missing[static_cast<size_t>(reader)];
  });
}

/// A cycle among the nodes that still miss something: from each of them a producer can be reached that misses
/// something too, so walking backwards must come round.
static llvm::Error cycleError(Dependencies const &graph) {
  std::vector<int> producerOf(graph.missing.size(), -1);
  for (size_t i = 0; i < graph.readers.size(); ++i)
    if (graph.missing[i] > 0)
      for (int reader : graph.readers[i])
        producerOf[static_cast<size_t>(reader)] = static_cast<int>(i);
  auto start = llvm::find_if(graph.missing, [](int missing) { return missing > 0; });
  auto at = static_cast<int>(start - graph.missing.begin());
  std::vector<bool> seen(graph.missing.size());
  for (; !seen[static_cast<size_t>(at)]; at = producerOf[static_cast<size_t>(at)])
    seen[static_cast<size_t>(at)] = true;

  constexpr size_t mostNamed = 8;
  std::vector<std::string> names;
  size_t length = 0;
  int const first = at;
  do {
    if (++length <= mostNamed)
      names.push_back("'" + printable(nodeName(*graph.nodes[static_cast<size_t>(at)]), 60) + "'");
    at = producerOf[static_cast<size_t>(at)];
  } while (at != first);
  std::string rest = length > mostNamed ? fmt::format(" and {} more", length - mostNamed) : "";
  return inputError("{} node{} in a cycle, each reading what the next one produces: {}{}", length,
                    length == 1 ? "" : "s", fmt::join(names, ", "), rest);
}

llvm::Expected<std::vector<SlimNode const *>>
nodeOrder(NodeList const &nodes, llvm::function_ref<bool(Name)> isDeclared, Captures &captures) {
  Dependencies graph(nodes, isDeclared, captures);
  bool inOrder = graph.inOrder();
  if (captures.exceeded())
    return inputError("bodies of If, Loop or Scan read too many values from outside");
  if (inOrder)
    return std::move(graph.nodes);
  graph.collect();
  std::vector<SlimNode const *> order;
  order.reserve(nodes.size());
  std::priority_queue<int, std::vector<int>, std::greater<>> ready;
  for (size_t i = 0; i < nodes.size(); ++i)
    if (graph.missing[i] == 0)
      ready.push(static_cast<int>(i));
  while (!ready.empty()) {
    auto next = static_cast<size_t>(ready.top());
    ready.pop();
    order.push_back(graph.nodes[next]);
    for (int reader : graph.readers[next])
      if (--graph.missing[static_cast<size_t>(reader)] == 0)
        ready.push(reader);
  }
  if (order.size() < graph.missing.size())
    return cycleError(graph);
  return order;
}

} // namespace eo
