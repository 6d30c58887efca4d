#include "lib/onnx/GraphImporter.h"
#include "lib/support/Error.h"
#include "lib/support/Utf8.h"
#include <algorithm>

namespace eo {

/// Success where the function is not among those being called already.
static llvm::Error checkRecursion(SlimFunction const &function, CallFrame const *caller) {
  std::vector<std::string> chain;
  for (CallFrame const *frame = caller; frame->function != nullptr; frame = frame->caller) {
    chain.push_back("'" + printable(frame->function->name, 60) + "'");
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

llvm::Error GraphImporter::inlineCall(SlimFunction const &function, SlimNode const &call,
                                      ImportPlace const &place) {
  if (llvm::Error error = checkRecursion(function, place.frame))
    return error;
  std::string name = nodeName(call);
  if (place.depth >= options.maxNesting)
    return inputError("node '{}': bodies and functions nested deeper than {}", printable(name, 60),
                      options.maxNesting);
  size_t bound = place.frame->opsets.size() + function.operatorSets.size() + function.inputs.size() +
                 function.outputs.size() + function.defaults.size();
  if (llvm::Error error = spend(sizeof(CallFrame) + place.frame->path.size() + call.memory + 64 * bound))
    return error;
  llvm::Expected<std::vector<SlimNode const *> const *> nodes = functionOrder(function);
  if (!nodes)
    return nodes.takeError();

  bool isNested = place.frame->function != nullptr;
  CallFrame frame;
  frame.caller = place.frame;
  frame.function = &function;
  frame.path = builder.save(isNested ? place.frame->path.str() + "/" + name : name);
  frame.fileIndex = isNested ? place.frame->fileIndex : call.index;
  for (SlimOperatorSet const &opset : function.operatorSets)
    if (opset.version > 0)
      frame.opsets.try_emplace(normalDomain(opset.domain), opset.version);
  frame.opsets.insert(place.frame->opsets.begin(), place.frame->opsets.end());
  NameScope scope;
  bindArguments(call, name, place, frame, scope);
  if (llvm::Error error = importNodes(**nodes, {place.body, &scope, &frame, place.depth + 1}))
    return error;
  bindResults(call, name, place, frame, scope);
  return llvm::Error::success();
}

/// Gives the function's names to what the caller passes.
void GraphImporter::bindArguments(SlimNode const &call, llvm::StringRef callName, ImportPlace const &place,
                                  CallFrame &frame, NameScope &scope) {
  SlimFunction const &function = *frame.function;
  for (size_t i = 0; i < function.inputs.size(); ++i) {
    bool isGiven = i < call.inputs.size() && !call.inputs[i].empty();
    scope.values.try_emplace(function.inputs[i], isGiven ? use(call.inputs[i], callName, place) : ValueId());
  }
  if (call.inputs.size() > function.inputs.size())
    diagnostics.warn(DiagCode::BadCall, callName,
                     fmt::format("{} inputs for function '{}', which takes {}", call.inputs.size(),
                                 printable(function.name, 60), function.inputs.size()));
  for (size_t i = 0; i < std::min(function.outputs.size(), call.outputs.size()); ++i)
    if (!call.outputs[i].empty())
      frame.outputNames.try_emplace(function.outputs[i], valueName(call.outputs[i], place));

  for (SlimAttribute const &attribute : function.defaults)
    frame.arguments[attribute.name] = Argument{&attribute, nullptr};
  for (SlimAttribute const &attribute : call.attributes) {
    if (attribute.reference.empty()) {
      frame.arguments[attribute.name] = Argument{&attribute, &place};
      continue;
    }
    auto passedOn = place.frame->arguments.find(attribute.reference);
    if (passedOn != place.frame->arguments.end())
      frame.arguments[attribute.name] = passedOn->second;
  }
}

/// Gives the caller's names to what the function's outputs became.
void GraphImporter::bindResults(SlimNode const &call, llvm::StringRef callName, ImportPlace const &place,
                                CallFrame const &frame, NameScope const &scope) {
  SlimFunction const &function = *frame.function;
  for (size_t i = 0; i < call.outputs.size(); ++i) {
    Name name = call.outputs[i];
    if (name.empty())
      continue;
    std::optional<ValueId> result =
        i < function.outputs.size() ? scope.find(function.outputs[i]) : std::nullopt;
    if (!result) {
      diagnostics.warn(DiagCode::UndefinedValue, callName,
                       fmt::format("output '{}' is not produced by function '{}'", printable(name, 60),
                                   printable(function.name, 60)));
      result = builder.addValue(valueName(name, place), ValueSource::Missing, place.body);
    }
    if (!place.scope->values.try_emplace(name, *result).second)
      diagnostics.warn(
          DiagCode::DuplicateName, callName,
          fmt::format("output '{}' exists already; whoever reads it gets the first", printable(name, 60)));
  }
}

llvm::Expected<std::vector<SlimNode const *> const *>
GraphImporter::functionOrder(SlimFunction const &function) {
  std::unique_ptr<std::vector<SlimNode const *>> &known = functionOrders[&function];
  if (known == nullptr) {
    llvm::DenseSet<Name> inputs(function.inputs.begin(), function.inputs.end());
    auto isInput = [&](Name name) { return inputs.contains(name); };
    llvm::Expected<std::vector<SlimNode const *>> order = nodeOrder(function.nodes, isInput, captures);
    if (!order)
      return inputError("function '{}': {}", printable(function.name, 60),
                        takeErrorText(order.takeError()).message);
    known = std::make_unique<std::vector<SlimNode const *>>(std::move(*order));
  }
  return known.get();
}

} // namespace eo
