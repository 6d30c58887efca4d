//===- ClassicalRules.cpp - ai.onnx.ml ------------------------------------------------------------------===//
//
// Features lie in rows: x[N,features], or x[features] for one row.
//

#include "passes/shape/ShapeRules.h"
#include "llvm/ADT/STLExtras.h"

namespace eo::shape {

static SymInt rowsOf(ShapeContext &context) {
  Shape const *x = context.shape(0);
  return x == nullptr ? SymInt::unknown() : x->size() < 2 ? SymInt(1) : x->front();
}

static void setLike(ShapeContext &context, DataType element) {
  if (!context.needsInputs(1))
    return;
  TensorType type = context.input(0);
  type.element = element;
  type.form = ValueForm::Tensor;
  context.set(0, std::move(type));
}

/// Normalizer, Scaler: floats in the shape of x.
void toFloat(ShapeContext &context) { setLike(context, DataType::Float32); }

/// Texts become integers and integers texts.
void categoryMapper(ShapeContext &context) {
  setLike(context, context.element(0) == DataType::String ? DataType::Int64 : DataType::String);
}

static size_t stringCount(Node const &node, llvm::StringRef name) {
  Attribute const *found = node.find(name);
  auto const *list = found != nullptr ? std::get_if<std::vector<llvm::StringRef>>(&found->value) : nullptr;
  return list != nullptr ? list->size() : 0;
}

/// The type that the values have: values_strings, values_int64s, values_floats; classes_strings (version 1).
void labelEncoder(ShapeContext &context) {
  Node const &node = context.node;
  ConstantTensor const *values = node.tensor("values_tensor");
  bool mapsStrings = node.has("classes_strings");
  setLike(context, values != nullptr                        ? values->type
                   : node.has("values_strings")             ? DataType::String
                   : node.has("values_int64s")              ? DataType::Int64
                   : node.has("values_floats")              ? DataType::Float32
                   : !mapsStrings                           ? DataType::Undefined
                   : context.element(0) == DataType::String ? DataType::Int64
                                                            : DataType::String);
}

/// x[N,F] (or x[F]), chosen[k] -> y[N,k].
void arrayFeatureExtractor(ShapeContext &context) {
  if (!context.needsInputs(2))
    return;
  Shape const *x = context.shape(0);
  context.setElement(0, context.element(0));
  if (x == nullptr || x->empty())
    return;
  Shape y(x->begin(), x->end() - 1);
  if (y.empty())
    y.push_back(1);
  y.push_back(context.input(1).elements());
  context.set(0, context.element(0), std::move(y));
}

/// The operands' features in one row; inputdimensions says how many each has.
void featureVectorizer(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  SymInt width = 0;
  for (int64_t one : context.node.ints("inputdimensions"))
    width += one;
  if (context.node.ints("inputdimensions").empty())
    width = SymInt::unknown();
  context.set(0, DataType::Float32, {rowsOf(context), std::move(width)});
}

/// x[…] -> y[…,categories].
void oneHotEncoder(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  context.setElement(0, DataType::Float32);
  size_t categories =
      std::max(context.node.ints("cats_int64s").size(), stringCount(context.node, "cats_strings"));
  Shape const *x = context.shape(0);
  if (x == nullptr)
    return;
  Shape y = *x;
  y.push_back(categories != 0 ? SymInt(static_cast<int64_t>(categories)) : SymInt::unknown());
  context.set(0, DataType::Float32, std::move(y));
}

static DataType castMapType(llvm::StringRef target) {
  return target == "TO_STRING"  ? DataType::String
         : target == "TO_INT64" ? DataType::Int64
                                : DataType::Float32;
}

/// The values of a map as one row.
void castMap(ShapeContext &context) {
  bool sparse = context.node.stringOr("map_form", "DENSE") == "SPARSE";
  int64_t width = context.node.intOr("max_map", 0);
  if (!sparse)
    context.dataDependent("the number of entries of the map depends on data");
  context.set(0, castMapType(context.node.stringOr("cast_to", "TO_FLOAT")),
              {1, sparse && width > 0 ? SymInt(width) : SymInt::unknown()});
}

/// One column per word of the vocabulary.
void dictVectorizer(ShapeContext &context) {
  size_t width =
      std::max(context.node.ints("int64_vocabulary").size(), stringCount(context.node, "string_vocabulary"));
  context.setElement(0, context.element(0));
  if (width != 0)
    context.set(0, context.element(0), {1, static_cast<int64_t>(width)});
}

/// Labels[N] and one score per class[N,classes].
void classifier(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  Node const &node = context.node;
  bool strings = node.has("classlabels_strings");
  size_t classes = std::max({node.ints("classlabels_int64s").size(), node.ints("classlabels_ints").size(),
                             stringCount(node, "classlabels_strings")});
  SymInt rows = rowsOf(context);
  context.set(0, strings ? DataType::String : DataType::Int64, {rows});
  context.set(1, DataType::Float32,
              {std::move(rows), classes != 0 ? SymInt(static_cast<int64_t>(classes)) : SymInt::unknown()});
}

/// y[N,targets].
void regressor(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  int64_t targets = context.node.intOr("targets", context.node.intOr("n_targets", 1));
  if (targets < 1)
    return context.bad("{} targets", targets);
  DataType element = context.element(0) == DataType::Float64 && context.node.kind == OpKind::TreeEnsemble
                         ? DataType::Float64
                         : DataType::Float32;
  context.set(0, element, {rowsOf(context), targets});
}

/// A sequence of maps: no tensor.
void zipMap(ShapeContext &context) {
  TensorType maps;
  maps.form = ValueForm::Opaque;
  context.set(0, std::move(maps));
}

} // namespace eo::shape
