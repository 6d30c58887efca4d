#include "lib/onnx/GraphImporter.h"

#include "lib/onnx/ImportTensor.h"
#include "lib/onnx/ImportType.h"
#include "lib/support/Error.h"
#include "lib/support/Utf8.h"

namespace eo {

/// The newest version of ai.onnx that the operator table describes.
static constexpr int64_t newestOpset = 24;

llvm::Error GraphImporter::spend(size_t bytes) {
  spent += bytes;
  if (spent <= options.maxInlinedBytes)
    return llvm::Error::success();
  return inputError("inlining the functions takes more than {} bytes of memory", options.maxInlinedBytes);
}

OpsetVersions GraphImporter::importOpsets() {
  OpsetVersions result;
  for (SlimOperatorSet const &opset : model.operatorSets) {
    llvm::StringRef domain = normalDomain(opset.domain);
    if (opset.version > 0)
      result.try_emplace(domain, opset.version);
    else
      diagnostics.warn(DiagCode::MissingOpset, "",
                       fmt::format("version {} of operator set '{}' does not exist", opset.version,
                                   printable(domain, 60)));
  }
  bool isUsed = llvm::any_of(model.graph->nodes,
                             [](SlimNode const &node) { return normalDomain(node.domain).empty(); });
  if (isUsed && result.count("") == 0) {
    // IR versions before 3 had no opset_import and meant version 1.
    bool isOld = model.irVersion > 0 && model.irVersion < 3;
    result[""] = isOld ? 1 : newestOpset;
    std::string why =
        isOld ? fmt::format(", as IR version {} implies", model.irVersion) : ", the newest known one";
    diagnostics.warn(
        DiagCode::MissingOpset, "",
        fmt::format("no usable version of the operator set ai.onnx; taking {}{}", result[""], why));
  }
  for (auto const &[domain, version] : result)
    builder.info().opsets.emplace(domain.str(), version);
  return result;
}

llvm::Expected<Graph> GraphImporter::run() {
  NetworkInfo &info = builder.info();
  info.irVersion = model.irVersion;
  info.name = model.graph->name.str();
  info.producer = model.producerName.str();
  if (!model.producerVersion.empty())
    info.producer += (info.producer.empty() ? "" : " ") + model.producerVersion.str();

  size_t values = model.graph->initializers.size() + model.graph->inputs.size();
  for (SlimNode const &node : model.graph->nodes)
    values += node.outputs.size();
  builder.reserve(model.graph->nodes.size(), values);
  CallFrame frame;
  frame.opsets = importOpsets();
  NameScope scope;
  scope.values.reserve(static_cast<unsigned>(values));
  BodyId main = builder.addBody(model.graph->name, NodeId());
  if (llvm::Error error = importGraph(*model.graph, {main, &scope, &frame, 0}))
    return error;
  return builder.finish();
}

llvm::Error GraphImporter::importGraph(SlimGraph const &graph, ImportPlace const &place) {
  bool const isMain = place.depth == 0; // which is imported once
  for (SlimTensor const &tensor : graph.initializers)
    importInitializer(tensor.name, isMain ? newTensor(tensor, tensor.name) : tensorOf(tensor, tensor.name),
                      dataTypeFromOnnx(tensor.type), place);
  for (SlimSparseTensor const &tensor : graph.sparseInitializers)
    importInitializer(tensor.values.name, tensorOf(tensor, tensor.values.name),
                      dataTypeFromOnnx(tensor.values.type), place);
  for (SlimValueInfo const &input : graph.inputs)
    importInput(input, place);
  auto isDeclared = [&](Name name) { return place.scope->values.count(name) != 0; };
  llvm::Expected<std::vector<SlimNode const *>> nodes = nodeOrder(graph.nodes, isDeclared, captures);
  if (!nodes)
    return nodes.takeError();
  if (llvm::Error error = importNodes(*nodes, place))
    return error;
  importOutputs(graph, place);
  for (SlimValueInfo const &info : graph.values)
    declare(info, place);
  return llvm::Error::success();
}

/// Is the tensor of the sort that shapes are computed from: a few dimensions, axes or indices?
static bool mayShape(ConstantTensor const &tensor) {
  bool isIndex = tensor.type == DataType::Int64 || tensor.type == DataType::Int32;
  return isIndex && (tensor.dims.empty() || (tensor.dims.size() == 1 && tensor.dims[0] <= 128));
}

ConstantTensor const *GraphImporter::newTensor(SlimTensor const &read, llvm::StringRef owner) {
  ConstantTensor &made = builder.newTensor();
  ImportedTensor imported = importTensor(read, made);
  if (!imported.problem.empty())
    diagnostics.warn(DiagCode::BrokenTensor, owner,
                     fmt::format("tensor '{}' {}", printable(read.name, 60), imported.problem));
  if (read.isExternal && imported.isUsable && mayShape(made))
    diagnostics.note(DiagCode::ExternalShapeData, owner,
                     fmt::format("the integers of tensor '{}' are in an external file, which is not read",
                                 printable(read.name, 60)));
  return imported.isUsable ? &made : nullptr;
}

ConstantTensor const *GraphImporter::newTensor(SlimSparseTensor const &read, llvm::StringRef owner) {
  ConstantTensor &made = builder.newTensor();
  ImportedTensor imported = importTensor(read, made);
  if (!imported.problem.empty())
    diagnostics.warn(DiagCode::BrokenTensor, owner,
                     fmt::format("sparse tensor '{}' {}", printable(read.values.name, 60), imported.problem));
  return imported.isUsable ? &made : nullptr;
}

void GraphImporter::importInitializer(Name name, ConstantTensor const *tensor, DataType type,
                                      ImportPlace const &place) {
  // Without valid dimensions it is no constant anybody could use.
  ValueSource source = tensor != nullptr ? ValueSource::Initializer : ValueSource::Missing;
  ValueId id = builder.addValue(name, source, place.body);
  Value &value = builder.value(id);
  value.constant = tensor;
  TensorType &declared = builder.newDeclaration();
  declared.element = type;
  if (tensor != nullptr)
    declared.shape.emplace(tensor->dims.begin(), tensor->dims.end());
  value.declaration = &declared;
  if (!place.scope->values.try_emplace(name, id).second)
    diagnostics.warn(DiagCode::DuplicateName, "",
                     fmt::format("two initializers are called '{}'; the first is used", printable(name, 60)));
}

void GraphImporter::importInput(SlimValueInfo const &input, ImportPlace const &place) {
  llvm::StringRef name = input.name;
  auto [entry, isNew] = place.scope->values.try_emplace(input.name, ValueId());
  if (!isNew && builder.value(entry->second).source != ValueSource::Input) {
    builder.value(entry->second).listedAsInput = true; // an initializer
    return;
  }
  if (!isNew)
    diagnostics.warn(DiagCode::DuplicateName, "",
                     fmt::format("two inputs are called '{}'; the first is used", printable(name, 60)));
  ValueId id = builder.addValue(name, ValueSource::Input, place.body);
  builder.body(place.body).inputs.push_back(id);
  bool isNetworkInput = place.depth == 0;
  builder.value(id).declaration = builder.addDeclaration(importType(input.type, isNetworkInput ? name : ""));
  if (isNetworkInput && input.type.kind == SlimType::Kind::Tensor)
    noteZeroDims(input);
  if (isNew)
    entry->second = id;
}

void GraphImporter::noteZeroDims(SlimValueInfo const &input) {
  for (size_t axis = 0; axis < input.type.dims.size(); ++axis)
    if (input.type.dims[axis].value == 0)
      builder.info().zeroDims.insert(fmt::format("{}[{}]", input.name.text(), axis));
}

void GraphImporter::declare(SlimValueInfo const &info, ImportPlace const &place) {
  auto found = place.scope->values.find(info.name);
  if (found == place.scope->values.end() || !found->second.valid())
    return;
  Value &value = builder.value(found->second);
  TensorType const &declared = value.declared();
  bool isKnown =
      declared.hasRank() || declared.element != DataType::Undefined || declared.form != ValueForm::Tensor;
  if (!isKnown)
    value.declaration = builder.addDeclaration(importType(info.type));
}

void GraphImporter::importOutputs(SlimGraph const &graph, ImportPlace const &place) {
  for (SlimValueInfo const &output : graph.outputs) {
    declare(output, place);
    ValueId id = place.scope->find(output.name).value_or(ValueId());
    if (!id.valid())
      diagnostics.warn(DiagCode::UndefinedValue, "",
                       fmt::format("output '{}' of graph '{}' is produced by no node",
                                   printable(output.name, 60), printable(graph.name, 60)));
    builder.body(place.body).outputs.push_back(id);
  }
}

} // namespace eo
