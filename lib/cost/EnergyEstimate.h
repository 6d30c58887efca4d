//===- EnergyEstimate.h - time and energy of nodes and networks ----------------------------------------===//
#ifndef ENERGY_OPT_LIB_COST_ENERGYESTIMATE_H
#define ENERGY_OPT_LIB_COST_ENERGYESTIMATE_H

#include "lib/cost/Basis.h"
#include "lib/cost/Reason.h"
#include "lib/cost/TrustLevel.h"
#include "lib/ir/Graph.h"
#include "lib/support/KnownQuantity.h"
#include <optional>
#include <string>
#include <vector>

namespace eo {

/// Energy of one execution with its interval. Absent figures are not known.
struct EnergyRange {
  KnownJoules energy, low, high; ///< low and high: both or neither
};

/// Time and energy of one execution of a node or kernel.
struct Cost : EnergyRange {
  KnownJoules base;     ///< the part of `energy` drawn whatever runs; absent where it is not told apart
  KnownSeconds latency; ///< device time; absent where the board's kind knows no time

  /// All energies times a factor above 0.
  void scaleEnergy(double factor);
  /// All energies and the time so many times.
  void repeat(double turns);
};

/// What one node costs. Of a kernel of several nodes, the anchor has its figures, the others have 0 J and
/// `fused`.
struct NodeEstimate : Cost {
  Reason
      reason; ///< why not `fit`; what stands in; empty for plain fits and where the basis says it all: fused
  NodeId anchor; ///< of the kernel the node runs in; itself unless fused
  Basis basis = Basis::None;
  bool atLeast = false; ///< a part has no estimate, another branch that is not priced may run, or more turns
};

/// Why there is no interval.
enum class NoInterval : uint8_t {
  Given,           ///< there is one
  SourceGivesNone, ///< the board file has no error
  NotOfNetworks,   ///< its error has no interval of networks
};
/// "the source gives none", …; empty for Given.
llvm::StringRef noIntervalText(NoInterval why);

/// How far an estimate can be trusted: how much of it lies inside what the board was calibrated on, and what lies
/// outside. Shares are of the energy; of the time where there is no energy.
struct Trust {
  double calibratedShare = 0; ///< 0 to 1
  double modelledShare = 1; ///< of the MACs of the network: what the estimate speaks of; 0 where nobody knows
  std::optional<double>
      factor; ///< the truth lies within this factor either way, as often as the interval says
  std::vector<std::string> reasons; ///< "grouped-convolution kernels were never measured here: 12 %"

  TrustLevel level() const { return trustLevel(calibratedShare * modelledShare); }
};

/// A whole network.
struct NetworkTotals {
  EnergyRange total; ///< the sum over what is modelled; absent where nothing is priced and something has no
                     ///< estimate
  std::optional<Seconds> deviceLatency; ///< the sum of what is modelled, likewise
  /// Of one inference among others back to back, from input to result and from result to result: what runs
  /// beside the kernels included (its energy is spread over them). Absent where the board's kind knows no
  /// time.
  std::optional<Seconds> latency, interval;
  std::optional<Seconds> latencyLow, latencyHigh; ///< both or neither
  std::optional<Joules> base;                     ///< the part of the total drawn whatever runs
  std::optional<double> intervalLevel;            ///< probability of all intervals here
  NoInterval noInterval = NoInterval::Given;      ///< of the total energy
  bool runs =
      false; ///< some kernel does, with or without an estimate; views alone cost nothing, which is no figure
  std::optional<Trust> trust; ///< absent without a calibrated range: then nothing is known of it
};

/// How much of the network the estimate speaks of. A node is modelled when its basis is not `none`.
struct Coverage {
  int64_t nodes = 0, nodesModelled = 0; ///< of the main graph
  std::optional<double> macsShare;      ///< of the total; absent where that is unknown or 0
  std::optional<double> bytesShare;     ///< of the bytes read and written by all nodes, likewise
};

/// total-energy: a network's price, node by node.
struct EnergyEstimate : NetworkTotals {
  NodeMap<NodeEstimate>
      nodes; ///< an If has the sum of the branch that runs, a Loop and a Scan that of all turns; the nodes of those
             ///< bodies have their own figures beside it, nodes of others stay `none`
  Coverage coverage;
  bool isAll = true; ///< every node that may have MACs has an estimate; else the totals are at least so much
};

} // namespace eo

#endif
