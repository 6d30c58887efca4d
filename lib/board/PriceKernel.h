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

  /// Adds a kernel to what the kernels of its network share.
  void count(CostFeatures const &features, NetworkWork &network) const;

  /// Energy, time, basis and layer interval of one kernel. A `fit` outside the calibrated ranges becomes
  /// `extrapolated`, naming the feature; a class the board was not calibrated on, where the formula has an
  /// answer all the same, `fallback`. Where the board file has layer factors they give the interval,
  /// twice as wide (in logarithms) beside `fit`. The anchor is not set.
  NodeEstimate price(CostFeatures const &features, NetworkWork const &network) const;

  /// What an inference takes whose kernels take `kernelsS` together, and the energy it draws beside theirs;
  /// absent where the kind knows no times.
  struct Inference {
    NetworkTimes times;
    double besideJ = 0;
  };
  std::optional<Inference> inference(NetworkWork const &network, double kernelsS) const;

private:
  NodeEstimate priceByKind(CostFeatures const &features, NetworkWork const &network) const;
  NodeEstimate priceWork(CostFeatures const &features, NetworkWork const &network) const;

  ChosenBoard const &chosen;
  BoardModel const &board;
  unsigned bits;
  FigureSet figures; ///< of kind latency-power
};

/// Energy and time of a whole network.
struct NetworkCost {
  std::optional<double> energyJ; ///< the sum over the kernels that have an estimate; absent where none has
  std::optional<double> timeS;   ///< from result to result when inferences follow one another; likewise
};

/// The sum over the kernels, views left out. `whole`: with what an inference takes and draws beside them.
NetworkCost priceKernels(KernelPricer const &pricer, llvm::ArrayRef<CostFeatures> kernels, bool whole);

} // namespace eo

#endif
