#include "lib/calibrate/LeastSquares.h"

#include "lib/calibrate/Lasso.h"
#include "lib/calibrate/NonNegative.h"
#include <cmath>
#include <gtest/gtest.h>

using namespace eo;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// NIST Statistical Reference Datasets, linear regression through the origin.
TEST(LeastSquares, NoInt1AgreesWithTheCertifiedValues) {
  MatrixXd matrix(11, 1);
  VectorXd target(11);
  for (int i = 0; i < 11; ++i) {
    matrix(i, 0) = 60 + i;
    target(i) = 130 + i;
  }
  LinearFit fit = leastSquares(matrix, target);
  EXPECT_NEAR(fit.coefficients(0), 2.07438016528926, 1e-13);
  EXPECT_NEAR(fit.standardErrors(0), 0.165289256198347e-01, 1e-14);
  EXPECT_NEAR(std::sqrt(fit.residualVariance), 3.56753034006338, 1e-12);
}

TEST(LeastSquares, NoInt2AgreesWithTheCertifiedValues) {
  MatrixXd matrix(3, 1);
  matrix << 4, 5, 6;
  VectorXd target(3);
  target << 3, 4, 4;
  LinearFit fit = leastSquares(matrix, target);
  EXPECT_NEAR(fit.coefficients(0), 0.727272727272727, 1e-14);
  EXPECT_NEAR(fit.standardErrors(0), 0.420827318078432e-01, 1e-14);
  EXPECT_NEAR(std::sqrt(fit.residualVariance), 0.369274472937998, 1e-14);
}

TEST(LeastSquares, WamplerOnePolynomialOfDegreeFiveIsRecovered) {
  // NIST Wampler1: y = 1 + x + x² + x³ + x⁴ + x⁵ for x = 0 … 20, every coefficient certified 1.
  MatrixXd matrix(21, 6);
  VectorXd target(21);
  for (int i = 0; i < 21; ++i) {
    for (int power = 0; power < 6; ++power)
      matrix(i, power) = std::pow(i, power);
    target(i) = matrix.row(i).sum();
  }
  LinearFit fit = leastSquares(matrix, target);
  for (int power = 0; power < 6; ++power)
    EXPECT_NEAR(fit.coefficients(power), 1, 1e-8);
}

TEST(LeastSquares, WeightsCountARowSeveralTimes) {
  MatrixXd twice(3, 1), weighted(2, 1);
  twice << 1, 1, 1;
  weighted << 1, 1;
  VectorXd targetTwice(3), target(2), weights(2);
  targetTwice << 2, 2, 5;
  target << 2, 5;
  weights << 2, 1;
  EXPECT_NEAR(leastSquares(weighted, target, weights).coefficients(0), 3, 1e-14);
  EXPECT_NEAR(leastSquares(twice, targetTwice).coefficients(0), 3, 1e-14);
}

TEST(LeastSquares, NamesColumnsThatTheDataCannotTellApart) {
  MatrixXd matrix(4, 3);
  matrix << 1, 2, 5, 2, 4, 1, 3, 6, 2, 4, 8, 7; // the second is twice the first
  VectorXd target(4);
  target << 1, 2, 3, 4;
  LinearFit fit = leastSquares(matrix, target);
  EXPECT_EQ(fit.rank, 2);
  EXPECT_EQ(fit.unidentified, (std::vector<Eigen::Index>{0, 1}));
  EXPECT_TRUE(std::isinf(fit.conditionNumber));
}

TEST(LeastSquares, AColumnOfZerosIsUnidentifiedAndUnitsDoNotMatter) {
  MatrixXd matrix(3, 3);
  matrix << 1e12, 0, 1e-9, 2e12, 0, 5e-9, 4e12, 0, 2e-9;
  LinearFit fit = leastSquares(matrix, VectorXd::Ones(3));
  EXPECT_EQ(fit.rank, 2);
  EXPECT_EQ(fit.unidentified, std::vector<Eigen::Index>{1});
}

TEST(LeastSquares, AsManyRowsAsColumnsLeaveNothingToTellErrorsFrom) {
  MatrixXd matrix(2, 2);
  matrix << 1, 1, 1, 2;
  VectorXd target(2);
  target << 3, 5;
  LinearFit fit = leastSquares(matrix, target);
  EXPECT_NEAR(fit.coefficients(1), 2, 1e-12);
  EXPECT_EQ(fit.freedom, 0);
  EXPECT_EQ(fit.standardErrors.size(), 0);
  EXPECT_EQ(fit.residualVariance, 0);
}

TEST(RelativeLeastSquares, IsNotBiasedByNoiseInTheWeights) {
  // Half the points 20 % high, half 20 % low: the mean is 1; weights 1/y² would give
  // (1/1.2+1/0.8)/(1/1.44+1/0.64) = 0.923.
  MatrixXd matrix = MatrixXd::Ones(10, 1);
  VectorXd target(10);
  target << 1.2, 0.8, 1.2, 0.8, 1.2, 0.8, 1.2, 0.8, 1.2, 0.8;
  EXPECT_NEAR(relativeLeastSquares(matrix, target).coefficients(0), 1, 1e-9);
}

TEST(NonNegative, EqualsOrdinaryLeastSquaresWhereThatIsPositive) {
  MatrixXd matrix(3, 2);
  matrix << 1, 0, 0, 1, 1, 1;
  VectorXd target(3);
  target << 1, 2, 3;
  VectorXd x = nonNegativeLeastSquares(matrix, target);
  EXPECT_NEAR(x(0), 1, 1e-12);
  EXPECT_NEAR(x(1), 2, 1e-12);
}

