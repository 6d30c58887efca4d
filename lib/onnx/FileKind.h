//===- FileKind.h - files that are not ONNX ---------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_ONNX_FILEKIND_H
#define ENERGY_OPT_LIB_ONNX_FILEKIND_H

#include "llvm/ADT/StringRef.h"

namespace eo {

/// What a file is and what to do about it ("a Git LFS pointer, not the network: …"), or "" where they may
/// be ONNX. `head`: the first 512 bytes of the file, or all if it has fewer.
llvm::StringRef foreignFileKind(llvm::StringRef head);

} // namespace eo

#endif
