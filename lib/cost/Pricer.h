//===- Pricer.h - a board under its settings, applied to kernels --------------------------------------===//
#ifndef ENERGY_OPT_LIB_COST_PRICER_H
#define ENERGY_OPT_LIB_COST_PRICER_H

#include "lib/cost/Kernel.h"
#include "lib/cost/Kind.h"

namespace eo {

/// A kernel by itself.
struct KernelPrice : Cost {
  Basis basis = Basis::None;
  Reason reason;     ///< as in NodeEstimate
  double beyond = 0; ///< how far outside the calibrated ranges: beyondRange of the feature farthest out
  /// Of a class that was measured, by kernels of other algorithms only: "winograd convolution" has no rate of its own.
  std::optional<KernelFamily> unmeasuredFamily = {};
};

/// What is the same for all kernels of a board under its settings, worked out once: figures, calibrated ranges,
/// precision.
class Pricer {
public:
  explicit Pricer(ChosenBoard board);

  CostKind const &kind() const { return costKind(chosen.model->kind); }

  /// Adds a kernel to what the kernels of its network share.
  void count(Kernel const &kernel, NetworkWork &network) const {
    network.add(kernel.features, bits, kernel.turns);
  }

  /// Time, energy, basis and layer interval of one kernel. A `fit` outside the calibrated ranges becomes
  /// `extrapolated`, naming the feature; a class or a family of kernels the board was not calibrated on, where the
  /// formula has an answer all the same, `fallback`; under settings nobody measured all are `extrapolated`.
  KernelPrice price(CostFeatures const &kernel, NetworkWork const &network) const;

  /// Whether what else the network has changes the price of a kernel.
  bool dependsOnNetwork() const { return formula->dependsOnNetwork(); }

  /// No time and energy of its own; exactly so, hence an interval where the board has any.
  Cost nothing() const;

  /// What an inference takes whose kernels take `kernelsS` together; absent where the kind knows no times, or
  /// that time is 0.
  std::optional<Inference> inference(NetworkWork const &network, double kernelsS) const;

  /// Puts an interval of layers around the energy, where the board has one.
  void addInterval(KernelPrice &price) const;

private:
  /// A calibrated range with the column it is of.
  struct Range {
    FeatureRange const *range;
    FeatureColumn const *column;
  };

  void checkRanges(CostFeatures const &kernel, KernelPrice &price) const;
  /// The kernel's family, where it multiplies, others that do have a rate of their own on this board and it has none.
  std::optional<KernelFamily> unmeasuredFamily(CostFeatures const &kernel) const;

  ChosenBoard chosen;
  unsigned bits; ///< of an element as executed
  std::unique_ptr<Formula const> formula;
  std::vector<std::vector<Range>> ranges; ///< by CostClass
  std::array<bool, familyCount> rated =
      {}; ///< families with a rate of arithmetic: a fit has one of each that it saw
  bool tellsFamiliesApart =
      false;              ///< others than depthwise kernels have rates of their own: a fit found them
  std::string unmeasured; ///< why all figures are extrapolated: "clock=500 was not measured, …"
};

} // namespace eo

#endif
