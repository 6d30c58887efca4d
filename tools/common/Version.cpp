#include "tools/common/Version.h"

#include "tools/common/Boards.h"
#include "tools/common/Commit.inc"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SHA256.h"

#include <fmt/format.h>

namespace eo {

std::string hashOfBoards(BoardPath const &path) {
  llvm::SHA256 hash;
  for (auto const &[name, file] : findBoards(path)) {
    hash.update(name + '\n');
    if (auto text = llvm::MemoryBuffer::getFile(file))
      hash.update((*text)->getBuffer());
  }
  return llvm::toHex(hash.final(), /*LowerCase=*/true).substr(0, 12);
}

void printVersion(llvm::StringRef tool, BoardPath const &path, llvm::raw_ostream &stream) {
  stream << tool << " " ENERGY_OPT_VERSION "\ncommit " ENERGY_OPT_COMMIT "\n"
         << fmt::format("boards {} files, sha256 {}\n", findBoards(path).size(), hashOfBoards(path));
}

void printVersion(llvm::StringRef tool, char const *program, llvm::StringRef sourceBoards,
                  llvm::raw_ostream &stream) {
  llvm::Expected<BoardPath> path = toolBoardPath({}, program, sourceBoards);
  printVersion(tool, path ? *path : BoardPath(), stream);
  llvm::consumeError(path.takeError());
}

void setVersionPrinter(llvm::StringRef tool, char const *program, llvm::StringRef sourceBoards) {
  llvm::cl::SetVersionPrinter(
      [=](llvm::raw_ostream &stream) { printVersion(tool, program, sourceBoards, stream); });
}

} // namespace eo
