//===- Lasso.h - sparse least squares ------------------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_CALIBRATE_LASSO_H
#define ENERGY_OPT_LIB_CALIBRATE_LASSO_H

#include <Eigen/Core>
#include <vector>

namespace eo {

/// Solutions of min ½|A·x − y|²/n + λ Σ sⱼ|xⱼ| for falling λ, sⱼ being the root mean square of column j (so
/// that units do not matter): coordinate descent with warm starts (Friedman, Hastie, Tibshirani 2010). 40
/// values of λ, evenly spaced in logarithm from the one where every coefficient is 0 down to 1e-4 of it.
std::vector<Eigen::VectorXd> lassoPath(Eigen::MatrixXd const &matrix, Eigen::VectorXd const &target);

/// The columns that are in use at the λ of least error on held-out rows (sum over folds; fold i is left out
/// where folds[row] == i), then fitted without penalty: what NeuralPower (Cai et al. 2017) does. Sorted.
std::vector<Eigen::Index> lassoSelect(Eigen::MatrixXd const &matrix, Eigen::VectorXd const &target,
                                      std::vector<size_t> const &folds);

} // namespace eo

#endif
