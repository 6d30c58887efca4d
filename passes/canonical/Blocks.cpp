//===- Blocks.cpp - blocks of maps that become channels, and back ----------------------------------------===//
//
//   r = Reshape(x: [1,128,28,28], [1,32,2,2,28,28]); y = Transpose(r, [0,1,4,2,5,3])       a DepthToSpace
//   r = Reshape(x, [32,2,2,28,28]); y = Transpose(r, [0,3,1,4,2])                          likewise
//   t = Transpose(x, [0,2,3,1]); r = Reshape(t, [1,28,28,2,2,32]); y = Transpose(r, [0,1,3,2,4,5])   channels last
//
// However axes are joined, cut and moved on the way, what comes out shows in where pieces of the maps' axes lie at last.
//
#include "passes/canonical/Blocks.h"
#include "passes/canonical/Layouts.h"
#include "passes/canonical/Parts.h"
#include "llvm/ADT/STLExtras.h"

namespace eo::canonical {

namespace {

/// A run of places along an axis of the maps: `length` of them, `stride` apart.
struct AxisPiece {
  int64_t axis = 0, length = 1, stride = 1;
};
using AxisPieces = llvm::SmallVector<AxisPiece, 8>;

/// The axes of a tensor as pieces of the axes of maps.
class CutAxes {
public:
  explicit CutAxes(llvm::ArrayRef<int64_t> lengths) {
    for (int64_t axis = 0; axis < static_cast<int64_t>(lengths.size()); ++axis)
      axes.push_back({{axis, lengths[static_cast<size_t>(axis)], 1}});
  }

  size_t rank() const { return axes.size(); }

  void move(llvm::ArrayRef<int64_t> order) {
    std::vector<AxisPieces> moved;
    for (int64_t axis : order)
      moved.push_back(axes[static_cast<size_t>(axis)]);
    axes = std::move(moved);
  }

  /// The same elements with other axes; false where a length does not divide the pieces.
  bool show(llvm::ArrayRef<int64_t> lengths) {
    AxisPieces left = flat();
    std::vector<AxisPieces> shown;
    size_t next = 0;
    for (int64_t wanted : lengths) {
      AxisPieces &axis = shown.emplace_back();
      while (wanted > 1) {
        if (next == left.size())
          return false;
        AxisPiece &piece = left[next];
        if (wanted % piece.length == 0) {
          wanted /= piece.length;
          axis.push_back(piece);
          ++next;
          continue;
        }
        if (piece.length % wanted != 0)
          return false;
        piece.length /= wanted; // the outer places are taken, the inner ones stay
        axis.push_back({piece.axis, wanted, piece.stride * piece.length});
        wanted = 1;
      }
    }
    axes = std::move(shown);
    return next == left.size();
  }

  /// All pieces longer than 1 as they lie in memory, those that follow one another as one.
  AxisPieces flat() const {
    AxisPieces all;
    for (AxisPieces const &axis : axes)
      for (AxisPiece const &piece : axis) {
        bool follows =
            !all.empty() && all.back().axis == piece.axis && all.back().stride == piece.stride * piece.length;
        if (follows) {
          all.back().length *= piece.length;
          all.back().stride = piece.stride;
        } else if (piece.length != 1)
          all.push_back(piece);
      }
    return all;
  }

private:
  std::vector<AxisPieces> axes;
};

} // namespace

/// The nodes from the value that holds the elements to this one, which only show or move them; empty where there is
/// another among them.
static llvm::SmallVector<Node const *, 8> wayFrom(Knowledge const &known, ValueId held, Node const &last) {
  constexpr size_t longest = 16;
  llvm::SmallVector<Node const *, 8> way = {&last};
  for (ValueId value = last.inputs[0]; value != held;) {
    NodeId producer = known.graph.value(value).producer;
    bool shows = producer.valid() && known.graph.node(producer).hasInput(0) &&
                 (known.form.part[producer] == NodePart::View || known.form.part[producer] == NodePart::Same);
    if (!shows || way.size() == longest)
      return {};
    way.push_back(&known.graph.node(producer));
    value = way.back()->inputs[0];
  }
  return way;
}

/// By axis: 0 the batch, 1 channels, 2 rows, 3 columns. Blocks of `rows` and `columns` that lie among channels.
static OpKind kindOf(AxisPieces const &moved, llvm::ArrayRef<int64_t> maps) {
  llvm::ArrayRef<AxisPiece> all = moved;
  if (!all.empty() && all.front().axis == 0)
    all = all.drop_front(); // whole: no other piece may be of it
  auto isWhole = [&](AxisPiece const &piece) {
    return piece.length == maps[static_cast<size_t>(piece.axis)];
  };
  auto axesAre = [](llvm::ArrayRef<AxisPiece> pieces, std::initializer_list<int64_t> axes) {
    return pieces.size() == axes.size() &&
           std::equal(pieces.begin(), pieces.end(), axes.begin(),
                      [](AxisPiece const &piece, int64_t axis) { return piece.axis == axis; });
  };
  llvm::ArrayRef<AxisPiece> behind = all;
  if (behind.size() == 5 && behind.front().axis == 1)
    behind = behind.drop_front();
  if (axesAre(behind, {2, 1, 3, 1}) && isWhole(behind[0]) && isWhole(behind[2]) &&
      behind[1].length == behind[3].length && behind[1].stride == behind[3].stride * behind[3].length)
    return OpKind::DepthToSpace;
  bool leadsBlocks = axesAre(all, {2, 3, 1, 2, 3}), leadsChannels = axesAre(all, {1, 2, 3, 2, 3});
  if ((leadsBlocks && isWhole(all[2])) || (leadsChannels && isWhole(all[0]))) {
    AxisPiece const &rows = all[leadsBlocks ? 0 : 1], &columns = all[leadsBlocks ? 1 : 2];
    return rows.length == columns.length && rows.stride == 1 && columns.stride == 1 ? OpKind::SpaceToDepth
                                                                                    : OpKind::Unknown;
  }
  return OpKind::Unknown;
}

OpKind movesBlocks(Knowledge const &known, Node const &transpose) {
  if (transpose.kind != OpKind::Transpose || !transpose.hasInput(0))
    return OpKind::Unknown;
  ValueId held = known.form.source[transpose.inputs[0]];
  llvm::SmallVector<int64_t, 6> const maps = lengthsOf(known, held);
  bool empty = llvm::any_of(maps, [](int64_t length) { return length <= 0; });
  if (maps.size() != 4 || empty || known.form.orders.count(held.index) != 0)
    return OpKind::Unknown;
  CutAxes axes(maps);
  llvm::SmallVector<Node const *, 8> const way = wayFrom(known, held, transpose);
  for (Node const *node : llvm::reverse(way)) {
    if (node->kind == OpKind::Transpose) {
      std::vector<int64_t> order = permutationOf(*node, axes.rank());
      if (order.empty())
        return OpKind::Unknown;
      axes.move(order);
    } else if (!axes.show(lengthsOf(known, node->output(0))))
      return OpKind::Unknown;
  }
  return kindOf(axes.flat(), maps);
}

} // namespace eo::canonical
