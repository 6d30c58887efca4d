#include "lib/calibrate/LogFit.h"

#include "lib/support/Quantiles.h"
#include "lib/trace/signal/Statistics.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>

namespace eo {

static constexpr double startNoise = 0.05, leastNoise = 0.02, mostNoise = 0.1;
static constexpr double mostTolerated = 1;            ///< times the noise
static constexpr Eigen::Index rowsToTellOutliers = 5; ///< for each parameter
static constexpr double mostCredible = 0.5;           ///< a residual that no row should exceed
static constexpr double leastCredible = 0.25;         ///< nor may less than this be called a slip
static constexpr double slip = 4;                     ///< times the usual residual
static constexpr double step = 1e-5;
static constexpr int maxIterations = 60, maxTrials = 12;
static constexpr double longestStep = 1; ///< of a logarithm in one iteration

namespace {
/// The problem without its fixed parameters, in units of the priors' spread.
class Problem {
public:
  Problem(std::vector<LogParameter> const &all, LogResiduals const &function)
      : parameters(all), residuals(function) {
    for (size_t i = 0; i < all.size(); ++i)
      if (all[i].spread > 0)
        free.push_back(i);
  }

  Eigen::Index freeCount() const { return static_cast<Eigen::Index>(free.size()); }

  Eigen::VectorXd logarithms(Eigen::VectorXd const &z) const {
    Eigen::VectorXd x(static_cast<Eigen::Index>(parameters.size()));
    for (size_t i = 0; i < parameters.size(); ++i)
      x(static_cast<Eigen::Index>(i)) = parameters[i].prior;
    for (size_t j = 0; j < free.size(); ++j)
      x(static_cast<Eigen::Index>(free[j])) += z(static_cast<Eigen::Index>(j)) * parameters[free[j]].spread;
    return x;
  }

  Eigen::VectorXd scaled(Eigen::VectorXd const &x) const {
    Eigen::VectorXd z(freeCount());
    for (size_t j = 0; j < free.size(); ++j)
      z(static_cast<Eigen::Index>(j)) =
          (x(static_cast<Eigen::Index>(free[j])) - parameters[free[j]].prior) / parameters[free[j]].spread;
    return z;
  }

  /// With plenty of rows, residuals beyond what the noise explains count by their size and no longer by their
  /// square; beyond what any device does (a slip of the pen: a factor of 3, of 1000, two swapped names) they
  /// hardly count at all.
  Eigen::VectorXd at(Eigen::VectorXd const &z) const {
    Eigen::VectorXd r = residuals(logarithms(z));
    if (r.size() >= rowsToTellOutliers * freeCount())
      r = r.unaryExpr([tolerated = mostTolerated * noise](double one) {
        double ratio = one / tolerated;
        return std::copysign(tolerated * std::sqrt(2 * (std::sqrt(1 + ratio * ratio) - 1)), one);
      });
    return r.unaryExpr([limit = credible](double one) {
      double ratio = one / limit;
      return std::copysign(limit * std::sqrt(std::log1p(ratio * ratio)), one);
    });
  }

  /// What most rows leave over tells what is a slip: a tenth of the rows may be off by any factor and the median of
  /// the residuals hardly moves. As parameters follow the rows, few rows to a parameter leave less than they are off.
  void learnCredible(Eigen::VectorXd const &z) {
    Eigen::VectorXd r = residuals(logarithms(z)).cwiseAbs();
    constexpr double ofNormal = 1.4826; // standard deviation over median deviation
    double rows = static_cast<double>(r.size());
    double freedom = std::max(rows - static_cast<double>(freeCount()), rows / 3);
    double usual = ofNormal * quantileOf({r.data(), r.data() + r.size()}, 0.5) * std::sqrt(rows / freedom);
    credible = std::clamp(slip * usual, leastCredible, mostCredible);
  }

  double noise = startNoise;
  double credible = mostCredible;

  Eigen::MatrixXd jacobian(Eigen::VectorXd const &z, Eigen::VectorXd const &here) const {
    Eigen::MatrixXd result(here.size(), z.size());
    for (Eigen::Index j = 0; j < z.size(); ++j) {
      Eigen::VectorXd moved = z;
      moved(j) += step;
      result.col(j) = (at(moved) - here) / step;
    }
    return result;
  }

