#include "lib/onnx/Functions.h"

#include "lib/onnx/WireReader.h"
#include <google/protobuf/unknown_field_set.h>

namespace eo {

llvm::StringRef normalDomain(llvm::StringRef domain) { return domain == "ai.onnx" ? "" : domain; }

/// Calls `take` with the content of every length-delimited occurrence of the field.
template <typename Take>
static void forUnknownField(google::protobuf::UnknownFieldSet const &fields, uint32_t number, Take take) {
  for (int i = 0; i < fields.field_count(); ++i) {
    google::protobuf::UnknownField const &field = fields.field(i);
    if (static_cast<uint32_t>(field.number()) == number &&
        field.type() == google::protobuf::UnknownField::TYPE_LENGTH_DELIMITED)
      take(ref(field.length_delimited()));
  }
}

/// The same of the classes that statically linked tools have (static/Messages.cmake): they keep the bytes.
template <typename Take> static void forUnknownField(std::string const &bytes, uint32_t number, Take take) {
  WireReader reader{bytes};
  while (std::optional<WireTag> tag = reader.tag()) {
    std::optional<uint64_t> size = reader.contentSize(tag->type);
    if (!size || *size > bytes.size() - reader.position)
      return;
    if (tag->field == number && tag->type == WireType::Length)
      take(ref(bytes).substr(reader.position, *size));
    reader.position += *size;
  }
}

template <typename Fields> static llvm::StringRef unknownText(Fields const &fields, uint32_t number) {
  llvm::StringRef result;
  forUnknownField(fields, number, [&](llvm::StringRef content) { result = content; });
  return result;
}

FunctionTable::FunctionTable(onnx::ModelProto const &model) {
  for (onnx::FunctionProto const &function : model.functions())
    functions.try_emplace({normalDomain(function.domain()), function.name(),
                           unknownText(function.unknown_fields(), functionOverloadField)},
                          &function);
}

onnx::FunctionProto const *FunctionTable::find(onnx::NodeProto const &node) const {
  if (functions.empty())
    return nullptr;
  auto found = functions.find(
      {normalDomain(node.domain()), node.op_type(), unknownText(node.unknown_fields(), nodeOverloadField)});
  return found == functions.end() ? nullptr : found->second;
}

std::vector<onnx::AttributeProto> attributeDefaults(onnx::FunctionProto const &function) {
  std::vector<onnx::AttributeProto> result;
  forUnknownField(function.unknown_fields(), functionAttributeProtoField, [&](llvm::StringRef content) {
    onnx::AttributeProto attribute;
    if (attribute.ParsePartialFromArray(content.data(), static_cast<int>(content.size())))
      result.push_back(std::move(attribute));
  });
  return result;
}

} // namespace eo
