#include "lib/onnx/GraphImporter.h"
#include "lib/support/Error.h"
#include "lib/support/Utf8.h"
#include <algorithm>

namespace eo {

/// Success where the function is not among those being called already.
static llvm::Error checkRecursion(onnx::FunctionProto const &function, CallFrame const *caller) {
  std::vector<std::string> chain;
  for (CallFrame const *frame = caller; frame->function != nullptr; frame = frame->caller) {
    chain.push_back("'" + printable(frame->function->name(), 60) + "'");
    if (frame->function != &function)
      continue;
    std::reverse(chain.begin(), chain.end());
    chain.push_back(chain.front());
    constexpr size_t mostNamed = 8;
    std::string rest = chain.size() > mostNamed ? fmt::format(" and {} more", chain.size() - mostNamed) : "";
    chain.resize(std::min(chain.size(), mostNamed));
    return inputError("recursive functions: {}{}", fmt::join(chain, " calls "), rest);
  }
  return llvm::Error::success();
}

llvm::Error GraphImporter::inlineCall(onnx::FunctionProto const &function, onnx::NodeProto const &call,
                                      int index, ImportPlace const &place) {
  if (llvm::Error error = checkRecursion(function, place.frame))
    return error;
  std::string name = nodeName(call, index);
  if (place.depth >= options.maxNesting)
    return inputError("node '{}': bodies and functions nested deeper than {}", printable(name, 60),
                      options.maxNesting);
  size_t bound = place.frame->opsets.size() + static_cast<size_t>(function.opset_import_size()) +
                 static_cast<size_t>(function.input_size() + function.output_size()) +
                 defaultsOf(function).size();
  if (llvm::Error error =
          spend(sizeof(CallFrame) + place.frame->path.size() + 8 * call.ByteSizeLong() + 64 * bound))
    return error;
  llvm::Expected<std::vector<int> const *> order = functionOrder(function);
  if (!order)
    return order.takeError();

  bool isNested = place.frame->function != nullptr;
  CallFrame frame;
  frame.caller = place.frame;
  frame.function = &function;
  frame.path = builder.save(isNested ? place.frame->path.str() + "/" + name : name);
  frame.fileIndex = isNested ? place.frame->fileIndex : static_cast<uint32_t>(index);
  for (onnx::OperatorSetIdProto const &opset : function.opset_import())
    if (opset.version() > 0)
      frame.opsets.try_emplace(normalDomain(opset.domain()), opset.version());
  frame.opsets.insert(place.frame->opsets.begin(), place.frame->opsets.end());
  NameScope scope;
  bindArguments(call, name, place, frame, scope);
  if (llvm::Error error =
          importNodes(function.node(), **order, {place.body, &scope, &frame, place.depth + 1}))
    return error;
  bindResults(call, name, place, frame, scope);
  return llvm::Error::success();
}

/// Gives the function's names to what the caller passes.
void GraphImporter::bindArguments(onnx::NodeProto const &call, llvm::StringRef callName,
                                  ImportPlace const &place, CallFrame &frame, NameScope &scope) {
  onnx::FunctionProto const &function = *frame.function;
  for (int i = 0; i < function.input_size(); ++i) {
    bool isGiven = i < call.input_size() && !call.input(i).empty();
    scope.values.try_emplace(function.input(i), isGiven ? read(call.input(i), callName, place) : ValueId());
  }
  if (call.input_size() > function.input_size())
    diagnostics.warn(DiagCode::BadCall, callName,
                     fmt::format("{} inputs for function '{}', which takes {}", call.input_size(),
                                 printable(function.name(), 60), function.input_size()));
  for (int i = 0; i < std::min(function.output_size(), call.output_size()); ++i)
    if (!call.output(i).empty())
      frame.outputNames.try_emplace(function.output(i), valueName(call.output(i), place));

  for (onnx::AttributeProto const &attribute : defaultsOf(function))
    frame.arguments.insert_or_assign(attribute.name(), Argument{&attribute, nullptr});
  for (onnx::AttributeProto const &attribute : call.attribute()) {
    if (attribute.ref_attr_name().empty()) {
      frame.arguments.insert_or_assign(attribute.name(), Argument{&attribute, &place});
      continue;
    }
    auto passedOn = place.frame->arguments.find(ref(attribute.ref_attr_name()));
    if (passedOn != place.frame->arguments.end())
      frame.arguments.insert_or_assign(attribute.name(), passedOn->second);
  }
}

/// Gives the caller's names to what the function's outputs became.
void GraphImporter::bindResults(onnx::NodeProto const &call, llvm::StringRef callName,
                                ImportPlace const &place, CallFrame const &frame, NameScope const &scope) {
  onnx::FunctionProto const &function = *frame.function;
  for (int i = 0; i < call.output_size(); ++i) {
    std::string const &name = call.output(i);
    if (name.empty())
      continue;
    std::optional<ValueId> result =
        i < function.output_size() ? scope.find(function.output(i)) : std::nullopt;
    if (!result) {
      diagnostics.warn(DiagCode::UndefinedValue, callName,
                       fmt::format("output '{}' is not produced by function '{}'", printable(name, 60),
                                   printable(function.name(), 60)));
      result = builder.addValue(valueName(name, place), ValueSource::Missing, place.body);
    }
    if (!place.scope->values.try_emplace(name, *result).second)
      diagnostics.warn(
          DiagCode::DuplicateName, callName,
          fmt::format("output '{}' exists already; whoever reads it gets the first", printable(name, 60)));
  }
}

llvm::Expected<std::vector<int> const *> GraphImporter::functionOrder(onnx::FunctionProto const &function) {
  std::unique_ptr<std::vector<int>> &known = functionOrders[&function];
  if (known == nullptr) {
    llvm::DenseSet<llvm::StringRef> inputs(function.input().begin(), function.input().end());
    auto isInput = [&](llvm::StringRef name) { return inputs.contains(name); };
    llvm::Expected<std::vector<int>> order = nodeOrder(function.node(), isInput, captures);
    if (!order)
      return inputError("function '{}': {}", printable(function.name(), 60),
                        takeErrorText(order.takeError()).message);
    known = std::make_unique<std::vector<int>>(std::move(*order));
  }
  return known.get();
}

std::vector<onnx::AttributeProto> const &GraphImporter::defaultsOf(onnx::FunctionProto const &function) {
  std::unique_ptr<std::vector<onnx::AttributeProto>> &known = defaults[&function];
  if (known == nullptr)
    known = std::make_unique<std::vector<onnx::AttributeProto>>(attributeDefaults(function));
  return *known;
}

} // namespace eo
