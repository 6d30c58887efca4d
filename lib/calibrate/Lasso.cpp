#include "lib/calibrate/Lasso.h"

#include <algorithm>
#include <cmath>

namespace eo {

static constexpr int pathLength = 40;
static constexpr double pathEnd = 1e-4;
static constexpr int maxSweeps = 1000;

std::vector<Eigen::VectorXd> lassoPath(Eigen::MatrixXd const &matrix, Eigen::VectorXd const &target) {
  double n = static_cast<double>(matrix.rows());
  Eigen::VectorXd lengths = matrix.colwise().norm() / std::sqrt(n);
  Eigen::VectorXd inverse = lengths.unaryExpr([](double l) { return l > 0 ? 1 / l : 0.0; });
  Eigen::MatrixXd scaled = matrix * inverse.asDiagonal();
  // With the Gram matrix a sweep costs columns², whatever the number of rows.
  Eigen::MatrixXd gram = scaled.transpose() * scaled / n;
  Eigen::VectorXd correlation = scaled.transpose() * target / n;
  double largest = correlation.cwiseAbs().maxCoeff();

  std::vector<Eigen::VectorXd> path;
  Eigen::VectorXd x = Eigen::VectorXd::Zero(matrix.cols());
  for (int step = 0; step < pathLength; ++step) {
    double lambda = largest * std::pow(pathEnd, static_cast<double>(step) / (pathLength - 1));
    for (int sweep = 0; sweep < maxSweeps; ++sweep) {
      double change = 0;
      for (Eigen::Index j = 0; j < x.size(); ++j) {
        if (gram(j, j) == 0)
          continue;
        double pull = correlation(j) - gram.row(j).dot(x) + gram(j, j) * x(j);
        double next = std::copysign(std::max(std::abs(pull) - lambda, 0.0), pull) / gram(j, j);
        change = std::max(change, std::abs(next - x(j)));
        x(j) = next;
      }
      if (change <= 1e-7 * (1 + x.cwiseAbs().maxCoeff()))
        break;
    }
    path.push_back(inverse.cwiseProduct(x));
  }
  return path;
}

std::vector<Eigen::Index> lassoSelect(Eigen::MatrixXd const &matrix, Eigen::VectorXd const &target,
                                      std::vector<size_t> const &folds) {
  size_t foldCount = *std::max_element(folds.begin(), folds.end()) + 1;
  std::vector<double> errors(pathLength, 0);
  for (size_t fold = 0; fold < foldCount; ++fold) {
    std::vector<Eigen::Index> inside, outside;
    for (size_t row = 0; row < folds.size(); ++row)
      (folds[row] == fold ? outside : inside).push_back(static_cast<Eigen::Index>(row));
    if (inside.empty() || outside.empty())
      continue;
    std::vector<Eigen::VectorXd> path = lassoPath(matrix(inside, Eigen::all), target(inside));
    for (size_t step = 0; step < path.size(); ++step)
      errors[step] += (matrix(outside, Eigen::all) * path[step] - target(outside)).squaredNorm();
  }
  size_t best = static_cast<size_t>(std::min_element(errors.begin(), errors.end()) - errors.begin());
  Eigen::VectorXd chosen = lassoPath(matrix, target)[best];
  std::vector<Eigen::Index> used;
  for (Eigen::Index j = 0; j < chosen.size(); ++j)
    if (chosen(j) != 0)
      used.push_back(j);
  return used;
}

} // namespace eo
