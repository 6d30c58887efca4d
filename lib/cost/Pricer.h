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
  /// Of a class that was measured, by other kernels only: "winograd" where that algorithm has no rate of its own, "3-D",
  /// "dilated"; empty: all of the class.
  llvm::StringRef unmeasuredPart = {};
  /// What another rate that may as well be its own would make of the price, as a factor on it: of first layers unlike those measured.
  double otherwise = 1, otherwiseTime = 1;
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
  /// `extrapolated`, naming the feature; a class, family or kind of shape (3-D, dilated) the board was not calibrated on,
  /// where the formula has an answer all the same, `fallback`; under settings nobody measured all are `extrapolated`.
  /// A dilated kernel takes and draws no less than the same work without gaps, a first layer no less than one of fewer
  /// channels (lib/cost/FirstLayer.h). Where the board knows families of kernels, which were fitted apart, a convolution costs
  /// no less than with a 3×3 or 1×1 kernel instead of a larger one, and one in groups, if it was not measured, no more
  /// than in one group and no less than the depthwise one, if the board has a rate of such. Below 8 channels to a group it
  /// lies between the depthwise one and 8 channels to a group, by the logarithm of its channels. With a stride it costs no
  /// more than without: what is left out could be worked out and thrown away.
  KernelPrice price(CostFeatures const &kernel, NetworkWork const &network) const;

  /// Whether what else the network has changes the price of a kernel.
  bool dependsOnNetwork() const { return formula->dependsOnNetwork(); }

  /// No time and energy of its own; exactly so, hence an interval where the board has any.
  Cost nothing() const;

  /// At which pace a network runs whose kernels take `kernelsS` together by their own prices.
  Pace pace(NetworkWork const &network, double kernelsS) const { return formula->pace(network, kernelsS); }

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

  /// Of a class of kernels, what shapes were measured.
  struct Shapes {
    double axes = 2, dilation = 1; ///< the most
  };

  void readRate(Coefficient const &coefficient);
  void readRange(FeatureRange const &range);
  /// By the formula of the board's kind, that of first layers among them.
  FormulaPrice byFormula(CostFeatures const &kernel, NetworkWork const &network) const;
  /// The same, no less than without gaps.
  FormulaPrice priceAlone(CostFeatures const &kernel, NetworkWork const &network) const;
  /// The same, in order with other groups, smaller kernels and strides, as price says.
  FormulaPrice priceAmongOthers(CostFeatures const &kernel, NetworkWork const &network) const;
  /// The same but for strides.
  FormulaPrice priceOfPositions(CostFeatures const &kernel, NetworkWork const &network) const;
  /// One in groups that was not measured, between the depthwise and the whole one.
  FormulaPrice priceGrouped(CostFeatures const &kernel, NetworkWork const &network) const;
  /// Whether the board was calibrated with kernels of the class.
  bool knows(CostClass costClass) const { return !ranges[static_cast<size_t>(costClass)].empty(); }
  /// Whether it lies inside the calibrated ranges of its class, a depthwise one inside those of kernel and stride.
  bool isMeasured(CostFeatures const &kernel) const;
  FormulaPrice priceFirst(CostFeatures const &kernel, NetworkWork const &network) const;
  void compareFirst(CostFeatures const &kernel, NetworkWork const &network, KernelPrice &price) const;
  bool isMeasuredFirst(CostFeatures const &kernel) const;
  void checkRanges(CostFeatures const &kernel, KernelPrice &price) const;
  void standIn(KernelPrice &price, std::string without, llvm::StringRef others) const;
  /// "3-D" or "dilated", where no such kernel of its class was measured; else empty.
  llvm::StringRef unmeasuredShape(CostFeatures const &kernel) const;
  /// "winograd kernels of this class", where the kernel multiplies, others have a rate of their own on this board and its
  /// family has none; "… at precision=int8" where it has one from other settings only. Else empty.
  std::string unmeasuredFamily(CostFeatures const &kernel) const;

  ChosenBoard chosen;
  unsigned bits; ///< of an element as executed
  std::unique_ptr<Formula const> formula;
  std::vector<std::vector<Range>> ranges; ///< by CostClass
  std::vector<Shapes> shapes;             ///< likewise
  std::vector<Range> firstRanges;         ///< of first layers: first_ifm, …
  std::array<bool, familyCount> rated =
      {}; ///< families with a rate of arithmetic: a fit has one of each that it saw
  bool tellsFamiliesApart =
      false; ///< others than depthwise kernels have rates of their own: a fit found them
  bool tellsFamilies =
      false; ///< has rates of arithmetic of one family of kernels: prices may jump to the next
  std::vector<UnmeasuredFamilies const *> unmeasuredHere; ///< the board's that hold under the settings
  Reason unmeasured; ///< why all figures are extrapolated: "clock=500 was not measured, …"
};

} // namespace eo

#endif
