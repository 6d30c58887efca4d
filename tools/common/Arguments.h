//===- Arguments.h - the command line into the options a tool has declared -----------------------===//
#ifndef ENERGY_OPT_TOOLS_COMMON_ARGUMENTS_H
#define ENERGY_OPT_TOOLS_COMMON_ARGUMENTS_H

#include "llvm/ADT/StringRef.h"

namespace eo {

/// Parses into the cl::opt objects that exist. False after wrong usage, which it prints on standard error as
/// "energy-opt: error: …", `tool` being "energy-opt". --help (`overview` and the options) and --version end the process.
bool parseArguments(llvm::StringRef tool, int argc, char const *const *argv, llvm::StringRef overview);

} // namespace eo

#endif
