//===- DisplayText.h - text from files in pages and comments ----------------------------------------===//
#ifndef ENERGY_OPT_LIB_SUPPORT_DISPLAYTEXT_H
#define ENERGY_OPT_LIB_SUPPORT_DISPLAYTEXT_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace eo {

/// printable(), and characters that are not seen but change how others are read (directions, zero widths,
/// C1 controls, tags) as U+FFFD: what a reader sees is what is there. Markup is not escaped.
std::string displayText(llvm::StringRef text, size_t maxColumns = 0);

} // namespace eo

#endif
