#include "lib/board/Polynomial.h"

#include "llvm/ADT/StringExtras.h"
#include <cmath>
#include <fmt/format.h>

namespace eo {

static constexpr unsigned maxDegree = 3;

llvm::ArrayRef<Monomial> monomials() {
  static std::vector<Monomial> const all = [] {
    std::vector<Monomial> list;
    for (unsigned degree = 0; degree <= maxDegree; ++degree)
      for (unsigned macs = degree + 1; macs-- > 0;)
        for (unsigned params = degree - macs + 1; params-- > 0;)
          list.push_back({macs, params, degree - macs - params});
    return list;
  }();
  return all;
}

std::string monomialName(Monomial monomial) {
  std::vector<std::string> factors;
  auto add = [&](llvm::StringRef name, unsigned power) {
    if (power > 0)
      factors.push_back(power == 1 ? name.str() : fmt::format("{}^{}", name.str(), power));
  };
  add("macs", monomial.macs);
  add("params", monomial.params);
  add("activations", monomial.activations);
  return factors.empty() ? "1" : llvm::join(factors, "*");
}

double monomialValue(Monomial monomial, KernelWork const &work) {
  constexpr double million = 1e6;
  double value = 1;
  for (auto [count, power] : {std::pair(work.macs, monomial.macs), std::pair(work.params, monomial.params),
                              std::pair(work.activations, monomial.activations)})
    for (unsigned i = 0; i < power; ++i)
      value *= count / million;
  return value;
}

std::optional<llvm::StringRef> polynomialUnit(llvm::StringRef coefficient) {
  for (auto [name, unit] : {std::pair<llvm::StringRef, llvm::StringRef>("energy", "J"), {"time", "s"}}) {
    llvm::StringRef rest = coefficient;
    if (!rest.consume_front(name))
      continue;
    if (rest.consume_front("@"))
      return rest.contains('=') ? std::optional<llvm::StringRef>("1") : std::nullopt;
    for (Monomial monomial : monomials())
      if (rest == "[" + monomialName(monomial) + "]")
        return unit;
  }
  return std::nullopt;
}

static double evaluate(BoardModel const &board, SettingValues const &settings, KernelWork const &work,
                       llvm::StringRef quantity) {
  double sum = 0;
  for (Monomial monomial : monomials())
    if (Coefficient const *c = board.coefficient(quantity.str() + "[" + monomialName(monomial) + "]"))
      sum += c->value.value_or(0) * monomialValue(monomial, work);
  for (auto const &[key, value] : settings)
    if (Coefficient const *c = board.coefficient(fmt::format("{}@{}={}", quantity.str(), key, value)))
      sum *= c->value.value_or(1);
  return sum;
}

KernelCost polynomialCost(BoardModel const &board, SettingValues const &settings, KernelWork const &work) {
  KernelCost cost;
  cost.timeS = evaluate(board, settings, work, "time");
  cost.energyJ = evaluate(board, settings, work, "energy");
  return cost;
}

} // namespace eo
