//===- SlimReaderFuzz.cpp - the reader of ONNX files on arbitrary bytes -------------------------------===//
//
// What it lets through takes no more memory than it promises.
//
#include "lib/onnx/SlimReader.h"
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(uint8_t const *data, size_t size) {
  eo::ReadLimits limits;
  limits.keepTensorBytes = 64;
  limits.maxBytes = size_t{1} << 24;
  eo::ByteSource file(llvm::StringRef(reinterpret_cast<char const *>(data), size));
  llvm::Expected<eo::SlimModel> model = eo::readSlim(file, limits);
  if (!model) {
    llvm::consumeError(model.takeError());
    return 0;
  }
  if (model->messages->getBytesAllocated() + model->texts->getBytesAllocated() > limits.maxBytes)
    std::abort();
  return 0;
}
