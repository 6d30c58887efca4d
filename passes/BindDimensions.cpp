//===- BindDimensions.cpp ------------------------------------------------------------------------===//
//
// Gives the open dimensions of the network's inputs their values, so that every later pass sees one network:
//
//   images: float32[batch x 3 x height x width]     --dim height=224 --dim width=224
//   images: float32[1 x 3 x 224 x 224]              batch: 1 by default, with a note
//
// A name that is a sum of others ("past + sequence") follows from its parts.
//
#include "lib/ir/DimExpression.h"
#include "lib/pass/NetworkAnnotations.h"
#include "lib/support/Error.h"
#include "lib/support/ShellText.h"
#include "lib/support/Spelling.h"
#include "passes/Passes.h"
#include "passes/SamplesPerRun.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

#include <cmath>

namespace eo {

namespace {

class Binder {
public:
  Binder(PassContext &passContext, DimBindings const &dimBindings)
      : context(passContext), body(passContext.graph.main()), bindings(dimBindings) {}

  llvm::Expected<BoundInputs> run() {
    for (ValueId id : body.inputs) {
      TensorType &type = result.types.emplace_hint(result.types.end(), id, value(id).declared())->second;
      if (type.hasRank() && llvm::any_of(*type.shape, [](SymInt const &dim) { return dim.isSymbolic(); }))
        open.push_back(&type);
    }
    result.applied = bindings.named;
    nameInner();
    splitSums();
    if (llvm::Error error = checkNames())
      return error;
    if (llvm::Error error = takeValues())
      return error;
    if (llvm::Error error = applyShapes())
      return error;
    if (llvm::Error error = applyAxes())
      return error;
    substituteAll();
    if (bindings.defaultBatch)
      defaultBatch();
    if (llvm::Error error = applyExpressions())
      return error;
    if (llvm::Error error = checkSums())
      return error;
    noteOverridable();
    result.openNames = symbols();
    return std::move(result);
  }

private:
  Value const &value(ValueId id) const { return context.graph.value(id); }

  /// Every symbol of the inputs, in order of appearance.
  std::vector<std::string> symbols() const {
    std::vector<std::string> names;
    llvm::StringSet<> seen;
    for (TensorType const *type : open)
      for (SymInt const &dim : *type->shape) {
        if (!dim.isSymbolic())
          continue;
        std::set<std::string> parts;
        dim.collectSymbols(parts);
        for (std::string const &name : parts)
          if (seen.insert(name).second)
            names.push_back(name);
      }
    return names;
  }

  /// Names of dimensions that the file gives to outputs and inner values.
  void nameInner() {
    for (Value const &one : context.graph.values())
      if (one.declared().hasRank() && !(one.source == ValueSource::Input && one.body == body.id))
        for (SymInt const &dim : *one.declared().shape)
          dim.collectSymbols(inner);
  }

  /// Whether the user binds the name as it stands.
  bool isBound(std::string const &name) const {
    return bindings.named.count(name) != 0 || bindings.expressions.count(name) != 0;
  }

  /// Names that are expressions over other names give way to these.
  void splitSums() {
    std::vector<std::string> names = symbols();
    for (TensorType *type : open)
      for (SymInt &dim : *type->shape) {
        std::optional<SymInt> sum =
            dim.isSymbolic() && !isBound(dim.str()) ? parseDimExpression(dim.str()) : std::nullopt;
        if (!sum)
          continue;
        std::set<std::string> parts;
        sum->collectSymbols(parts);
        if (llvm::any_of(parts, [&](std::string const &part) {
              return isBound(part) || inner.count(part) != 0 || llvm::is_contained(names, part);
            }))
          dim = *sum;
      }
  }

  llvm::Error checkNames() {
    std::vector<std::string> ofInputs = symbols(), known = ofInputs;
    for (std::string const &name : inner)
      if (!llvm::is_contained(ofInputs, name))
        known.push_back(name);
    auto check = [&](std::string const &name) -> llvm::Error {
      if (!llvm::is_contained(known, name))
        return usageError("--dim {}: the network has no dimension of this name{}", name,
                          known.empty() ? "; none of its inputs is open" : orList(name, known));
      result.bindsInner |= !llvm::is_contained(ofInputs, name);
      return llvm::Error::success();
    };
    for (auto const &[name, number] : bindings.named) {
      if (llvm::Error error = check(name))
        return error;
      if (number < 0)
        return usageError("--dim {}={}: a dimension cannot be negative", name, number);
    }
    for (auto const &[name, text] : bindings.expressions)
      if (llvm::Error error = check(name))
        return error;
    return llvm::Error::success();
  }

