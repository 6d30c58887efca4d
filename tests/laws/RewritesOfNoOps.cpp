#include "tests/laws/Rewrites.h"

#include <functional>

namespace eo::test {

using Insertion = std::function<bool(NetworkEdit &edit, std::string const &from, std::string const &to)>;

/// Puts something that changes nothing behind every node with one float result. Constants and results without
/// known sizes are left out.
static size_t behindEveryNode(NetworkEdit &edit, Insertion const &insert) {
  size_t found = 0;
  int const count = edit.graph().node_size();
  for (int i = 0; i < count; ++i) {
    onnx::NodeProto const &node = edit.graph().node(i);
    if (node.output_size() != 1 || node.op_type() == "Constant" || !edit.isFloat(node.output(0)) ||
        !edit.sizes(node.output(0)))
      continue;
    std::string name = node.output(0), before = edit.fresh("value");
    if (!insert(edit, before, name))
      continue;
    edit.graph().mutable_node(i)->set_output(0, before);
    ++found;
  }
  return found;
}

static size_t identity(NetworkEdit &edit) {
  return behindEveryNode(edit, [](NetworkEdit &e, auto const &from, auto const &to) {
    e.add("Identity", {from}, to);
    return true;
  });
}

static size_t dropout(NetworkEdit &edit) {
  if (edit.opset() < 7) // trains unless told not to
    return 0;
  return behindEveryNode(edit, [](NetworkEdit &e, auto const &from, auto const &to) {
    e.add("Dropout", {from}, to);
    return true;
  });
}

static size_t reshape(NetworkEdit &edit) {
  return behindEveryNode(edit, [](NetworkEdit &e, auto const &from, auto const &to) {
    e.add("Reshape", {from, e.constant(*e.sizes(to))}, to);
    return true;
  });
}

static size_t flattenAndBack(NetworkEdit &edit) {
  return behindEveryNode(edit, [](NetworkEdit &e, auto const &from, auto const &to) {
    std::string flat = e.fresh("value");
    e.add("Reshape", {from, e.constant(std::vector<int64_t>{-1})}, flat);
    e.add("Reshape", {flat, e.constant(*e.sizes(to))}, to);
    return true;
  });
}

static size_t cast(NetworkEdit &edit) {
  return behindEveryNode(edit, [](NetworkEdit &e, auto const &from, auto const &to) {
    setInt(e.add("Cast", {from}, to), "to", onnx::TensorProto::FLOAT);
    return true;
  });
}

static size_t padNothing(NetworkEdit &edit) {
  if (edit.opset() < 11)
    return 0;
  return behindEveryNode(edit, [](NetworkEdit &e, auto const &from, auto const &to) {
    e.add("Pad", {from, e.constant(std::vector<int64_t>(2 * e.sizes(to)->size()))}, to);
    return true;
  });
}

static size_t sliceAll(NetworkEdit &edit) {
  if (edit.opset() < 10)
    return 0;
  return behindEveryNode(edit, [](NetworkEdit &e, auto const &from, auto const &to) {
    if (e.sizes(to)->empty())
      return false;
    using Ints = std::vector<int64_t>;
    e.add("Slice", {from, e.constant(Ints{0}), e.constant(Ints{INT64_MAX}), e.constant(Ints{0})}, to);
    return true;
  });
}

static size_t expandSame(NetworkEdit &edit) {
  if (edit.opset() < 8)
    return 0;
  return behindEveryNode(edit, [](NetworkEdit &e, auto const &from, auto const &to) {
    e.add("Expand", {from, e.constant(*e.sizes(to))}, to);
    return true;
  });
}

static size_t tileOnce(NetworkEdit &edit) {
  if (edit.opset() < 6)
    return 0;
  return behindEveryNode(edit, [](NetworkEdit &e, auto const &from, auto const &to) {
    if (e.sizes(to)->empty())
      return false;
    e.add("Tile", {from, e.constant(std::vector<int64_t>(e.sizes(to)->size(), 1))}, to);
    return true;
  });
}

static size_t resizeOnce(NetworkEdit &edit) {
  if (edit.opset() < 13)
    return 0;
  return behindEveryNode(edit, [](NetworkEdit &e, auto const &from, auto const &to) {
    if (e.sizes(to)->size() != 4)
      return false;
    e.add("Resize", {from, "", e.constant(std::vector<float>(4, 1.0F))}, to);
    return true;
  });
}

static size_t transposeTwice(NetworkEdit &edit) {
  return behindEveryNode(edit, [](NetworkEdit &e, auto const &from, auto const &to) {
    if (e.sizes(to)->size() < 2)
      return false;
    std::string turned = e.fresh("value");
    e.add("Transpose", {from}, turned);
    e.add("Transpose", {turned}, to);
    return true;
  });
}

static size_t timesOne(NetworkEdit &edit) {
  if (edit.opset() < 7)
    return 0;
  return behindEveryNode(edit, [](NetworkEdit &e, auto const &from, auto const &to) {
    e.add("Mul", {from, e.constant({1.0F}, true)}, to);
    return true;
  });
}

static size_t plusZero(NetworkEdit &edit) {
  if (edit.opset() < 7)
    return 0;
  return behindEveryNode(edit, [](NetworkEdit &e, auto const &from, auto const &to) {
    e.add("Add", {e.constant({0.0F}, true), from}, to);
    return true;
  });
}

static size_t gatherAll(NetworkEdit &edit) {
  return behindEveryNode(edit, [](NetworkEdit &e, auto const &from, auto const &to) {
    constexpr int64_t mostIndices = 4096; // the file would grow by more than the networks are
    std::vector<int64_t> dims = *e.sizes(to);
    if (dims.size() < 2 || dims[1] > mostIndices)
      return false;
    std::vector<int64_t> all;
    for (int64_t i = 0; i < dims[1]; ++i)
      all.push_back(i);
    setInt(e.add("Gather", {from, e.constant(all)}, to), "axis", 1);
    return true;
  });
}

/// Slices of the first channels and of the rest, put together again.
static size_t slicedAndJoined(NetworkEdit &edit) {
  if (edit.opset() < 10)
    return 0;
  return behindEveryNode(edit, [](NetworkEdit &e, auto const &from, auto const &to) {
    std::vector<int64_t> dims = *e.sizes(to);
    if (dims.size() < 2 || dims[1] < 2)
      return false;
    using Ints = std::vector<int64_t>;
    std::string first = e.fresh("value"), rest = e.fresh("value"), axis = e.constant(Ints{1});
    std::string border = e.constant(Ints{dims[1] / 2});
    e.add("Slice", {from, e.constant(Ints{0}), border, axis}, first);
    e.add("Slice", {from, border, e.constant(Ints{INT64_MAX}), axis}, rest);
    setInt(e.add("Concat", {first, rest}, to), "axis", 1);
    return true;
  });
}

static size_t concatOfOne(NetworkEdit &edit) {
  return behindEveryNode(edit, [](NetworkEdit &e, auto const &from, auto const &to) {
    if (e.sizes(to)->empty())
      return false;
    setInt(e.add("Concat", {from}, to), "axis", 0);
    return true;
  });
}

static size_t squeezeAndBack(NetworkEdit &edit) {
  if (edit.opset() < 13)
    return 0;
  return behindEveryNode(edit, [](NetworkEdit &e, auto const &from, auto const &to) {
    std::string wide = e.fresh("value"), axes = e.constant(std::vector<int64_t>{0});
    e.add("Unsqueeze", {from, axes}, wide);
    e.add("Squeeze", {wide, axes}, to);
    return true;
  });
}

std::vector<Rewrite> rewritesOfNoOps() {
  return {{"identity", identity, 0, ""},
          {"dropout", dropout, 0, ""},
          {"reshape-same", reshape, 0, ""},
          {"flatten-and-back", flattenAndBack, 0, ""},
          {"squeeze-and-back", squeezeAndBack, 0, ""},
          {"cast-same", cast, 0, ""},
          {"pad-nothing", padNothing, 0, ""},
          {"slice-all", sliceAll, 0, ""},
          {"expand-same", expandSame, 0, ""},
          {"tile-once", tileOnce, 0, ""},
          {"resize-once", resizeOnce, 0, ""},
          {"transpose-twice", transposeTwice, 0, ""},
          {"times-one", timesOne, 0, ""},
          {"plus-zero", plusZero, 0, ""},
          {"gather-all", gatherAll, 0, ""},
          {"sliced-and-joined", slicedAndJoined, 0, ""},
          {"concat-of-one", concatOfOne, 0, ""}};
}

} // namespace eo::test
