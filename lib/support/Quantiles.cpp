#include "lib/support/Quantiles.h"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace eo {

/// In double all through: long double differs from machine to machine.
using Policy = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

double normalQuantile(double p) {
  return boost::math::quantile(boost::math::normal_distribution<double, Policy>(), p);
}

double studentQuantile(double p, double freedom) {
  return boost::math::quantile(boost::math::students_t_distribution<double, Policy>(std::max(freedom, 1.0)),
                               p);
}

double binomialProbability(size_t successes, size_t trials, double p) {
  using Binomial = boost::math::binomial_distribution<double, Policy>;
  return boost::math::cdf(Binomial(static_cast<double>(trials), p), static_cast<double>(successes));
}

} // namespace eo
