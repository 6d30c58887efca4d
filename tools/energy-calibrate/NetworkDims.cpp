#include "tools/energy-calibrate/NetworkDims.h"

#include "lib/support/Error.h"
#include "lib/support/Spelling.h"
#include "tools/common/Dims.h"
#include "llvm/ADT/StringExtras.h"

namespace eo {

DimBindings NetworkDims::of(Graph const &network) {
  std::set<std::string> mySymbols, myInputs;
  for (ValueId id : network.main().inputs) {
    Value const &input = network.value(id);
    myInputs.insert(input.name.str());
    if (input.declared().hasRank())
      for (SymInt const &dim : *input.declared().shape)
        if (dim.isSymbolic())
          mySymbols.insert(dim.str());
  }
  DimBindings mine = all;
  std::erase_if(mine.named, [&](auto const &binding) { return !mySymbols.contains(binding.first); });
  std::erase_if(mine.byAxis, [&](auto const &binding) { return !myInputs.contains(binding.first.first); });
  open.merge(mySymbols);
  inputs.merge(myInputs);
  return mine;
}

static llvm::Error unknown(std::string const &flag, llvm::StringRef what, std::string const &name,
                           std::set<std::string> const &known) {
  std::vector<std::string> names(known.begin(), known.end());
  std::string near = didYouMean(name, names);
  if (near.empty() && !names.empty()) {
    constexpr size_t shown = 8;
    near = "; there are " + llvm::join(llvm::makeArrayRef(names).take_front(shown), ", ");
    near += names.size() > shown ? ", …" : "";
  }
  return usageError("--dim {}: none of the networks has {} of this name{}", flag, what, near);
}

llvm::Error NetworkDims::checkNames() const {
  for (auto const &[name, value] : all.named)
    if (!open.contains(name))
      return unknown(name, "an open dimension", name, open);
  for (auto const &[place, value] : all.byAxis)
    if (!inputs.contains(place.first))
      return unknown(fmt::format("{}[{}]", place.first, place.second), "an input", place.first, inputs);
  return llvm::Error::success();
}

static bool looksMisspelt(std::string const &name, std::set<std::string> const &known) {
  return !known.contains(name) && !didYouMean(name, std::vector(known.begin(), known.end())).empty();
}

llvm::Error NetworkDims::causeOf(llvm::Error error) const {
  bool misspelt =
      llvm::any_of(all.named, [&](auto const &binding) { return looksMisspelt(binding.first, open); }) ||
      llvm::any_of(all.byAxis,
                   [&](auto const &binding) { return looksMisspelt(binding.first.first, inputs); });
  if (!misspelt)
    return error;
  llvm::consumeError(std::move(error));
  return checkNames();
}

llvm::Expected<NetworkDims> DimFlags::networkDims() const {
  std::vector<DimBindings> bindings(1);
  for (std::string const &text : dims) {
    if (llvm::Error error = addDim(text, bindings))
      return error;
    if (bindings.size() > 1)
      return usageError("--dim {}: one value, please: networks are measured at one size", text);
  }
  return NetworkDims(std::move(bindings.front()));
}

} // namespace eo
