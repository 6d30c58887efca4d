//===- Polynomial.h - sparse polynomials in the counts of a kernel -----------------------------------===//
//
// Board kind polynomial, after NeuralPower (Cai, Juan, Stamoulis, Marculescu 2017): energy and time of a
// kernel are polynomials of degree at most 3 in its multiply-accumulates, parameters and activations (read
// and written), counted in millions. Coefficients: "energy[macs^2*params]" in J, "time[1]" in s; a factor on
// all of them for a setting: "energy@power_mode=5w". Nothing keeps such a polynomial from being wrong, or
// negative, outside the data it was fitted on.
//
#ifndef ENERGY_OPT_LIB_BOARD_POLYNOMIAL_H
#define ENERGY_OPT_LIB_BOARD_POLYNOMIAL_H

#include "lib/board/LatencyPower.h"

namespace eo {

/// macs^macs · params^params · activations^activations.
struct Monomial {
  unsigned macs = 0, params = 0, activations = 0;
};

/// All of degree at most 3, by degree: 1, macs, params, …
llvm::ArrayRef<Monomial> monomials();

/// "1", "macs", "macs^2*params".
std::string monomialName(Monomial monomial);

/// The value for a kernel, counts in millions.
double monomialValue(Monomial monomial, KernelWork const &work);

/// The unit of a polynomial board's coefficient, "1" for settings; nullopt where the name is none.
std::optional<llvm::StringRef> polynomialUnit(llvm::StringRef coefficient);

/// Time and energy of one kernel; either can come out negative.
KernelCost polynomialCost(BoardModel const &board, SettingValues const &settings, KernelWork const &work);

} // namespace eo

#endif
