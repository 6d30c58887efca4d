#include "lib/ir/TensorType.h"

#include "llvm/ADT/STLExtras.h"

namespace eo {

SymInt elementCountOfExpressions(llvm::ArrayRef<SymInt> shape) {
  SymInt product = 1;
  for (SymInt const &dim : shape)
    product *= dim;
  return product;
}

SymInt bytesOfElements(SymInt const &elements, DataType type) {
  unsigned bits = bitWidth(type);
  if (bits == 0)
    return SymInt::unknown();
  int64_t known = 0;
  if (elements.isKnown() && elements.value() >= 0 &&
      !__builtin_mul_overflow(elements.value(), int64_t{bits}, &known)) // nearly all there is
    return known / 8 + (known % 8 != 0 ? 1 : 0);
  return ceilDiv(elements * SymInt(bits), 8);
}

std::string shapeText(llvm::ArrayRef<SymInt> shape) {
  if (shape.empty())
    return "scalar";
  std::string text;
  for (SymInt const &dim : shape) {
    if (!text.empty())
      text += 'x';
    std::string one = dim.str();
    text += llvm::StringRef(one).contains(' ') ? "(" + one + ")" : one;
  }
  return text;
}

bool TensorType::isStatic() const {
  return hasRank() && llvm::all_of(*shape, [](SymInt const &dim) { return dim.isKnown(); });
}

std::string TensorType::str() const {
  std::string text = dataTypeName(element).str() + "[" + (hasRank() ? shapeText(*shape) : "*") + "]";
  switch (form) {
  case ValueForm::Tensor:
    return text;
  case ValueForm::Sequence:
    return "sequence(" + text + ")";
  case ValueForm::Optional:
    return "optional(" + text + ")";
  case ValueForm::Opaque:
    return "opaque";
  }
  return text;
}

} // namespace eo
