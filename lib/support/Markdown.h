//===- Markdown.h - text in Markdown --------------------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_SUPPORT_MARKDOWN_H
#define ENERGY_OPT_LIB_SUPPORT_MARKDOWN_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace eo {

/// The text as a code span that also stands in a table: `conv1`. Printable, of at most `maxColumns`
/// characters (0: no limit); nothing in it is markup, a link or a mention.
std::string markdownCode(llvm::StringRef text, size_t maxColumns = 0);

/// The text as plain prose, also in a table: every character that could be markup, a link or a mention is
/// escaped.
std::string markdownText(llvm::StringRef text, size_t maxColumns = 0);

} // namespace eo

#endif
