//===- Output.h - where a tool's output goes ---------------------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_COMMON_OUTPUT_H
#define ENERGY_OPT_TOOLS_COMMON_OUTPUT_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace eo {

/// To be called once, first of all. Standard output that could not be written makes the process end with a
/// message and exit code 2, whoever wrote it: --help and --version print by themselves and exit, and LLVM would
/// abort. Standard error that cannot be written changes nothing.
void guardStandardStreams(char const *tool);

/// What `write` returns. It prints on standard output, or (`path` is not empty: -o) into a text that is held
/// back until it is complete: a run that prints nothing leaves an older file alone. A usage error where the
/// output cannot be written.
llvm::Expected<int> writeOutput(std::string const &path, llvm::function_ref<int(llvm::raw_ostream &)> write);

/// The format that a file's ending names ("html", "json", …); "text" for any other.
llvm::StringRef formatOfEnding(llvm::StringRef file);

/// What `write` prints, into the file ("-": standard output); a usage error where that fails.
llvm::Error writeFile(llvm::StringRef path, llvm::function_ref<void(llvm::raw_ostream &)> write);

} // namespace eo

#endif
