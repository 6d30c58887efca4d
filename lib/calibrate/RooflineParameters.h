//===- RooflineParameters.h - what one stage of a roofline fit varies --------------------------------===//
//
// The parameters of times, or of powers, in logarithms. A family's figure is the common one times a factor, which is what the
// fit sees, and so is a setting's; the board file gets the product. Where figures are expected like another board's, so is
// the factor between the two boards, which all of them take.
//
#ifndef ENERGY_OPT_LIB_CALIBRATE_ROOFLINEPARAMETERS_H
#define ENERGY_OPT_LIB_CALIBRATE_ROOFLINEPARAMETERS_H

#include "lib/calibrate/LogFit.h"
#include "lib/calibrate/RooflineFit.h"
#include "lib/calibrate/WorkTable.h"

namespace eo {

/// Between the logarithms that a fit varies and the figures of a board. `work` and `skeleton` outlive it.
class RooflineParameters {
public:
  /// Parameters of these figures, with family and setting factors where the data have several.
  RooflineParameters(llvm::ArrayRef<BoardFigure> figuresOfStage, Dataset const &data, WorkTable const &work,
                     FitSkeleton const &skeleton, RooflineOptions const &chosen);

  /// What is fitted, each with what is expected of it.
  std::vector<LogParameter> const &logParameters() const { return parameters; }

  /// The figures under each combination of settings.
  std::vector<FigureSet> figures(Eigen::VectorXd const &x) const;

  /// Points to start from: the priors; memory that is slow against arithmetic; what `start` says.
  std::vector<Eigen::VectorXd> starts(llvm::ArrayRef<Coefficient> start) const;

  /// The solution as coefficients of the fit's board, with intervals and with what is not identified.
  void addTo(Fit &fit, LogFitResult const &solved) const;

private:
  /// A coefficient of the board file: the product of these parameters.
  struct Output {
    std::string name, unit;
    std::vector<Eigen::Index> parts;
    double scaleShare;   ///< the power to which it takes the factor between the board and its siblings
    bool common = false; ///< stands in for families that were not measured; those that were have their own
  };
  struct Entry {
    size_t figure, family;
    std::vector<Eigen::Index> parts;
    double scaleShare;
  };

  Eigen::Index add(std::string const &name, llvm::StringRef unit, Expectation expected, double reference = 1);
  std::vector<KernelFamily> familiesOf(BoardFigureInfo const &info) const;
  double expected(llvm::ArrayRef<Eigen::Index> parts) const;
  double scaleShareOf(BoardFigure figure, std::string const &name) const;
  double logScale(Eigen::VectorXd const &x) const;
  void addFigure(BoardFigureInfo const &info, Dataset const &data);
  void addFactors(BoardFigureInfo const &info, llvm::ArrayRef<KernelFamily> families, Dataset const &data);
  void addPairs(std::vector<std::pair<SettingValues, Expectation>> &changes) const;
  void addFactor(CoefficientKey const &key, Expectation expected);
  bool overlapsInferences(SettingDeclaration const &setting) const;
  void indexSettings(SettingValues const &settings);
  Eigen::VectorXd startFrom(llvm::ArrayRef<Coefficient> start, Eigen::VectorXd x) const;

  WorkTable const &table;
  BoardModel const &fixed;
  FitSkeleton const &known;
  RooflineOptions options;
  std::vector<LogParameter> parameters;
  std::vector<Output> outputs;
  std::vector<std::pair<CoefficientKey, Eigen::Index>> factors; ///< of settings
  std::vector<BoardFigure> stage;
  std::optional<Eigen::Index> scale; ///< the parameter of the factor between the board and its siblings
  std::array<std::array<double, familyCount>, boardFigureCount> scaleShares = {};
  std::array<std::array<std::vector<Eigen::Index>, familyCount>, boardFigureCount> familyParts;
  std::vector<std::vector<Entry>> index; ///< by combination of settings
};

} // namespace eo

#endif
