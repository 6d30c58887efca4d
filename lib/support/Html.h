//===- Html.h - text in pages -------------------------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_SUPPORT_HTML_H
#define ENERGY_OPT_LIB_SUPPORT_HTML_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace eo {

/// The text as it stands in a page, between tags or inside a quoted attribute: valid UTF-8, nothing that a
/// browser would take for markup.
std::string escaped(llvm::StringRef text);

/// The same for names and prose in an element: as printable() shows it, its direction kept to itself
/// (<bdi>).
std::string escapedName(llvm::StringRef text, size_t maxColumns = 0);

} // namespace eo

#endif
