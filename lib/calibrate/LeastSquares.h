//===- LeastSquares.h - weighted linear least squares and what they can tell -------------------===//
#ifndef ENERGY_OPT_LIB_CALIBRATE_LEASTSQUARES_H
#define ENERGY_OPT_LIB_CALIBRATE_LEASTSQUARES_H

#include <Eigen/Core>
#include <optional>
#include <vector>

namespace eo {

/// The minimum of Σ wᵢ (yᵢ − aᵢ·x)² and its uncertainty.
struct LinearFit {
  Eigen::VectorXd coefficients;   ///< of least norm where the data leave a choice
  Eigen::VectorXd standardErrors; ///< empty without degrees of freedom
  double residualVariance = 0;    ///< Σ w r² / (n − rank); 0 without degrees of freedom
  double conditionNumber =
      0; ///< of the weighted matrix, columns scaled to length 1; infinite where rank < columns
  Eigen::Index rank = 0;
  Eigen::Index freedom = 0; ///< n − rank
  /// Columns the data cannot tell apart or see at all: those with a share in the null space of the matrix.
  std::vector<Eigen::Index> unidentified;
};

/// The fit by singular value decomposition. Columns are scaled to length 1 first, so that units do not decide
/// what counts as singular (singular values below 1e-10 of the largest). A column of zeros is unidentified.
LinearFit leastSquares(Eigen::MatrixXd const &matrix, Eigen::VectorXd const &target,
                       Eigen::VectorXd const &weights);

/// The same with every weight 1.
LinearFit leastSquares(Eigen::MatrixXd const &matrix, Eigen::VectorXd const &target);

/// The fit that minimises the relative error of data whose noise is proportional to the true value: weights
/// 1/fitted², found by iteration (1/measured² would be biased low by twice the noise squared). Starts from
/// weights 1/target², and keeps those where a fitted value is not positive. Targets must be above 0.
LinearFit relativeLeastSquares(Eigen::MatrixXd const &matrix, Eigen::VectorXd const &target);

} // namespace eo

#endif
