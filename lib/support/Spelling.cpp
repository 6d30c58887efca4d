#include "lib/support/Spelling.h"

#include <algorithm>
#include <fmt/format.h>

namespace eo {

/// "bacth" and "batch": equal but for two neighbouring letters.
static bool areSwapped(std::string const &a, std::string const &b) {
  auto [x, y] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return a.size() == b.size() && a.end() - x >= 2 && x[0] == y[1] && x[1] == y[0] &&
         std::equal(x + 2, a.end(), y + 2);
}

std::vector<std::string> suggestions(llvm::StringRef word, llvm::ArrayRef<std::string> known, size_t limit) {
  std::string lower = word.lower();
  auto most = std::max<unsigned>(1, static_cast<unsigned>(word.size() / 3));
  std::vector<std::pair<unsigned, std::string>> near;
  for (std::string const &candidate : known) {
    std::string other = llvm::StringRef(candidate).lower();
    unsigned distance = llvm::StringRef(lower).edit_distance(other, /*AllowReplacements=*/true, most + 1);
    if (areSwapped(lower, other) || (word.size() >= 2 && llvm::StringRef(other).startswith(lower)))
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