  llvm::Error takeValues() {
    for (auto const &[name, number] : bindings.values) {
      llvm::Expected<ValueId> input = findInput("--value", name);
      if (!input)
        return input.takeError();
      DataType element = value(*input).declared().element;
      bool whole = number == std::floor(number);
      if (!whole && element != DataType::Undefined && !isFloatingPoint(element))
        return usageError("--value {}={}: the input holds {}, whole numbers", name, number,
                          dataTypeName(element));
      result.given[*input] = number;
    }
    return llvm::Error::success();
  }

  std::optional<int64_t> appliedTo(llvm::StringRef name) const {
    auto found = result.applied.find(name.str());
    return found == result.applied.end() ? std::nullopt : std::optional(found->second);
  }

  /// --dim total=past+1: as often as one makes another known.
  llvm::Error applyExpressions() {
    for (size_t turn = 0; turn < bindings.expressions.size(); ++turn)
      for (auto const &[name, text] : bindings.expressions) {
        SymInt wanted = parseDimExpression(text).value_or(SymInt::symbol(text));
        wanted = wanted.substitute([&](llvm::StringRef part) { return appliedTo(part); });
        if (wanted.isKnown() && wanted.value() < 0)
          return usageError("--dim {}={}: {} is negative", name, text, wanted.value());
        if (wanted.isKnown())
          result.applied.emplace(name, wanted.value());
      }
    for (auto const &[name, text] : bindings.expressions)
      if (result.applied.count(name) == 0)
        return usageError("--dim {}={}: not all of it has a value; give --dim for each name in it", name,
                          text);
    substituteAll();
    return llvm::Error::success();
  }

  /// What was set for an axis must be what its parts come to.
  llvm::Error checkSums() const {
    for (auto const &[place, sum] : sums) {
      SymInt value = sum.first.substitute([&](llvm::StringRef part) { return appliedTo(part); });
      if (value.isKnown() && value.value() != sum.second)
        return usageError("{} is {}, which is {} here, not {}", place, sum.first.str(), value.value(),
                          sum.second);
    }
    return llvm::Error::success();
  }

  /// Since version 4 of the file format, an initializer that is an input too may be overridden by the caller.
  void noteOverridable() {
    size_t count = 0;
    for (Value const &one : context.graph.values())
      count += one.listedAsInput && one.constant != nullptr && one.body == body.id ? 1 : 0;
    if (count != 0 && context.graph.info().irVersion >= 4 && !body.inputs.empty())
      context.diagnostics.note(
          DiagCode::OverridableInitializers, "",
          fmt::format("{} listed as inputs too: runtimes fold and repack none of them",
                      count == 1 ? "an initializer is" : fmt::format("{} initializers are", count)),
          "take them out of the graph's inputs: ONNX Runtime has run networks 2 to 3 times faster so");
  }

  static std::string orList(llvm::StringRef name, std::vector<std::string> const &known) {
    std::string near = didYouMean(name, known);
    if (!near.empty())
      return near;
    constexpr size_t shown = 8;
    std::string text = "; open are " + llvm::join(llvm::makeArrayRef(known).take_front(shown), ", ");
    return known.size() > shown ? text + ", …" : text;
  }

  llvm::Expected<ValueId> findInput(llvm::StringRef flag, llvm::StringRef name) const {
    std::vector<std::string> known;
    for (ValueId id : body.inputs) {
      if (value(id).name == name)
        return id;
      known.push_back(value(id).name.str());
    }
    return usageError("{} {}: the network has no such input{}", flag, name, orList(name, known));
  }

  llvm::Error applyShapes() {
    for (auto const &[name, dims] : bindings.shapes) {
      llvm::Expected<ValueId> input = findInput("--input-shape", name);
      if (!input)
        return input.takeError();
      TensorType &type = result.types[*input];
      if (!type.hasRank())
        type.shape.emplace(dims.size(), SymInt::unknown());
      if (type.rank() != dims.size())
        return usageError("--input-shape {}: the input has {} dimensions ({}), {} given", name, type.rank(),
                          shapeText(*type.shape), dims.size());
      for (unsigned axis = 0; axis < dims.size(); ++axis)
        if (llvm::Error error = bindAxis(*input, axis, dims[axis]))
          return error;
    }
    return llvm::Error::success();
  }

