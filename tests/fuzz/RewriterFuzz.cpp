// Arbitrary bytes rewritten in every way, and what comes of it once more.
#include "lib/onnx/rewrite/Rewriter.h"
#include "lib/support/Error.h"

#include <filesystem>
#include <fstream>
#include <unistd.h>

using namespace eo;

extern "C" int LLVMFuzzerTestOneInput(uint8_t const *data, size_t size) {
  static std::string const path =
      (std::filesystem::temp_directory_path() / ("rewriter-" + std::to_string(getpid()) + ".onnx")).string();
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<char const *>(data), static_cast<std::streamsize>(size));
  constexpr int64_t tile = 4;
  for (int round = 0; round < 2; ++round) {
    llvm::Expected<Rewriter> network = Rewriter::open(path);
    if (!network) {
      llvm::consumeError(network.takeError());
      return 0;
    }
    for (RewriteInfo const &info : allRewrites())
      network->apply(info.kind, tile);
    llvm::Expected<std::string> bytes = network->bytes();
    if (!bytes) {
      llvm::consumeError(bytes.takeError());
      return 0;
    }
    std::ofstream(path, std::ios::binary).write(bytes->data(), static_cast<std::streamsize>(bytes->size()));
  }
  return 0;
}
