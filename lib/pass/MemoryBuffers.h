//===- MemoryBuffers.h - the buffers behind a MemoryPlan ---------------------------------------------===//
#ifndef ENERGY_OPT_LIB_PASS_MEMORYBUFFERS_H
#define ENERGY_OPT_LIB_PASS_MEMORYBUFFERS_H

#include "lib/ir/Graph.h"

namespace eo {

/// A buffer of the main graph: an activation and all that lie in it (views, what is written over it, parts of a whole), or
/// what bodies of control flow need while their node runs.
struct PlannedBuffer {
  ValueId value;        ///< invalid: of the bodies of `node`
  NodeId node;          ///< invalid: of a value
  uint32_t from = 0;    ///< the step that writes it
  uint32_t to = 0;      ///< the last step that reads it; MemoryBuffers::steps: to the end
  bool isInput = false; ///< of the network: there before the first step
  SymInt bytes = 0;     ///< at the precision executed
};

/// list-buffers: what MemoryPlan is the peak of.
struct MemoryBuffers {
  std::vector<PlannedBuffer> buffers;
  uint32_t steps = 0;   ///< kernels run at the step of their last node
  SymInt filePeakBytes; ///< the peak if floating-point elements were as wide as in the file
};

} // namespace eo

#endif
