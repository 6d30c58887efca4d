#include "lib/calibrate/LinearKinds.h"

#include "lib/board/CountMonomial.h"
#include "lib/calibrate/Folds.h"
#include "lib/calibrate/Lasso.h"
#include "lib/calibrate/LeastSquares.h"
#include "lib/calibrate/NonNegative.h"
#include "lib/calibrate/WorkTable.h"
#include <cmath>

namespace eo {

namespace {

/// A column of the linear problem: what its coefficient is called for energy and for time.
struct Term {
  std::string energyName, timeName;
  std::function<double(KernelWork const &)> value;
};

std::vector<Term> additiveTerms(WorkTable const &work) {
  std::vector<Term> terms = {
      {"kernel_energy", "kernel_time", [](KernelWork const &) { return 1.0; }},
      {"parameter_energy", "parameter_time", [](KernelWork const &w) { return w.params; }},
      {"activation_energy", "activation_time", [](KernelWork const &w) { return w.activations; }},
  };
  for (KernelFamily family : work.families(BoardFigure::Peak)) {
    std::string name = kernelFamilyName(family).str();
    terms.push_back({"mac_energy." + name, "mac_time." + name,
                     [family](KernelWork const &w) { return w.family == family ? w.macs : 0.0; }});
  }
  return terms;
}

std::vector<Term> polynomialTerms() {
  std::vector<Term> terms;
  for (CountMonomial monomial : countMonomials()) {
    auto nameOf = [&](BoardFigure figure) {
      return CoefficientKey{.figure = figure, .monomial = monomial}.name();
    };
    terms.push_back({nameOf(BoardFigure::Energy), nameOf(BoardFigure::Time), [monomial](KernelWork const &w) {
                       return countMonomialValue(monomial, w.macs, w.params, w.activations);
                     }});
  }
  return terms;
}

/// Energy or time of some rows as a linear problem, with a factor for each value of each setting.
struct LinearProblem {
  Eigen::MatrixXd matrix;
  Eigen::VectorXd target;
  std::vector<SettingValues> settings;                           ///< by row
  std::vector<std::string> groups;                               ///< by row
  std::map<std::pair<std::string, std::string>, double> factors; ///< 1 for default values

  double factorOf(Eigen::Index row) const {
    double product = 1;
    for (auto const &setting : settings[static_cast<size_t>(row)])
      if (auto found = factors.find(setting); found != factors.end())
        product *= found->second;
    return product;
  }

  Eigen::VectorXd unscaledTarget() const {
    Eigen::VectorXd result = target;
    for (Eigen::Index i = 0; i < result.size(); ++i)
      result(i) /= factorOf(i);
    return result;
  }

