#include "lib/onnx/GraphImporter.h"
#include "lib/support/Error.h"
#include "lib/support/Utf8.h"

namespace eo {

llvm::Error GraphImporter::importNodes(std::vector<SlimNode const *> const &nodes, ImportPlace const &place) {
  for (SlimNode const *node : nodes) {
    SlimFunction const *function = functions.find(*node);
    if (llvm::Error error =
            function != nullptr ? inlineCall(*function, *node, place) : importNode(*node, place))
      return error;
  }
  return llvm::Error::success();
}

llvm::Error GraphImporter::importNode(SlimNode const &read, ImportPlace const &place) {
  bool isInlined = place.frame->function != nullptr;
  if (isInlined) {
    size_t perValue = sizeof(Value) + place.frame->path.size();
    size_t operands = read.inputs.size() * sizeof(ValueId) + read.outputs.size() * perValue;
    if (llvm::Error error = spend(sizeof(Node) + operands))
      return error;
  }
  Node &node = builder.startNode();
  node.name = read.name.empty() ? builder.save(nodeName(read)) : read.name;
  node.opType = read.opType;
  node.domain = normalDomain(read.domain);
  node.kind = kindOf(read);
  node.scope = place.frame->path;
  node.opset = opsetOf(node.domain, node.name, place);
  node.fileIndex = isInlined ? place.frame->fileIndex : read.index;
  node.body = place.body;
  node.inputs.reserve(read.inputs.size());
  for (Name input : read.inputs)
    node.inputs.push_back(input.empty() ? ValueId() : use(input, node.name, place));
  for (Name output : read.outputs)
    node.outputs.push_back(output.empty() ? ValueId() : define(output, node.name, place));
  return importAttributes(read, builder.enterNode(), place);
}

OpKind GraphImporter::kindOf(SlimNode const &read) {
  auto [known, isNew] = kinds.try_emplace({read.domain, read.opType}, OpKind::Unknown);
  if (isNew)
    known->second = opKindFromName(normalDomain(read.domain), read.opType);
  return known->second;
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

ValueId GraphImporter::use(Name name, llvm::StringRef reader, ImportPlace const &place) {
  if (std::optional<ValueId> found = place.scope->find(name))
    return *found;
  diagnostics.warn(DiagCode::UndefinedValue, reader,
                   fmt::format("input '{}' is no graph input or initializer, and no node produces it",
                               printable(name, 60)));
  ValueId id = builder.addValue(valueName(name, place), ValueSource::Missing, place.body);
  place.scope->values[name] = id;
  return id;
}

ValueId GraphImporter::define(Name name, llvm::StringRef producer, ImportPlace const &place) {
  ValueId id = builder.addValue(valueName(name, place), ValueSource::NodeOutput, place.body);
  if (!place.scope->values.try_emplace(name, id).second)
    diagnostics.warn(
        DiagCode::DuplicateName, producer,
        fmt::format("output '{}' exists already; whoever reads it gets the first", printable(name, 60)));
  return id;
}

/// The name as in the file; within a function what the caller calls it, or "path/name".
llvm::StringRef GraphImporter::valueName(Name name, ImportPlace const &place) {
  if (place.frame->function == nullptr)
    return name;
  bool isFunctionLevel = place.scope->outer == nullptr;
  auto called = place.frame->outputNames.find(name);
  if (isFunctionLevel && called != place.frame->outputNames.end())
    return called->second;
  return builder.save(place.frame->path.str() + "/" + name.text().str());
}

} // namespace eo
