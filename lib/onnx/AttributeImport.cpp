#include "lib/onnx/GraphImporter.h"
#include "lib/support/Error.h"
#include "lib/support/Utf8.h"
#include <algorithm>

namespace eo {

using Type = onnx::AttributeProto;

/// The kind of value the attribute holds; UNDEFINED where it holds none or says one thing and holds another.
/// Files of early IR versions do not declare the type, and a writer may leave out a value that is zero.
static Type::AttributeType attributeType(onnx::AttributeProto const &proto) {
  struct Content {
    Type::AttributeType type;
    bool isSet;
  };
  Content const contents[] = {
      {Type::FLOAT, proto.has_f()},
      {Type::INT, proto.has_i()},
      {Type::STRING, proto.has_s()},
      {Type::TENSOR, proto.has_t()},
      {Type::GRAPH, proto.has_g()},
      {Type::SPARSE_TENSOR, proto.has_sparse_tensor()},
      {Type::FLOATS, proto.floats_size() > 0},
      {Type::INTS, proto.ints_size() > 0},
      {Type::STRINGS, proto.strings_size() > 0},
  };
  auto isSet = [](Content const &content) { return content.isSet; };
  Content const *first = std::find_if(std::begin(contents), std::end(contents), isSet);
  if (first == std::end(contents))
    return proto.type();
  if (!proto.has_type() || proto.type() == Type::UNDEFINED)
    return first->type;
  bool agrees = std::any_of(std::begin(contents), std::end(contents), [&](Content const &content) {
    return content.isSet && content.type == proto.type();
  });
  return agrees ? proto.type() : Type::UNDEFINED;
}

llvm::Error GraphImporter::importAttributes(onnx::NodeProto const &proto, NodeId id,
                                            ImportPlace const &place) {
  llvm::DenseSet<llvm::StringRef> seen;
  llvm::SmallVector<Attribute, 4> attributes;
  bool isConstant = builder.node(id).kind == OpKind::Constant;
  for (onnx::AttributeProto const &written : proto.attribute()) {
    Argument argument{&written, &place};
    if (!written.ref_attr_name().empty()) {
      auto found = place.frame->arguments.find(ref(written.ref_attr_name()));
      if (found == place.frame->arguments.end())
        continue; // neither given by the call nor a default: as if it were not there
      argument = found->second;
    }
    if (!seen.insert(written.name()).second) {
      diagnostics.warn(
          DiagCode::DuplicateName, builder.node(id).name,
          fmt::format("attribute '{}' is there twice; the first is used", printable(written.name(), 60)));
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
    attributes.emplace_back().name = builder.save(written.name());
    attributes.back().value = std::move(*value);
  }
  builder.node(id).attributes = std::move(attributes);
  return llvm::Error::success();
}

llvm::Expected<AttributeValue> GraphImporter::attributeValue(onnx::AttributeProto const &proto, NodeId owner,
                                                             ImportPlace const &place) {
  if (place.frame->function != nullptr)
    if (llvm::Error error = spend(sizeof(Attribute) + 8 * proto.ByteSizeLong()))
      return error;
  switch (attributeType(proto)) {
  case Type::FLOAT:
    return proto.f();
  case Type::INT:
    return int64_t{proto.i()};
  case Type::STRING:
    return builder.save(proto.s());
  case Type::FLOATS:
    return std::vector<float>(proto.floats().begin(), proto.floats().end());
  case Type::INTS:
    return std::vector<int64_t>(proto.ints().begin(), proto.ints().end());
  case Type::STRINGS: {
    std::vector<llvm::StringRef> strings;
    for (std::string const &text : proto.strings())
      strings.push_back(builder.save(text));
    return strings;
  }
  case Type::TENSOR:
    if (ConstantTensor const *tensor = tensorOf(proto.t(), builder.node(owner).name))
      return tensor;
    return AttributeValue();
  case Type::GRAPH: {
    llvm::Expected<BodyId> body = importBody(proto.g(), owner, place);
    if (!body)
      return body.takeError();
    return *body;
  }
  case Type::UNDEFINED:
    if (proto.has_type())
      diagnostics.warn(DiagCode::BadAttribute, builder.node(owner).name,
                       fmt::format("attribute '{}' holds another kind of value than it declares",
                                   printable(proto.name(), 60)));
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
ConstantTensor const *GraphImporter::constantValue(onnx::AttributeProto const &proto, llvm::StringRef node) {
  ConstantTensor tensor;
  tensor.hasElements = true;
  switch (attributeType(proto)) {
  case Type::TENSOR:
    return tensorOf(proto.t(), node);
  case Type::SPARSE_TENSOR:
    return tensorOf(proto.sparse_tensor(), node);
  case Type::FLOATS:
    tensor.dims.push_back(proto.floats_size());
    tensor.type = DataType::Float32;
    tensor.floats.assign(proto.floats().begin(), proto.floats().end());
    break;
  case Type::FLOAT:
    tensor.type = DataType::Float32;
    tensor.floats.push_back(proto.f());
    break;
  case Type::INTS:
    tensor.dims.push_back(proto.ints_size());
    tensor.type = DataType::Int64;
    tensor.ints.assign(proto.ints().begin(), proto.ints().end());
    break;
  case Type::INT:
    tensor.type = DataType::Int64;
    tensor.ints.push_back(proto.i());
    break;
  case Type::STRINGS:
    tensor.dims.push_back(proto.strings_size());
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

llvm::Expected<BodyId> GraphImporter::importBody(onnx::GraphProto const &graph, NodeId owner,
                                                 ImportPlace const &place) {
  if (place.depth >= options.maxNesting)
    return inputError("node '{}': bodies and functions nested deeper than {}",
                      printable(builder.node(owner).name, 60), options.maxNesting);
  BodyId body = builder.addBody(builder.save(graph.name()), owner);
  NameScope scope;
  scope.outer = place.scope;
  if (llvm::Error error = importGraph(graph, {body, &scope, place.frame, place.depth + 1}))
    return error;
  return body;
}

} // namespace eo
