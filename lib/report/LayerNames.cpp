#include "lib/report/LayerNames.h"

#include "lib/support/Utf8.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

#include <algorithm>

namespace eo {

/// What all names begin with, up to the last '/'.
static size_t commonFolders(std::vector<std::string> const &names) {
  llvm::StringRef common = names.front();
  for (std::string const &name : names) {
    auto differ = std::mismatch(common.begin(), common.end(), name.begin(), name.end());
    common = common.take_front(static_cast<size_t>(differ.first - common.begin()));
  }
  size_t slash = common.rfind('/');
  return slash == llvm::StringRef::npos ? 0 : slash;
}

std::vector<std::string> withoutCommonPart(std::vector<std::string> names, size_t columns) {
  bool isTight = llvm::any_of(names, [&](std::string const &name) { return displayWidth(name) > columns; });
  if (names.size() < 2 || !isTight)
    return names;
  size_t common = commonFolders(names);
  if (common > 1) // "…" is no longer than what it stands for
    for (std::string &name : names)
      name = "…" + name.substr(common);
  return names;
}

} // namespace eo
