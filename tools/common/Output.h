//===- Output.h - where a tool's output goes ---------------------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_COMMON_OUTPUT_H
#define ENERGY_OPT_TOOLS_COMMON_OUTPUT_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace eo {

/// What `write` returns. It prints on standard output, or (`path` is not empty: -o) into a text that is held
/// back until it is complete: a run that prints nothing leaves an older file alone. A usage error where the
/// output cannot be written.
llvm::Expected<int> writeOutput(std::string const &path, llvm::function_ref<int(llvm::raw_ostream &)> write);

} // namespace eo

#endif
