//===- HelpText.h - help that fits the terminal ------------------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_COMMON_HELPTEXT_H
#define ENERGY_OPT_TOOLS_COMMON_HELPTEXT_H

#include "llvm/ADT/StringRef.h"

namespace eo {

/// `text` in lines of at most `width` columns. Lines that follow each other without indentation are a paragraph and are
/// broken anew. Indented ones are examples and tables: what stands behind a gap of two spaces and more is broken in its column,
/// or goes to lines of its own where that column is far to the right. Commands stay whole, to be copied.
std::string fittedHelp(llvm::StringRef text, size_t width);

/// Breaks the descriptions of all registered options so that LLVM's --help takes at most `width` columns.
void fitOptionHelp(size_t width);

} // namespace eo

#endif
