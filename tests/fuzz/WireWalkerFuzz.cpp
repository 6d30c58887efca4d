//===- WireWalkerFuzz.cpp - the wire walker on arbitrary bytes -----------------------------------===//
//
// What it lets through, Protobuf can parse within the limits the walker promises.
//
#include "lib/onnx/OnnxProto.h"
#include "lib/onnx/WireWalker.h"
#include <cstdlib>
#include <google/protobuf/io/coded_stream.h>

extern "C" int LLVMFuzzerTestOneInput(uint8_t const *data, size_t size) {
  eo::WalkLimits limits;
  limits.keepTensorBytes = 64;
  limits.maxParsedBytes = size_t{1} << 24;
  eo::ByteSource file(llvm::StringRef(reinterpret_cast<char const *>(data), size));
  llvm::Expected<std::string> slim = eo::slimCopy(file, limits);
  if (!slim) {
    llvm::consumeError(slim.takeError());
    return 0;
  }
  onnx::ModelProto model;
  google::protobuf::io::CodedInputStream stream(reinterpret_cast<uint8_t const *>(slim->data()),
                                                static_cast<int>(slim->size()));
  stream.SetRecursionLimit(static_cast<int>(limits.maxDepth) + 1);
  if (model.ParsePartialFromCodedStream(&stream) && model.SpaceUsedLong() > 2 * limits.maxParsedBytes)
    std::abort();
  return 0;
}
