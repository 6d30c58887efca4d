//===- MetadataEdits.h - where an ONNX file changes when metadata is added ------------------------===//
//
//   graph { node { op_type: "Conv" } }
// with an entry for node 0 becomes
//   graph { node { op_type: "Conv" metadata_props { key: "energy_opt.macs" value: "352" } } }
//
// Only the lengths of the messages around it change with it; all other bytes stay as they are.
//
#ifndef ENERGY_OPT_LIB_ONNX_METADATAEDITS_H
#define ENERGY_OPT_LIB_ONNX_METADATAEDITS_H

#include "lib/onnx/ByteSource.h"
#include "lib/onnx/Metadata.h"
#include "llvm/Support/Error.h"

namespace eo {

/// The bytes from `begin` to `end` of the file become `bytes`.
struct ByteEdit {
  size_t begin = 0, end = 0;
  std::string bytes;
};

/// Where bytes go in or out for the metadata asked for.
struct MetadataEdits {
  std::vector<ByteEdit> edits;  ///< in file order, none overlapping
  bool hasExternalData = false; ///< a tensor of the main graph lies in a file of its own
};

/// How to add `metadata` to the ModelProto in `file`: NodeProto.metadata_props and ModelProto.metadata_props,
/// at the end of their message. Entries of an earlier run (metadataPrefix) go, so adding nothing gives back a
/// file as it was before. Lengths that change are written in the fewest bytes. Functions are left alone.
///
/// Errors (ErrorKind::Input, without the file's name): a field that is damaged or cut off, with its byte
/// offset; bodies within each other more than 256 deep; a node that is not in the file.
llvm::Expected<MetadataEdits> metadataEdits(ByteSource &file, ModelMetadata const &metadata);

} // namespace eo

#endif
