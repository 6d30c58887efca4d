#include "lib/calibrate/MacLinearFit.h"

#include "lib/calibrate/LeastSquares.h"
#include "lib/support/Quantiles.h"
#include <cmath>
#include <set>

namespace eo {

namespace {
/// What the formula multiplies, summed over a sample's kernels.
struct Terms {
  double kclc = 0, convMacs = 0, fcMacs = 0;
};
} // namespace

static Terms termsOf(Sample const &sample) {
  Terms terms;
  for (Kernel const &launch : sample.kernels) {
    CostFeatures const &kernel = launch.features;
    if (!launch.delegated)
      continue;
    double macs = launch.turns * static_cast<double>(kernel.macs.value_or(0));
    if (kernel.costClass == CostClass::FullyConnected)
      terms.fcMacs += macs;
    else if (kernel.kclc) {
      terms.kclc += launch.turns * static_cast<double>(*kernel.kclc);
      terms.convMacs += macs;
    }
  }
  return terms;
}

namespace {
/// One least-squares problem: some rows, some of the three coefficients.
struct Part {
  std::vector<llvm::StringRef> names;
  std::vector<std::vector<double>> matrix;
  std::vector<double> target;
};
} // namespace

static llvm::Expected<LinearFit> solve(Part const &part) {
  Eigen::Index rows = static_cast<Eigen::Index>(part.target.size());
  Eigen::Index columns = static_cast<Eigen::Index>(part.names.size());
  if (rows <= columns)
    return inputError("{} measured layers for {} coefficients: measure more", rows, columns);
  Eigen::MatrixXd matrix(rows, columns);
  for (Eigen::Index i = 0; i < rows; ++i)
    for (Eigen::Index j = 0; j < columns; ++j)
      matrix(i, j) = part.matrix[static_cast<size_t>(i)][static_cast<size_t>(j)];
  return relativeLeastSquares(matrix, Eigen::Map<Eigen::VectorXd const>(part.target.data(), rows));
}

/// The different ofm of the convolutions.
static std::vector<std::string> ofmValues(Dataset const &data, llvm::ArrayRef<size_t> rows) {
  std::set<int64_t> values;
  for (size_t row : rows)
    for (auto const &[kernel, nodes, delegated, turns] : data.samples[row].kernels)
      if (kernel.kclc && kernel.ofm && kernel.costClass != CostClass::FullyConnected)
        values.insert(*kernel.ofm);
  std::vector<std::string> words;
  for (int64_t value : values)
    words.push_back(std::to_string(value));
  return words;
}

static llvm::Error addPart(Fit &fit, Part const &part, size_t parameterCount,
                           std::vector<std::string> const &ofm) {
  llvm::Expected<LinearFit> solved = solve(part);
  if (!solved)
    return solved.takeError();
  if (!solved->unidentified.empty())
    return inputError(
        "a_c and b_c cannot be told apart: every measured convolution has ofm = {}; measure layers "
        "of other ofm too, for example {} and {}",
        listValues(ofm), ofm.front() == "16" ? "64" : "16", ofm.front() == "256" ? "64" : "256");
  double quantile = studentQuantile(1 - 0.05 / (2 * static_cast<double>(parameterCount)),
                                    static_cast<double>(solved->freedom));
  for (size_t j = 0; j < part.names.size(); ++j) {
    Eigen::Index index = static_cast<Eigen::Index>(j);
    FittedParameter parameter;
    parameter.name = part.names[j].str();
    parameter.unit = "J";
    parameter.value = solved->coefficients(index);
    parameter.standardError = solved->standardErrors(index);
    parameter.low = parameter.value - quantile * *parameter.standardError;
    parameter.high = parameter.value + quantile * *parameter.standardError;
    if (parameter.value < 0)
      return inputError("{} comes out negative ({:.4g} J): the formula does not fit these measurements",
                        parameter.name, parameter.value);
    if (*parameter.low <= 0)
      fit.unidentified.push_back(fmt::format(
          "{} is not told from 0 ({:.3g} ± {:.2g} J): measure more layers where its share is large ({})",
          parameter.name, parameter.value, *parameter.standardError,
          parameter.name == "b_c" ? "large ofm" : "small ofm"));
    addParameter(fit, std::move(parameter));
  }
  fit.conditionNumber = std::max(fit.conditionNumber, solved->conditionNumber);
  return llvm::Error::success();
}

static void addMissing(Fit &fit, llvm::StringRef name, llvm::StringRef reason) {
  Coefficient missing;
  missing.name = name.str();
  missing.missing = reason.str();
  fit.board.coefficients.push_back(std::move(missing));
}

llvm::Expected<Fit> fitMacLinear(FitSkeleton const &skeleton, Dataset const &data,
                                 llvm::ArrayRef<size_t> rows) {
  for (SettingDeclaration const &setting : data.settings)
    if (setting.values.size() > 1)
      return usageError(
          "kind mac-linear has no settings, but {} is {}: choose one, for example --where {}={}",
          setting.name, listValues(setting.values), setting.name, setting.values.front());
  Part conv{{"a_c", "b_c"}, {}, {}}, fc{{"a_f"}, {}, {}}, mixed{{"a_c", "b_c", "a_f"}, {}, {}};
  for (size_t row : rows) {
    Sample const &sample = data.samples[row];
    Terms terms = termsOf(sample);
    if (!sample.energyJ || terms.kclc + terms.fcMacs <= 0)
      continue;
    Part &part = terms.fcMacs == 0 ? conv : terms.kclc == 0 ? fc : mixed;
    part.target.push_back(*sample.energyJ);
    if (&part == &conv)
      part.matrix.push_back({terms.kclc, terms.convMacs});
    else if (&part == &fc)
      part.matrix.push_back({terms.fcMacs});
    else
      part.matrix.push_back({terms.kclc, terms.convMacs, terms.fcMacs});
  }
  if (!mixed.target.empty()) { // networks with both: one joint problem
    for (size_t i = 0; i < conv.target.size(); ++i)
      mixed.matrix.push_back({conv.matrix[i][0], conv.matrix[i][1], 0});
    for (size_t i = 0; i < fc.target.size(); ++i)
      mixed.matrix.push_back({0, 0, fc.matrix[i][0]});
    mixed.target.insert(mixed.target.end(), conv.target.begin(), conv.target.end());
    mixed.target.insert(mixed.target.end(), fc.target.begin(), fc.target.end());
    conv.target.clear();
    fc.target.clear();
  }

  Fit fit;
  fit.board = skeleton.board;
  fit.board.setKind("mac-linear");
  fit.board.coefficients.clear();
  std::vector<std::string> ofm = ofmValues(data, rows);
  size_t parameters = (conv.target.empty() ? 0u : 2u) + (fc.target.empty() ? 0u : 1u);
  for (Part const *part : {&conv, &fc, &mixed})
    if (!part->target.empty())
      if (llvm::Error error = addPart(fit, *part, mixed.target.empty() ? parameters : 3, ofm))
        return error;
  if (fit.parameters.empty())
    return inputError("no row has the energy of a convolution or fully connected layer");
  if (conv.target.empty() && mixed.target.empty())
    for (llvm::StringRef name : {"a_c", "b_c"})
      addMissing(fit, name, "no convolution was measured");
  if (fc.target.empty() && mixed.target.empty())
    addMissing(fit, "a_f", "no fully connected layer was measured");
  fit.board.ranges = featureRanges(data, rows);
  return fit;
}

std::optional<PaperFit> fitAsPaper(Dataset const &data) {
  struct Sums {
    size_t rows = 0;
    double macsEnergy = 0, macsMacs = 0;
  };
  std::map<int64_t, Sums> byOfm;
  std::vector<size_t> used;
  for (size_t row = 0; row < data.samples.size(); ++row) {
    Sample const &sample = data.samples[row];
    if (sample.kernels.size() != 1 || !sample.energyJ)
      continue;
    CostFeatures const &layer = sample.kernels[0].features;
    if (!layer.kclc || !layer.ofm)
      continue;
    double macs = static_cast<double>(*layer.macs);
    Sums &sums = byOfm[*layer.ofm];
    ++sums.rows;
    sums.macsEnergy += macs * *sample.energyJ;
    sums.macsMacs += macs * macs;
    used.push_back(row);
  }
  if (byOfm.size() < 2)
    return std::nullopt;
  PaperFit paper;
  Eigen::MatrixXd matrix(static_cast<Eigen::Index>(byOfm.size()), 2);
  Eigen::VectorXd slopes(matrix.rows());
  for (auto const &[ofm, sums] : byOfm) {
    Eigen::Index i = static_cast<Eigen::Index>(paper.slopes.size());
    paper.slopes.push_back({ofm, sums.rows, sums.macsEnergy / sums.macsMacs});
    matrix(i, 0) = 1 / static_cast<double>(ofm);
    matrix(i, 1) = 1;
    slopes(i) = paper.slopes.back().joulesPerMac;
  }
  LinearFit line = leastSquares(matrix, slopes);
  paper.aC = line.coefficients(0);
  paper.bC = line.coefficients(1);
  for (size_t row : used) {
    CostFeatures const &kernel = data.samples[row].kernels[0].features;
    double predicted =
        paper.aC * static_cast<double>(*kernel.kclc) + paper.bC * static_cast<double>(*kernel.macs);
    paper.mape += std::abs(predicted / *data.samples[row].energyJ - 1) / static_cast<double>(used.size());
  }
  return paper;
}

} // namespace eo
