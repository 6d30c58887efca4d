//===- Broadcasts.cpp -------------------------------------------------------------------------------------===//
//
//   e = Expand(s: [1, 32, 1, 1], [1, 32, 56, 56]); y = Mul(x: [1, 32, 56, 56], e)     y = Mul(x, s)
//
// as PyTorch exports y.expand_as(x) of squeeze-and-excitation.
//
#include "passes/canonical/Broadcasts.h"
#include "passes/canonical/Repeating.h"
#include "llvm/ADT/STLExtras.h"

namespace eo::canonical {

/// The dimension that stands over axis `axis` of a result with `rank` axes.
static SymInt under(TensorType const &operand, size_t axis, size_t rank) {
  size_t missing = rank - operand.rank();
  return axis < missing ? SymInt(1) : (*operand.shape)[axis - missing];
}

static bool isTensor(TensorType const &type) { return type.form == ValueForm::Tensor && type.hasRank(); }

/// Whether the node only repeats axes of length 1.
static bool onlyRepeats(TensorType const &x, TensorType const &y) {
  if (!isTensor(x) || !isTensor(y) || x.rank() > y.rank())
    return false;
  for (size_t axis = 0; axis < y.rank(); ++axis) {
    SymInt from = under(x, axis, y.rank());
    if (from != (*y.shape)[axis] && from != SymInt(1))
      return false;
  }
  return true;
}

/// The value; where it was repeated for its readers as well, what it was repeated from.
static ValueId beforeRepeating(Knowledge const &known, ValueId value) {
  NodeId producer = known.graph.value(value).producer;
  bool shown = producer.valid() && known.form.part[producer] == NodePart::View;
  ValueId repeated = shown ? repeatedBy(known, known.graph.node(producer)) : ValueId();
  return repeated.valid() ? repeated : value;
}

/// Whether the reader's result is as large where it reads x in the place of what was repeated.
static bool repeatsItself(Knowledge const &known, Node const &reader, ValueId repeated, TensorType const &x) {
  if (opClass(reader.kind) != OpClass::Elementwise || reader.inputs.size() < 2 || !reader.hasOutput(0) ||
      known.form.part[reader.id] != NodePart::Work)
    return false;
  TensorType const &y = known.inferred.types[reader.outputs[0]];
  llvm::SmallVector<TensorType const *, 4> operands;
  for (ValueId input : reader.inputs) {
    if (!input.valid())
      continue;
    bool shown = known.form.source[input] == repeated;
    if (shown && input != repeated) // a view of it, or a copy
      return false;
    operands.push_back(shown ? &x : &known.inferred.types[beforeRepeating(known, input)]);
  }
  if (!isTensor(y) || llvm::any_of(operands, [&](TensorType const *one) {
        return !isTensor(*one) || one->rank() > y.rank();
      }))
    return false;
  for (size_t axis = 0; axis < y.rank(); ++axis) {
    SymInt length = (*y.shape)[axis];
    bool given = length == SymInt(1) || llvm::any_of(operands, [&](TensorType const *one) {
                   return under(*one, axis, y.rank()) == length;
                 });
    if (!given)
      return false;
  }
  return true;
}

bool findBroadcasts(Knowledge const &known, CanonicalForm &form) {
  bool found = false;
  for (NodeId id : form.nodes) {
    Node const &node = known.graph.node(id);
    ValueId given = form.part[id] == NodePart::Work ? repeatedBy(known, node) : ValueId();
    if (!given.valid() || form.leaves[node.outputs[0]] != 0)
      continue;
    ValueId repeated = node.outputs[0];
    TensorType const &x = known.inferred.types[given];
    llvm::ArrayRef<NodeId> readers = form.readers(repeated);
    bool byReaders = !readers.empty() && onlyRepeats(x, known.inferred.types[repeated]) &&
                     llvm::all_of(readers, [&](NodeId reader) {
                       return repeatsItself(known, known.graph.node(reader), repeated, x);
                     });
    if (!byReaders)
      continue;
    found = true;
    form.part[id] = NodePart::View;
    form.source[repeated] = form.source[given];
  }
  return found;
}

} // namespace eo::canonical
