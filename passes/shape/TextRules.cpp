//===- TextRules.cpp - strings and encoded images -----------------------------------------------===//

#include "passes/shape/ShapeRules.h"
#include "llvm/ADT/STLExtras.h"

namespace eo::shape {

/// Without stop words every string stays.
void stringNormalizer(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  TensorType type = context.input(0);
  if (context.node.has("stopwords")) {
    context.dataDependent("how many strings are no stop words depends on data");
    if (type.shape && !type.shape->empty())
      type.shape->back() = SymInt::unknown();
  }
  context.set(0, std::move(type));
}

/// x[…] -> substrings[…,most], how many[…].
void stringSplit(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  context.setElement(0, DataType::String);
  TensorType counts = context.input(0);
  counts.element = DataType::Int64;
  context.set(1, std::move(counts));
  context.dataDependent("the largest number of substrings depends on data");
  if (Shape const *x = context.shape(0)) {
    Shape y = *x;
    y.push_back(SymInt::unknown());
    context.set(0, DataType::String, std::move(y));
  }
}

/// x[…,words] -> y[…,largest of ngram_indexes + 1].
void tfIdfVectorizer(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  context.setElement(0, DataType::Float32);
  Shape const *x = context.shape(0);
  llvm::ArrayRef<int64_t> indexes = context.node.ints("ngram_indexes");
  if (x == nullptr || indexes.empty())
    return;
  if (x->empty())
    return context.bad("x is a scalar");
  Shape y = *x;
  y.back() = SymInt(*std::max_element(indexes.begin(), indexes.end())) + 1;
  context.set(0, DataType::Float32, std::move(y));
}

/// Rows, columns and channels of the decoded image.
void imageDecoder(ShapeContext &context) {
  context.dataDependent("the size of the image depends on data");
  SymInt channels = context.node.stringOr("pixel_format", "RGB") == "Grayscale" ? 1 : 3;
  context.set(0, DataType::UInt8, {SymInt::unknown(), SymInt::unknown(), std::move(channels)});
}

} // namespace eo::shape
