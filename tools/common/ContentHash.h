//===- ContentHash.h - what a result was made from ------------------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_COMMON_CONTENTHASH_H
#define ENERGY_OPT_TOOLS_COMMON_CONTENTHASH_H

#include "lib/board/BoardModel.h"
#include "llvm/Support/Error.h"
#include <string>

namespace eo {

/// SHA-256 of the file's bytes, hexadecimal; weights in files of their own are not in it. An input error where it cannot
/// be read.
llvm::Expected<std::string> sha256OfFile(std::string const &path);

/// SHA-256 of the board file, of boards that run operators on what another file describes of both, one after the other.
llvm::Expected<std::string> sha256OfBoard(BoardModel const &board);

/// A number that depends on the file's bytes alone; of a file that cannot be read, on its path.
uint64_t contentNumber(std::string const &path);

} // namespace eo

#endif
