//===- Splits.cpp - several nodes that are one Split, or one SpaceToDepth ---------------------------------===//
//
//   a = Slice(x, 0:16); b = Slice(x, 16:32)                        Split(x), of 32 on that axis
//   q = Gather(x, 0); k = Gather(x, 1); v = Gather(x, 2)           Split(x), of 3
//   Concat(x[::2, ::2], x[1::2, ::2], x[::2, 1::2], x[1::2, 1::2]) SpaceToDepth(x), the first layer of some detectors
//
#include "passes/canonical/Splits.h"
#include "passes/canonical/Parts.h"
#include "passes/canonical/Sequences.h"
#include "llvm/ADT/STLExtras.h"
#include <array>
#include <map>
#include <set>
#include <tuple>

namespace eo::canonical {

namespace {
/// What a node takes of one axis of a tensor.
struct Piece {
  NodeId node;
  int64_t start, end;
  ValueId whole;
};

/// Which tensor is cut on which axis: views of one, whose elements stand in one order, are the same where their shapes are.
struct Cut {
  uint32_t source;
  std::string shape;
  std::vector<int64_t> order;
  int64_t axis;

  bool operator<(Cut const &other) const {
    return std::tie(source, shape, order, axis) <
           std::tie(other.source, other.shape, other.order, other.axis);
  }
};
} // namespace

static bool isAlone(Knowledge const &known, NodeId id) {
  Node const &node = known.graph.node(id);
  return known.form.part[id] == NodePart::Work && known.form.unit[id] == 0 && node.hasInput(0) &&
         node.hasOutput(0);
}

/// What a Gather by indices one after the other, or by a single one, takes.
static Part ofGather(Knowledge const &known, Node const &gather, int64_t &length) {
  TensorType const &x = known.inferred.types[gather.inputs[0]];
  std::optional<int64_t> axis = x.hasRank() ? axisFromFront(gather.intOr("axis", 0), x.rank()) : std::nullopt;
  std::optional<int64_t> all = axis ? lengthOf(known, gather.inputs[0], *axis) : std::nullopt;
  std::optional<std::vector<int64_t>> indices =
      gather.hasInput(1) ? constantInts(known, gather.inputs[1]) : std::nullopt;
  if (!all || !indices || indices->empty() || known.inferred.types[gather.inputs[1]].rank() > 1)
    return {};
  for (size_t i = 0; i < indices->size(); ++i) {
    int64_t &index = (*indices)[i];
    index += index < 0 ? *all : 0;
    if (i > 0 && index != (*indices)[i - 1] + 1)
      return {};
  }
  length = static_cast<int64_t>(indices->size());
  return {gather.inputs[0], *axis, indices->front()};
}

static Part ofPiece(Knowledge const &known, Node const &node, int64_t &length) {
  if (node.kind == OpKind::Gather)
    return ofGather(known, node, length);
  bool outOfSequence = node.kind == OpKind::SequenceAt;
  if (!outOfSequence && node.kind != OpKind::Slice)
    return {};
  Part part = outOfSequence ? pieceAt(known, node) : partOf(known, node.outputs[0]);
  std::optional<int64_t> taken =
      part.whole.valid() ? lengthOf(known, node.outputs[0], part.axis) : std::nullopt;
  length = taken.value_or(0);
  return taken ? part : Part();
}

/// Whether each element from 0 to `length` is in one piece.
static bool cutUp(std::vector<Piece> pieces, int64_t length) {
  llvm::stable_sort(pieces, [](Piece const &a, Piece const &b) { return a.start < b.start; });
  int64_t end = 0;
  for (Piece const &piece : pieces) {
    if (piece.start != end)
      return false;
    end = piece.end;
  }
  return end == length;
}

static Cut cutOf(Knowledge const &known, Part const &part) {
  uint32_t source = known.form.source[part.whole].index;
  return {source, known.inferred.types[part.whole].str(), known.form.orders.lookup(part.whole.index),
          part.axis};
}

void findSplits(Knowledge const &known, CanonicalForm &form) {
  constexpr size_t maxPieces = 256;
  std::map<Cut, std::vector<Piece>> cuts;
  for (NodeId id : form.nodes) {
    if (!isAlone(known, id))
      continue;
    int64_t length = 0;
    Part part = ofPiece(known, known.graph.node(id), length);
    if (part.whole.valid())
      cuts[cutOf(known, part)].push_back({id, part.start, part.start + length, part.whole});
  }
  for (auto const &[cut, pieces] : cuts) {
    Node const &first = known.graph.node(pieces.front().node);
    std::optional<int64_t> length = lengthOf(known, pieces.front().whole, cut.axis);
    bool together = llvm::all_of(
        pieces, [&](Piece const &piece) { return form.together(known.graph, piece.node, first.id); });
    if (pieces.size() < 2 || pieces.size() > maxPieces || !length || !together || !cutUp(pieces, *length))
      continue;
    CanonicalUnit &unit = form.units.emplace_back();
    unit.op = OpKind::Split;
    for (Piece const &piece : pieces) {
      unit.nodes.push_back(piece.node);
      unit.outputs.push_back(known.graph.node(piece.node).outputs[0]);
      form.unit[piece.node] = static_cast<uint32_t>(form.units.size());
    }
  }
}

namespace {
/// Every n-th row and column of maps, by one Slice or by two.
class Grid {
public:
  Grid(Knowledge const &knowledge, int64_t everyNth) : known(knowledge), step(everyNth) {}

