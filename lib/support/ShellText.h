//===- ShellText.h - words that can be pasted into a shell ------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_SUPPORT_SHELLTEXT_H
#define ENERGY_OPT_LIB_SUPPORT_SHELLTEXT_H

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"

#include <string>

namespace eo {

/// The word, in single quotes where a POSIX shell would read more than letters in it.
inline std::string shellWord(llvm::StringRef word) {
  auto isPlain = [](char c) { return llvm::isAlnum(c) || llvm::StringRef("_-.,:=/+%@^").contains(c); };
  if (!word.empty() && llvm::all_of(word, isPlain))
    return word.str();
  std::string quoted = "'";
  for (char c : word)
    quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

} // namespace eo

#endif
