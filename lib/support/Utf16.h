//===- Utf16.h - text that Windows tools wrote ------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_SUPPORT_UTF16_H
#define ENERGY_OPT_LIB_SUPPORT_UTF16_H

#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>

namespace eo {

/// The text as UTF-8 if it is UTF-16, little or big endian, as PowerShell's '>' and Excel's "Unicode text" write it: it begins with the
/// byte order mark, or every other byte of its first line is 0. Half a surrogate pair becomes U+FFFD. Nullopt: it is not UTF-16.
std::optional<std::string> utf16ToUtf8(llvm::StringRef bytes);

} // namespace eo

#endif
