#include "lib/calibrate/Folds.h"

#include "llvm/ADT/StringMap.h"
#include <fmt/format.h>

namespace eo {

Folds makeFolds(llvm::ArrayRef<std::string> groups, size_t maxFolds) {
  constexpr size_t fewFolds = 10;
  Folds folds;
  llvm::StringMap<size_t> numbers;
  size_t next = 0;
  bool named = false;
  for (std::string const &group : groups) {
    named |= !group.empty();
    bool isNew = group.empty() || numbers.try_emplace(group, next).second;
    folds.of.push_back(isNew ? next++ : numbers[group]);
  }
  if (next <= maxFolds) {
    folds.count = next;
    folds.kind = named ? "leave-one-network-out" : "leave-one-out";
    return folds;
  }
  folds.count = fewFolds;
  folds.kind = fmt::format("{}-fold{}", fewFolds, named ? " by network" : "");
  for (size_t &fold : folds.of)
    fold %= fewFolds;
  return folds;
}

} // namespace eo
