// Annotating arbitrary bytes: an error, or edits in order that come off again.
#include "lib/onnx/MetadataEdits.h"
#include "lib/support/Error.h"

extern "C" int LLVMFuzzerTestOneInput(uint8_t const *data, size_t size) {
  llvm::StringRef bytes(reinterpret_cast<char const *>(data), size);
  eo::ByteSource file(bytes);
  eo::ModelMetadata metadata{{{"energy_opt.energy_j", "1"}}, {}};
  metadata.nodes[0].entries = metadata.entries;
  llvm::Expected<eo::MetadataEdits> edits = eo::metadataEdits(file, metadata);
  if (!edits) {
    eo::takeErrorText(edits.takeError());
    return 0;
  }
  size_t position = 0;
  for (eo::ByteEdit const &edit : edits->edits) {
    if (edit.begin < position || edit.end < edit.begin || edit.end > size)
      abort();
    position = edit.end;
  }
  return 0;
}
