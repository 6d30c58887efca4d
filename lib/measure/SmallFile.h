//===- SmallFile.h - files of the kernel: one value each -----------------------------------------===//
#ifndef ENERGY_OPT_LIB_MEASURE_SMALLFILE_H
#define ENERGY_OPT_LIB_MEASURE_SMALLFILE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <vector>

namespace eo {

/// The first 64 KiB of the file, without white space at its ends. An input error that names the file; without permission
/// to read, it says how to get it.
llvm::Expected<std::string> readSmallFile(std::string const &path);
/// The number in the file; an input error also where it holds something else.
llvm::Expected<double> readNumberFile(std::string const &path);
/// The same where it does not matter why there is none.
std::optional<std::string> smallFile(std::string const &path);
std::optional<double> numberFile(std::string const &path);

/// What is in the folder, in the order people number it, as paths; none where there is no folder.
std::vector<std::string> entriesOf(std::string const &folder);

} // namespace eo

#endif
