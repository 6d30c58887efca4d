//===- Version.h - what figures depend on, in three lines -----------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_COMMON_VERSION_H
#define ENERGY_OPT_TOOLS_COMMON_VERSION_H

#include "lib/board/BoardPath.h"
#include "llvm/Support/raw_ostream.h"

namespace eo {

/// SHA-256 over the names and contents of all boards on the path, in the order of names, its first twelve
/// hexadecimal digits.
std::string hashOfBoards(BoardPath const &path);

/// What --version prints: the tool with its version, the commit it was built from ("unknown" where the sources were
/// in no repository) and the boards that are found, with their hash (docs/versions.md).
void printVersion(llvm::StringRef tool, BoardPath const &path, llvm::raw_ostream &stream);
/// The same with the boards that `program` (argv[0]) finds, and those in `sourceBoards`.
void printVersion(llvm::StringRef tool, char const *program, llvm::StringRef sourceBoards,
                  llvm::raw_ostream &stream);

/// --version prints that.
void setVersionPrinter(llvm::StringRef tool, char const *program, llvm::StringRef sourceBoards);

} // namespace eo

#endif
