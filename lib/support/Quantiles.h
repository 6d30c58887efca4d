//===- Quantiles.h - of the distributions that intervals are made of ------------------------------===//
#ifndef ENERGY_OPT_LIB_SUPPORT_QUANTILES_H
#define ENERGY_OPT_LIB_SUPPORT_QUANTILES_H

#include <cstddef>

namespace eo {

/// The p-quantile of the standard normal distribution, 0 < p < 1: 1.95996 for 0.975.
double normalQuantile(double p);

/// The p-quantile of Student's t distribution with `freedom` degrees, 0 < p < 1; less than one degree is taken
/// for one.
double studentQuantile(double p, double freedom);

/// The probability that of `trials`, each a success with probability `p` (0 to 1), no more than `successes` are: the
/// binomial distribution.
double binomialProbability(size_t successes, size_t trials, double p);

} // namespace eo

#endif
