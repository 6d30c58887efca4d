//===- ExitCode.h - what a process ends with --------------------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_COMMON_EXITCODE_H
#define ENERGY_OPT_TOOLS_COMMON_EXITCODE_H

#include "lib/support/Error.h"
#include "llvm/ADT/StringRef.h"

namespace eo {

constexpr int exitFine = 0;
constexpr int exitFindings = 1; ///< over budget, or a finding that counts
constexpr int exitUsage = 2;    ///< command line, board file, config, setting, dimension
constexpr int exitInput = 3;    ///< broken network, or our own fault
constexpr int exitUnknown = 4;  ///< less is modelled than was asked for, or a verdict is unknown

/// 2 for usage, 3 for everything else.
inline int exitCodeOf(ErrorKind kind) { return kind == ErrorKind::Usage ? exitUsage : exitInput; }

/// Prints "energy-opt: error: <message>" on standard error, `tool` being "energy-opt"; the exit code of its kind.
int failWith(llvm::StringRef tool, llvm::Error error);

/// Of two exit codes the one that counts for several networks: 2, then 3, 1, 4, 0.
inline int worse(int a, int b) {
  constexpr int order[] = {exitUsage, exitInput, exitFindings, exitUnknown};
  for (int code : order)
    if (a == code || b == code)
      return code;
  return exitFine;
}

} // namespace eo

#endif
