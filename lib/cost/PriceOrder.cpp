#include "lib/cost/PriceOrder.h"

#include <cmath>

namespace eo {

/// The price of the same kernel that takes `time`: what is drawn whatever runs is drawn so long.
static FormulaPrice lasting(FormulaPrice price, Seconds time) {
  if (price.base && price.energy && price.time && price.time->value > 0) {
    Joules more = *price.base * (time.value / price.time->value - 1);
    price.energy = Joules{price.energy->value + more.value};
    price.base = Joules{price.base->value + more.value};
  }
  price.time = time;
  return price;
}

/// Of each figure the one for which `wins(it, the other)`.
template <typename Wins> static FormulaPrice pick(FormulaPrice price, FormulaPrice other, Wins wins) {
  if (price.time && other.time) {
    Seconds time = wins(other.time->value, price.time->value) ? *other.time : *price.time;
    price = lasting(std::move(price), time);
    other = lasting(std::move(other), time);
  }
  if (price.energy && other.energy && wins(other.energy->value, price.energy->value)) {
    price.energy = other.energy;
    price.base = other.base;
  }
  return price;
}

FormulaPrice dearer(FormulaPrice price, FormulaPrice other) {
  return pick(std::move(price), std::move(other), [](double a, double b) { return a > b; });
}

FormulaPrice cheaper(FormulaPrice price, FormulaPrice other) {
  return pick(std::move(price), std::move(other), [](double a, double b) { return a < b; });
}

FormulaPrice between(FormulaPrice low, FormulaPrice const &high, double way) {
  auto move = [&](auto &figure, auto const &to) {
    if (figure && to && figure->value > 0 && to->value > 0)
      figure->value *= std::pow(to->value / figure->value, way);
  };
  move(low.time, high.time);
  move(low.energy, high.energy);
  move(low.base, high.base);
  return low;
}

} // namespace eo
