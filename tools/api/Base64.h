//===- Base64.h - bytes as text ------------------------------------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_API_BASE64_H
#define ENERGY_OPT_TOOLS_API_BASE64_H

#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>

namespace eo {

/// The bytes of RFC 4648's base64, with or without the padding at its end; nothing where the text is none.
std::optional<std::string> decodeBase64(llvm::StringRef text);

} // namespace eo

#endif
