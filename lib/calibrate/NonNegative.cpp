#include "lib/calibrate/NonNegative.h"

#include <Eigen/QR>
#include <vector>

namespace eo {

namespace {
/// Lawson and Hanson's iteration on columns of length 1.
class ActiveSet {
public:
  ActiveSet(Eigen::MatrixXd const &columns, Eigen::VectorXd const &goal)
      : matrix(columns), target(goal), solution(Eigen::VectorXd::Zero(columns.cols())),
        free(static_cast<size_t>(columns.cols()), false) {}

  Eigen::VectorXd run() {
    for (Eigen::Index round = 0; round < 3 * matrix.cols() + 10; ++round) {
      Eigen::VectorXd gradient = matrix.transpose() * (target - matrix * solution);
      Eigen::Index best = -1;
      for (Eigen::Index j = 0; j < matrix.cols(); ++j)
        if (!free[static_cast<size_t>(j)] && (best < 0 || gradient(j) > gradient(best)))
          best = j;
      if (best < 0 || gradient(best) <= 1e-12 * target.norm())
        break;
      free[static_cast<size_t>(best)] = true;
      while (!stepToFreeSolution()) {
      }
    }
    return solution;
  }

private:
  /// Moves towards the unconstrained solution over the free columns; false where a column hit 0 on the way
  /// and was taken out.
  bool stepToFreeSolution() {
    std::vector<Eigen::Index> columns;
    for (Eigen::Index j = 0; j < matrix.cols(); ++j)
      if (free[static_cast<size_t>(j)])
        columns.push_back(j);
    Eigen::VectorXd part = matrix(Eigen::all, columns).colPivHouseholderQr().solve(target);
    double step = 1;
    for (size_t i = 0; i < columns.size(); ++i)
      if (double from = solution(columns[i]), to = part(static_cast<Eigen::Index>(i)); to <= 0)
        step = std::min(step, from / (from - to));
    bool whole = true;
    for (size_t i = 0; i < columns.size(); ++i) {
      double to = part(static_cast<Eigen::Index>(i));
      double &value = solution(columns[i]);
      value += step * (to - value);
      if (to <= 0 && value <= 1e-14) {
        value = 0;
        free[static_cast<size_t>(columns[i])] = false;
        whole = false;
      }
    }
    return whole;
  }

  Eigen::MatrixXd const &matrix;
  Eigen::VectorXd const &target;
  Eigen::VectorXd solution;
  std::vector<bool> free;
};
} // namespace

Eigen::VectorXd nonNegativeLeastSquares(Eigen::MatrixXd const &matrix, Eigen::VectorXd const &target) {
  Eigen::VectorXd lengths = matrix.colwise().norm();
  Eigen::VectorXd inverse = lengths.unaryExpr([](double l) { return l > 0 ? 1 / l : 0.0; });
  Eigen::MatrixXd scaled = matrix * inverse.asDiagonal();
  return inverse.cwiseProduct(ActiveSet(scaled, target).run());
}

Eigen::VectorXd nonNegativeRelative(Eigen::MatrixXd const &matrix, Eigen::VectorXd const &target) {
  Eigen::VectorXd inverse = target.cwiseInverse();
  return nonNegativeLeastSquares(inverse.asDiagonal() * matrix, Eigen::VectorXd::Ones(target.size()));
}

} // namespace eo
