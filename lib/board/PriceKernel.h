//===- PriceKernel.h - a board model applied to one kernel ----------------------------------------===//
#ifndef ENERGY_OPT_LIB_BOARD_PRICEKERNEL_H
#define ENERGY_OPT_LIB_BOARD_PRICEKERNEL_H

#include "lib/board/BoardModel.h"
#include "lib/board/EnergyEstimate.h"
#include "lib/board/LatencyPower.h"

namespace eo {

/// The board's formula under the chosen settings. The board outlives the pricer.
class KernelPricer {
public:
  explicit KernelPricer(ChosenBoard const &chosen);

  /// Energy, time, basis and layer interval of one kernel. A `fit` outside the calibrated ranges becomes
  /// `extrapolated`, naming the feature; a class the board was not calibrated on, where the formula has an
  /// answer all the same, `fallback`. Intervals stand only where the held-out error speaks of such kernels:
  /// on `fit`, where the board file has layer factors. The anchor is not set.
  NodeEstimate price(CostFeatures const &features) const;

  /// What an inference takes and draws beside its kernels; absent where the kind knows of no such thing.
  std::optional<KernelCost> overhead() const;

private:
  NodeEstimate priceByKind(CostFeatures const &features) const;
  NodeEstimate priceWork(CostFeatures const &features) const;

  ChosenBoard const &chosen;
  BoardModel const &board;
  unsigned bits;
  FigureSet figures; ///< of kind latency-power
};

/// Energy and time of a whole network.
struct NetworkCost {
  std::optional<double> energyJ; ///< the sum over the kernels that have an estimate; absent where none has
  std::optional<double> timeS;   ///< end to end, overhead included; likewise
  size_t unpriced = 0;           ///< kernels without estimate
};

/// The sum over the kernels, views left out.
NetworkCost priceKernels(KernelPricer const &pricer, llvm::ArrayRef<CostFeatures> kernels);

/// The same with the overhead of an inference.
NetworkCost priceNetwork(KernelPricer const &pricer, llvm::ArrayRef<CostFeatures> kernels);

} // namespace eo

#endif
