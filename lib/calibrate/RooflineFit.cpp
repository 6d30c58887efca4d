#include "lib/calibrate/RooflineFit.h"

#include "lib/calibrate/LeastSquares.h"
#include "lib/calibrate/Like.h"
#include "lib/calibrate/LogFit.h"
#include "lib/calibrate/WorkTable.h"
#include "lib/support/Quantiles.h"
#include "lib/trace/signal/Statistics.h"
#include <cmath>

namespace eo {

namespace {

/// The parameters of one stage, in logarithms. A family's figure is the common one times a factor, which is
/// what the fit sees; the board file gets the product.
class ParameterTable {
public:
  /// Parameters of these figures, with family and setting factors where the data have several.
  ParameterTable(llvm::ArrayRef<BoardFigure> figuresOfStage, Dataset const &data, WorkTable const &work,
                 FitSkeleton const &skeleton, RooflineOptions const &chosen)
      : table(work), fixed(skeleton.board), options(chosen) {
    for (BoardFigure figure : figuresOfStage)
      addFigure(boardFigureInfo(figure), data);
    for (SettingValues const &settings : work.settings)
      indexSettings(settings);
  }

  std::vector<LogParameter> const &logParameters() const { return parameters; }

  /// The figures under each combination of settings.
  std::vector<FigureSet> figures(Eigen::VectorXd const &x) const {
    std::vector<FigureSet> sets(index.size());
    for (size_t combination = 0; combination < index.size(); ++combination)
      for (auto const &[figure, family, parts] : index[combination]) {
        double sum = 0;
        for (Eigen::Index part : parts)
          sum += x(part);
        sets[combination].values[figure][family] = std::exp(sum);
      }
    return sets;
  }

