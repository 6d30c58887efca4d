//===- SamplesPerRun.cpp -----------------------------------------------------------------------------------===//
//
//   x[3,320,320]; u = Unsqueeze <axes = [0]> (x); Conv (u, w)      the batch axis of Conv is none of x: 1 sample
//   x[30,4,80];   LSTM (x, w, r)                                   time first: 4 samples
//   x[2,20,64]; t = Transpose (x); p = MatMul (t, w[64,64]); r = Reshape (p, [20,8,16]); … MatMul of two activations
//                                 a layer of weights treats every vector alone: what comes behind it says 2
//   x[50,4,32];   Scan (x) {a: [4,32]; MatMul (a, w)}               4 samples, 50 turns
//   x[2,8,3,32,32]; r = Reshape (x, [16,3,32,32]); Conv (r, w)     16 is 2 times 8: x says 2
//
#include "passes/SamplesPerRun.h"

#include "llvm/ADT/STLExtras.h"
#include <deque>

namespace eo {

bool meansBatch(llvm::StringRef name) {
  std::string lower = name.lower();
  return lower == "n" || lower == "b" || lower == "bs" || llvm::StringRef(lower).contains("batch");
}

namespace {
/// For each axis of a value, the axis of the input that it is.
using AxisOrigin = llvm::SmallVector<int, 6>;
constexpr int ownAxis = -1;    ///< made by an operator, of size 1
constexpr int mergedAxis = -2; ///< made of several, or not followed

class AxisWalk {
public:
  AxisWalk(Graph const &network, InferredTypes const &inferredTypes)
      : graph(network), inferred(inferredTypes), seen(network) {}

  /// What the operators behind the input make of its axes; nullopt where none of them has a batch axis.
  std::optional<SymInt> follow(ValueId input) {
    Shape const &shape = *inferred.types[input].shape;
    AxisOrigin identity;
    for (size_t axis = 0; axis < shape.size(); ++axis)
      identity.push_back(static_cast<int>(axis));
    pending.push_back({input, identity});
    std::optional<SymInt> weaker; // where nothing but layers of weights says anything
    for (unsigned steps = 0; !pending.empty() && steps < mostSteps; ++steps) {
      auto [id, origin, isSlice] = pending.front();
      pending.pop_front();
      for (NodeId user : graph.users(id)) {
        Node const &node = graph.node(user);
        std::optional<size_t> axis = batchAxis(node, id, isSlice ? origin.size() + 1 : origin.size());
        if (!axis) {
          pass(node, id, origin, isSlice);
          enter(node, id, origin);
          continue;
        }
        int from = *axis < origin.size() ? origin[*axis] : mergedAxis;
        SymInt const samples = from == ownAxis      ? SymInt(1)
                               : from == mergedAxis ? shape.front()
                                                    : shape[static_cast<size_t>(from)];
        if (!takesVectorsAlone(node))
          return samples;
        weaker = weaker.value_or(samples);
        pass(node, id, origin, isSlice);
      }
    }
    return weaker;
  }

  bool onlyRows = false; ///< the input was seen as the rows of a matrix product

private:
  static constexpr unsigned mostSteps = 256;

  /// A product with a matrix of weights, of which every vector along the last axis is taken alone.
  bool takesVectorsAlone(Node const &node) const {
    return opClass(node.kind) == OpClass::MatrixProduct && node.hasInput(1) &&
           inferred.types[node.inputs[1]].hasRank() && inferred.types[node.inputs[1]].rank() == 2;
  }

  /// The axis along which the operator treats samples alone.
  std::optional<size_t> batchAxis(Node const &node, ValueId id, size_t rank) {
    using enum OpClass;
    bool first = node.input(0) == id;
    switch (opClass(node.kind)) {
    case Resampling:
      return first && rank >= 4 ? std::optional<size_t>(0) : std::nullopt;
    case Convolution:
    case Pooling:
      return first && rank >= 3 ? std::optional<size_t>(0) : std::nullopt;
    case Recurrent:
      return first ? std::optional<size_t>(node.intOr("layout", 0) == 0 ? 1 : 0) : std::nullopt;
    case Attention:
      return rank >= 3 ? std::optional<size_t>(0) : std::nullopt;
    case MatrixProduct:
      if (rank == 2 && first)
        onlyRows = true;
      return rank >= 3 && first ? std::optional<size_t>(0) : std::nullopt;
    case Normalization:
    case Activation:
    case Elementwise:
    case Reduction:
    case Softmax:
    case DataMovement:
    case View:
    case ShapeArithmetic:
    case Quantization:
    case ControlFlow:
    case Sequence:
    case Selection:
    case Signal:
    case Random:
    case Classical:
    case Text:
    case Training:
    case Unknown:
      return std::nullopt;
    }
    return std::nullopt;
  }

