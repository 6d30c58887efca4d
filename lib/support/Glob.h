//===- Glob.h - patterns with * and ? ----------------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_SUPPORT_GLOB_H
#define ENERGY_OPT_LIB_SUPPORT_GLOB_H

#include "llvm/ADT/StringRef.h"

namespace eo {

/// Whether the whole text has the form of the pattern: `*` stands for any characters, '/' included, `?` for
/// one byte; everything else, brackets too, for itself.
bool globMatches(llvm::StringRef pattern, llvm::StringRef text);

/// The same for paths: `*` and `?` stay inside one folder, `**` between slashes stands for any folders, none
/// included. A pattern without '/' is one of file names, in whatever folder.
bool pathMatches(llvm::StringRef pattern, llvm::StringRef path);

/// The part of a path pattern before the folder or file with the first `*` or `?`, without the slash at its
/// end: "nets" of "nets/*/v?.onnx"; "" of "*.onnx".
llvm::StringRef literalFolder(llvm::StringRef pattern);

} // namespace eo

#endif
