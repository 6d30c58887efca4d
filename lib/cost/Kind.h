//===- Kind.h - what a kind of board models does --------------------------------------------------===//
//
// Every kind of lib/board/Kinds.def is one file in lib/cost/kinds/, which defines its CostKind.
//
#ifndef ENERGY_OPT_LIB_COST_KIND_H
#define ENERGY_OPT_LIB_COST_KIND_H

#include "lib/board/BoardModel.h"
#include "lib/cost/EnergyEstimate.h"
#include "lib/cost/Inference.h"
#include "lib/cost/KernelWork.h"
#include "lib/cost/Pace.h"

namespace eo {

/// What the formula of a kind says of one kernel by itself. Without an answer the basis is None and the reason
/// says why.
struct FormulaPrice {
  std::optional<Joules> energy;
  std::optional<Joules> base; ///< the part of `energy` drawn whatever runs; absent where it is not told apart
  std::optional<Seconds> time;
  Basis basis = Basis::None;
  Reason reason;

  static FormulaPrice none(Reason why);
  /// A fit with what is above 0 of the two; without either there is no price, because the board's coefficients
  /// are missing.
  static FormulaPrice fit(BoardModel const &board, double timeS, double energyJ);
};

/// What an inference takes, and the energy it draws beside its kernels'.
struct Inference {
  NetworkTimes times;
  double besideJ = 0;
};

/// A board's formula under its settings.
class Formula {
public:
  virtual ~Formula() = default;
  /// One kernel of a network.
  virtual FormulaPrice price(CostFeatures const &kernel, NetworkWork const &network) const = 0;
  /// Whether what else the network has changes the price of a kernel.
  virtual bool dependsOnNetwork() const { return false; }
  /// At which pace a network runs whose kernels take `kernelsS` together by their own prices.
  virtual Pace pace(NetworkWork const &, double) const { return {}; }
  /// The inference whose kernels take `kernelsS` together; only asked where the kind knows time.
  virtual Inference inference(NetworkWork const &network, double kernelsS) const = 0;
};

/// What pricing has to know of a kind of board; one file of lib/cost/kinds/ makes it.
struct CostKind {
  bool knowsTime;   ///< else it has energies only
  bool pricesAnyOp; ///< else only what multiplies and accumulates has an estimate
  /// The formula with the coefficients of a board of this kind; `bits`: of an element as executed. The board
  /// outlives it.
  std::unique_ptr<Formula> (*resolve)(BoardModel const &board, SettingValues const &settings, unsigned bits);
  std::vector<std::string> (*words)(); ///< the formula, a line each, for --describe-board
};

/// Of every row of Kinds.def there is one.
CostKind const &costKind(BoardKind kind);

} // namespace eo

#endif
