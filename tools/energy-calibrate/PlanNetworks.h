//===- PlanNetworks.h - writes the networks a board is measured with ---------------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_PLANNETWORKS_H
#define ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_PLANNETWORKS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <string>
#include <vector>

namespace eo {

/// A network that was written.
struct PlannedNetwork {
  std::string file;   ///< "07-conv3x3-small.onnx": in the order of their MACs
  std::string reason; ///< without commas
  int64_t macs = 0;
  uint64_t bytes = 0; ///< of the file
  double seconds = 0; ///< to measure it: idle, warm-up, runs
};

/// Writes the made-up networks (MadeUpNetworks.h) into the folder, the smallest first. All of them always: each shows a figure
/// that no other does; `minutes` is what measuring them may take together, and what each gets of it is `seconds`. A usage error for
/// a time that leaves a network under ten seconds, where a file cannot be written, and where one of such a name holds another
/// network; other networks of the folder are noted on standard error.
llvm::Expected<std::vector<PlannedNetwork>> planNetworks(llvm::StringRef folder, double minutes);

} // namespace eo

#endif
