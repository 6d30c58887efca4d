#include "passes/Turns.h"

#include "passes/shape/ControlFlow.h"

namespace eo {

static SymInt scannedLength(InferredTypes const &inferred, Node const &scan) {
  auto count = static_cast<size_t>(std::max<int64_t>(0, scan.intOr("num_scan_inputs", 0)));
  if (count == 0 || count > scan.inputs.size())
    return SymInt::unknown();
  ValueId first = scan.inputs[scan.inputs.size() - count];
  auto dim = [&](int64_t axis) {
    if (!first.valid() || !inferred.types[first].hasRank())
      return SymInt::unknown();
    Shape const &shape = *inferred.types[first].shape;
    auto rank = static_cast<int64_t>(shape.size());
    axis += axis < 0 ? rank : 0;
    return axis >= 0 && axis < rank ? shape[static_cast<size_t>(axis)] : SymInt::unknown();
  };
  if (scan.opset < 9) // the first axis is the batch, the second is scanned
    return dim(0) * dim(1);
  llvm::ArrayRef<int64_t> axes = scan.ints("scan_input_axes");
  return dim(axes.empty() ? 0 : axes.front());
}

SymInt turnsOf(Graph const &graph, InferredTypes const &inferred, Node const &node) {
  return node.kind == OpKind::Loop   ? loopTripCount(graph, inferred, node)
         : node.kind == OpKind::Scan ? scannedLength(inferred, node)
                                     : SymInt::unknown();
}

SymInt turnsAtLeast(Graph const &graph, InferredTypes const &inferred, Node const &node) {
  SymInt turns = turnsOf(graph, inferred, node);
  if (turns.isKnown() || node.kind != OpKind::Loop)
    return turns.isKnown() ? turns : SymInt(0);
  auto scalar = [&](size_t i) {
    FoldedConstant const *folded = node.hasInput(i) ? inferred.constants[node.inputs[i]].get() : nullptr;
    return folded != nullptr && folded->ints.size() == 1 ? folded->ints.front().tryValue() : std::nullopt;
  };
  bool starts = !node.hasInput(1) || scalar(1) == 1;
  bool mayRun = !node.hasInput(0) || scalar(0).value_or(0) > 0;
  return starts && mayRun ? 1 : 0;
}

} // namespace eo
