#include "tools/api/LibraryBoards.h"

#include "lib/support/Error.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/FileSystem.h"

#include <cstdlib>
#include <dlfcn.h>

namespace eo {

/// The shared library, or the executable that this was linked into.
static std::string ownFile() {
  Dl_info info;
  return dladdr(reinterpret_cast<void *>(&libraryBoardPath), &info) != 0 && info.dli_fname != nullptr
             ? info.dli_fname
             : "";
}

llvm::Expected<BoardPath> libraryBoardPath(char const *named) {
  if (named == nullptr) {
    char const *environment = std::getenv("ENERGY_OPT_BOARD_PATH");
    return BoardPath::standard({}, environment == nullptr ? "" : environment, ownFile(),
                               ENERGY_OPT_LIBRARY_BOARDS);
  }
  BoardPath path;
  llvm::SmallVector<llvm::StringRef, 4> folders;
  llvm::StringRef(named).split(folders, ':', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (llvm::StringRef folder : folders) {
    if (!llvm::sys::fs::is_directory(folder))
      return usageError("board path {}: no such directory", folder);
    path.directories.push_back(folder.str());
  }
  return path;
}

} // namespace eo
