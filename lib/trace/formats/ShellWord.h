//===- ShellWord.h - names in messages that advise a flag -------------------------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_FORMATS_SHELLWORD_H
#define ENERGY_OPT_LIB_TRACE_FORMATS_SHELLWORD_H

#include "lib/support/Utf8.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <string>

namespace eo {

/// A name of the file as it is typed behind a flag: cut at 40 letters, in single quotes where the shell would take it apart.
inline std::string shellWord(llvm::StringRef name) {
  std::string shown = printable(name, 40);
  if (llvm::all_of(shown, [](char c) { return llvm::isAlnum(c) || llvm::StringRef("_.-/:").contains(c); }))
    return shown;
  std::string word = "'";
  for (char c : shown)
    word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

} // namespace eo

#endif
