//===- EnergyEstimate.h - what estimate-energy finds out ----------------------------------------===//
#ifndef ENERGY_OPT_LIB_BOARD_ENERGYESTIMATE_H
#define ENERGY_OPT_LIB_BOARD_ENERGYESTIMATE_H

#include "lib/ir/Graph.h"
#include "lib/support/Quantity.h"
#include <optional>
#include <string>

namespace eo {

/// On what a figure rests.
enum class Basis : uint8_t {
  Fit,          ///< inside what the board model was calibrated on
  Extrapolated, ///< its formula, outside of that
  Fallback,     ///< another class of nodes stands in, named in the reason
  Fused,        ///< paid for by the kernel's anchor node: 0 here
  Free,         ///< dead, constant or a view: 0
  None,         ///< no estimate
};

/// "fit", "extrapolated", …
llvm::StringRef basisName(Basis basis);

/// Energy of one execution. Absent figures are not known.
struct EnergyFigure {
  std::optional<Joules> energy, low, high; ///< low and high: both or neither
};

struct NodeEstimate : EnergyFigure {
  std::optional<Seconds> latency; ///< device time; absent where the board's kind knows no time
  std::optional<Joules> base; ///< the part of `energy` drawn whatever runs; absent where it is not told apart
  Basis basis = Basis::None;
  std::string reason; ///< why not `fit`; what stands in; empty for plain fits
  NodeId anchor;      ///< of the kernel the node runs in; itself unless fused
};

/// How much of the network the estimate speaks of. A node is modelled when its basis is not `none`.
struct Coverage {
  int64_t nodes = 0, nodesModelled = 0; ///< of the main graph
  std::optional<double> macsShare;      ///< of the total; absent where that is unknown or 0
  std::optional<double> bytesShare;     ///< of the bytes read and written by all nodes, likewise
};

struct EnergyEstimate {
  NodeMap<NodeEstimate> nodes; ///< nodes of bodies stay `none`: their owner is the row
  EnergyFigure
      total; ///< the sum of the modelled nodes; absent where no node is priced and some have no estimate
  std::optional<Seconds> deviceLatency; ///< the sum of the modelled nodes, likewise
  /// Of one inference among others back to back, from input to result and from result to result: what runs
  /// beside the nodes included (its energy is spread over them). Absent where the board's kind knows no time.
  std::optional<Seconds> latency, interval;
  std::optional<Joules> base;          ///< the part of the total drawn whatever runs
  std::optional<double> intervalLevel; ///< probability of all intervals here
  std::string noInterval;              ///< why the total has no interval; empty where it has one
  Coverage coverage;
};

} // namespace eo

#endif
