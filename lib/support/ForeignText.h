//===- ForeignText.h - text as other systems write it ------------------------------------------===//
#ifndef ENERGY_OPT_LIB_SUPPORT_FOREIGNTEXT_H
#define ENERGY_OPT_LIB_SUPPORT_FOREIGNTEXT_H

#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>

namespace eo {

/// The text in UTF-8 with lines that "\n" ends, where its bytes are of another kind: UTF-16 (Utf16.h), or lines that a carriage
/// return alone ends, as spreadsheets save them "for Macintosh". YAML 1.2 knows both (5.2, 5.4). Nullopt: readers take it as
/// it is, "\r\n" included.
std::optional<std::string> foreignText(llvm::StringRef bytes);

} // namespace eo

#endif
