//===- CostlyKernels.h - the kernels a rule has to look at -----------------------------------------===//
#ifndef ENERGY_OPT_LIB_LINT_COSTLYKERNELS_H
#define ENERGY_OPT_LIB_LINT_COSTLYKERNELS_H

#include "lib/cost/EnergyEstimate.h"
#include "lib/cost/KernelGroups.h"
#include "lib/lint/Rule.h"

namespace eo {

/// Rules that ask what a change to a layer would save leave kernels below this share of the network's energy
/// alone: nobody changes a layer for less.
inline constexpr double costlyShare = 0.02;

/// A saving below this share of the network's energy is no finding.
inline constexpr double noticeableShare = 0.02;

/// The same for changes that leave the network's results as they are, so that nobody has to train anew.
inline constexpr double noticeableForFree = 0.005;

/// A kernel with its energy.
struct CostlyKernel {
  Kernel const *kernel;
  NodeId anchor;
  double energyJ, share;
};

/// The kernels of at least that share of the network's energy, in graph order; none without a board or
/// without a total.
std::vector<CostlyKernel> kernelsFrom(LintedNetwork const &network, double minShare);

/// Those of at least costlyShare, of large networks the costliest alone: every what-if is an estimate of the
/// whole network, and a rule that makes a few of each of these takes no more than seconds.
std::vector<CostlyKernel> costlyKernels(LintedNetwork const &network);

/// The network's energy; 0 without a board or where it is not known.
double totalEnergyJ(LintedNetwork const &network);

/// A finding about this node: layer, operator and index filled in.
Finding findingAt(LintedNetwork const &network, NodeId id);

/// The same with the kernel's energy and share.
Finding findingAt(LintedNetwork const &network, CostlyKernel const &kernel);

} // namespace eo

#endif
