//===- NetworkCost.h - the price of a network ---------------------------------------------------------===//
//
// Whoever says what a network takes and draws (the passes, validation, the residuals of a fit) asks here, so
// that the error a board file states is that of the tool that prints it.
//
#ifndef ENERGY_OPT_LIB_COST_NETWORKCOST_H
#define ENERGY_OPT_LIB_COST_NETWORKCOST_H

#include "lib/cost/Interval.h"
#include "lib/cost/Kernel.h"
#include "lib/cost/MeasuredTimes.h"
#include "lib/cost/Pricer.h"

namespace eo {

/// A kernel at its place in the network.
struct KernelCost {
  KnownSeconds alone; ///< its time by the board's formula
  /// By the board's formula; at the predicted power for the time that was measured, where one was; as its neighbours
  /// change its power (lib/cost/Neighbours.h), where the board file says how; with its share, by time, of what an
  /// inference draws beside its kernels; for the content of the input: one after the other.
  Cost whole;
  bool isMeasured = false;               ///< the time; the power stays predicted
  bool outside = false, standIn = false; ///< of a time with a given power: extrapolated; of another class
  Basis basis = Basis::None;
  Reason reason;                           ///< as in NodeEstimate
  double beyond = 0;                       ///< as in KernelPrice
  llvm::StringRef unmeasuredPart = {};     ///< likewise
  double otherwise = 1, otherwiseTime = 1; ///< likewise
};

/// What NetworkPricer finds: kernel by kernel, and the totals with their intervals.
struct NetworkCost : NetworkTotals {
  std::vector<KernelCost> kernels; ///< in the order of the kernels priced
  Doubt doubt;                     ///< what the energy (without one, the time) consists of
  Cost free;                       ///< of what costs nothing on this board: views, fused nodes
};

/// A board, and what runs beside it, ready to price any number of networks.
class NetworkPricer {
public:
  explicit NetworkPricer(ChosenBoard const &board);

  /// One inference. `times`: what a latency report says of the kernels; may be null.
  NetworkCost price(llvm::ArrayRef<Kernel> kernels, MeasuredTimes const *times = nullptr) const;

  /// What the price of a kernel depends on beside the kernel: all that the accelerator runs, and what it leaves.
  struct Work {
    NetworkWork here, there;

    bool operator==(Work const &work) const {
      auto same = [](NetworkWork const &a, NetworkWork const &b) {
        return a.kernels == b.kernels && a.weightBytes == b.weightBytes;
      };
      return same(here, work.here) && same(there, work.there);
    }
  };
  Work workOf(llvm::ArrayRef<Kernel> kernels) const;
  /// False where it does not.
  bool dependsOnWork() const { return pricer.dependsOnNetwork() || (other && other->dependsOnNetwork()); }

  /// One kernel of a network; `price` is what comes of the prices of all of them.
  KernelPrice priceOf(Kernel const &kernel, Work const &network) const {
    return priceOne(kernel, network.here, network.there);
  }
  NetworkCost price(llvm::ArrayRef<Kernel> kernels, llvm::ArrayRef<KernelPrice> prices, Work const &network,
                    MeasuredTimes const *times = nullptr) const;

  /// A kernel measured by itself, in no network.
  KernelPrice alone(Kernel const &kernel) const { return priceOne(kernel, {}, {}); }

  /// What the kernels that run beside the accelerator take and draw together.
  Cost beside(llvm::ArrayRef<Kernel> kernels) const;

private:
  /// All launches of the kernel.
  KernelPrice priceOne(Kernel const &kernel, NetworkWork const &here, NetworkWork const &there) const;
  KernelPrice priceLaunch(Kernel const &kernel, NetworkWork const &here, NetworkWork const &there) const;
  /// Completes a network of which the kernels' own prices are there.
  void priceTogether(llvm::ArrayRef<Kernel> kernels, Work const &network, MeasuredTimes const *times,
                     NetworkCost &cost) const;
  void applyPace(llvm::ArrayRef<Kernel> kernels, NetworkWork const &network, NetworkCost &cost) const;
  void spreadRest(NetworkWork const &network, double betweenS, NetworkCost &cost) const;
  void sumUp(double betweenS, NetworkCost &cost) const;
  static void applyPower(double watts, NetworkCost &cost);
  void addIntervals(llvm::ArrayRef<Kernel> kernels, double betweenS, NetworkCost &cost) const;

  std::shared_ptr<BoardModel const> board;
  double inputFactor;
  std::optional<double> givenPowerW;
  ErrorAtSettings errorHere; ///< of the board under its settings
  Pricer pricer;
  std::optional<Pricer> other; ///< of what the accelerator leaves
  Reason besideReason;         ///< of what that runs
};

} // namespace eo

#endif
