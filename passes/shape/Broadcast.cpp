#include "passes/shape/Broadcast.h"

namespace eo {

std::optional<SymInt> broadcastDim(SymInt const &a, SymInt const &b) {
  if (a == 1)
    return b;
  if (b == 1 || a == b)
    return a;
  if (a.isKnown())
    return b.isKnown() ? std::nullopt : std::optional(a);
  return b.isKnown() ? b : SymInt::unknown();
}

std::optional<Shape> broadcastShapes(ShapeContext &context, llvm::ArrayRef<Shape const *> shapes) {
  Shape const *longest = shapes.front();
  for (Shape const *one : shapes)
    if (one->size() > longest->size())
      longest = one;
  std::optional<Shape> result(*longest);
  for (Shape const *one : shapes) {
    if (one == longest)
      continue;
    size_t offset = result->size() - one->size();
    for (size_t i = 0; i < one->size(); ++i) {
      SymInt &size = (*result)[offset + i];
      auto dim = broadcastDim(size, (*one)[i]);
      if (!dim) {
        context.bad("sizes {} and {} of axis {} do not broadcast", size.str(), (*one)[i].str(), offset + i);
        result.reset();
        return result;
      }
      size = std::move(*dim);
    }
  }
  return result;
}

bool broadcastsTo(llvm::ArrayRef<SymInt> operand, llvm::ArrayRef<SymInt> result) {
  if (operand.size() > result.size())
    return false;
  llvm::ArrayRef<SymInt> aligned = result.take_back(operand.size());
  for (size_t i = 0; i < operand.size(); ++i)
    if (!(operand[i] == 1) && !(operand[i] == aligned[i]))
      return false;
  return true;
}

std::vector<size_t> broadcastPositions(llvm::ArrayRef<SymInt> operand, llvm::ArrayRef<SymInt> result) {
  std::vector<size_t> positions(1, 0);
  size_t offset = result.size() - operand.size();
  for (size_t axis = 0; axis < result.size(); ++axis) {
    size_t size = axis < offset ? 1 : static_cast<size_t>(operand[axis - offset].value());
    auto target = static_cast<size_t>(result[axis].value());
    std::vector<size_t> next;
    next.reserve(positions.size() * target);
    for (size_t position : positions)
      for (size_t i = 0; i < target; ++i)
        next.push_back(position * size + (size == 1 ? 0 : i));
    positions = std::move(next);
  }
  return positions;
}

} // namespace eo
