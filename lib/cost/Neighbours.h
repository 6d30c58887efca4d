//===- Neighbours.h - the power of a layer inside its network -------------------------------------------===//
//
// A layer measured alone and the same layer inside its network draw different power: capacitors of the supply
// smear power into the neighbours' time (Wess et al. 2023), and a busy device draws more (Holly et al. 2020).
// The model:
//
//   P_i = base + γ · Σ_j w_ij (P_alone,j − base)
//
// with w_ij the share of interval j in the mean over interval i of the power curve smoothed by h(t) =
// exp(−t/τ)/τ, in the periodic steady state of back-to-back inferences. Then Σ_i t_i w_ij = t_j: smearing
// alone conserves energy. γ = 1 and τ = 0 is the model in which energies add.
//
#ifndef ENERGY_OPT_LIB_COST_NEIGHBOURS_H
#define ENERGY_OPT_LIB_COST_NEIGHBOURS_H

#include "llvm/ADT/ArrayRef.h"
#include <vector>

namespace eo {

/// The mean over each interval of the smoothed power curve of intervals that last `times` (s, above 0) at
/// constant `powers` (W) and repeat without end. `tau` (s): 0 returns `powers`.
std::vector<double> smearedPowers(llvm::ArrayRef<double> times, llvm::ArrayRef<double> powers, double tau);

/// The powers inside the network by the formula above.
std::vector<double> networkPowers(llvm::ArrayRef<double> times, llvm::ArrayRef<double> alone, double base,
                                  double gamma, double tau);

} // namespace eo

#endif
