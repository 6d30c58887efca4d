//===- AnnotatedCopy.h - a network with figures at its nodes, for viewers --------------------------===//
#ifndef ENERGY_OPT_LIB_ONNX_ANNOTATEDCOPY_H
#define ENERGY_OPT_LIB_ONNX_ANNOTATEDCOPY_H

#include "lib/onnx/Metadata.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace eo {

/// What was written.
struct AnnotatedCopy {
  uint64_t bytes = 0;           ///< of the new file
  bool hasExternalData = false; ///< weights lie in files that are looked for beside the new file
};

/// Copies the network at `from` to `to` with `metadata` added (MetadataEdits.h): viewers such as Netron show
/// it in the properties of nodes and of the network. All other bytes are as they were; the file is streamed,
/// so memory depends on the number of nodes. The new file appears complete or not at all.
///
/// Usage errors: `to` is `from` under any name, or something else than a regular file, or cannot be written.
/// Input errors, which begin with `from`: no regular file, unreadable or damaged (byte offset), or over 2 GiB
/// with the metadata, which no reader of ONNX takes, when it was below.
llvm::Expected<AnnotatedCopy> writeAnnotatedCopy(llvm::StringRef from, llvm::StringRef to,
                                                 ModelMetadata const &metadata);

} // namespace eo

#endif