  llvm::Error applyAxes() {
    for (auto const &[place, number] : bindings.byAxis) {
      auto const &[name, axis] = place;
      if (takeInnerAxis(name, axis, number))
        continue;
      llvm::Expected<ValueId> input = findInput("--dim", name);
      if (!input)
        return input.takeError();
      TensorType const &type = result.types[*input];
      if (!type.hasRank())
        return usageError("--dim {}[{}]: the file gives this input no shape; use --input-shape {}:…", name,
                          axis, name);
      if (axis >= type.rank())
        return usageError("--dim {}[{}]: the input has {} dimensions, counted from 0", name, axis,
                          type.rank());
      if (llvm::Error error = bindAxis(*input, axis, number))
        return error;
    }
    return llvm::Error::success();
  }

  /// An axis of a value that is no input of the network.
  bool takeInnerAxis(std::string const &name, unsigned axis, int64_t number) {
    for (Value const &one : context.graph.values()) {
      if (one.name != name || one.source != ValueSource::NodeOutput || number < 0)
        continue;
      result.inner[{one.id, axis}] = number;
      return result.bindsInner = true;
    }
    return false;
  }

  /// A symbol is bound wherever it stands; a fixed number is replaced with a warning.
  llvm::Error bindAxis(ValueId id, unsigned axis, int64_t number) {
    if (number < 0)
      return usageError("{}[{}] = {}: a dimension cannot be negative", value(id).name, axis, number);
    SymInt &dim = (*result.types[id].shape)[axis];
    std::set<std::string> parts;
    dim.collectSymbols(parts);
    if (dim.isSymbolic() && !(parts.size() == 1 && dim == SymInt::symbol(*parts.begin()))) {
      sums.emplace(fmt::format("{}[{}]", value(id).name, axis), std::pair(dim, number));
    } else if (dim.isSymbolic()) {
      auto [place, isNew] = result.applied.emplace(dim.str(), number);
      if (!isNew && place->second != number)
        return usageError("dimension {} is bound to both {} and {}", dim.str(), place->second, number);
      return llvm::Error::success();
    }
    if (dim.isKnown() && (dim.value() != number || bindings.byAxis.count({value(id).name.str(), axis}) != 0))
      result.applied[fmt::format("{}[{}]", value(id).name, axis)] = number;
    if (dim.isKnown() && dim.value() != number)
      context.diagnostics.warn(DiagCode::DimensionOverridden, "",
                               fmt::format("input '{}': axis {} is {} in the file, set to {}", value(id).name,
                                           axis, dim.value(), number));
    dim = number;
    return llvm::Error::success();
  }

  void substituteAll() {
    for (TensorType *type : open)
      for (SymInt &dim : *type->shape)
        if (dim.isSymbolic())
          dim = dim.substitute([&](llvm::StringRef name) { return appliedTo(name); });
  }

  /// A name that says nothing: made up by us ("x[0]") or by an exporter ("unk__6").
  static bool saysNothing(llvm::StringRef name) { return name.endswith("]") || name.startswith("unk_"); }

  /// An open dimension with a batch's name; without one, a nameless first dimension of an input of rank >= 2.
  void defaultBatch() {
    std::vector<std::string> names = symbols();
    auto named = llvm::find_if(names, meansBatch);
    std::vector<std::string> chosen;
    if (named != names.end()) {
      chosen.push_back(*named);
    } else if (llvm::none_of(result.applied, [](auto const &entry) { return meansBatch(entry.first); })) {
      for (TensorType const *type : open)
        if (type->rank() >= 2 && type->shape->front().isSymbolic() && saysNothing(type->shape->front().str()))
          chosen.push_back(type->shape->front().str());
    }
    for (std::string const &name : chosen) {
      if (!result.applied.emplace(name, 1).second)
        continue;
      if (!result.defaultedBatch)
        result.defaultedBatch = name;
      context.diagnostics.note(DiagCode::BatchDefaulted, "",
                               fmt::format("batch dimension '{}' is open: figures are for 1", name),
                               fmt::format("--dim {} sets it", shellWord(name + "=V")));
    }
    substituteAll();
  }

  PassContext &context;
  Body const &body;
  DimBindings const &bindings;
  std::set<std::string> inner; ///< names of dimensions elsewhere than in the inputs
  std::map<std::string, std::pair<SymInt, int64_t>>
      sums; ///< axes of inputs that are sums, and what was set for them
  BoundInputs result;
  std::vector<TensorType *> open; ///< of the inputs, those with dimensions that are no numbers, in order
};
} // namespace

llvm::Error bindDimensions(PassContext &context) {
  auto const *given = context.annotations.find<DimBindings>();
  DimBindings const none;
  llvm::Expected<BoundInputs> bound = Binder(context, given != nullptr ? *given : none).run();
  if (!bound)
    return bound.takeError();
  context.annotations.set(std::move(*bound));
  return llvm::Error::success();
}

} // namespace eo
