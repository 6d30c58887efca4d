#include "lib/calibrate/LeastSquares.h"

#include <Eigen/SVD>
#include <cmath>
#include <limits>
#include <numbers>

namespace eo {

static constexpr double singularBelow = 1e-10;
static constexpr double shareInNullSpace = 1e-3;

LinearFit leastSquares(Eigen::MatrixXd const &matrix, Eigen::VectorXd const &target,
                       Eigen::VectorXd const &weights) {
  Eigen::Index columns = matrix.cols();
  Eigen::VectorXd roots = weights.cwiseSqrt();
  Eigen::MatrixXd scaled = roots.asDiagonal() * matrix;
  Eigen::VectorXd lengths = scaled.colwise().norm();
  Eigen::VectorXd inverse = lengths.unaryExpr([](double l) { return l > 0 ? 1 / l : 0.0; });
  scaled = scaled * inverse.asDiagonal();

  Eigen::JacobiSVD<Eigen::MatrixXd> svd(scaled, Eigen::ComputeThinU | Eigen::ComputeFullV);
  svd.setThreshold(singularBelow);
  LinearFit fit;
  fit.rank = svd.rank();
  fit.freedom = matrix.rows() - fit.rank;
  Eigen::VectorXd values = svd.singularValues();
  fit.conditionNumber =
      fit.rank == columns ? values(0) / values(columns - 1) : std::numeric_limits<double>::infinity();
  for (Eigen::Index j = 0; j < columns; ++j)
    if (svd.matrixV().row(j).tail(columns - fit.rank).norm() > shareInNullSpace)
      fit.unidentified.push_back(j);

  Eigen::VectorXd weighted = roots.cwiseProduct(target);
  Eigen::VectorXd solution = svd.solve(weighted);
  fit.coefficients = inverse.cwiseProduct(solution);
  if (fit.freedom <= 0)
    return fit;
  fit.residualVariance = (weighted - scaled * solution).squaredNorm() / static_cast<double>(fit.freedom);
  Eigen::MatrixXd spread =
      svd.matrixV().leftCols(fit.rank) * values.head(fit.rank).cwiseInverse().asDiagonal();
  fit.standardErrors = inverse.cwiseProduct(spread.rowwise().norm()) * std::sqrt(fit.residualVariance);
  return fit;
}

LinearFit leastSquares(Eigen::MatrixXd const &matrix, Eigen::VectorXd const &target) {
  return leastSquares(matrix, target, Eigen::VectorXd::Ones(target.size()));
}

LinearFit relativeLeastSquares(Eigen::MatrixXd const &matrix, Eigen::VectorXd const &target) {
  Eigen::VectorXd scale = target;
  LinearFit fit;
  for (int iteration = 0; iteration < 20; ++iteration) {
    fit = leastSquares(matrix, target, scale.cwiseAbs2().cwiseInverse());
    Eigen::VectorXd fitted = matrix * fit.coefficients;
    Eigen::VectorXd next = (fitted.array() > 0).select(fitted, target);
    bool settled = ((next - scale).array().abs() <= 1e-9 * scale.array()).all();
    scale = next;
    if (settled)
      break;
  }
  return fit;
}

} // namespace eo
