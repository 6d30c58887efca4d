//===- Parts.h - tensors cut up and put together again ---------------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_CANONICAL_PARTS_H
#define ENERGY_OPT_PASSES_CANONICAL_PARTS_H

#include "passes/canonical/NoOps.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>
#include <optional>

namespace eo::canonical {

/// What a value is of another on one axis.
struct Part {
  ValueId whole; ///< invalid where it is none
  int64_t axis = 0, start = 0;
};

/// What a Slice takes of one axis.
struct Range {
  int64_t axis = 0, start = 0, step = 1; ///< axis and start from the front
};

/// What the Slice takes of each axis that it names; nullopt where that is not known.
std::optional<std::vector<Range>> rangesOf(Knowledge const &known, Node const &slice);

/// What a Split or a Slice of one axis, a step of 1, leaves of a tensor.
Part partOf(Knowledge const &known, ValueId value);

/// Elements of the value on the axis; nullopt where they are not known.
std::optional<int64_t> lengthOf(Knowledge const &known, ValueId id, int64_t axis);

/// The axes of a tensor with their lengths; empty where they are not all known.
llvm::SmallVector<int64_t, 6> lengthsOf(Knowledge const &known, ValueId id);

/// The axis counted from the front where it counts from behind (-1 is the last); nullopt where there is no such one.
std::optional<int64_t> axisFromFront(int64_t axis, size_t rank);

/// The tensor that Splits and Slices cut up and the Concat puts together again, all of it and in its order;
/// invalid where there is none.
ValueId wholeOfParts(Knowledge const &known, Node const &concat);

/// Likewise where the pieces are shown with other axes, as heads of an attention each by itself: the Concat is a view of it.
ValueId wholeShownAnew(Knowledge const &known, Node const &concat);

} // namespace eo::canonical

#endif
