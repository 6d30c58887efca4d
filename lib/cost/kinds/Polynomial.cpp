//===- Polynomial.cpp -------------------------------------------------------------------------------------===//
//
// After NeuralPower (Cai, Juan, Stamoulis, Marculescu 2017): energy and time of a kernel are polynomials of
// degree at most 3 in its multiply-accumulates, parameters and activations (read and written), counted in
// millions. Coefficients: "energy[macs^2*params]" in J, "time[1]" in s; a factor on all of them for a setting:
// "energy@power_mode=5w". Nothing keeps such a polynomial from being wrong, or negative, outside the data it
// was fitted on.
//
#include "lib/cost/Kind.h"
#include "llvm/ADT/STLExtras.h"

namespace eo {

namespace {
/// Monomials times their coefficients, times the factors of settings.
struct Sum {
  std::vector<std::pair<CountMonomial, double>> terms;
  double factor = 1;

  double of(KernelWork const &work) const {
    double sum = 0;
    for (auto const &[monomial, coefficient] : terms)
      sum += coefficient * countMonomialValue(monomial, work.macs, work.params, work.activations);
    return sum * factor;
  }
};

class PolynomialFormula : public Formula {
public:
  PolynomialFormula(BoardModel const &boardModel, SettingValues const &settings, unsigned executedBits)
      : board(boardModel), bits(executedBits) {
    for (Coefficient const &coefficient : board.coefficients) {
      std::optional<CoefficientKey> key = parseCoefficient(board.kind, coefficient.name);
      if (!key || !coefficient.value)
        continue;
      Sum &sum = key->figure == BoardFigure::Energy ? energy : time;
      if (key->monomial)
        sum.terms.emplace_back(*key->monomial, *coefficient.value);
      else if (key->holds(settings))
        sum.factor *= *coefficient.value;
    }
  }

  FormulaPrice price(CostFeatures const &kernel, NetworkWork const &) const override {
    std::optional<KernelWork> work = kernelWork(kernel, bits);
    if (!work)
      return FormulaPrice::none("its counts are not known");
    double joules = energy.of(*work);
    return joules > 0 ? FormulaPrice::fit(board, time.of(*work), joules)
                      : FormulaPrice::none("the board's polynomial is not positive for it");
  }

  /// The kernels one after another, and nothing beside them.
  Inference inference(NetworkWork const &, double kernelsS) const override {
    return {{kernelsS, kernelsS}, 0};
  }

private:
  BoardModel const &board;
  Sum energy, time;
  unsigned bits;
};
} // namespace

namespace kinds {
extern CostKind const Polynomial;
CostKind const Polynomial = {
    true, true,
    [](BoardModel const &board, SettingValues const &settings, unsigned bits) -> std::unique_ptr<Formula> {
      return std::make_unique<PolynomialFormula>(board, settings, bits);
    },
    [] {
      return std::vector<std::string>{
          "energy and time are polynomials in macs, params and activations of a kernel, in millions"};
    }};
} // namespace kinds

} // namespace eo
