//===- BindDimensions.cpp ------------------------------------------------------------------------===//
//
// Gives the open dimensions of the network's inputs their values, so that every later pass sees one network:
//
//   images: float32[batch x 3 x height x width]     --dim height=224 --dim width=224
//   images: float32[1 x 3 x 224 x 224]              batch: 1 by default, with a note
//
#include "lib/pass/NetworkAnnotations.h"
#include "lib/support/Error.h"
#include "lib/support/Spelling.h"
#include "passes/Passes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

namespace eo {

namespace {

class Binder {
public:
  Binder(PassContext &passContext, DimBindings const &dimBindings)
      : context(passContext), body(passContext.graph.main()), bindings(dimBindings) {}

  llvm::Expected<BoundInputs> run() {
    result.types = ValueMap<TensorType>(context.graph);
    for (ValueId id : body.inputs)
      result.types[id] = value(id).declared;
    result.applied = bindings.named;
    if (llvm::Error error = checkNames())
      return error;
    if (llvm::Error error = applyShapes())
      return error;
    if (llvm::Error error = applyAxes())
      return error;
    substituteAll();
    if (bindings.defaultBatch)
      defaultBatch();
    result.batch = batchSize();
    listOpen();
    return std::move(result);
  }

private:
  Value const &value(ValueId id) const { return context.graph.value(id); }

  /// Every symbol of the inputs, in order of appearance.
  std::vector<std::string> symbols() const {
    std::vector<std::string> names;
    llvm::StringSet<> seen;
    for (ValueId id : body.inputs) {
      if (!result.types[id].hasRank())
        continue;
      for (SymInt const &dim : *result.types[id].shape)
        if (dim.isSymbolic() && seen.insert(dim.str()).second)
          names.push_back(dim.str());
    }
    return names;
  }

  llvm::Error checkNames() const {
    std::vector<std::string> known = symbols();
    for (auto const &[name, number] : bindings.named) {
      if (!llvm::is_contained(known, name))
        return usageError("--dim {}: the network's inputs have no dimension of this name{}", name,
                          known.empty() ? "; none of them is open" : orList(name, known));
      if (number < 0)
        return usageError("--dim {}={}: a dimension cannot be negative", name, number);
    }
    return llvm::Error::success();
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
    return usageError("{} {}: the network has no such input{}", flag.str(), name.str(), orList(name, known));
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

  /// A symbol is bound wherever it stands; a fixed number is replaced with a warning.
  llvm::Error bindAxis(ValueId id, unsigned axis, int64_t number) {
    if (number < 0)
      return usageError("{}[{}] = {}: a dimension cannot be negative", value(id).name.str(), axis, number);
    SymInt &dim = (*result.types[id].shape)[axis];
    if (dim.isSymbolic()) {
      auto [place, isNew] = result.applied.emplace(dim.str(), number);
      if (!isNew && place->second != number)
        return usageError("dimension {} is bound to both {} and {}", dim.str(), place->second, number);
      return llvm::Error::success();
    }
    if (dim.isKnown() && dim.value() != number)
      context.diagnostics.warn(DiagCode::DimensionOverridden, "",
                               fmt::format("input '{}': axis {} is {} in the file, set to {}",
                                           value(id).name.str(), axis, dim.value(), number));
    dim = number;
    return llvm::Error::success();
  }

  void substituteAll() {
    auto valueOf = [&](llvm::StringRef name) -> std::optional<int64_t> {
      auto found = result.applied.find(name.str());
      return found == result.applied.end() ? std::nullopt : std::optional(found->second);
    };
    for (ValueId id : body.inputs)
      if (TensorType &type = result.types[id]; type.hasRank())
        for (SymInt &dim : *type.shape)
          dim = dim.substitute(valueOf);
  }

  /// "batch", "batch_size", "N", "b", "bs": names that exporters give to the batch dimension.
  static bool meansBatch(llvm::StringRef name) {
    std::string lower = name.lower();
    return lower == "n" || lower == "b" || lower == "bs" || llvm::StringRef(lower).contains("batch");
  }

  /// A name that says nothing: made up by us ("x[0]") or by an exporter ("unk__6").
  static bool saysNothing(llvm::StringRef name) { return name.endswith("]") || name.startswith("unk_"); }

  /// An open dimension with a batch's name; without one, a nameless first dimension of an input of rank >= 2.
  void defaultBatch() {
    std::vector<std::string> open = symbols();
    auto named = llvm::find_if(open, meansBatch);
    std::vector<std::string> chosen;
    if (named != open.end()) {
      chosen.push_back(*named);
    } else if (llvm::none_of(result.applied, [](auto const &entry) { return meansBatch(entry.first); })) {
      for (ValueId id : body.inputs) {
        TensorType const &type = result.types[id];
        if (type.hasRank() && type.rank() >= 2 && type.shape->front().isSymbolic() &&
            saysNothing(type.shape->front().str()))
          chosen.push_back(type.shape->front().str());
      }
    }
    for (std::string const &name : chosen) {
      if (!result.applied.emplace(name, 1).second)
        continue;
      if (!result.defaultedBatch)
        result.defaultedBatch = name;
      context.diagnostics.note(DiagCode::BatchDefaulted, "",
                               fmt::format("batch dimension '{}' is open: figures are for 1", name),
                               fmt::format("--dim {}=V sets it", name));
    }
    substituteAll();
  }

  /// The value of a dimension with a batch's name; without one, the first dimension of the first input of
  /// rank >= 2.
  SymInt batchSize() const {
    for (ValueId id : body.inputs) {
      TensorType const &declared = value(id).declared, &bound = result.types[id];
      if (!declared.hasRank() || declared.rank() != bound.rank())
        continue;
      for (size_t axis = 0; axis < declared.rank(); ++axis)
        if ((*declared.shape)[axis].isSymbolic() && meansBatch((*declared.shape)[axis].str()))
          return (*bound.shape)[axis];
    }
    for (ValueId id : body.inputs)
      if (TensorType const &bound = result.types[id]; bound.hasRank() && bound.rank() >= 2)
        return bound.shape->front();
    return 1;
  }

  void listOpen() { result.openNames = symbols(); }

  PassContext &context;
  Body const &body;
  DimBindings const &bindings;
  BoundInputs result;
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
