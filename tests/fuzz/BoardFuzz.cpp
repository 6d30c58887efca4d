// Board files: whatever the text, a board model or a message.
#include "lib/board/BoardFile.h"
#include "lib/support/Error.h"

extern "C" int LLVMFuzzerTestOneInput(uint8_t const *data, size_t size) {
  llvm::StringRef text(reinterpret_cast<char const *>(data), size);
  llvm::Expected<eo::YamlFile> file = eo::YamlFile::parse(text, "fuzz.yaml");
  if (!file) {
    eo::takeErrorText(file.takeError());
    return 0;
  }
  llvm::Expected<eo::BoardModel> board = eo::readBoardModel(*file);
  if (!board)
    eo::takeErrorText(board.takeError());
  return 0;
}
