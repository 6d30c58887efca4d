#include "lib/onnx/GraphImporter.h"
#include "lib/onnx/OnnxProto.h"
#include "lib/support/Error.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/SmallPtrSet.h"
#include <algorithm>

namespace eo {

using Type = onnx::AttributeProto;

/// Whether the attribute holds a value of that kind.
static bool holds(SlimAttribute const &read, Type::AttributeType type) {
  switch (type) {
  case Type::FLOAT:
    return read.real.has_value();
  case Type::INT:
    return read.integer.has_value();
  case Type::STRING:
    return read.string.has_value();
  case Type::TENSOR:
    return read.tensor != nullptr;
  case Type::GRAPH:
    return read.graph != nullptr;
  case Type::SPARSE_TENSOR:
    return read.sparseTensor != nullptr;
  case Type::FLOATS:
    return !read.reals.empty();
  case Type::INTS:
    return !read.integers.empty();
  case Type::STRINGS:
    return !read.strings.empty();
  case Type::UNDEFINED:
  case Type::TYPE_PROTO:
  case Type::TENSORS:
  case Type::GRAPHS:
  case Type::SPARSE_TENSORS:
  case Type::TYPE_PROTOS:
    return false;
  }
  return false;
}

/// The kind of value the attribute holds; UNDEFINED where it holds none or says one thing and holds another.
/// Files of early IR versions do not declare the type, and a writer may leave out a value that is zero.
static Type::AttributeType attributeType(SlimAttribute const &read) {
  auto declared = static_cast<Type::AttributeType>(read.type.value_or(Type::UNDEFINED));
  if (holds(read, declared)) // nearly all there are
    return declared;
  for (Type::AttributeType type : {Type::FLOAT, Type::INT, Type::STRING, Type::TENSOR, Type::GRAPH,
                                   Type::SPARSE_TENSOR, Type::FLOATS, Type::INTS, Type::STRINGS})
    if (holds(read, type))
      return declared == Type::UNDEFINED ? type : Type::UNDEFINED;
  return declared;
}

llvm::Error GraphImporter::importAttributes(SlimNode const &read, NodeId id, ImportPlace const &place) {
  if (read.attributes.empty())
    return llvm::Error::success();
  llvm::SmallPtrSet<llvm::StringRef const *, 8> seen;
  llvm::SmallVector<Attribute, 0> attributes;
  attributes.reserve(read.attributes.size());
  bool isConstant = builder.node(id).kind == OpKind::Constant;
  for (SlimAttribute const &written : read.attributes) {
    Argument argument{&written, &place};
    if (!written.reference.empty()) {
      auto found = place.frame->arguments.find(written.reference);
      if (found == place.frame->arguments.end())
        continue; // neither given by the call nor a default: as if it were not there
      argument = found->second;
    }
    if (!seen.insert(written.name.address()).second) {
      diagnostics.warn(
          DiagCode::DuplicateName, builder.node(id).name,
          fmt::format("attribute '{}' is there twice; the first is used", printable(written.name, 60)));
      continue;
    }
    if (ConstantTensor const *value =
            isConstant ? constantValue(*argument.attribute, builder.node(id).name) : nullptr) {
      attributes.emplace_back().name = "value";
      attributes.back().value = value;
      continue;
    }
    llvm::Expected<AttributeValue> value =
        attributeValue(*argument.attribute, id, argument.place != nullptr ? *argument.place : place);
    if (!value)
      return value.takeError();
    attributes.emplace_back().name = written.name;
    attributes.back().value = std::move(*value);
  }
  builder.node(id).attributes = std::move(attributes);
  return llvm::Error::success();
}

/// An attribute may declare a message that is not there: it is empty then.
template <typename Message> static Message const &orNone(Message const *message) {
  static Message const none;
  return message != nullptr ? *message : none;
}

llvm::Expected<AttributeValue> GraphImporter::attributeValue(SlimAttribute const &read, NodeId owner,
                                                             ImportPlace const &place) {
  if (place.frame->function != nullptr)
    if (llvm::Error error = spend(sizeof(Attribute) + read.memory))
      return error;
  switch (attributeType(read)) {
  case Type::FLOAT:
    return read.real.value_or(0);
  case Type::INT:
    return read.integer.value_or(0);
  case Type::STRING:
    return read.string.value_or("");
  case Type::FLOATS:
    return std::vector<float>(read.reals.begin(), read.reals.end());
  case Type::INTS:
    return std::vector<int64_t>(read.integers.begin(), read.integers.end());
  case Type::STRINGS:
    return std::vector<llvm::StringRef>(read.strings.begin(), read.strings.end());
  case Type::TENSOR:
    if (ConstantTensor const *tensor = tensorOf(orNone(read.tensor), builder.node(owner).name))
      return tensor;
    return AttributeValue();
  case Type::GRAPH: {
    llvm::Expected<BodyId> body = importBody(orNone(read.graph), owner, place);
    if (!body)
      return body.takeError();
    return *body;
  }
  case Type::UNDEFINED:
    if (read.type)
      diagnostics.warn(DiagCode::BadAttribute, builder.node(owner).name,
                       fmt::format("attribute '{}' holds another kind of value than it declares",
                                   printable(read.name, 60)));
    return AttributeValue();
  case Type::SPARSE_TENSOR:
  case Type::TYPE_PROTO:
  case Type::TENSORS:
  case Type::GRAPHS:
  case Type::SPARSE_TENSORS:
  case Type::TYPE_PROTOS:
    return AttributeValue();
  }
  return AttributeValue();
}

/// The tensor that a Constant node produces, or nullptr where the attribute does not say. A Constant may
/// spell its tensor in seven ways; the importer leaves one.
ConstantTensor const *GraphImporter::constantValue(SlimAttribute const &read, llvm::StringRef node) {
  ConstantTensor tensor;
  tensor.hasElements = true;
  switch (attributeType(read)) {
  case Type::TENSOR:
    return tensorOf(orNone(read.tensor), node);
  case Type::SPARSE_TENSOR:
    return tensorOf(orNone(read.sparseTensor), node);
  case Type::FLOATS:
    tensor.dims.push_back(static_cast<int64_t>(read.reals.size()));
    tensor.type = DataType::Float32;
    tensor.floats.assign(read.reals.begin(), read.reals.end());
    break;
  case Type::FLOAT:
    tensor.type = DataType::Float32;
    tensor.floats.push_back(read.real.value_or(0));
    break;
  case Type::INTS:
    tensor.dims.push_back(static_cast<int64_t>(read.integers.size()));
    tensor.type = DataType::Int64;
    tensor.ints.assign(read.integers.begin(), read.integers.end());
    break;
  case Type::INT:
    tensor.type = DataType::Int64;
    tensor.ints.push_back(read.integer.value_or(0));
    break;
  case Type::STRINGS:
    tensor.dims.push_back(static_cast<int64_t>(read.strings.size()));
    [[fallthrough]];
  case Type::STRING:
    tensor.type = DataType::String;
    tensor.hasElements = false;
    break;
  case Type::UNDEFINED:
  case Type::GRAPH:
  case Type::TYPE_PROTO:
  case Type::TENSORS:
  case Type::GRAPHS:
  case Type::SPARSE_TENSORS:
  case Type::TYPE_PROTOS:
    return nullptr;
  }
  return builder.addTensor(std::move(tensor));
}

llvm::Expected<BodyId> GraphImporter::importBody(SlimGraph const &graph, NodeId owner,
                                                 ImportPlace const &place) {
  if (place.depth >= options.maxNesting)
    return inputError("node '{}': bodies and functions nested deeper than {}",
                      printable(builder.node(owner).name, 60), options.maxNesting);
  BodyId body = builder.addBody(graph.name, owner);
  NameScope scope;
  scope.outer = place.scope;
  if (llvm::Error error = importGraph(graph, {body, &scope, place.frame, place.depth + 1}))
    return error;
  return body;
}

} // namespace eo
