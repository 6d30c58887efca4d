//===- Utf8.h - text from untrusted files, made printable ----------------------------===//
#ifndef ENERGY_OPT_LIB_SUPPORT_UTF8_H
#define ENERGY_OPT_LIB_SUPPORT_UTF8_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace eo {

/// Valid UTF-8: every broken sequence becomes U+FFFD.
std::string validUtf8(llvm::StringRef text);

/// For a line that people read: valid UTF-8, control characters (escape sequences, line breaks) as '?', those that are
/// not seen but change how others are read (directions, zero widths, C1 controls, tags) as U+FFFD: what a reader sees is
/// what is there. At most `maxColumns` characters, the middle replaced by "…" where it is longer (0: no limit). Markup is
/// not escaped.
std::string printable(llvm::StringRef text, size_t maxColumns = 0);

/// How many columns the valid UTF-8 text takes on a terminal (one per character; wide characters count two).
size_t displayWidth(llvm::StringRef text);

} // namespace eo

#endif
