//===- CountMonomial.h - products of a kernel's counts ------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_BOARD_COUNTMONOMIAL_H
#define ENERGY_OPT_LIB_BOARD_COUNTMONOMIAL_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>

namespace eo {

/// macs^macs · params^params · activations^activations.
struct CountMonomial {
  unsigned macs = 0, params = 0, activations = 0;

  bool operator==(CountMonomial const &) const = default;
};

/// All of degree at most 3, by degree: 1, macs, params, …
llvm::ArrayRef<CountMonomial> countMonomials();

/// "1", "macs", "macs^2*params": the words in brackets of a coefficient's name.
std::string countMonomialName(CountMonomial monomial);

/// The one of that name; nullopt where there is none of degree at most 3.
std::optional<CountMonomial> findCountMonomial(llvm::StringRef name);

/// Its value, counts in millions.
double countMonomialValue(CountMonomial monomial, double macs, double params, double activations);

} // namespace eo

#endif
