//===- RuntimeRules.h - what a runtime makes of a network -----------------------------------------------===//
//
// Which nodes run as one kernel is a matter of the runtime more than of the board. boardmodels/runtimes/ holds the
// rules of each, from which fits of new boards start: schema energy-opt/runtime/1, keys id, title, kernels (as in
// board files) and notes.
//
#ifndef ENERGY_OPT_LIB_BOARD_RUNTIMERULES_H
#define ENERGY_OPT_LIB_BOARD_RUNTIMERULES_H

#include "lib/board/BoardPath.h"
#include "lib/board/KernelRules.h"

namespace eo {

class YamlFile;

/// A file of boardmodels/runtimes/.
struct RuntimeRules {
  std::string id, title;
  KernelRules kernels;
  std::vector<std::string> notes;
};

/// Reads a file of schema energy-opt/runtime/1; a usage error with all that is wrong with it.
llvm::Expected<RuntimeRules> readRuntimeRules(YamlFile const &file);

/// The runtime called `name`, from the folder `runtimes` in the first directory of the path that has it. A usage error
/// with suggestions for an unknown one, and where a file's id is not its name.
llvm::Expected<RuntimeRules> loadRuntime(BoardPath const &path, llvm::StringRef name);

} // namespace eo

#endif
