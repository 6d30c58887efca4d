#include "lib/onnx/FileKind.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace eo {

namespace {
struct Magic {
  size_t offset;
  llvm::StringRef bytes;
  llvm::StringRef kind;
};
} // namespace

static constexpr llvm::StringLiteral zipKind = "a zip archive; unpack it first";

static Magic const magics[] = {
    {0, "version https://git-lfs.github.com",
     "a Git LFS pointer, not the network itself; fetch it with 'git lfs pull'"},
    {4, "TFL3",
     "a TensorFlow Lite network, which is out of scope; convert it to ONNX, for example with tf2onnx"},
    {4, "ORTM", "an ONNX Runtime .ort file; analyse the ONNX file it was made from"},
    {0, "\x1f\x8b", "gzip-compressed; unpack it first, for example with gunzip"},
    {0, "\x89HDF\r\n\x1a\n", "an HDF5 file (Keras?); convert it to ONNX, for example with tf2onnx"},
    {0, "\x80\x02", "a Python pickle (PyTorch?); export the network with torch.onnx.export"},
    {0, "GGUF", "a GGUF file, which holds weights and no graph"},
    {0, "%PDF-", "a PDF document"},
};

static llvm::StringRef zipContent(llvm::StringRef head) {
  // PyTorch archives open with an entry "<name>/data.pkl"; its name stands at offset 30.
  return head.substr(30, 256).contains("/data.pkl")
             ? llvm::StringRef("a PyTorch checkpoint; export the network with torch.onnx.export")
             : llvm::StringRef(zipKind);
}

static llvm::StringRef textKind(llvm::StringRef text) {
  llvm::StringRef trimmed = text.ltrim();
  if (trimmed.startswith_insensitive("<!doctype html") || trimmed.startswith_insensitive("<html"))
    return "an HTML page, not a network; the download probably went wrong";
  if (trimmed.startswith("<?xml") || trimmed.startswith("<net"))
    return "XML (OpenVINO?), not ONNX; analyse the ONNX file it was made from";
  if (trimmed.startswith("{") || trimmed.startswith("["))
    return "JSON, not ONNX in its binary form";
  return "text, not ONNX in its binary form";
}

static bool looksLikeText(llvm::StringRef head) {
  return llvm::all_of(head, [](char byte) {
    return llvm::isPrint(byte) || byte == '\n' || byte == '\r' || byte == '\t' || (byte & '\x80') != 0;
  });
}

llvm::StringRef foreignFileKind(llvm::StringRef head) {
  if (head.empty())
    return "empty";
  for (Magic const &magic : magics)
    if (head.drop_front(std::min(magic.offset, head.size())).startswith(magic.bytes))
      return magic.kind;
  if (head.startswith("PK\x03\x04"))
    return zipContent(head);
  return looksLikeText(head) ? textKind(head) : "";
}

} // namespace eo
