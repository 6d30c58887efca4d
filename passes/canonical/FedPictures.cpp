//===- FedPictures.cpp ------------------------------------------------------------------------------------===//
//
//   f = Cast(i: uint8[1,224,224,3]); t = Transpose(f, [0,3,1,2]); s = Div(t, 255); c = Conv(s, w)
//
// A runtime lays out what it is fed the way that its first convolution reads it, whichever order that comes in.
//
#include "passes/canonical/FedPictures.h"
#include "passes/canonical/Layouts.h"
#include "llvm/ADT/STLExtras.h"

namespace eo::canonical {

/// The picture that a network is fed with its channels last.
static bool putsChannelsFirst(llvm::ArrayRef<int64_t> axes) {
  return axes.size() == 4 && axes[0] == 0 && axes[1] == 3 && axes[2] == 1 && axes[3] == 2;
}

constexpr int mostOfPreparation = 8; // of a picture's steps on either side of its Transpose

/// What an elementwise node scales or shifts by constants, or a Pad puts constants around; invalid where the node does
/// anything else.
static ValueId scaledByConstants(Knowledge const &known, Node const &node) {
  ValueId only;
  for (ValueId input : node.inputs)
    if (input.valid() && known.form.constant[input] == 0) {
      if (only.valid())
        return {};
      only = input;
    }
  bool prepares =
      opClass(node.kind) == OpClass::Elementwise || node.kind == OpKind::Pad || node.kind == OpKind::MsPad;
  return prepares && node.hasOutput(0) ? only : ValueId();
}

/// The values from what the network is fed to this one, each the one before it or that scaled by constants; empty where it
/// comes from anything else.
static llvm::SmallVector<ValueId, 4> fedAlone(Knowledge const &known, ValueId value) {
  llvm::SmallVector<ValueId, 4> steps;
  for (int step = 0; step < mostOfPreparation; ++step) {
    value = known.form.source[value];
    steps.push_back(value);
    NodeId producer = known.graph.value(value).producer;
    if (!producer.valid())
      return llvm::is_contained(known.graph.main().inputs, value) ? steps : llvm::SmallVector<ValueId, 4>();
    value = scaledByConstants(known, known.graph.node(producer));
    if (!value.valid() || known.form.leaves[steps.back()] != 0)
      return {};
  }
  return {};
}

/// Whether only convolutions read the value, or what scales and shifts it for them.
static bool isForConvolutions(Knowledge const &known, ValueId value, int depth = 0) {
  llvm::ArrayRef<NodeId> readers = known.form.readers(value);
  return known.form.leaves[value] == 0 && !readers.empty() && llvm::all_of(readers, [&](NodeId reader) {
           Node const &node = known.graph.node(reader);
           if (opClass(node.kind) == OpClass::Convolution || node.kind == OpKind::Pad ||
               node.kind == OpKind::MsPad)
             return true;
           return depth < mostOfPreparation && scaledByConstants(known, node).valid() &&
                  isForConvolutions(known, node.outputs[0], depth + 1);
         });
}

void findFedChannelsLast(Knowledge const &known, CanonicalForm &form) {
  for (NodeId id : form.nodes) {
    if (!isTranspose(known, form, id))
      continue;
    Node const &node = known.graph.node(id);
    TensorType const &x = known.inferred.types[node.inputs[0]];
    if (!x.hasRank() || !putsChannelsFirst(permutationOf(node, x.rank())) ||
        !isForConvolutions(known, node.outputs[0]))
      continue;
    llvm::SmallVector<ValueId, 4> steps = fedAlone(known, node.inputs[0]);
    if (steps.empty())
      continue;
    for (ValueId step : steps)
      form.orders[step.index] = {0, 2, 3, 1};
    lookThrough(node, form);
  }
}

} // namespace eo::canonical
