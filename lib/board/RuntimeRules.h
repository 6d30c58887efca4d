//===- RuntimeRules.h - what a runtime makes of a network -----------------------------------------------===//
//
// Which nodes run as one kernel is a matter of the runtime more than of the board. boardmodels/runtimes/ holds the
// rules of each, from which fits of new boards start: schema energy-opt/runtime/1, keys id, title, kernels (as in
// board files), families ("peak.gemm: {times: 1, spread: 0.1}"), figures ("onchip: {value: 1e+06, unit: B, spread: 1}")
// and notes.
//
#ifndef ENERGY_OPT_LIB_BOARD_RUNTIMERULES_H
#define ENERGY_OPT_LIB_BOARD_RUNTIMERULES_H

#include "lib/board/BoardKind.h"
#include "lib/board/BoardPath.h"
#include "lib/board/KernelRules.h"

namespace eo {

class YamlFile;

/// What is known of a family of kernels against all kernels, before anything is measured: "peak.gemm" is `times` the common
/// figure, give or take the logarithm `spread`; "peak.depthwise@precision=int8" gains `times` what all kernels do.
struct FamilyExpectation {
  BoardFigure figure{};
  KernelFamily family{};
  double times = 1, spread = 0;
  SettingValues conditions = {};
};

/// A file of boardmodels/runtimes/.
struct RuntimeRules {
  std::string id, title;
  KernelRules kernels;
  std::vector<FamilyExpectation> families;
  std::vector<Coefficient>
      figures; ///< what is expected of any machine, each with its spread; they are fitted too
  std::vector<std::string> notes;
};

/// Reads a file of schema energy-opt/runtime/1; a usage error with all that is wrong with it.
llvm::Expected<RuntimeRules> readRuntimeRules(YamlFile const &file);

/// The runtime called `name`, from the folder `runtimes` in the first directory of the path that has it. A usage error
/// with suggestions for an unknown one, and where a file's id is not its name.
llvm::Expected<RuntimeRules> loadRuntime(BoardPath const &path, llvm::StringRef name);

} // namespace eo

#endif
