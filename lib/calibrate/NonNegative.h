//===- NonNegative.h - least squares without negative coefficients ------------------------------===//
#ifndef ENERGY_OPT_LIB_CALIBRATE_NONNEGATIVE_H
#define ENERGY_OPT_LIB_CALIBRATE_NONNEGATIVE_H

#include <Eigen/Core>

namespace eo {

/// The x >= 0 that minimises |matrix·x − target|: the active-set method of Lawson and Hanson, Solving Least
/// Squares Problems (1974), chapter 23. Columns that do not help get exactly 0.
Eigen::VectorXd nonNegativeLeastSquares(Eigen::MatrixXd const &matrix, Eigen::VectorXd const &target);

/// The same for the relative error: minimises Σ ((prediction − target) / target)². Targets must be above 0.
Eigen::VectorXd nonNegativeRelative(Eigen::MatrixXd const &matrix, Eigen::VectorXd const &target);

} // namespace eo

#endif
