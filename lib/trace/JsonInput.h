//===- JsonInput.h - JSON from untrusted files ------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_JSONINPUT_H
#define ENERGY_OPT_LIB_TRACE_JSONINPUT_H

#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

namespace eo {

/// The parsed document. Errors name file, line and column. Nesting deeper than 200 levels and files over 256
/// MiB are refused before parsing, because the parser recurses and its tree is many times the text.
llvm::Expected<llvm::json::Value> parseJson(llvm::StringRef text, llvm::StringRef file);

} // namespace eo

#endif
