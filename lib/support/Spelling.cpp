#include "lib/support/Spelling.h"

#include <algorithm>
#include <fmt/format.h>

namespace eo {

std::vector<std::string> suggestions(llvm::StringRef word, llvm::ArrayRef<std::string> known, size_t limit) {
  std::string lower = word.lower();
  auto most = std::max<unsigned>(1, static_cast<unsigned>(word.size() / 3));
  std::vector<std::pair<unsigned, std::string>> near;
  for (std::string const &candidate : known) {
    std::string other = llvm::StringRef(candidate).lower();
    unsigned distance = llvm::StringRef(lower).edit_distance(other, /*AllowReplacements=*/true, most + 1);
    if (word.size() >= 2 && llvm::StringRef(other).startswith(lower))
      distance = std::min(distance, 1U);
    if (distance <= most)
      near.emplace_back(distance, candidate);
  }
  std::sort(near.begin(), near.end());
  std::vector<std::string> result;
  for (size_t i = 0; i < near.size() && i < limit; ++i)
    result.push_back(near[i].second);
  return result;
}

std::string didYouMean(llvm::StringRef word, llvm::ArrayRef<std::string> known) {
  std::vector<std::string> near = suggestions(word, known);
  if (near.empty())
    return {};
  std::string text = fmt::format("; did you mean '{}'", near[0]);
  for (size_t i = 1; i < near.size(); ++i)
    text += fmt::format("{} '{}'", i + 1 == near.size() ? " or" : ",", near[i]);
  return text + "?";
}

} // namespace eo
