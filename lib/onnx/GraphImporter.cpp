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
  for (onnx::OperatorSetIdProto const &opset : model.opset_import()) {
    llvm::StringRef domain = normalDomain(opset.domain());
    if (opset.version() > 0)
      result.try_emplace(domain, opset.version());
    else
      diagnostics.warn(DiagCode::MissingOpset, "",
                       fmt::format("version {} of operator set '{}' does not exist", opset.version(),
                                   printable(domain, 60)));
  }
  bool isUsed = llvm::any_of(model.graph().node(),
                             [](onnx::NodeProto const &node) { return normalDomain(node.domain()).empty(); });
  if (isUsed && result.count("") == 0) {
    // IR versions before 3 had no opset_import and meant version 1.
    bool isOld = model.ir_version() > 0 && model.ir_version() < 3;
    result[""] = isOld ? 1 : newestOpset;
    std::string why =
        isOld ? fmt::format(", as IR version {} implies", model.ir_version()) : ", the newest known one";
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
  info.irVersion = model.ir_version();
  info.name = model.graph().name();
  info.producer = model.producer_name();
  if (!model.producer_version().empty())
    info.producer += (info.producer.empty() ? "" : " ") + model.producer_version();

  int values = model.graph().initializer_size() + model.graph().input_size();
  for (onnx::NodeProto const &node : model.graph().node())
    values += node.output_size();
  builder.reserve(static_cast<size_t>(model.graph().node_size()), static_cast<size_t>(values));
  CallFrame frame;
  frame.opsets = importOpsets();
  NameScope scope;
  BodyId main = builder.addBody(builder.save(model.graph().name()), NodeId());
  if (llvm::Error error = importGraph(model.graph(), {main, &scope, &frame, 0}))
    return error;
  return builder.finish();
}

llvm::Error GraphImporter::importGraph(onnx::GraphProto const &graph, ImportPlace const &place) {
  for (Tensor const &proto : graph.initializer())
    importInitializer(proto.name(), tensorOf(proto, proto.name()), dataTypeFromOnnx(proto.data_type()),
                      place);
  for (onnx::SparseTensorProto const &proto : graph.sparse_initializer())
    importInitializer(proto.values().name(), tensorOf(proto, proto.values().name()),
                      dataTypeFromOnnx(proto.values().data_type()), place);
  for (onnx::ValueInfoProto const &input : graph.input())
    importInput(input, place);
  auto isDeclared = [&](llvm::StringRef name) { return place.scope->values.count(name) != 0; };
  llvm::Expected<std::vector<int>> order = nodeOrder(graph.node(), isDeclared, captures);
  if (!order)
    return order.takeError();
  if (llvm::Error error = importNodes(graph.node(), *order, place))
    return error;
  importOutputs(graph, place);
  for (onnx::ValueInfoProto const &info : graph.value_info())
    declare(info, place);
  return llvm::Error::success();
}

/// Is the tensor of the sort that shapes are computed from: a few dimensions, axes or indices?
static bool mayShape(ConstantTensor const &tensor) {
  bool isIndex = tensor.type == DataType::Int64 || tensor.type == DataType::Int32;
  return isIndex && (tensor.dims.empty() || (tensor.dims.size() == 1 && tensor.dims[0] <= 128));
}

ConstantTensor const *GraphImporter::tensorOf(Tensor const &proto, llvm::StringRef owner) {
  auto [entry, isNew] = tensors.try_emplace(&proto, nullptr);
  if (!isNew)
    return entry->second;
  ImportedTensor imported = importTensor(proto);
  if (!imported.problem.empty())
    diagnostics.warn(DiagCode::BrokenTensor, owner,
                     fmt::format("tensor '{}' {}", printable(proto.name(), 60), imported.problem));
  if (proto.data_location() == Tensor::EXTERNAL && imported.tensor && mayShape(*imported.tensor))
    diagnostics.note(DiagCode::ExternalShapeData, owner,
                     fmt::format("the integers of tensor '{}' are in an external file, which is not read",
                                 printable(proto.name(), 60)));
  if (imported.tensor)
    entry->second = builder.addTensor(std::move(*imported.tensor));
  return entry->second;
}