  double spread(Eigen::Index j) const { return parameters[free[static_cast<size_t>(j)]].spread; }
  Eigen::Index position(Eigen::Index j) const {
    return static_cast<Eigen::Index>(free[static_cast<size_t>(j)]);
  }

private:
  std::vector<LogParameter> const &parameters;
  LogResiduals const &residuals;
  std::vector<size_t> free;
};

double cost(Eigen::VectorXd const &r, Eigen::VectorXd const &z, double noise) {
  return r.squaredNorm() / (noise * noise) + z.squaredNorm();
}

/// The minimum from `z` on. In units of the spreads the prior's part of the normal matrix is the identity.
Eigen::VectorXd minimise(Problem const &problem, Eigen::VectorXd z, double noise) {
  double damping = 1e-2;
  Eigen::VectorXd r = problem.at(z);
  for (int iteration = 0; iteration < maxIterations; ++iteration) {
    Eigen::MatrixXd j = problem.jacobian(z, r) / noise;
    Eigen::MatrixXd normal = j.transpose() * j + Eigen::MatrixXd::Identity(z.size(), z.size());
    Eigen::VectorXd gradient = j.transpose() * r / noise + z;
    double before = cost(r, z, noise), gained = 0;
    for (int trial = 0; trial < maxTrials && gained <= 0; ++trial, damping *= 4) {
      Eigen::MatrixXd damped = normal;
      damped.diagonal() *= 1 + damping;
      Eigen::VectorXd move = -damped.ldlt().solve(gradient);
      for (Eigen::Index k = 0; k < move.size(); ++k)
        move(k) = std::clamp(move(k), -longestStep / problem.spread(k), longestStep / problem.spread(k));
      Eigen::VectorXd there = problem.at(z + move);
      double after = cost(there, z + move, noise);
      if (!(after < before))
        continue;
      gained = before - after;
      z += move;
      r = there;
      damping /= 20; // and times 4 on the way out
    }
    damping = std::clamp(damping, 1e-9, 1e9);
    if (gained <= 1e-9 * (1 + before))
      break;
  }
  return z;
}
} // namespace

LogFitResult fitLogarithms(std::vector<LogParameter> const &parameters, LogResiduals const &residuals,
                           std::vector<Eigen::VectorXd> const &starts) {
  Problem problem(parameters, residuals);
  Eigen::VectorXd z;
  double least = std::numeric_limits<double>::infinity();
  for (Eigen::VectorXd const &start : starts) {
    Eigen::VectorXd found = minimise(problem, problem.scaled(start), startNoise);
    double reached = cost(problem.at(found), found, startNoise);
    if (reached < least || z.size() == 0) {
      z = found;
      least = reached;
    }
  }
  for (int round = 0; round < 2 && problem.freeCount() > 0; ++round) {
    problem.learnCredible(z);
    z = minimise(problem, z, startNoise);
  }
  LogFitResult result;
  Eigen::VectorXd r = problem.at(z);
  result.noise =
      std::clamp(std::sqrt(r.squaredNorm() / static_cast<double>(r.size())), leastNoise, mostNoise);
  problem.noise = result.noise;
  z = minimise(problem, z, result.noise);
  r = problem.at(z);
  result.values = problem.logarithms(z);

  Eigen::Index all = static_cast<Eigen::Index>(parameters.size());
  result.covariance = Eigen::MatrixXd::Zero(all, all);
  result.conditionNumber = 1;
  if (problem.freeCount() == 0)
    return result;
  Eigen::MatrixXd j = problem.jacobian(z, r) / result.noise;
  Eigen::MatrixXd identity = Eigen::MatrixXd::Identity(z.size(), z.size());
  Eigen::MatrixXd covariance = (j.transpose() * j + identity).ldlt().solve(identity);
  result.effectiveParameters = static_cast<double>(z.size()) - covariance.trace();
  for (Eigen::Index a = 0; a < z.size(); ++a)
    for (Eigen::Index b = 0; b < z.size(); ++b)
      result.covariance(problem.position(a), problem.position(b)) =
          covariance(a, b) * problem.spread(a) * problem.spread(b);
  Eigen::VectorXd squares =
      Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(j.transpose() * j, Eigen::EigenvaluesOnly).eigenvalues();
  double smallest = j.rows() < j.cols() ? 0 : squares(0), largest = squares(squares.size() - 1);
  constexpr double lost = 1e-14; // below this share of the largest, rounding has eaten the square
  result.conditionNumber =
      smallest > lost * largest ? std::sqrt(largest / smallest) : std::numeric_limits<double>::infinity();
  return result;
}

} // namespace eo
