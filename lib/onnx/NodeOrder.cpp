#include "lib/onnx/NodeOrder.h"

#include "lib/support/Error.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/STLExtras.h"
#include <queue>

namespace eo {

std::vector<llvm::StringRef> const &Captures::of(onnx::GraphProto const &body) {
  auto found = known.find(&body);
  if (found != known.end())
    return *found->second;
  llvm::DenseSet<llvm::StringRef> settled; // defined in the body, or in the result already
  for (onnx::ValueInfoProto const &input : body.input())
    settled.insert(input.name());
  for (onnx::TensorProto const &tensor : body.initializer())
    settled.insert(tensor.name());
  for (onnx::SparseTensorProto const &tensor : body.sparse_initializer())
    settled.insert(tensor.values().name());
  for (onnx::NodeProto const &node : body.node())
    for (std::string const &output : node.output())
      settled.insert(output);
  auto result = std::make_unique<std::vector<llvm::StringRef>>();
  auto add = [&](llvm::StringRef name) {
    if (!settled.insert(name).second)
      return;
    isExceeded |= remaining == 0;
    if (isExceeded)
      return;
    --remaining;
    result->push_back(name);
  };
  for (onnx::NodeProto const &node : body.node())
    forEachRead(node, *this, add);
  for (onnx::ValueInfoProto const &output : body.output())
    add(output.name());
  return *(known[&body] = std::move(result));
}

std::string nodeName(onnx::NodeProto const &node, int index) {
  return node.name().empty() ? node.op_type() + "_" + std::to_string(index) : node.name();
}

namespace {

/// Which node reads what which other node of the list produces.
class Dependencies {
public:
  Dependencies(NodeList const &list, llvm::function_ref<bool(llvm::StringRef)> isDeclared,
               Captures &outerReads);

  /// Every node stands behind those it reads from.
  bool inOrder();
  /// Fills `readers` and `missing`.
  void collect();

  std::vector<std::vector<int>> readers; ///< per node
  std::vector<int> missing;              ///< per node: how many values it reads are not produced yet

private:
  /// Calls `take(producer, reader)` for every edge.
  template <typename Take> void forEachEdge(Take take);

  NodeList const &nodes;
  Captures &captures;
  llvm::DenseMap<llvm::StringRef, int> producers;
};

} // namespace

Dependencies::Dependencies(NodeList const &list, llvm::function_ref<bool(llvm::StringRef)> isDeclared,
                           Captures &outerReads)
    : nodes(list), captures(outerReads), producers(static_cast<unsigned>(list.size())) {
  for (int i = 0; i < nodes.size(); ++i)
    for (std::string const &output : nodes[i].output())
      if (!output.empty() && !isDeclared(output))
        producers.try_emplace(output, i);
}

template <typename Take> void Dependencies::forEachEdge(Take take) {
  for (int i = 0; i < nodes.size(); ++i)
    forEachRead(nodes[i], captures, [&](llvm::StringRef name) {
      if (auto found = producers.find(name); found != producers.end())
        take(found->second, i);
    });
}

bool Dependencies::inOrder() {
  bool result = true;
  forEachEdge([&](int producer, int reader) { result &= producer < reader; });
  return result;
}

void Dependencies::collect() {
  readers.resize(static_cast<size_t>(nodes.size()));
  missing.resize(static_cast<size_t>(nodes.size()));
  forEachEdge([&](int producer, int reader) {
    readers[static_cast<size_t>(producer)].push_back(reader);
    ++missing[static_cast<size_t>(reader)];
  });
}

/// A cycle among the nodes that still miss something: from each of them a producer can be reached that misses
/// something too, so walking backwards must come round.
static llvm::Error cycleError(NodeList const &nodes, Dependencies const &graph) {
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
      names.push_back("'" + printable(nodeName(nodes[at], at), 60) + "'");
    at = producerOf[static_cast<size_t>(at)];
  } while (at != first);
  std::string rest = length > mostNamed ? fmt::format(" and {} more", length - mostNamed) : "";
  return inputError("{} node{} in a cycle, each reading what the next one produces: {}{}", length,
                    length == 1 ? "" : "s", fmt::join(names, ", "), rest);
}

llvm::Expected<std::vector<int>>
nodeOrder(NodeList const &nodes, llvm::function_ref<bool(llvm::StringRef)> isDeclared, Captures &captures) {
  Dependencies graph(nodes, isDeclared, captures);
  std::vector<int> order;
  order.reserve(static_cast<size_t>(nodes.size()));
  bool inOrder = graph.inOrder();
  if (captures.exceeded())
    return inputError("bodies of If, Loop or Scan read too many values from outside");
  if (inOrder) {
    for (int i = 0; i < nodes.size(); ++i)
      order.push_back(i);
    return order;
  }
  graph.collect();
  std::priority_queue<int, std::vector<int>, std::greater<>> ready;
  for (int i = 0; i < nodes.size(); ++i)
    if (graph.missing[static_cast<size_t>(i)] == 0)
      ready.push(i);
  while (!ready.empty()) {
    int next = ready.top();
    ready.pop();
    order.push_back(next);
    for (int reader : graph.readers[static_cast<size_t>(next)])
      if (--graph.missing[static_cast<size_t>(reader)] == 0)
        ready.push(reader);
  }
  if (order.size() < graph.missing.size())
    return cycleError(nodes, graph);
  return order;
}

} // namespace eo