  /// Follows the value to the maps it is taken of; false where it is no such part.
  bool follow(ValueId value) {
    value = behindNoOps(known, value);
    for (bool sliced = false;; sliced = true) {
      NodeId producer = known.graph.value(value).producer;
      bool isSlice =
          producer.valid() && known.graph.node(producer).kind == OpKind::Slice && isAlone(known, producer);
      if (!isSlice || (row >= 0 && column >= 0)) {
        whole = value;
        return sliced && row >= 0 && column >= 0;
      }
      if (!take(known.graph.node(producer)))
        return false;
      nodes.push_back(producer);
      value = behindNoOps(known, known.graph.node(producer).inputs[0]);
    }
  }

  ValueId whole;
  int64_t row = -1, column = -1;
  std::vector<NodeId> nodes;

private:
  bool take(Node const &slice) {
    std::optional<std::vector<Range>> ranges = rangesOf(known, slice);
    if (!ranges)
      return false;
    for (Range const &range : *ranges) {
      int64_t const axis = known.form.axisAsRun(slice.inputs[0], range.axis);
      int64_t &place = axis == 2 ? row : column;
      if ((axis != 2 && axis != 3) || range.step != step || place >= 0 || range.start < 0 ||
          range.start >= step)
        return false;
      place = range.start;
    }
    return true;
  }

  Knowledge const &known;
  int64_t step;
};
} // namespace

/// n, where the Concat joins the n · n parts of maps along their channels by their sizes; 0 where it does not.
static int64_t blockOf(Knowledge const &known, Node const &concat) {
  TensorType const &y = known.inferred.types[concat.outputs[0]];
  std::optional<int64_t> axis =
      y.hasRank() && y.rank() == 4 ? axisFromFront(concat.intOr("axis", 0), 4) : std::nullopt;
  if (!axis || known.form.axisAsRun(concat.outputs[0], *axis) != 1)
    return 0;
  for (int64_t n : {2, 3, 4})
    if (static_cast<size_t>(n * n) == concat.inputs.size())
      return n;
  return 0;
}

/// Whether the maps are n times as high and wide as the parts.
static bool isTimes(Knowledge const &known, ValueId maps, ValueId parts, int64_t n) {
  return llvm::all_of(std::array<int64_t, 4>{0, 1, 2, 3}, [&](int64_t axis) {
    if (known.form.axisAsRun(parts, axis) < 2)
      return true;
    std::optional<int64_t> whole = lengthOf(known, maps, axis), part = lengthOf(known, parts, axis);
    return whole && part && *whole == n * *part;
  });
}

/// The Slices of the Concat, in graph order, where they are all of SpaceToDepth; none where they are not.
static std::set<uint32_t> slicesOf(Knowledge const &known, Node const &concat, int64_t n) {
  std::set<uint32_t> slices;
  std::set<std::pair<int64_t, int64_t>> places;
  ValueId whole;
  for (ValueId input : concat.inputs) {
    Grid grid(known, n);
    if (!input.valid() || !grid.follow(input) || (whole.valid() && grid.whole != whole))
      return {};
    whole = grid.whole;
    places.emplace(grid.row, grid.column);
    for (NodeId id : grid.nodes)
      slices.insert(id.index);
  }
  bool all = static_cast<int64_t>(places.size()) == n * n && isTimes(known, whole, concat.outputs[0], n);
  return all ? slices : std::set<uint32_t>();
}

void findSpaceToDepth(Knowledge const &known, CanonicalForm &form) {
  for (NodeId id : form.nodes) {
    Node const &concat = known.graph.node(id);
    int64_t n = concat.kind == OpKind::Concat && isAlone(known, id) ? blockOf(known, concat) : 0;
    std::set<uint32_t> slices = n > 0 ? slicesOf(known, concat, n) : std::set<uint32_t>();
    auto inside = [&](NodeId reader) { return reader == id || slices.count(reader.index) != 0; };
    bool alone = llvm::all_of(slices, [&](uint32_t slice) {
      ValueId taken = known.graph.node(NodeId{slice}).outputs[0];
      return form.leaves[taken] == 0 && form.together(known.graph, NodeId{slice}, id) &&
             llvm::all_of(form.readers(taken), inside);
    });
    if (slices.empty() || !alone)
      continue;
    CanonicalUnit &unit = form.units.emplace_back();
    unit.op = OpKind::SpaceToDepth;
    unit.outputs = {concat.outputs[0]};
    for (NodeId one : form.nodes)
      if (inside(one)) {
        unit.nodes.push_back(one);
        form.unit[one] = static_cast<uint32_t>(form.units.size());
      }
  }
}

} // namespace eo::canonical