TEST(NonNegative, SetsToZeroWhatWouldBeNegative) {
  // Unconstrained: x = (2, −1). With x₂ = 0 the first column alone gives (2·1 + 1·1) / 2 = 1.5.
  MatrixXd matrix(2, 2);
  matrix << 1, 0, 1, 1;
  VectorXd target(2);
  target << 2, 1;
  VectorXd x = nonNegativeLeastSquares(matrix, target);
  EXPECT_NEAR(x(0), 1.5, 1e-12);
  EXPECT_EQ(x(1), 0);
}

TEST(NonNegative, TakesBackWhatTurnsNegativeOnTheWay) {
  // a = (1, 1, 0) is nearest to the target and taken first; of a, b, c together it would be -0.1. Without it
  // b = (1, 0, 0.2) and c = (0, 1, 0.2) are t each: 2 (t - 0.9)² + (0.4 t - 0.4)² is least at t = 3.92 / 4.32.
  MatrixXd matrix(3, 3);
  matrix << 1, 1, 0, 1, 0, 1, 0, 0.2, 0.2;
  VectorXd target(3);
  target << 0.9, 0.9, 0.4;
  VectorXd x = nonNegativeLeastSquares(matrix, target);
  EXPECT_EQ(x(0), 0);
  EXPECT_NEAR(x(1), 3.92 / 4.32, 1e-12);
  EXPECT_NEAR(x(2), 3.92 / 4.32, 1e-12);
}

TEST(NonNegative, MeetsTheKuhnTuckerConditions) {
  std::srand(7);
  for (int round = 0; round < 50; ++round) {
    MatrixXd matrix = MatrixXd::Random(12, 6).cwiseAbs();
    VectorXd target = VectorXd::Random(12);
    VectorXd x = nonNegativeLeastSquares(matrix, target),
             gradient = matrix.transpose() * (target - matrix * x);
    for (Eigen::Index j = 0; j < 6; ++j) {
      EXPECT_GE(x(j), 0);
      EXPECT_LE(gradient(j), 1e-9);
      EXPECT_NEAR(x(j) * gradient(j), 0, 1e-9);
    }
  }
}

TEST(NonNegative, RelativeErrorWeighsSmallTargetsAsMuchAsLargeOnes) {
  // Σ (x/y − 1)² over y = 1, 2 is least at x = (1 + 1/2) / (1 + 1/4) = 1.2.
  VectorXd target(2);
  target << 1, 2;
  EXPECT_NEAR(nonNegativeRelative(MatrixXd::Ones(2, 1), target)(0), 1.2, 1e-12);
}

TEST(Lasso, FirstStepIsZeroAndLastNearlyLeastSquares) {
  MatrixXd matrix(4, 2);
  matrix << 1, 2, 2, 1, 3, 5, 4, 3;
  VectorXd exact(2);
  exact << 2, 0.5;
  std::vector<VectorXd> path = lassoPath(matrix, matrix * exact);
  EXPECT_EQ(path.front().norm(), 0);
  EXPECT_NEAR(path.back()(0), 2, 0.01);
  EXPECT_NEAR(path.back()(1), 0.5, 0.01);
}

TEST(Lasso, OneColumnIsSoftThresholded) {
  // λ starts at |aᵀy|/n with a of mean square 1, so step k leaves the share 1 − 1e-4^(k/39) of least squares.
  MatrixXd matrix(2, 1);
  matrix << 1, 2;
  VectorXd target = 3 * matrix.col(0);
  std::vector<VectorXd> path = lassoPath(matrix, target);
  EXPECT_NEAR(path[20](0), 3 * (1 - std::pow(1e-4, 20.0 / 39)), 1e-6);
}

TEST(Lasso, UnitsDoNotMatterAndNothingStaysNothing) {
  // The second column in thousandths, and a third one without a count at all.
  MatrixXd matrix(4, 3);
  matrix << 1, 2, 0, 2, 1, 0, 3, 5, 0, 4, 3, 0;
  VectorXd target(4);
  target << 3, 2, 8, 7;
  MatrixXd scaled = matrix;
  scaled.col(1) *= 1000;
  std::vector<VectorXd> path = lassoPath(matrix, target), other = lassoPath(scaled, target);
  for (size_t step = 0; step < path.size(); ++step) {
    EXPECT_NEAR(other[step](0), path[step](0), 1e-9) << step;
    EXPECT_NEAR(other[step](1) * 1000, path[step](1), 1e-9) << step;
    EXPECT_EQ(path[step](2), 0) << step;
  }
}

TEST(Lasso, SelectsTheColumnsThatMatter) {
  std::srand(3);
  MatrixXd matrix = MatrixXd::Random(60, 8);
  VectorXd target = 3 * matrix.col(1) - 2 * matrix.col(6);
  std::vector<size_t> folds;
  for (size_t i = 0; i < 60; ++i)
    folds.push_back(i % 5);
  std::vector<Eigen::Index> used = lassoSelect(matrix, target, folds);
  EXPECT_TRUE(std::find(used.begin(), used.end(), 1) != used.end());
  EXPECT_TRUE(std::find(used.begin(), used.end(), 6) != used.end());
}
