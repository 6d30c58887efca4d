//===- InputFile.h - what a user names as input: a file, or "-" --------------------------------===//
#ifndef ENERGY_OPT_SUPPORT_INPUTFILE_H
#define ENERGY_OPT_SUPPORT_INPUTFILE_H

#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"

namespace eo {

/// An input error "a named pipe, not a regular file; …" where the path is one: it would be waited for until somebody writes to it.
/// Pipes without a name (`-`, /dev/stdin, `<(command)`) have their writer.
llvm::Error refuseNamedPipe(llvm::StringRef path);

/// The bytes of a file, a pipe without a name, or of standard input where the path is "-" (whoever asks for that twice gets nothing the
/// second time). Mapped where the file is large; not terminated by a zero. An input error "PATH: why" where it cannot be read.
llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> readInput(llvm::StringRef path);

} // namespace eo

#endif
