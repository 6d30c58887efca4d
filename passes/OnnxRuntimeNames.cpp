#include "passes/OnnxRuntimeNames.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSwitch.h"
#include <cstdint>
#include <deque>

namespace eo {

/// Without "_<digits>" behind `before`: "a" of "a_token_12" for "_token".
static bool dropNumber(llvm::StringRef &name, llvm::StringRef before) {
  llvm::StringRef rest = name.rtrim("0123456789");
  if (rest.size() == name.size() || !rest.consume_back("_") || !rest.consume_back(before))
    return false;
  name = rest;
  return true;
}

/// What ONNX Runtime adds: layout changes, copies between devices, casts, reshapes round a Gemm.
static bool isInserted(llvm::StringRef name, llvm::StringRef op) {
  if (name.endswith("_new_reshape") || name.startswith("gemm_input_reshape") ||
      name.startswith("gemm_output_reshape"))
    return op == "Reshape" || op.empty();
  if (name.startswith("InsertedPrecisionFreeCast_") || name.startswith("InsertedCast_"))
    return op == "Cast" || op.empty();
  return llvm::StringSwitch<bool>(op)
             .Cases("ReorderInput", "ReorderOutput", "MemcpyFromHost", "MemcpyToHost", true)
             .Default(false) ||
         llvm::StringSwitch<bool>(name)
             .Cases("ReorderInput", "ReorderOutput", "Transpose", "Cast", "Squeeze", "Unsqueeze", true)
             .Default(false);
}

/// The operators that run in the place of one that is a function without a kernel.
static llvm::ArrayRef<llvm::StringLiteral> functionBody(llvm::StringRef op) {
  static constexpr llvm::StringLiteral hardSwish[] = {"HardSigmoid", "Mul"};
  static constexpr llvm::StringLiteral celu[] = {"Div", "Elu", "Mul"};
  static constexpr llvm::StringLiteral mish[] = {"Softplus", "Tanh", "Mul"};
  static constexpr llvm::StringLiteral swish[] = {"Mul", "Sigmoid", "Mul"};
  if (op == "HardSwish")
    return hardSwish;
  if (op == "Celu")
    return celu;
  if (op == "Mish")
    return mish;
  if (op == "Swish")
    return swish;
  return {};
}

namespace {

class RuntimeMatcher {
public:
  RuntimeMatcher(Graph const &network, MeasuredLatencies const &report)
      : graph(network), measured(report), rows(report.layers.size()), taken(network) {
    for (NodeId id : graph.main().nodes) {
      Node const &node = graph.node(id);
      byName[node.name].nodes.push_back(id);
      if (node.scope.empty() && node.opType != "Constant")
        byIndex.push_back(id);
      for (ValueId output : node.outputs)
        if (output.valid())
          byTensor[graph.value(output).name] = id;
    }
    llvm::stable_sort(byIndex,
                      [&](NodeId a, NodeId b) { return graph.node(a).fileIndex < graph.node(b).fileIndex; });
  }

  std::vector<RuntimeRow> run() {
    for (size_t i = 0; i < rows.size(); ++i) {
      rows[i] = byItsName(measured.layers[i]);
      if (rows[i].node.valid())
        taken[rows[i].node] = 1;
    }
    matchFunctions();
    for (size_t i : openInOrderOfMaking(0))
      rows[i] = byPattern(measured.layers[i]);
    return std::move(rows);
  }

private:
  using Layer = MeasuredLatencies::Layer;
  struct Namesakes {
    llvm::SmallVector<NodeId, 1> nodes;
    size_t next = 0; ///< those before have rows
  };

  bool isOpen(size_t row) const { return !rows[row].node.valid() && !rows[row].inserted; }

  /// Whether the node's name may be one that it got for want of one.
  bool isNameless(Node const &node) const {
    llvm::StringRef number = node.name;
    return number.consume_front(node.opType) && number.consume_front("_") &&
           llvm::all_of(number, llvm::isDigit);
  }

  /// Of several nodes of a name the one at the row's place, else the first that has no row yet.
  NodeId named(llvm::StringRef name, Layer const &layer) {
    auto found = byName.find(name);
    if (name.empty() || found == byName.end())
      return {};
    NodeId placed = layer.index && *layer.index < byIndex.size() ? byIndex[*layer.index] : NodeId();
    if (placed.valid() && graph.node(placed).name == name)
      return placed;
    Namesakes &all = found->second;
    while (all.next < all.nodes.size() && taken[all.nodes[all.next]] != 0)
      ++all.next;
    return all.next < all.nodes.size() ? all.nodes[all.next] : all.nodes.front();
  }

  NodeId producerOf(llvm::StringRef tensor) const {
    auto found = byTensor.find(tensor);
    return found == byTensor.end() ? NodeId() : found->second;
  }

  /// "Conv_7": by its place.
  NodeId nameless(llvm::StringRef name, Layer const &layer) const {
    if (!layer.index || *layer.index >= byIndex.size() ||
        name != (llvm::Twine(layer.kind) + "_" + llvm::Twine(*layer.index)).str())
      return {};
    Node const &node = graph.node(byIndex[*layer.index]);
    return node.opType == layer.kind && (node.name == name || isNameless(node)) ? node.id : NodeId();
  }

