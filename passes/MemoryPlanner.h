//===- MemoryPlanner.h - the peak of live activations as a runtime keeps them ---------------------------===//
#ifndef ENERGY_OPT_PASSES_MEMORYPLANNER_H
#define ENERGY_OPT_PASSES_MEMORYPLANNER_H

#include "lib/cost/KernelGroups.h"
#include "lib/pass/CanonicalForm.h"
#include "lib/pass/MemoryBuffers.h"
#include "lib/pass/NetworkAnnotations.h"
#include "lib/pass/Pass.h"
#include "passes/LiveBytes.h"

namespace eo {

/// Plans what plan-memory and list-buffers find out, which the comment in PlanMemory.cpp describes. Who reads what is looked at once,
/// sizes with every run.
class MemoryPlanner {
public:
  /// Needs InferredTypes, NodeRoles, CanonicalForm and KernelGroups, which outlive this. Floating-point elements take
  /// `floatBits` at most; 0: those of the precision that the board in the context executes, without one the file's.
  explicit MemoryPlanner(PassContext const &context, unsigned floatBits = 0);

  /// The plan at the types as they are now. Sizes inside of bodies are those of the beginning, at the file's types.
  MemoryPlan run();
  /// The buffers that it is the peak of.
  MemoryBuffers buffers();

private:
  /// From the step that writes it to the last that reads it; `end` steps: to the end.
  struct Span {
    bool kept = false, isInput = false;
    uint32_t from = 0, to = 0;
    SymInt bytes = 0;
  };
  /// A kept value before sizes are looked at.
  struct Placed {
    Span span;
    ValueId owner;
  };
  /// A kernel that may write its result over one of its inputs.
  struct InPlace {
    ValueId result;
    uint32_t now; ///< its step
    llvm::SmallVector<ValueId, 2> inputs;
  };

  void placeNodes();
  bool isKept(Value const &value) const;
  Span spanOf(Value const &value) const;
  ValueId ownerOf(ValueId id);
  void join(ValueId part, ValueId whole);
  void shareViews();
  void findInPlace();
  void workInPlace();
  void size(unsigned bits);
  SymInt bytesOf(ValueId id, unsigned bits) const;
  MemoryPlan sweep() const;
  SymInt bodiesOf(Node const &node) const;

  Graph const &graph;
  TypeMap const &types;
  NodeRoles const &roles;
  CanonicalForm const &form;
  KernelGroups const &groups;
  LivePeak inner; ///< of bodies; nothing where there are none
  NodeMap<uint32_t> step;
  ValueMap<Span> spans;
  ValueMap<ValueId> owner;     ///< of what lies in another's buffer
  std::vector<NodeId> ordered; ///< what runs in the main graph, with the branches that known conditions pick
  std::vector<ValueId> kept;   ///< in id order
  std::vector<Placed> placed;  ///< of each of them
  std::vector<InPlace> inPlace;
  unsigned executedBits; ///< of a floating-point element
  uint32_t end = 0;
  bool allKnown = true;
};

} // namespace eo

#endif
