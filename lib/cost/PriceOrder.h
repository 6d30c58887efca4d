//===- PriceOrder.h - the dearer, the cheaper, and between two prices ---------------------------------===//
#ifndef ENERGY_OPT_LIB_COST_PRICEORDER_H
#define ENERGY_OPT_LIB_COST_PRICEORDER_H

#include "lib/cost/Kind.h"

namespace eo {

/// The dearer of two prices, figure by figure: the longer time, and of both drawn as long the more energy. Basis and
/// reason are the first's.
FormulaPrice dearer(FormulaPrice price, FormulaPrice other);

/// The cheaper of two prices, likewise.
FormulaPrice cheaper(FormulaPrice price, FormulaPrice other);

/// From `low` (way 0) to `high` (way 1), even steps of the logarithm; a figure that one of them lacks, or that is not
/// above 0, is `low`'s. Basis and reason are `low`'s.
FormulaPrice between(FormulaPrice low, FormulaPrice const &high, double way);

} // namespace eo

#endif
