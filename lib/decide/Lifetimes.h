//===- Lifetimes.h - which tensors are alive when -----------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_DECIDE_LIFETIMES_H
#define ENERGY_OPT_LIB_DECIDE_LIFETIMES_H

#include "lib/pass/NetworkAnnotations.h"
#include "llvm/Support/Error.h"

namespace eo {

/// A buffer of the main graph: an activation and all views of it.
struct LiveTensor {
  std::string name;
  int64_t bytes = 0; ///< at the precision executed
  int64_t first =
      0; ///< the step (position of the node in graph order) that makes it; -1: an input of the network
  int64_t last = 0;               ///< the last step that reads it; the number of steps: alive at the end
  int64_t lastRead = -1;          ///< the last step that reads it, whether or not it is an output; -1: none
  std::vector<int64_t> readers{}; ///< all steps that read it, rising
};

/// What the activations of a network need, step by step.
struct Lifetimes {
  std::vector<LiveTensor> tensors;
  int64_t steps = 0;      ///< nodes of the main graph
  size_t unknown = 0;     ///< buffers whose size is not known: left out
  bool hasBodies = false; ///< bodies of control flow need memory of their own, which is left out

  /// The most bytes alive at once: no arena can be smaller.
  int64_t peakBytes() const;
};

/// Of a static network. Floating-point tensors count `executedBits` an element where that is less than the file's.
/// An error where the bytes exceed 2^62.
llvm::Expected<Lifetimes> lifetimesOf(Graph const &graph, TypeMap const &types, NodeRoles const &roles,
                                      unsigned executedBits);

} // namespace eo

#endif
