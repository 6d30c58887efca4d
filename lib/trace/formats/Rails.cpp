#include "lib/trace/formats/Rails.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include <fmt/format.h>

namespace eo {

static bool isInputRail(llvm::StringRef name) {
  for (llvm::StringRef input : {"POM_5V_IN", "VDD_IN", "VIN_SYS_5V0"})
    if (name.contains_insensitive(input))
      return true;
  return false;
}

std::vector<size_t> railsToAdd(llvm::ArrayRef<std::string> names) {
  std::vector<size_t> all;
  for (size_t i = 0; i < names.size(); ++i) {
    if (isInputRail(names[i]))
      return {i};
    all.push_back(i);
  }
  return all;
}

std::string describeRails(llvm::ArrayRef<std::string> names) {
  std::vector<size_t> used = railsToAdd(names);
  if (used.size() == 1 && isInputRail(names[used.front()]))
    return fmt::format("{} is the input rail; {} further rails are fed from it and not added",
                       names[used.front()], names.size() - 1);
  std::string sum;
  for (size_t i : used)
    sum += (sum.empty() ? "" : " + ") + names[i];
  return fmt::format("no input rail: the power is {}", sum);
}

} // namespace eo
