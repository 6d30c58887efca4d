//===- Parts.cpp - tensors cut up and put together again -------------------------------------------------===//
//
//   a, b = Split(x, axis = 1); y = Concat(a, b, axis = 1)                 y = x
//   a = Slice(x, 0:16); b = Slice(x, 16:32); y = Concat(a, b)             likewise, of 32 on that axis
//   a, b = Split(x: [1,64,128], 2); y = Concat(a: [1,64,1,64], b, axis = 2)   y = Reshape(x, [1,64,2,64])
//
#include "passes/canonical/Parts.h"

namespace eo::canonical {

std::optional<int64_t> axisFromFront(int64_t axis, size_t rank) {
  auto axes = static_cast<int64_t>(rank);
  return axis < -axes || axis >= axes ? std::nullopt : std::optional<int64_t>(axis < 0 ? axis + axes : axis);
}

std::optional<int64_t> lengthOf(Knowledge const &known, ValueId id, int64_t axis) {
  TensorType const &type = known.inferred.types[id];
  if (type.form != ValueForm::Tensor || !type.hasRank() || axis < 0 ||
      static_cast<size_t>(axis) >= type.rank() || !(*type.shape)[static_cast<size_t>(axis)].isKnown())
    return std::nullopt;
  return (*type.shape)[static_cast<size_t>(axis)].value();
}

llvm::SmallVector<int64_t, 6> lengthsOf(Knowledge const &known, ValueId id) {
  llvm::SmallVector<int64_t, 6> all;
  TensorType const &type = known.inferred.types[id];
  for (size_t axis = 0; type.hasRank() && axis < type.rank(); ++axis) {
    if (!(*type.shape)[axis].isKnown())
      return {};
    all.push_back((*type.shape)[axis].value());
  }
  return all;
}

static Part ofSplit(Knowledge const &known, Node const &split, ValueId value) {
  TensorType const &x = known.inferred.types[split.inputs[0]];
  std::optional<int64_t> axis = x.hasRank() ? axisFromFront(split.intOr("axis", 0), x.rank()) : std::nullopt;
  if (!axis)
    return {};
  Part part{split.inputs[0], *axis};
  for (ValueId output : split.outputs) {
    if (output == value)
      return part;
    std::optional<int64_t> length = lengthOf(known, output, *axis);
    if (!length)
      return {};
    part.start += *length;
  }
  return {};
}

std::optional<std::vector<Range>> rangesOf(Knowledge const &known, Node const &slice) {
  auto list = [&](llvm::StringRef attribute, size_t input) -> std::optional<std::vector<int64_t>> {
    if (slice.has(attribute))
      return slice.ints(attribute).vec();
    return slice.hasInput(input) ? constantInts(known, slice.inputs[input]) : std::vector<int64_t>();
  };
  std::optional<std::vector<int64_t>> starts = list("starts", 1), axes = list("axes", 3),
                                      steps = list("steps", 4);
  TensorType const &x = known.inferred.types[slice.inputs[0]];
  if (!starts || !axes || !steps || !x.hasRank() || (!axes->empty() && axes->size() != starts->size()) ||
      (!steps->empty() && steps->size() != starts->size()))
    return std::nullopt;
  std::vector<Range> ranges;
  for (size_t i = 0; i < starts->size(); ++i) {
    std::optional<int64_t> axis =
        axisFromFront(axes->empty() ? static_cast<int64_t>(i) : (*axes)[i], x.rank());
    std::optional<int64_t> length = axis ? lengthOf(known, slice.inputs[0], *axis) : std::nullopt;
    if (!length)
      return std::nullopt;
    int64_t start = (*starts)[i];
    ranges.push_back({*axis, start < 0 ? start + *length : start, steps->empty() ? 1 : (*steps)[i]});
  }
  return ranges;
}

static Part ofSlice(Knowledge const &known, Node const &slice) {
  std::optional<std::vector<Range>> ranges = rangesOf(known, slice);
  if (!ranges || ranges->size() != 1 || ranges->front().step != 1)
    return {};
  return {slice.inputs[0], ranges->front().axis, ranges->front().start};
}

Part partOf(Knowledge const &known, ValueId value) {
  NodeId producer = known.graph.value(value).producer;
  constexpr int fewNoOps = 8;
  for (int i = 0; i < fewNoOps && producer.valid() && known.form.part[producer] == NodePart::Same; ++i) {
    value = known.form.same[producer];
    producer = known.graph.value(value).producer;
  }
  if (!producer.valid() || !known.graph.node(producer).hasInput(0))
    return {};
  Node const &node = known.graph.node(producer);
  return node.kind == OpKind::Split   ? ofSplit(known, node, value)
         : node.kind == OpKind::Slice ? ofSlice(known, node)
                                      : Part();
}

ValueId wholeOfParts(Knowledge const &known, Node const &concat) {
  constexpr size_t maxParts = 256; // each is looked for among the outputs of its Split
  ValueId whole;
  int64_t axis = 0, end = 0;
  if (concat.inputs.size() > maxParts)
    return {};
  for (ValueId input : concat.inputs) {
    Part part = input.valid() ? partOf(known, input) : Part();
    if (!part.whole.valid())
      return {};
    if (!whole.valid()) {
      whole = part.whole;
      axis = part.axis;
    }
    std::optional<int64_t> length = lengthOf(known, input, axis);
    bool next = known.form.source[part.whole] == known.form.source[whole] && part.axis == axis &&
                part.start == end && length;
    if (!next)
      return {};
    end += *length;
  }
  TensorType const &joined = known.inferred.types[concat.outputs[0]];
  bool along = joined.hasRank() && axisFromFront(concat.intOr("axis", 0), joined.rank()) == axis;
  return along && whole.valid() && lengthOf(known, whole, axis) == end &&
                 known.inferred.types[whole].shape == joined.shape
             ? whole
             : ValueId();
}

/// Elements that follow one another before those of an axis are met again; nullopt where they are not known.
static std::optional<int64_t> elementsBefore(Knowledge const &known, ValueId id, int64_t axis) {
  int64_t product = 1;
  for (int64_t i = 0; i < axis; ++i) {
    std::optional<int64_t> length = lengthOf(known, id, i);
    if (!length)
      return std::nullopt;
    product *= *length;
  }
  return product;
}

ValueId wholeShownAnew(Knowledge const &known, Node const &concat) {
  constexpr size_t maxParts = 256;
  TensorType const &joined = known.inferred.types[concat.outputs[0]];
  std::optional<int64_t> along =
      joined.hasRank() ? axisFromFront(concat.intOr("axis", 0), joined.rank()) : std::nullopt;
  if (!along || concat.inputs.size() > maxParts)
    return {};
  Part first;
  int64_t end = 0;
  for (ValueId input : concat.inputs) {
    ValueId held = input.valid() ? known.form.source[input] : ValueId();
    Part part = held.valid() ? partOf(known, held) : Part();
    std::optional<int64_t> length = part.whole.valid() ? lengthOf(known, held, part.axis) : std::nullopt;
    if (!length || part.start != end || (first.whole.valid() && part.axis != first.axis) ||
        (first.whole.valid() && known.form.source[part.whole] != known.form.source[first.whole]))
      return {};
    first = first.whole.valid() ? first : part;
    end += *length;
  }
  bool all = first.whole.valid() && lengthOf(known, first.whole, first.axis) == end;
  std::optional<int64_t> before = all ? elementsBefore(known, first.whole, first.axis) : std::nullopt;
  return before && before == elementsBefore(known, concat.inputs[0], *along) ? first.whole : ValueId();
}

} // namespace eo::canonical