ConstantTensor const *GraphImporter::tensorOf(onnx::SparseTensorProto const &proto, llvm::StringRef owner) {
  auto [entry, isNew] = tensors.try_emplace(&proto, nullptr);
  if (!isNew)
    return entry->second;
  ImportedTensor imported = importSparseTensor(proto);
  if (!imported.problem.empty())
    diagnostics.warn(
        DiagCode::BrokenTensor, owner,
        fmt::format("sparse tensor '{}' {}", printable(proto.values().name(), 60), imported.problem));
  if (imported.tensor)
    entry->second = builder.addTensor(std::move(*imported.tensor));
  return entry->second;
}

void GraphImporter::importInitializer(llvm::StringRef name, ConstantTensor const *tensor, DataType type,
                                      ImportPlace const &place) {
  // Without valid dimensions it is no constant anybody could use.
  ValueSource source = tensor != nullptr ? ValueSource::Initializer : ValueSource::Missing;
  ValueId id = builder.addValue(builder.save(name), source, place.body);
  Value &value = builder.value(id);
  value.constant = tensor;
  value.declared.element = type;
  if (tensor != nullptr)
    value.declared = tensor->tensorType();
  if (!place.scope->values.try_emplace(name, id).second)
    diagnostics.warn(DiagCode::DuplicateName, "",
                     fmt::format("two initializers are called '{}'; the first is used", printable(name, 60)));
}

void GraphImporter::importInput(onnx::ValueInfoProto const &input, ImportPlace const &place) {
  llvm::StringRef name = input.name();
  auto [entry, isNew] = place.scope->values.try_emplace(name, ValueId());
  if (!isNew && builder.value(entry->second).source != ValueSource::Input) {
    builder.value(entry->second).listedAsInput = true; // an initializer
    return;
  }
  if (!isNew)
    diagnostics.warn(DiagCode::DuplicateName, "",
                     fmt::format("two inputs are called '{}'; the first is used", printable(name, 60)));
  ValueId id = builder.addValue(builder.save(name), ValueSource::Input, place.body);
  builder.body(place.body).inputs.push_back(id);
  bool isNetworkInput = place.depth == 0;
  builder.value(id).declared = importType(input.type(), isNetworkInput ? name : "");
  if (isNetworkInput && input.type().has_tensor_type())
    noteZeroDims(input);
  if (isNew)
    entry->second = id;
}

void GraphImporter::noteZeroDims(onnx::ValueInfoProto const &input) {
  auto const &shape = input.type().tensor_type().shape();
  for (int axis = 0; axis < shape.dim_size(); ++axis)
    if (shape.dim(axis).has_dim_value() && shape.dim(axis).dim_value() == 0)
      builder.info().zeroDims.insert(fmt::format("{}[{}]", input.name(), axis));
}

void GraphImporter::declare(onnx::ValueInfoProto const &info, ImportPlace const &place) {
  auto found = place.scope->values.find(ref(info.name()));
  if (found == place.scope->values.end() || !found->second.valid())
    return;
  TensorType &declared = builder.value(found->second).declared;
  bool isKnown =
      declared.hasRank() || declared.element != DataType::Undefined || declared.form != ValueForm::Tensor;
  if (!isKnown)
    declared = importType(info.type());
}

void GraphImporter::importOutputs(onnx::GraphProto const &graph, ImportPlace const &place) {
  for (onnx::ValueInfoProto const &output : graph.output()) {
    declare(output, place);
    ValueId id = place.scope->find(output.name()).value_or(ValueId());
    if (!id.valid())
      diagnostics.warn(DiagCode::UndefinedValue, "",
                       fmt::format("output '{}' of graph '{}' is produced by no node",
                                   printable(output.name(), 60), printable(graph.name(), 60)));
    builder.body(place.body).outputs.push_back(id);
  }
}

} // namespace eo