  RuntimeRow found(NodeId node, Layer const &layer, bool fused) const {
    bool otherOp = !layer.kind.empty() && graph.node(node).opType != layer.kind;
    return {node, false, fused || otherOp};
  }

  /// "Mul_91" of a graph with fewer nodes: made by the runtime, whatever node of the file is called so.
  bool isMadeLater(llvm::StringRef name, Layer const &layer) const {
    return layer.index && *layer.index >= byIndex.size() &&
           name == (llvm::Twine(layer.kind) + "_" + llvm::Twine(*layer.index)).str();
  }

  /// Before the views and layout changes that a row of another operator has taken in.
  NodeId beforeViews(NodeId node, Layer const &layer) const {
    constexpr int longestWay = 4;
    for (int step = 0; step < longestWay && graph.node(node).opType != layer.kind; ++step) {
      bool isView = llvm::StringSwitch<bool>(graph.node(node).opType)
                        .Cases("Transpose", "Reshape", "Cast", "Squeeze", "Unsqueeze", "Flatten", true)
                        .Default(false);
      ValueId input = isView ? graph.node(node).input(0) : ValueId();
      if (!input.valid() || !graph.value(input).producer.valid())
        break;
      node = graph.value(input).producer;
    }
    return node;
  }

  /// By the graph that the runtime saved: the first of the row's tensors that the file has, too.
  RuntimeRow bySavedGraph(Layer const &layer) const {
    for (std::string const &tensor : layer.outputs)
      if (NodeId node = producerOf(tensor); node.valid())
        return found(beforeViews(node, layer), layer, true);
    return {};
  }

  RuntimeRow byItsName(Layer const &layer) {
    llvm::StringRef name = layer.name;
    if (NodeId node = nameless(name, layer); node.valid())
      return found(node, layer, false);
    if (NodeId node = named(name, layer); node.valid() && !isMadeLater(name, layer))
      return found(node, layer, false);
    dropNumber(name, "_token");
    if (NodeId node = named(name, layer); node.valid() && name.size() < layer.name.size())
      return found(node, layer, false);
    if (isInserted(name, layer.kind))
      return {{}, true, false};
    if (NodeId node = byTensorName(name); node.valid())
      return found(node, layer, true);
    if (NodeId node = byAnchor(name, layer); node.valid())
      return found(node, layer, true);
    return bySavedGraph(layer); // last: a tensor behind the row may be that of a view
  }

  NodeId byTensorName(llvm::StringRef name) const {
    if (name.consume_back("_nchwc")) {
      name.consume_front("InsertedPrecisionFreeCast_");
      for (llvm::StringRef added : {"", "_bn", "_mul"})
        if (llvm::StringRef tensor = name; tensor.consume_back(added))
          if (NodeId node = producerOf(tensor); node.valid())
            return node;
      return {};
    }
    for (llvm::StringRef added : {"_q", "_dq"})
      if (llvm::StringRef tensor = name; tensor.consume_back(added))
        if (NodeId node = producerOf(tensor); node.valid())
          return node;
    return producerOf(name);
  }

  /// "fused a", "a/MatmulTransposeFusion//MatMulScaleFusion/", "a/duplicated".
  NodeId byAnchor(llvm::StringRef name, Layer const &layer) {
    while (true) {
      bool shorter = name.consume_front("fused ") || dropNumber(name, "_token");
      llvm::StringRef plain = name.rtrim('/');
      auto [before, last] = plain.rsplit('/');
      if (last.endswith("Fusion") || last == "duplicated") {
        name = before;
        shorter = true;
      }
      if (!shorter)
        return {};
      if (NodeId node = named(name, layer); node.valid())
        return node;
      if (NodeId node = named(name.rtrim('/'), layer); node.valid())
        return node;
    }
  }

  /// The rows without a place whose nodes have this index or a higher one, or none: by index, which follows the order of
  /// the graph also where execution does not.
  std::vector<size_t> openInOrderOfMaking(size_t least) const {
    std::vector<size_t> open;
    for (size_t i = 0; i < rows.size(); ++i)
      if (isOpen(i) && measured.layers[i].index.value_or(UINT32_MAX) >= least)
        open.push_back(i);
    llvm::stable_sort(open, [&](size_t a, size_t b) {
      return measured.layers[a].index.value_or(UINT32_MAX) < measured.layers[b].index.value_or(UINT32_MAX);
    });
    return open;
  }

  /// Functions are inlined one after the other, so their numbers follow the order of the graph.
  void matchFunctions() {
    std::vector<size_t> open = openInOrderOfMaking(byIndex.size());
    size_t next = 0;
    for (NodeId id : byIndex) {
      llvm::ArrayRef<llvm::StringLiteral> body = functionBody(graph.node(id).opType);
      if (body.empty() || taken[id] != 0)
        continue;
      for (llvm::StringRef op : body)
        if (next < open.size() && measured.layers[open[next]].kind == op) {
          rows[open[next++]] = {id, false, true};
          taken[id] = 1;
        }
    }
  }

