#include "lib/onnx/GraphImporter.h"
#include "lib/support/Error.h"
#include "lib/support/Utf8.h"

namespace eo {

llvm::Error GraphImporter::importNodes(NodeList const &nodes, std::vector<int> const &order,
                                       ImportPlace const &place) {
  for (int index : order) {
    onnx::NodeProto const &node = nodes[index];
    onnx::FunctionProto const *function = functions.find(node);
    if (llvm::Error error =
            function != nullptr ? inlineCall(*function, node, index, place) : importNode(node, index, place))
      return error;
  }
  return llvm::Error::success();
}

llvm::Error GraphImporter::importNode(onnx::NodeProto const &proto, int index, ImportPlace const &place) {
  bool isInlined = place.frame->function != nullptr;
  if (isInlined) {
    size_t perValue = sizeof(Value) + place.frame->path.size();
    size_t operands = static_cast<size_t>(proto.input_size()) * sizeof(ValueId) +
                      static_cast<size_t>(proto.output_size()) * perValue;
    if (llvm::Error error = spend(sizeof(Node) + proto.name().size() + operands))
      return error;
  }
  Node node;
  node.name = builder.save(nodeName(proto, index));
  node.opType = builder.save(proto.op_type());
  node.domain = builder.save(normalDomain(proto.domain()));
  node.kind = opKindFromName(node.domain, node.opType);
  node.scope = place.frame->path;
  node.opset = opsetOf(node.domain, node.name, place);
  node.fileIndex = isInlined ? place.frame->fileIndex : static_cast<uint32_t>(index);
  node.body = place.body;
  for (std::string const &input : proto.input())
    node.inputs.push_back(input.empty() ? ValueId() : read(input, node.name, place));
  for (std::string const &output : proto.output())
    node.outputs.push_back(output.empty() ? ValueId() : define(output, node.name, place));
  NodeId id = builder.addNode(std::move(node));
  return importAttributes(proto, id, place);
}

int64_t GraphImporter::opsetOf(llvm::StringRef domain, llvm::StringRef node, ImportPlace const &place) {
  auto found = place.frame->opsets.find(domain);
  if (found != place.frame->opsets.end())
    return found->second;
  if (unimportedDomains.insert(domain.str()).second)
    diagnostics.warn(DiagCode::UnimportedDomain, node,
                     fmt::format("operators of domain '{}' are used, but the file imports no version of it",
                                 domain.empty() ? "ai.onnx" : printable(domain, 60)));
  return 0;
}

ValueId GraphImporter::read(llvm::StringRef name, llvm::StringRef reader, ImportPlace const &place) {
  if (std::optional<ValueId> found = place.scope->find(name))
    return *found;
  diagnostics.warn(DiagCode::UndefinedValue, reader,
                   fmt::format("input '{}' is no graph input or initializer, and no node produces it",
                               printable(name, 60)));
  ValueId id = builder.addValue(valueName(name, place), ValueSource::Missing, place.body);
  place.scope->values[name] = id;
  return id;
}

ValueId GraphImporter::define(llvm::StringRef name, llvm::StringRef producer, ImportPlace const &place) {
  ValueId id = builder.addValue(valueName(name, place), ValueSource::NodeOutput, place.body);
  if (!place.scope->values.try_emplace(name, id).second)
    diagnostics.warn(
        DiagCode::DuplicateName, producer,
        fmt::format("output '{}' exists already; whoever reads it gets the first", printable(name, 60)));
  return id;
}

/// The name as in the file; within a function what the caller calls it, or "path/name".
llvm::StringRef GraphImporter::valueName(llvm::StringRef name, ImportPlace const &place) {
  if (place.frame->function == nullptr)
    return builder.save(name);
  bool isFunctionLevel = place.scope->outer == nullptr;
  auto called = place.frame->outputNames.find(name);
  if (isFunctionLevel && called != place.frame->outputNames.end())
    return called->second;
  return builder.save(place.frame->path.str() + "/" + name.str());
}

} // namespace eo
