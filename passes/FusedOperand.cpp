#include "passes/FusedOperand.h"

#include <algorithm>

namespace eo {

std::optional<Shape> fusedOperand(Node const &node, TensorType const &type, char which) {
  if (!type.hasRank() || type.form != ValueForm::Tensor)
    return std::nullopt;
  Shape shape = *type.shape;
  if (shape.size() < 2)
    return shape;
  if (node.intOr(std::string("transBatch") + which, 0) != 0)
    std::rotate(shape.begin(), shape.begin() + 1, shape.end() - 1);
  if (node.intOr(std::string("trans") + which, 0) != 0)
    std::swap(shape[shape.size() - 1], shape[shape.size() - 2]);
  return shape;
}

} // namespace eo