  /// Each factor becomes the geometric mean of measured over predicted of its rows.
  void updateFactors(Dataset const &data, Eigen::VectorXd const &predicted) {
    for (SettingDeclaration const &setting : data.settings)
      for (std::string const &value : llvm::drop_begin(setting.values)) {
        double sum = 0, count = 0;
        for (Eigen::Index i = 0; i < target.size(); ++i)
          if (llvm::is_contained(settings[static_cast<size_t>(i)], std::pair(setting.name, value)) &&
              predicted(i) > 0) {
            sum += std::log(target(i) / (predicted(i) * factorOf(i)));
            ++count;
          }
        if (count > 0)
          factors.try_emplace({setting.name, value}, 1).first->second *= std::exp(sum / count);
      }
  }
};

LinearProblem makeProblem(WorkTable const &work, Dataset const &data, std::vector<Term> const &terms,
                          bool energy) {
  std::vector<std::pair<size_t, double>> used; // (row of the work table, target)
  LinearProblem problem;
  for (size_t i = 0; i < work.rows.size(); ++i) {
    Sample const &sample = data.samples[work.rows[i].sample];
    std::optional<double> target = energy ? sample.energyJ : sample.timeS;
    if (!target)
      continue;
    used.emplace_back(i, *target);
    problem.settings.push_back(sample.settings);
    problem.groups.push_back(sample.group);
  }
  problem.matrix.setZero(static_cast<Eigen::Index>(used.size()), static_cast<Eigen::Index>(terms.size()));
  problem.target.resize(problem.matrix.rows());
  for (size_t i = 0; i < used.size(); ++i) {
    problem.target(static_cast<Eigen::Index>(i)) = used[i].second;
    for (RepeatedWork const &kernel : work.rows[used[i].first].kernels)
      for (size_t t = 0; t < terms.size(); ++t)
        problem.matrix(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(t)) +=
            kernel.count * terms[t].value(kernel.work);
  }
  return problem;
}

/// Non-negative, or sparse by the lasso.
Eigen::VectorXd solveAdditive(Eigen::MatrixXd const &matrix, Eigen::VectorXd const &target,
                              std::vector<std::string> const &) {
  return nonNegativeRelative(matrix, target);
}

Eigen::VectorXd solveSparse(Eigen::MatrixXd const &matrix, Eigen::VectorXd const &target,
                            std::vector<std::string> const &groups) {
  Eigen::VectorXd inverse = target.cwiseInverse();
  Eigen::MatrixXd relative = inverse.asDiagonal() * matrix;
  Eigen::VectorXd ones = Eigen::VectorXd::Ones(target.size());
  // Which monomials matter, some thousands of rows tell as well as more.
  constexpr Eigen::Index enough = 5000;
  Eigen::Index stride = std::max<Eigen::Index>(1, target.size() / enough);
  std::vector<Eigen::Index> sample;
  std::vector<std::string> sampleGroups;
  for (Eigen::Index row = 0; row < target.size(); row += stride) {
    sample.push_back(row);
    sampleGroups.push_back(groups[static_cast<size_t>(row)]);
  }
  std::vector<Eigen::Index> used =
      lassoSelect(relative(sample, Eigen::all), ones(sample), makeFolds(sampleGroups, 10).of);
  Eigen::VectorXd solution = Eigen::VectorXd::Zero(matrix.cols());
  if (used.empty())
    return solution;
  Eigen::VectorXd part = relativeLeastSquares(matrix(Eigen::all, used), target).coefficients;
  for (size_t i = 0; i < used.size(); ++i)
    solution(used[i]) = part(static_cast<Eigen::Index>(i));
  return solution;
}

using Solver = Eigen::VectorXd (*)(Eigen::MatrixXd const &, Eigen::VectorXd const &,
                                   std::vector<std::string> const &);

constexpr int scaleRounds = 20;

/// Coefficients and settings' factors in turn, until they settle.
Eigen::VectorXd solveScaled(LinearProblem &problem, Dataset const &data, Solver solver) {
  Eigen::VectorXd solution = solver(problem.matrix, problem.target, problem.groups);
  bool scaled = llvm::any_of(data.settings, [](SettingDeclaration const &s) { return s.values.size() > 1; });
  for (int round = 0; scaled && round < scaleRounds; ++round) {
    problem.updateFactors(data, problem.matrix * solution);
    solution = solver(problem.matrix, problem.unscaledTarget(), problem.groups);
  }
  return solution;
}

void addTerms(Fit &fit, LinearProblem const &problem, Eigen::VectorXd const &solution,
              std::vector<Term> const &terms, bool energy) {
  std::vector<Eigen::Index> used;
  for (Eigen::Index j = 0; j < solution.size(); ++j)
    if (solution(j) != 0)
      used.push_back(j);
  if (used.empty())
    return;
  Eigen::VectorXd target = problem.unscaledTarget();
  LinearFit errors = relativeLeastSquares(problem.matrix(Eigen::all, used), target);
  for (size_t i = 0; i < used.size(); ++i) {
    Term const &term = terms[static_cast<size_t>(used[i])];
    FittedParameter parameter;
    parameter.name = energy ? term.energyName : term.timeName;
    parameter.unit = energy ? "J" : "s";
    parameter.value = solution(used[i]);
    if (errors.standardErrors.size() > 0)
      parameter.standardError = errors.standardErrors(static_cast<Eigen::Index>(i));
    parameter.identified = !llvm::is_contained(errors.unidentified, static_cast<Eigen::Index>(i));
    if (!parameter.identified)
      fit.unidentified.push_back(parameter.name +
                                 " cannot be told from the others: its counts run parallel in all "
                                 "networks; add networks of another shape");
    addParameter(fit, std::move(parameter));
  }
  fit.conditionNumber = std::max(fit.conditionNumber, errors.conditionNumber);
}

void addFactors(Fit &fit, LinearProblem const &problem, std::vector<std::string> const &stems) {
  for (auto const &[setting, factor] : problem.factors)
    for (std::string const &stem : stems) {
      FittedParameter parameter;
      parameter.name = fmt::format("{}@{}={}", stem, setting.first, setting.second);
      parameter.unit = "1";
      parameter.value = factor;
      parameter.fixed = &stem != &stems.front(); // one factor, written for every figure it scales
      addParameter(fit, std::move(parameter));
    }
}

llvm::Expected<Fit> fitLinear(FitSkeleton const &skeleton, Dataset const &data, llvm::ArrayRef<size_t> rows,
                              bool additive) {
  llvm::Expected<WorkTable> work = tabulateWork(skeleton.board, data, rows);
  if (!work)
    return work.takeError();
  std::vector<Term> terms = additive ? additiveTerms(*work) : polynomialTerms();
  Fit fit;
  fit.board = skeleton.board;
  additive ? fit.board.setKind("latency-power", "additive") : fit.board.setKind("polynomial");
  fit.board.coefficients.clear();
  bool any = false;
  for (bool energy : {true, false}) {
    LinearProblem problem = makeProblem(*work, data, terms, energy);
    if (problem.target.size() == 0)
      continue;
    any = true;
    Eigen::VectorXd solution = solveScaled(problem, data, additive ? solveAdditive : solveSparse);
    addTerms(fit, problem, solution, terms, energy);
    std::vector<std::string> stems = {energy ? "energy" : "time"};
    if (additive)
      stems = energy
                  ? std::vector<std::string>{"mac_energy", "kernel_energy", "parameter_energy",
                                             "activation_energy"}
                  : std::vector<std::string>{"mac_time", "kernel_time", "parameter_time", "activation_time"};
    addFactors(fit, problem, stems);
  }
  if (!any)
    return inputError("no row has an energy or a time");
  fit.board.ranges = featureRanges(data, rows);
  return fit;
}

} // namespace

llvm::Expected<Fit> fitAdditive(FitSkeleton const &skeleton, Dataset const &data,
                                llvm::ArrayRef<size_t> rows) {
  return fitLinear(skeleton, data, rows, true);
}

llvm::Expected<Fit> fitPolynomial(FitSkeleton const &skeleton, Dataset const &data,
                                  llvm::ArrayRef<size_t> rows) {
  return fitLinear(skeleton, data, rows, false);
}

} // namespace eo
