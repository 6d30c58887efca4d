#include "lib/calibrate/RooflineFit.h"

#include "lib/calibrate/LeastSquares.h"
#include "lib/calibrate/RooflineParameters.h"
#include "lib/trace/signal/Statistics.h"
#include <cmath>

namespace eo {

static llvm::Error checkUnits(Dataset const &data) {
  for (SettingDeclaration const &setting : data.settings)
    if (setting.name == "unit" && setting.values.size() > 1)
      return inputError("rows of several units ({}): another unit is another machine, fit one at a time, for "
                        "example --where unit={}",
                        listValues(setting.values), setting.values.front());
  return llvm::Error::success();
}

/// Whether the skeleton says something of the figure.
static bool isNamed(BoardFigure figure, BoardModel const &board, llvm::ArrayRef<Coefficient> skeleton) {
  return llvm::any_of(skeleton, [&](Coefficient const &coefficient) {
    std::optional<CoefficientKey> key = board.parse(coefficient.name);
    return key && key->figure == figure;
  });
}

/// Launch, peak and bandwidth; the overhead where several networks can show it; steps where a layer has them; and what the skeleton names.
static std::vector<BoardFigure> timeFigures(BoardModel const &board, llvm::ArrayRef<Coefficient> skeleton,
                                            WorkTable const &work, RooflineOptions const &options) {
  static constexpr BoardFigure always[] = {BoardFigure::Launch, BoardFigure::Peak, BoardFigure::Bandwidth};
  static constexpr BoardFigure onChip[] = {BoardFigure::OnChip, BoardFigure::SpillBandwidth};
  static constexpr BoardFigure ofLaterStages[] = {BoardFigure::Base, BoardFigure::Dynamic,
                                                  BoardFigure::MemoryPower, BoardFigure::Latency,
                                                  BoardFigure::FastPower};
  auto wanted = [&](BoardFigureInfo const &info) {
    if (llvm::is_contained(ofLaterStages, info.figure))
      return false;
    return isNamed(info.figure, board, skeleton) || llvm::is_contained(always, info.figure) ||
           (info.figure == BoardFigure::Overhead && work.networks >= 3) ||
           (info.figure == BoardFigure::Step && work.hasSteps()) ||
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
  FitSkeleton const &skeleton = given;
  Fit fit;
  fit.board = skeleton.board;
  fit.board.setKind("latency-power", "roofline");
  fit.board.coefficients.clear();

  std::vector<BoardFigure> figures = timeFigures(fit.board, skeleton.board.coefficients, *work, options);
  RememberedTimes times(*work);
  RooflineParameters timeTable(figures, data, *work, skeleton, options);
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
    if (isNamed(BoardFigure::FastPower, fit.board, skeleton.board.coefficients))
      powers.push_back(BoardFigure::FastPower);
    RooflineParameters powerTable(powers, data, *work, skeleton, options);
    LogFitResult power = fitLogarithms(
        powerTable.logParameters(),
        [&](Eigen::VectorXd const &x) { return work->powerResiduals(powerTable.figures(x)); },
        powerTable.starts(skeleton.start));
    powerTable.addTo(fit, power);
    forgetUnmeteredPowers(fit, given.board, *work, data);
  }
  fit.board.ranges = featureRanges(data, rows);
  fit.board.unmeasured = work->unmeasuredFamilies();
  return fit;
}

} // namespace eo
