// A genai_config.json of arbitrary bytes: an error, or networks in the folder itself.
#include "lib/decide/Tokens.h"

#include <filesystem>
#include <fstream>
#include <unistd.h>

using namespace eo;

extern "C" int LLVMFuzzerTestOneInput(uint8_t const *data, size_t size) {
  static std::filesystem::path const folder = [] {
    std::filesystem::path made =
        std::filesystem::temp_directory_path() / ("model-folder-" + std::to_string(getpid()));
    std::filesystem::create_directory(made);
    return made;
  }();
  std::ofstream(folder / "genai_config.json", std::ios::binary)
      .write(reinterpret_cast<char const *>(data), static_cast<std::streamsize>(size));
  llvm::Expected<ModelFolder> model = readModelFolder(folder.string());
  if (!model) {
    llvm::consumeError(model.takeError());
    return 0;
  }
  for (std::string const &path : {model->decoder, model->prefill, model->encoder})
    if (!path.empty() && std::filesystem::path(path).parent_path() != folder)
      __builtin_trap();
  return 0;
}
