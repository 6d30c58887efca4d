//===- FileKind.h - files that are not ONNX ---------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_ONNX_FILEKIND_H
#define ENERGY_OPT_LIB_ONNX_FILEKIND_H

#include "llvm/ADT/StringRef.h"

namespace eo {

/// What the bytes are and what to do about it ("a Git LFS pointer, not the network: …"), or "" where they may
/// be ONNX. Looks at the first 512 bytes only.
llvm::StringRef foreignFileKind(llvm::StringRef bytes);

} // namespace eo

#endif
