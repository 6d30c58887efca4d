#include "lib/calibrate/RooflineParameters.h"

#include "lib/calibrate/Like.h"
#include "lib/support/Quantiles.h"
#include <cmath>

namespace eo {

/// Above this share of the prior's spread, the data have said nothing.
static constexpr double mostOfPrior = 2.0 / 3;
/// Of the factor between a board and its siblings: as good as unknown, seven times as fast or as hungry.
static constexpr double spreadOfScale = 2;

RooflineParameters::RooflineParameters(llvm::ArrayRef<BoardFigure> figuresOfStage, Dataset const &data,
                                       WorkTable const &work, FitSkeleton const &skeleton,
                                       RooflineOptions const &chosen)
    : table(work), fixed(skeleton.board), known(skeleton), options(chosen) {
  if (skeleton.scaleUnknown)
    scale = add("", "1", {1, spreadOfScale});
  for (BoardFigure figure : figuresOfStage)
    addFigure(boardFigureInfo(figure), data);
  for (SettingValues const &settings : work.settings)
    indexSettings(settings);
}

std::vector<FigureSet> RooflineParameters::figures(Eigen::VectorXd const &x) const {
  std::vector<FigureSet> sets(index.size());
  for (size_t combination = 0; combination < index.size(); ++combination)
    for (auto const &[figure, family, parts, scaleShare] : index[combination]) {
      double sum = scaleShare * logScale(x);
      for (Eigen::Index part : parts)
        sum += x(part);
      sets[combination].values[figure][family] = std::exp(sum);
    }
  return sets;
}

std::vector<Eigen::VectorXd> RooflineParameters::starts(llvm::ArrayRef<Coefficient> start) const {
  Eigen::VectorXd prior(static_cast<Eigen::Index>(parameters.size()));
  for (size_t i = 0; i < parameters.size(); ++i)
    prior(static_cast<Eigen::Index>(i)) = parameters[i].prior;
  if (!start.empty())
    return {startFrom(start, prior)};
  Eigen::VectorXd slowMemory = prior;
  for (size_t i = 0; i < parameters.size(); ++i) {
    if (parameters[i].name == "bandwidth" && parameters[i].spread > 0)
      slowMemory(static_cast<Eigen::Index>(i)) -= std::log(8);
    if (parameters[i].name == "peak" && parameters[i].spread > 0)
      slowMemory(static_cast<Eigen::Index>(i)) += std::log(4);
  }
  return {prior, slowMemory};
}

void RooflineParameters::addTo(Fit &fit, LogFitResult const &solved) const {
  double quantile = studentQuantile(1 - 0.05 / (2 * static_cast<double>(outputs.size())), 1000);
  for (Output const &output : outputs) {
    double logarithm = output.scaleShare * logScale(solved.values), variance = 0, priorVariance = 0;
    for (Eigen::Index a : output.parts) {
      logarithm += solved.values(a);
      priorVariance += parameters[static_cast<size_t>(a)].spread * parameters[static_cast<size_t>(a)].spread;
      for (Eigen::Index b : output.parts)
        variance += solved.covariance(a, b);
    }
    double value = std::exp(logarithm), deviation = std::sqrt(std::max(variance, 0.0));
    FittedParameter parameter;
    parameter.name = output.name;
    parameter.unit = output.unit;
    parameter.value = value;
    parameter.fixed = priorVariance == 0;
    if (!parameter.fixed) {
      parameter.standardError = value * deviation;
      parameter.low = value * std::exp(-quantile * deviation);
      parameter.high = value * std::exp(quantile * deviation);
      parameter.identified = deviation < mostOfPrior * std::sqrt(priorVariance);
    }
    if (!parameter.identified && !output.common)
      fit.unidentified.push_back(rooflineAdvice(parameter.name));
    addParameter(fit, std::move(parameter));
  }
  fit.conditionNumber = std::max(fit.conditionNumber, solved.conditionNumber);
  fit.effectiveParameters = fit.effectiveParameters.value_or(0) + solved.effectiveParameters;
}

/// A parameter; what the skeleton says of it goes before what is usual. `reference`: what the skeleton's
/// figure is a multiple of.
Eigen::Index RooflineParameters::add(std::string const &name, llvm::StringRef unit, Expectation expected,
                                     double reference) {
  Coefficient const *given = fixed.coefficient(name);
  if (given != nullptr && given->value && *given->value > 0)
    expected = {*given->value / (given->spread ? reference : 1), given->spread.value_or(0)};
  parameters.push_back({name, unit.str(), std::log(expected.value), expected.spread});
  return static_cast<Eigen::Index>(parameters.size()) - 1;
}

/// To what power the coefficient takes the factor between the board and its siblings: what is given stands, and so does
/// what no sibling said.
double RooflineParameters::scaleShareOf(BoardFigure figure, std::string const &name) const {
  Coefficient const *given = fixed.coefficient(name);
  return scale && given != nullptr && given->spread ? shareOfScale(figure) : 0;
}

/// The logarithm of that factor.
double RooflineParameters::logScale(Eigen::VectorXd const &x) const { return scale ? x(*scale) : 0; }

/// The families that the rows show, and those the skeleton knows something of. What a launch costs differs by family only where it does.
std::vector<KernelFamily> RooflineParameters::familiesOf(BoardFigureInfo const &info) const {
  std::vector<KernelFamily> shown = table.families(info.figure), result;
  for (size_t i = 0; i < familyCount && info.has(BoardFigureInfo::Family); ++i) {
    KernelFamily family = static_cast<KernelFamily>(i);
    if ((llvm::is_contained(shown, family) && info.figure != BoardFigure::Launch) ||
        known.expectationOf(info.figure, family) != nullptr ||
        fixed.coefficient(CoefficientKey{.figure = info.figure, .family = family}.name()) != nullptr)
      result.push_back(family);
  }
  return result;
}

/// The product of what is expected of the parameters.
double RooflineParameters::expected(llvm::ArrayRef<Eigen::Index> parts) const {
  double logarithm = 0;
  for (Eigen::Index part : parts)
    logarithm += parameters[static_cast<size_t>(part)].prior;
  return std::exp(logarithm);
}

void RooflineParameters::addFigure(BoardFigureInfo const &info, Dataset const &data) {
  size_t figure = static_cast<size_t>(info.figure);
  Eigen::Index plain = add(info.name.str(), info.unit, usualFigure(info.figure, table.magnitudes()));
  std::vector<KernelFamily> families = familiesOf(info);
  double scaleShare = scaleShareOf(info.figure, info.name.str());
  outputs.push_back({info.name.str(), info.unit.str(), {plain}, scaleShare, !families.empty()});
  for (auto &parts : familyParts[figure])
    parts = {plain};
  scaleShares[figure].fill(scaleShare);
  for (KernelFamily family : families) {
    std::string name = CoefficientKey{.figure = info.figure, .family = family}.name();
    if (isTile(info.figure) && fixed.coefficient(name) == nullptr)
      continue; // given, not fitted
    auto &parts = familyParts[figure][static_cast<size_t>(family)];
    if (std::optional<KernelFamily> wider = widerFamily(family))
      parts = familyParts[figure][static_cast<size_t>(*wider)]; // listed before
    Expectation usual = usualOfFamily(info.figure, family, options.freeFamilies);
    if (FamilyExpectation const *of = known.expectationOf(info.figure, family)) {
      usual = {of->times, of->spread};
      parts = {plain}; // against all kernels, not a wider family
    }
    Eigen::Index factor = add(name, info.unit, usual, expected(parts));
    double &share = scaleShares[figure][static_cast<size_t>(family)];
    if (parameters.back().spread == 0) {
      parts = {factor}; // given: the figure itself
      share = 0;
    } else {
      parts.push_back(factor);
    }
    outputs.push_back({name, info.unit.str(), parts, share});
  }
  stage.push_back(info.figure);
  if (info.has(BoardFigureInfo::Setting))
    addFactors(info, families, data);
}

/// What the settings change: a factor for each value, and where settings are free also for each pair of
/// values and for the families under each.
void RooflineParameters::addFactors(BoardFigureInfo const &info, llvm::ArrayRef<KernelFamily> families,
                                    Dataset const &data) {
  std::vector<std::pair<SettingValues, Expectation>> changes;
  for (SettingDeclaration const &setting : data.settings)
    if (overlapsInferences(setting) == (info.figure == BoardFigure::Interval))
      for (std::string const &value : llvm::drop_begin(setting.values))
        changes.push_back(
            {{{setting.name, value}}, usualOfSetting(info.figure, setting, value, options.freeSettings)});
  if (options.freeSettings)
    addPairs(changes);
  for (auto const &[conditions, expected] : changes) {
    CoefficientKey key{.figure = info.figure, .conditions = conditions};
    if (expected.spread <= 0 && fixed.coefficient(key.name()) == nullptr)
      continue;
    addFactor(key, expected);
    for (KernelFamily family : families) {
      CoefficientKey ofFamily{.figure = info.figure, .family = family, .conditions = conditions};
      double spread = spreadOfFamilyAtSetting(info.figure);
      if (FamilyExpectation const *of = known.expectationOf(info.figure, family, conditions))
        addFactor(ofFamily, {of->times, of->spread});
      else if ((options.freeSettings && spread > 0) || fixed.coefficient(ofFamily.name()) != nullptr)
        addFactor(ofFamily, {1, spread});
    }
  }
}

/// What two settings change together beyond what each does, where both were measured together.
void RooflineParameters::addPairs(std::vector<std::pair<SettingValues, Expectation>> &changes) const {
  size_t singles = changes.size();
  for (size_t i = 0; i < singles; ++i)
    for (size_t j = i + 1; j < singles; ++j) {
      auto const &a = changes[i].first.front(), &b = changes[j].first.front();
      bool together = llvm::any_of(table.settings, [&](SettingValues const &settings) {
        return llvm::is_contained(settings, a) && llvm::is_contained(settings, b);
      });
      if (a.first != b.first && together && changes[i].second.spread > 0 && changes[j].second.spread > 0)
        changes.push_back({{a, b}, usualOfPair});
    }
}

void RooflineParameters::addFactor(CoefficientKey const &key, Expectation expected) {
  Eigen::Index parameter = add(key.name(), "1", expected);
  outputs.push_back({key.name(), "1", {parameter}, 0});
  factors.push_back({key, parameter});
}

/// The skeleton names "interval@<setting>=…": how many inferences are under way changes the time between
/// results and nothing else.
bool RooflineParameters::overlapsInferences(SettingDeclaration const &setting) const {
  return llvm::any_of(fixed.coefficients, [&](Coefficient const &coefficient) {
    return llvm::StringRef(coefficient.name).startswith("interval@" + setting.name + "=");
  });
}

void RooflineParameters::indexSettings(SettingValues const &settings) {
  auto &entries = index.emplace_back();
  for (BoardFigure figure : stage)
    for (size_t family = 0; family < familyCount; ++family) {
      std::vector<Eigen::Index> parts = familyParts[static_cast<size_t>(figure)][family];
      for (auto const &[key, parameter] : factors)
        if (key.figure == figure && key.holds(settings) && key.concerns(static_cast<KernelFamily>(family)))
          parts.push_back(parameter);
      entries.push_back({static_cast<size_t>(figure), family, std::move(parts),
                         scaleShares[static_cast<size_t>(figure)][family]});
    }
}

/// The parameters that give the coefficients of `start`; the prior's where it has none.
Eigen::VectorXd RooflineParameters::startFrom(llvm::ArrayRef<Coefficient> start, Eigen::VectorXd x) const {
  for (Output const &output : outputs)
    for (Coefficient const &coefficient : start) {
      if (coefficient.name != output.name || !coefficient.value || *coefficient.value <= 0)
        continue;
      double rest = std::log(*coefficient.value);
      for (Eigen::Index part : llvm::makeArrayRef(output.parts).drop_back())
        rest -= x(part);
      if (parameters[static_cast<size_t>(output.parts.back())].spread > 0)
        x(output.parts.back()) = rest;
    }
  return x;
}

} // namespace eo
