//===- OutputFile.h - files the tool writes ---------------------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_OUTPUTFILE_H
#define ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_OUTPUTFILE_H

#include "lib/support/Error.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/raw_ostream.h"

namespace eo {

/// Writes what `write` prints to the file ("-": standard output); a usage error where that fails.
llvm::Error writeFile(llvm::StringRef path, llvm::function_ref<void(llvm::raw_ostream &)> write);

} // namespace eo

#endif