  /// Points to start from: the priors; memory that is slow against arithmetic; what `start` says.
  std::vector<Eigen::VectorXd> starts(llvm::ArrayRef<Coefficient> start) const {
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

  void addTo(Fit &fit, LogFitResult const &solved) const {
    double quantile = studentQuantile(1 - 0.05 / (2 * static_cast<double>(outputs.size())), 1000);
    for (Output const &output : outputs) {
      double logarithm = 0, variance = 0, priorVariance = 0;
      for (Eigen::Index a : output.parts) {
        logarithm += solved.values(a);
        priorVariance +=
            parameters[static_cast<size_t>(a)].spread * parameters[static_cast<size_t>(a)].spread;
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

private:
  /// Above this share of the prior's spread, the data have said nothing.
  static constexpr double mostOfPrior = 2.0 / 3;

  /// A coefficient of the board file: the product of these parameters.
  struct Output {
    std::string name, unit;
    std::vector<Eigen::Index> parts;
    bool common = false; ///< stands in for families that were not measured; those that were have their own
  };

  /// A parameter; what the skeleton says of it goes before what is usual. `reference`: what the skeleton's
  /// figure is a multiple of.
  Eigen::Index add(std::string const &name, llvm::StringRef unit, Expectation expected,
                   double reference = 1) {
    Coefficient const *given = fixed.coefficient(name);
    if (given != nullptr && given->value && *given->value > 0)
      expected = {*given->value / (given->spread ? reference : 1), given->spread.value_or(0)};
    parameters.push_back({name, unit.str(), std::log(expected.value), expected.spread});
    return static_cast<Eigen::Index>(parameters.size()) - 1;
  }

  /// The families that the rows show, and those the skeleton knows something of.
  std::vector<KernelFamily> familiesOf(BoardFigureInfo const &info) const {
    std::vector<KernelFamily> shown = table.families(info.figure), result;
    for (size_t i = 0; i < familyCount && info.has(BoardFigureInfo::Family); ++i) {
      KernelFamily family = static_cast<KernelFamily>(i);
      if (llvm::is_contained(shown, family) ||
          fixed.coefficient(CoefficientKey{.figure = info.figure, .family = family}.name()) != nullptr)
        result.push_back(family);
    }
    return result;
  }

  /// The product of what is expected of the parameters.
  double expected(llvm::ArrayRef<Eigen::Index> parts) const {
    double logarithm = 0;
    for (Eigen::Index part : parts)
      logarithm += parameters[static_cast<size_t>(part)].prior;
    return std::exp(logarithm);
  }

  void addFigure(BoardFigureInfo const &info, Dataset const &data) {
    size_t figure = static_cast<size_t>(info.figure);
    Eigen::Index plain = add(info.name.str(), info.unit, table.expectation(info.figure));
    std::vector<KernelFamily> families = familiesOf(info);
    outputs.push_back({info.name.str(), info.unit.str(), {plain}, !families.empty()});
    for (auto &parts : familyParts[figure])
      parts = {plain};
    for (KernelFamily family : families) {
      std::string name = CoefficientKey{.figure = info.figure, .family = family}.name();
      bool tile = info.figure == BoardFigure::InTile || info.figure == BoardFigure::OutTile;
      if (tile && fixed.coefficient(name) == nullptr)
        continue; // tiles are given, not fitted
      auto &parts = familyParts[figure][static_cast<size_t>(family)];
      if (std::optional<KernelFamily> wider = widerFamily(family))
        parts = familyParts[figure][static_cast<size_t>(*wider)]; // listed before
      Eigen::Index factor =
          add(name, info.unit, familyExpectation(info.figure, family, options.freeFamilies), expected(parts));
      if (parameters.back().spread == 0)
        parts = {factor}; // given: the figure itself
      else
        parts.push_back(factor);
      outputs.push_back({name, info.unit.str(), parts, false});
    }
    stage.push_back(info.figure);
    if (info.has(BoardFigureInfo::Setting))
      addFactors(info, families, data);
  }

  /// What the settings change: a factor for each value, and where settings are free also for each pair of
  /// values and for the families under each.
  void addFactors(BoardFigureInfo const &info, llvm::ArrayRef<KernelFamily> families, Dataset const &data) {
    std::vector<std::pair<SettingValues, Expectation>> changes;
    for (SettingDeclaration const &setting : data.settings)
      if (overlapsInferences(setting) == (info.figure == BoardFigure::Interval))
        for (std::string const &value : llvm::drop_begin(setting.values))
          changes.push_back({{{setting.name, value}},
                             settingExpectation(info.figure, setting, value, options.freeSettings)});
    if (options.freeSettings)
      addPairs(changes);
    for (auto const &[conditions, expected] : changes) {
      CoefficientKey key{.figure = info.figure, .conditions = conditions};
      if (expected.spread <= 0 && fixed.coefficient(key.name()) == nullptr)
        continue;
      addFactor(key, expected);
      for (KernelFamily family : families) {
        CoefficientKey ofFamily{.figure = info.figure, .family = family, .conditions = conditions};
        double spread = familySpread(info.figure);
        if ((options.freeSettings && spread > 0) || fixed.coefficient(ofFamily.name()) != nullptr)
          addFactor(ofFamily, {1, spread});
      }
    }
  }

  /// What two settings change together beyond what each does, where both were measured together.
  void addPairs(std::vector<std::pair<SettingValues, Expectation>> &changes) const {
    constexpr double spreadOfPairs = 0.3;
    size_t singles = changes.size();
    for (size_t i = 0; i < singles; ++i)
      for (size_t j = i + 1; j < singles; ++j) {
        auto const &a = changes[i].first.front(), &b = changes[j].first.front();
        bool together = llvm::any_of(table.settings, [&](SettingValues const &settings) {
          return llvm::is_contained(settings, a) && llvm::is_contained(settings, b);
        });
        if (a.first != b.first && together && changes[i].second.spread > 0 && changes[j].second.spread > 0)
          changes.push_back({{a, b}, {1, spreadOfPairs}});
      }
  }

  /// How far a setting may move a family of kernels against the others.
  static double familySpread(BoardFigure figure) {
    return figure == BoardFigure::Peak || figure == BoardFigure::Bandwidth ? 0.5 : 0;
  }

  void addFactor(CoefficientKey const &key, Expectation expected) {
    Eigen::Index parameter = add(key.name(), "1", expected);
    outputs.push_back({key.name(), "1", {parameter}, false});
    factors.push_back({key, parameter});
  }

  /// The skeleton names "interval@<setting>=…": how many inferences are under way changes the time between
  /// results and nothing else.
  bool overlapsInferences(SettingDeclaration const &setting) const {
    return llvm::any_of(fixed.coefficients, [&](Coefficient const &coefficient) {
      return llvm::StringRef(coefficient.name).startswith("interval@" + setting.name + "=");
    });
  }

  void indexSettings(SettingValues const &settings) {
    auto &entries = index.emplace_back();
    for (BoardFigure figure : stage)
      for (size_t family = 0; family < familyCount; ++family) {
        std::vector<Eigen::Index> parts = familyParts[static_cast<size_t>(figure)][family];
        for (auto const &[key, parameter] : factors)
          if (key.figure == figure && key.holds(settings) && key.concerns(static_cast<KernelFamily>(family)))
            parts.push_back(parameter);
        entries.push_back({static_cast<size_t>(figure), family, std::move(parts)});
      }
  }

  /// The parameters that give the coefficients of `start`; the prior's where it has none.
  Eigen::VectorXd startFrom(llvm::ArrayRef<Coefficient> start, Eigen::VectorXd x) const {
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

  struct Entry {
    size_t figure, family;
    std::vector<Eigen::Index> parts;
  };
  WorkTable const &table;
  BoardModel const &fixed;
  RooflineOptions options;
  std::vector<LogParameter> parameters;
  std::vector<Output> outputs;
  std::vector<std::pair<CoefficientKey, Eigen::Index>> factors; ///< of settings
  std::vector<BoardFigure> stage;
  std::array<std::array<std::vector<Eigen::Index>, familyCount>, boardFigureCount> familyParts;
  std::vector<std::vector<Entry>> index; ///< by combination of settings
};

} // namespace

static llvm::Error checkUnits(Dataset const &data) {
  for (SettingDeclaration const &setting : data.settings)
    if (setting.name == "unit" && setting.values.size() > 1)
      return inputError("rows of several units ({}): another unit is another machine, fit one at a time, for "
                        "example --where unit={}",
                        listValues(setting.values), setting.values.front());
  return llvm::Error::success();
}

/// Launch, peak and bandwidth; the overhead where several networks can show it; and what the skeleton names.
static std::vector<BoardFigure> timeFigures(BoardModel const &board, llvm::ArrayRef<Coefficient> skeleton,
                                            WorkTable const &work, RooflineOptions const &options) {
  auto named = [&](BoardFigureInfo const &info) {
    return llvm::any_of(skeleton, [&](Coefficient const &coefficient) {
      std::optional<CoefficientKey> key = board.parse(coefficient.name);
      return key && key->figure == info.figure;
    });
  };
  static constexpr BoardFigure always[] = {BoardFigure::Launch, BoardFigure::Peak, BoardFigure::Bandwidth};
  static constexpr BoardFigure onChip[] = {BoardFigure::OnChip, BoardFigure::SpillBandwidth};
  static constexpr BoardFigure ofLaterStages[] = {BoardFigure::Base, BoardFigure::Dynamic,
                                                  BoardFigure::MemoryPower, BoardFigure::Latency};
  auto wanted = [&](BoardFigureInfo const &info) {
    if (llvm::is_contained(ofLaterStages, info.figure))
      return false;
    return named(info) || llvm::is_contained(always, info.figure) ||
           (info.figure == BoardFigure::Overhead && work.networks >= 3) ||
           (options.onChip && llvm::is_contained(onChip, info.figure));
  };
  std::vector<BoardFigure> figures;
  for (BoardFigureInfo const &info : boardFigures())
    if (wanted(info))
      figures.push_back(info.figure);
  return figures;
}

/// The ratio of latency to time for each combination of settings, where both were measured: the mean of their
/// logarithms. One factor a combination is told by one setting at most.
static void fitLatencies(Fit &fit, WorkTable const &work, Dataset const &data,
                         std::vector<FigureSet> const &figures) {
  Eigen::VectorXd residuals = work.latencyResiduals(figures);
  std::map<std::string, std::pair<double, double>> sums; // by value of the setting
  SettingDeclaration const *setting = nullptr;
  for (SettingDeclaration const &declared : data.settings)
    if (declared.values.size() > 1 && declared.name != "precision")
      setting = setting == nullptr ? &declared : setting;
  for (size_t i = 0; i < work.delayed.size(); ++i) {
    std::string value;
    for (auto const &[name, given] : work.settings[work.rows[work.delayed[i]].combination])
      if (setting != nullptr && name == setting->name)
        value = given;
    sums[value].first -= residuals(static_cast<Eigen::Index>(i));
    sums[value].second += 1;
  }
  BoardFigureInfo const &info = boardFigureInfo(BoardFigure::Latency);
  auto first = sums.find(setting == nullptr ? "" : setting->values.front());
  double reference = first == sums.end() ? 1 : std::exp(first->second.first / first->second.second);
  auto addFactor = [&](std::string name, double value) {
    FittedParameter parameter;
    parameter.name = std::move(name);
    parameter.unit = "1";
    parameter.value = value;
    addParameter(fit, std::move(parameter));
  };
  addFactor(info.name.str(), reference);
  for (auto const &[value, sum] : sums)
    if (setting != nullptr && value != setting->values.front())
      addFactor(CoefficientKey{.figure = info.figure, .conditions = {{setting->name, value}}}.name(),
                std::exp(sum.first / sum.second) / reference);
}

/// Powers of settings under which nobody metered anything are not known: "dynamic@precision=fp16" without a value.
/// What the skeleton says of them stands.
static void forgetUnmeteredPowers(Fit &fit, BoardModel const &given, WorkTable const &work,
                                  Dataset const &data) {
  for (SettingDeclaration const &setting : data.settings)
    for (std::string const &value : setting.values) {
      std::pair<std::string, std::string> condition(setting.name, value);
      auto holds = [&](size_t row) {
        return llvm::is_contained(work.settings[work.rows[row].combination], condition);
      };
      if (setting.values.size() < 2 || llvm::any_of(work.powered, holds))
        continue;
      for (BoardFigure figure : {BoardFigure::Base, BoardFigure::Dynamic}) {
        CoefficientKey key{.figure = figure, .conditions = {condition}};
        if (given.coefficient(key.name()) != nullptr)
          continue;
        auto concerned = [&](auto const &one) {
          std::optional<CoefficientKey> other = fit.board.parse(one.name);
          return other && other->figure == figure && llvm::is_contained(other->conditions, condition);
        };
        llvm::erase_if(fit.board.coefficients, concerned);
        llvm::erase_if(fit.parameters, concerned);
        Coefficient unknown;
        unknown.name = key.name();
        unknown.unit = key.unit().str();
        unknown.missing = fmt::format("no row at {}={} has power or energy", setting.name, value);
        fit.board.coefficients.push_back(std::move(unknown));
      }
    }
}

static double medianOf(Eigen::VectorXd const &values) {
  return quantileOf(std::vector<double>(values.data(), values.data() + values.size()), 0.5);
}

llvm::Expected<Fit> fitRoofline(FitSkeleton const &given, Dataset const &data, llvm::ArrayRef<size_t> rows,
                                RooflineOptions const &options) {
  if (llvm::Error error = checkUnits(data))
    return error;
  llvm::Expected<WorkTable> work = tabulateWork(given.board, data, rows);
  if (!work)
    return work.takeError();
  if (work->timed.empty())
    return inputError("no row has a latency or throughput: kind latency-power needs times "
                      "(--form=additive fits energy without them)");
  FitSkeleton skeleton = given;
  Fit fit;
  fit.board = skeleton.board;
  fit.board.setKind("latency-power", "roofline");
  fit.board.coefficients.clear();

  std::vector<BoardFigure> figures = timeFigures(fit.board, skeleton.board.coefficients, *work, options);
  RememberedTimes times(*work);
  constexpr int mostRounds = 12; // a factor on the rates is less of one on the times
  double slower = 0;
  for (int round = 0; skeleton.scaleUnknown && round < mostRounds && std::abs(slower - 1) > 1e-3; ++round) {
    ParameterTable expected(figures, data, *work, skeleton, options);
    slower = std::exp(-medianOf(times.residuals(expected.figures(expected.starts({}).front()))));
    scaleTimes(skeleton, slower);
  }
  ParameterTable timeTable(figures, data, *work, skeleton, options);
  LogFitResult time = fitLogarithms(
      timeTable.logParameters(),
      [&](Eigen::VectorXd const &x) { return times.residuals(timeTable.figures(x)); },
      timeTable.starts(skeleton.start));
  timeTable.addTo(fit, time);
  if (!work->delayed.empty())
    fitLatencies(fit, *work, data, timeTable.figures(time.values));
  if (work->powered.empty()) {
    fit.remarks.push_back("no row has power or energy: the board predicts time only");
  } else {
    work->splitTimes(timeTable.figures(time.values));
    std::vector<BoardFigure> powers = {BoardFigure::Base, BoardFigure::Dynamic, BoardFigure::MemoryPower};
    if (skeleton.scaleUnknown) {
      ParameterTable expected(powers, data, *work, skeleton, options);
      scalePowers(skeleton,
                  std::exp(-medianOf(work->powerResiduals(expected.figures(expected.starts({}).front())))));
    }
    ParameterTable powerTable(powers, data, *work, skeleton, options);
    LogFitResult power = fitLogarithms(
        powerTable.logParameters(),
        [&](Eigen::VectorXd const &x) { return work->powerResiduals(powerTable.figures(x)); },
        powerTable.starts(skeleton.start));
    powerTable.addTo(fit, power);
    forgetUnmeteredPowers(fit, given.board, *work, data);
  }
  fit.board.ranges = featureRanges(data, rows);
  return fit;
}

} // namespace eo
