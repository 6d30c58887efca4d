//===- NeighbourFit.h - how layers inside a network differ from layers alone ----------------------===//
#ifndef ENERGY_OPT_LIB_CALIBRATE_NEIGHBOURFIT_H
#define ENERGY_OPT_LIB_CALIBRATE_NEIGHBOURFIT_H

#include "lib/calibrate/Dataset.h"

namespace eo {

/// A layer in its place within a network, and its power alone.
struct PairedInterval {
  double timeS = 0, aloneW = 0, networkW = 0;
};
using PairedSequence = std::vector<PairedInterval>; ///< the layers of one inference in order

/// Takes the rows with context=in-network out of the dataset and pairs them with those of context=isolated
/// that measured the same layer (model and node, or shape): one sequence for each group, in the order of the
/// table. The setting `context` is removed. Empty where no table has it. Input errors for another context,
/// for rows without time and power (or energy), and for layers that were not measured alone.
llvm::Expected<std::vector<PairedSequence>> takePairs(Dataset &data);

/// The parameters of lib/cost/Neighbours.h.
struct NeighbourFit {
  double baseW = 0, gamma = 1, tauS = 0;
  size_t layers = 0;
  double mape = 0;      ///< of in-network powers by the fit
  double mapeAlone = 0; ///< by the powers measured alone
};

/// γ and τ of least relative error: τ from 0 to ten times the longest inference, γ by least squares for each
/// τ.
NeighbourFit fitNeighbours(llvm::ArrayRef<PairedSequence> sequences, double baseW);

} // namespace eo

#endif
