#include "lib/board/CountMonomial.h"

#include "llvm/ADT/StringExtras.h"
#include <fmt/format.h>
#include <vector>

namespace eo {

static constexpr unsigned maxDegree = 3;

llvm::ArrayRef<CountMonomial> countMonomials() {
  static std::vector<CountMonomial> const all = [] {
    std::vector<CountMonomial> list;
    for (unsigned degree = 0; degree <= maxDegree; ++degree)
      for (unsigned macs = degree + 1; macs-- > 0;)
        for (unsigned params = degree - macs + 1; params-- > 0;)
          list.push_back({macs, params, degree - macs - params});
    return list;
  }();
  return all;
}

std::string countMonomialName(CountMonomial monomial) {
  std::vector<std::string> factors;
  auto add = [&](llvm::StringRef name, unsigned power) {
    if (power > 0)
      factors.push_back(power == 1 ? name.str() : fmt::format("{}^{}", name, power));
  };
  add("macs", monomial.macs);
  add("params", monomial.params);
  add("activations", monomial.activations);
  return factors.empty() ? "1" : llvm::join(factors, "*");
}

std::optional<CountMonomial> findCountMonomial(llvm::StringRef name) {
  for (CountMonomial monomial : countMonomials())
    if (countMonomialName(monomial) == name)
      return monomial;
  return std::nullopt;
}

double countMonomialValue(CountMonomial monomial, double macs, double params, double activations) {
  constexpr double million = 1e6;
  double value = 1;
  for (auto [count, power] : {std::pair(macs, monomial.macs), std::pair(params, monomial.params),
                              std::pair(activations, monomial.activations)})
    for (unsigned i = 0; i < power; ++i)
      value *= count / million;
  return value;
}

} // namespace eo