  /// The last node of the chain of these operators that begins at a node.
  NodeId endOfChain(NodeId id, std::initializer_list<llvm::StringRef> ops, size_t steps) const {
    constexpr size_t mostReaders = 16; // of a value inside a pattern; a hostile network has as many as nodes
    while (steps-- > 0) {
      NodeId next;
      for (ValueId output : graph.node(id).outputs)
        if (output.valid())
          for (NodeId user : graph.users(output).take_front(mostReaders))
            if (llvm::is_contained(ops, graph.node(user).opType) && user > id)
              next = user;
      if (!next.valid())
        break;
      id = next;
    }
    return id;
  }

  /// Whether a convolution's result, normalised or not, is read by an activation: what FusedConv is made of.
  bool isActivated(NodeId conv) const {
    NodeId last = endOfChain(conv, {"BatchNormalization"}, 1);
    return endOfChain(last,
                      {"Relu", "Clip", "LeakyRelu", "Sigmoid", "Tanh", "HardSigmoid", "HardSwish", "Add"},
                      1) != last;
  }

  /// Where a fusion of this operator could have been made, at a node: its last node; invalid if it could not.
  NodeId patternAt(Node const &node, llvm::StringRef op) const {
    bool gelu = op == "Gelu" || op == "BiasGelu" || op == "FastGelu";
    if (gelu && (node.opType == "Erf" || (node.opType == "Tanh" && op == "FastGelu")))
      return endOfChain(node.id, {"Add", "Mul"}, 3);
    if (op.endswith("LayerNormalization")) {
      if (node.opType.endswith("LayerNormalization"))
        return node.id;
      return node.opType == "Sqrt" ? endOfChain(node.id, {"Div", "Mul", "Add", "Reciprocal"}, 3) : NodeId();
    }
    if (op == "QuickGelu" && node.opType == "Sigmoid")
      return endOfChain(node.id, {"Mul"}, 1);
    llvm::StringRef base = op;
    base.consume_front("Fused") || base.consume_front("QLinear") || base.consume_front("Bias");
    if (node.opType == "Conv" && (op == "Conv" || op == "FusedConv"))
      return isActivated(node.id) == (op == "FusedConv") ? node.id : NodeId();
    if (node.opType == base || node.opType == op)
      return node.id;
    bool product = base == "Gemm" || base == "MatMul" || base == "MatMulInteger";
    return product && (node.opType == "MatMul" || node.opType == "Gemm") ? node.id : NodeId();
  }

  /// The first place without a row, as rows come in the order of the graph.
  RuntimeRow byPattern(Layer const &layer) {
    constexpr size_t maxKinds = 500; // a hostile report has as many as rows
    if (layer.kind.empty() || cursors.size() == maxKinds)
      return {};
    for (size_t &next = cursors[layer.kind]; next < byIndex.size();) {
      NodeId id = byIndex[next++];
      NodeId end = patternAt(graph.node(id), layer.kind);
      if (!end.valid() || taken[id] != 0 || taken[end] != 0)
        continue;
      taken[id] = taken[end] = 1;
      return {end, false, true};
    }
    return {};
  }

  Graph const &graph;
  MeasuredLatencies const &measured;
  std::vector<RuntimeRow> rows;
  NodeMap<char> taken; ///< 1: has a row
  llvm::StringMap<Namesakes> byName;
  llvm::StringMap<NodeId> byTensor; ///< its producer
  llvm::StringMap<size_t> cursors;  ///< by kind of row: the next of `byIndex` to look at
  std::vector<NodeId> byIndex;      ///< as ONNX Runtime numbers them: without Constants
};

} // namespace

std::vector<RuntimeRow> matchOnnxRuntimeRows(Graph const &graph, MeasuredLatencies const &measured) {
  return RuntimeMatcher(graph, measured).run();
}

NodeMap<uint32_t> swallowedNodes(Graph const &graph, std::vector<RuntimeRow> const &rows) {
  NodeMap<uint32_t> row(graph);
  NodeMap<char> own(graph);
  std::deque<NodeId> queue;
  for (size_t i = 0; i < rows.size(); ++i)
    if (rows[i].node.valid()) {
      own[rows[i].node] = 1;
      if (rows[i].fused && row[rows[i].node] == 0) {
        row[rows[i].node] = static_cast<uint32_t>(i + 1);
        queue.push_back(rows[i].node);
      }
    }
  while (!queue.empty()) {
    NodeId id = queue.front();
    queue.pop_front();
    auto reach = [&](NodeId other) {
      if (!other.valid() || own[other] != 0 || row[other] != 0 ||
          graph.node(other).body != graph.node(id).body)
        return;
      row[other] = row[id];
      queue.push_back(other);
    };
    for (ValueId output : graph.node(id).outputs)
      if (output.valid())
        for (NodeId user : graph.users(output))
          reach(user);
    for (ValueId input : graph.node(id).inputs)
      if (input.valid())
        reach(graph.value(input).producer);
  }
  for (RuntimeRow const &one : rows)
    if (one.node.valid())
      row[one.node] = 0;
  return row;
}

} // namespace eo
