//===- Repeating.cpp --------------------------------------------------------------------------------------===//
//
//   r = Gather(x: [1, 8, 4, 4], [0, 0, 1, 1, 2, 2, 3, 3], axis = 2)                each row twice
//   u = Reshape(x, [1, 8, 4, 4, 1]); c = Concat(u, u, axis = 4)                    each column twice
//
#include "passes/canonical/Repeating.h"
#include "passes/canonical/Parts.h"
#include "llvm/ADT/STLExtras.h"

namespace eo::canonical {

ValueId repeatedBy(Knowledge const &known, Node const &node) {
  if (!node.hasInput(0) || !node.hasOutput(0))
    return {};
  if (node.kind == OpKind::Expand || node.kind == OpKind::Tile)
    return node.inputs[0];
  if (node.kind != OpKind::Mul || node.inputs.size() != 2 || !node.hasInput(1))
    return {};
  size_t const ones = known.form.constant[node.inputs[0]] != 0 ? 0 : 1;
  ValueId repeated = node.inputs[1 - ones];
  std::optional<int64_t> given = known.inferred.types[repeated].elements().tryValue(),
                         result = known.inferred.types[node.outputs[0]].elements().tryValue();
  bool longer = given && result && *result > *given && known.form.constant[repeated] == 0 &&
                known.form.constant[node.inputs[ones]] != 0;
  return longer && uniformValue(known, node.inputs[ones]) == 1.0 ? repeated : ValueId();
}

bool joinsOneWithItself(Knowledge const &known, Node const &concat) {
  return concat.kind == OpKind::Concat && concat.inputs.size() > 1 && concat.hasInput(0) &&
         llvm::all_of(concat.inputs, [&](ValueId input) {
           return input.valid() && known.form.source[input] == known.form.source[concat.inputs[0]];
         });
}

bool picksEachAlike(Knowledge const &known, Node const &gather) {
  if (gather.kind != OpKind::Gather || !gather.hasInput(0) || !gather.hasInput(1))
    return false;
  TensorType const &x = known.inferred.types[gather.inputs[0]];
  std::optional<std::vector<int64_t>> places = constantInts(known, gather.inputs[1]);
  std::optional<int64_t> axis = x.hasRank() ? axisFromFront(gather.intOr("axis", 0), x.rank()) : std::nullopt;
  std::optional<int64_t> all = axis ? lengthOf(known, gather.inputs[0], *axis) : std::nullopt;
  if (!places || !all || *all <= 0)
    return false;
  auto const count = static_cast<int64_t>(places->size());
  int64_t const each = count / *all;
  if (each < 2 || each * *all != count)
    return false;
  for (int64_t i = 0; i < count; ++i)
    if ((*places)[static_cast<size_t>(i)] != i / each)
      return false;
  return true;
}

/// How many runs of elements the node gives several times, each behind itself; nullopt where it does anything else.
static std::optional<int64_t> runsRepeated(Knowledge const &known, Node const &node) {
  ValueId repeated = repeatedBy(known, node);
  bool widens = repeated.valid() || joinsOneWithItself(known, node);
  bool picks = picksEachAlike(known, node);
  if ((!widens && !picks) || !node.hasInput(0) || !node.hasOutput(0))
    return std::nullopt;
  TensorType const &x = known.inferred.types[repeated.valid() ? repeated : node.inputs[0]],
                   &y = known.inferred.types[node.outputs[0]];
  if (!x.hasRank() || !y.hasRank() || x.rank() != y.rank())
    return std::nullopt;
  std::optional<int64_t> runs;
  int64_t before = 1;
  for (size_t i = 0; i < x.rank(); ++i) {
    std::optional<int64_t> length = (*x.shape)[i].tryValue(), longer = (*y.shape)[i].tryValue();
    if (!length || !longer || *length <= 0 || before > (int64_t{1} << 40) / *length)
      return std::nullopt;
    before *= *length;
    if (*length == *longer)
      continue;
    if (runs || (widens && *length != 1))
      return std::nullopt;
    runs = before;
  }
  return runs;
}

bool enlargesRowsAndColumns(Knowledge const &known, Node const &first, Node const &second) {
  std::optional<int64_t> once = runsRepeated(known, first), again = runsRepeated(known, second);
  ValueId const held = known.form.source[first.inputs[0]];
  TensorType const &maps = known.inferred.types[held];
  if (!once || !again || !maps.hasRank() || maps.rank() != 4 || known.form.orders.count(held.index) != 0)
    return false;
  std::optional<int64_t> rows = ((*maps.shape)[0] * (*maps.shape)[1] * (*maps.shape)[2]).tryValue(),
                         all = maps.elements().tryValue(),
                         taller = known.inferred.types[first.outputs[0]].elements().tryValue();
  return rows && all && taller &&
         ((*once == *all && *again == *rows) || (*once == *rows && *again == *taller));
}

} // namespace eo::canonical
