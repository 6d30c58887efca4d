//===- LogFit.h - positive parameters with prior knowledge ------------------------------------------===//
//
// Figures of hardware are positive and known to within a factor before anything is measured. They are fitted
// in their logarithms: minimise Σ ((ln predicted − ln measured) / noise)² + Σ ((x − prior) / spread)². With
// plenty of data the second sum does not matter; with five networks it keeps what they do not show near what
// is usual.
//
#ifndef ENERGY_OPT_LIB_CALIBRATE_LOGFIT_H
#define ENERGY_OPT_LIB_CALIBRATE_LOGFIT_H

#include <Eigen/Core>
#include <functional>
#include <string>
#include <vector>

namespace eo {

/// One parameter of a fit in logarithms.
struct LogParameter {
  std::string name, unit;
  double prior = 0;  ///< natural logarithm of the expected value
  double spread = 1; ///< of the logarithm; 0: fixed
};

/// Parameters that were fitted as logarithms, and how sure each is.
struct LogFitResult {
  Eigen::VectorXd values;     ///< logarithms
  Eigen::MatrixXd covariance; ///< of the logarithms, data and prior together
  double noise = 0;           ///< root mean square of the residuals, kept within bounds
  /// How many parameters the data determine and not the prior: Σ (1 − variance / prior variance) over the
  /// principal directions.
  double effectiveParameters = 0;
  double conditionNumber = 0; ///< of the data's part of the problem, columns in units of their priors' spread
};

/// ln(predicted / measured) of every row for these parameter logarithms.
using LogResiduals = std::function<Eigen::VectorXd(Eigen::VectorXd const &)>;

/// With five rows and more to a parameter, residuals beyond the noise count by their size, no
/// longer by their square (Huber's loss, smooth): single kernels that a library runs oddly must not bend the
/// others. Residuals beyond a factor of 1.6 lose weight in every fit (Cauchy's loss). The fit by Levenberg's and Marquardt's method with a numeric Jacobian, written here because Eigen's (in
/// its `unsupported` part, a port of MINPACK) bounds the length of a step, not the step of each parameter, and is promised to no
/// release. The noise starts at 5 % and
/// is set once to what the first fit leaves, within 2 and 10 %. Tried from every one of `starts` (logarithms
/// of all parameters), as there can be several minima; the least is taken.
LogFitResult fitLogarithms(std::vector<LogParameter> const &parameters, LogResiduals const &residuals,
                           std::vector<Eigen::VectorXd> const &starts);

} // namespace eo

#endif