  /// Into the body of a Scan: a slice has all axes but the scanned one; states have theirs.
  void enter(Node const &node, ValueId id, AxisOrigin const &origin) {
    BodyId body = node.bodyAttribute("body");
    if (node.kind != OpKind::Scan || !body.valid() || node.opset < 9)
      return;
    llvm::ArrayRef<ValueId> inside = graph.body(body).inputs;
    auto scanned = static_cast<size_t>(std::max<int64_t>(0, node.intOr("num_scan_inputs", 0)));
    size_t states = node.inputs.size() - std::min(scanned, node.inputs.size());
    llvm::ArrayRef<int64_t> axes = node.ints("scan_input_axes");
    for (size_t i = 0; i < std::min(inside.size(), node.inputs.size()); ++i) {
      if (node.inputs[i] != id || !inside[i].valid() || seen[inside[i]] != 0)
        continue;
      AxisOrigin slice = origin;
      if (i >= states) {
        int64_t axis = i - states < axes.size() ? axes[i - states] : 0;
        axis += axis < 0 ? static_cast<int64_t>(slice.size()) : 0;
        if (axis < 0 || axis >= static_cast<int64_t>(slice.size()))
          continue;
        slice.erase(slice.begin() + axis);
      }
      seen[inside[i]] = 1;
      pending.push_back({inside[i], std::move(slice), true});
    }
  }

  /// Hands the origin on to the node's outputs.
  void pass(Node const &node, ValueId id, AxisOrigin const &origin, bool isSlice) {
    for (ValueId output : node.outputs) {
      if (!output.valid() || seen[output] != 0 || !inferred.types[output].hasRank())
        continue;
      std::optional<AxisOrigin> behind = originBehind(node, id, output, origin);
      if (!behind || behind->size() != inferred.types[output].rank())
        continue;
      seen[output] = 1;
      pending.push_back({output, std::move(*behind), isSlice});
    }
  }

  std::optional<AxisOrigin> originBehind(Node const &node, ValueId id, ValueId output,
                                         AxisOrigin const &origin) const {
    Shape const &before = *inferred.types[id].shape, &after = *inferred.types[output].shape;
    if (node.kind == OpKind::Transpose)
      return transposed(node, origin);
    if (node.kind == OpKind::Gather && node.hasInput(1) && node.inputs[1] == id) {
      AxisOrigin result = origin; // an embedding: one vector an index
      result.resize(after.size(), mergedAxis);
      return node.intOr("axis", 0) == 0 ? std::optional(result) : std::nullopt;
    }
    if (opClass(node.kind) == OpClass::View || after.size() != before.size())
      return reshaped(before, after, origin);
    AxisOrigin result = origin;
    if (opClass(node.kind) == OpClass::MatrixProduct && !result.empty())
      result.back() = mergedAxis;
    return result;
  }

  static std::optional<AxisOrigin> transposed(Node const &node, AxisOrigin const &origin) {
    AxisOrigin result(origin.rbegin(), origin.rend());
    llvm::ArrayRef<int64_t> order = node.ints("perm");
    for (size_t i = 0; i < order.size() && i < result.size(); ++i) {
      if (order[i] < 0 || order[i] >= static_cast<int64_t>(origin.size()))
        return std::nullopt;
      result[i] = origin[static_cast<size_t>(order[i])];
    }
    return result;
  }

  /// Sizes that stay the same from either end are the same axes; a 1 before them is new.
  static AxisOrigin reshaped(Shape const &before, Shape const &after, AxisOrigin const &origin) {
    AxisOrigin result(after.size(), mergedAxis);
    size_t back = 0;
    while (back < before.size() && back < after.size() &&
           before[before.size() - 1 - back] == after[after.size() - 1 - back]) {
      result[after.size() - 1 - back] = origin[before.size() - 1 - back];
      ++back;
    }
    size_t front = 0;
    while (front + back < before.size() && front + back < after.size() && before[front] == after[front]) {
      result[front] = origin[front];
      ++front;
    }
    for (size_t i = front; i + back < after.size(); ++i)
      if (after[i] == 1)
        result[i] = ownAxis;
    return result;
  }

  struct Reached {
    ValueId id;
    AxisOrigin origin;
    bool isSlice = false; ///< what a Scan hands its body: rows of a matrix product are samples
  };
  Graph const &graph;
  InferredTypes const &inferred;
  ValueMap<char> seen;
  std::deque<Reached> pending{};
};
} // namespace

SymInt samplesPerRun(Graph const &graph, BoundInputs const &bound, InferredTypes const &inferred) {
  for (ValueId id : graph.main().inputs) {
    TensorType const &declared = graph.value(id).declared(), &now = bound.types.at(id);
    if (!declared.hasRank() || declared.rank() != now.rank())
      continue;
    for (size_t axis = 0; axis < declared.rank(); ++axis)
      if ((*declared.shape)[axis].isSymbolic() && meansBatch((*declared.shape)[axis].str()))
        return (*now.shape)[axis];
  }
  bool rows = false;
  for (ValueId id : graph.main().inputs) {
    if (!bound.types.at(id).hasRank() || bound.types.at(id).rank() < 2)
      continue;
    AxisWalk walk(graph, inferred);
    if (std::optional<SymInt> samples = walk.follow(id))
      return *samples;
    rows |= walk.onlyRows;
  }
  if (rows)
    return 1;
  for (ValueId id : graph.main().inputs)
    if (TensorType const &now = bound.types.at(id); now.hasRank() && now.rank() >= 2)
      return now.shape->front();
  return 1;
}

} // namespace eo
