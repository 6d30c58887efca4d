#include "lib/calibrate/Like.h"

#include "lib/cost/FigureSet.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>

namespace eo {

/// How far a figure may be from its siblings' beyond the common factor: the spread of its logarithm. Tiles and
/// memories on the chip are those of the architecture; what a launch costs differs more between boards than what their
/// arithmetic does once the common factor is out.
static double spreadOf(BoardFigure figure) {
  switch (figure) {
  case BoardFigure::Overhead:
  case BoardFigure::HostOverhead:
  case BoardFigure::HostLaunch:
  case BoardFigure::Launch:
  case BoardFigure::Step:
  case BoardFigure::Tap:
    return 0.5;
  case BoardFigure::Peak:
  case BoardFigure::Bandwidth:
  case BoardFigure::WriteBandwidth:
  case BoardFigure::SpillBandwidth:
  case BoardFigure::StreamBandwidth:
    return 0.3;
  case BoardFigure::Fill:
  case BoardFigure::FillPositions:
  case BoardFigure::MemoryPower:
    return 0.2;
  case BoardFigure::FastSpeed:
  case BoardFigure::FastPower:
    return 0.3;
  case BoardFigure::Base:
  case BoardFigure::Dynamic:
    return 0.5;
  case BoardFigure::PatchEnergy:
  case BoardFigure::ConvolutionEnergy:
  case BoardFigure::ConnectionEnergy:
  case BoardFigure::Interval:
  case BoardFigure::Latency:
  case BoardFigure::FastAt:
  case BoardFigure::FastSlope:
  case BoardFigure::InTile:
  case BoardFigure::OutTile:
  case BoardFigure::PositionTile:
  case BoardFigure::HeightTile:
  case BoardFigure::WidthTile:
  case BoardFigure::OnChip:
  case BoardFigure::ParameterMemory:
  case BoardFigure::KernelTime:
  case BoardFigure::MacTime:
  case BoardFigure::ParameterTime:
  case BoardFigure::ActivationTime:
  case BoardFigure::KernelEnergy:
  case BoardFigure::MacEnergy:
  case BoardFigure::ParameterEnergy:
  case BoardFigure::ActivationEnergy:
  case BoardFigure::Energy:
  case BoardFigure::Time:
    return 0;
  }
  return 0;
}
static constexpr double spreadOfSettings = 0.15;

/// The same of a family of kernels against the others. What they draw is nearer than how fast a library runs them.
static double spreadOfFamily(BoardFigure figure, double ofSpeeds) {
  constexpr double ofPowers = 0.2;
  if (spreadOf(figure) == 0)
    return 0;
  return figure == BoardFigure::Dynamic ? ofPowers : ofSpeeds;
}

namespace {
/// One sibling without what it says of families: what stands in for those it was not measured on.
struct SiblingShape {
  BoardModel common;
  BoardModel const *all;
  SettingValues const &settings;
  double weight;

  explicit SiblingShape(Sibling const &sibling)
      : common(*sibling.board.model), all(sibling.board.model.get()), settings(sibling.board.settings),
        weight(sibling.weight) {
    llvm::erase_if(common.coefficients, [&](Coefficient const &coefficient) {
      std::optional<CoefficientKey> key = all->parse(coefficient.name);
      return key && key->family && key->conditions.empty();
    });
  }
  bool names(BoardFigure figure, std::optional<KernelFamily> family) const {
    return llvm::any_of(all->coefficients, [&](Coefficient const &coefficient) {
      std::optional<CoefficientKey> key = all->parse(coefficient.name);
      return key && key->figure == figure && key->family == family && key->conditions.empty() &&
             coefficient.value;
    });
  }
};

/// The weighted mean of logarithms.
struct GeometricMean {
  double sum = 0, weights = 0;
  void add(std::optional<double> value, double weight) {
    if (value && *value > 0) {
      sum += weight * std::log(*value);
      weights += weight;
    }
  }
  std::optional<double> value() const {
    return weights > 0 ? std::optional(std::exp(sum / weights)) : std::nullopt;
  }
};
} // namespace

static std::optional<double> figureOf(BoardModel const &board, SettingValues const &settings,
                                      BoardFigure figure, KernelFamily family) {
  return resolveFigures(board, settings).values[static_cast<size_t>(figure)][static_cast<size_t>(family)];
}

/// The settings with another value for one of them.
static SettingValues with(SettingValues settings, llvm::StringRef name, llvm::StringRef value) {
  for (auto &[setting, chosen] : settings)
    if (setting == name)
      chosen = value.str();
  return settings;
}

namespace {
/// What siblings let expect of a board, figure by figure.
class Expectations {
public:
  Expectations(FitSkeleton const &fitSkeleton, std::vector<SiblingShape> siblingShapes)
      : skeleton(fitSkeleton), shapes(std::move(siblingShapes)) {}

  /// The figure at the default settings, of kernels of no family of their own.
  void common(BoardFigureInfo const &info);
  /// Of each family. A sibling without the family says nothing of it: of the others counts what they say against their own speed.
  void families(BoardFigureInfo const &info, double familySpread);
  /// At each other value of a setting, as a factor.
  void values(BoardFigureInfo const &info, SettingDeclaration const &setting);

  std::vector<Coefficient> found; ///< none that the skeleton has

private:
  void expect(CoefficientKey const &key, std::optional<double> value, double spread);
  /// What the setting's value makes of the figure on all siblings that have it.
  std::optional<double> factorOf(BoardFigure figure, std::string const &setting,
                                 std::string const &value) const;

  FitSkeleton const &skeleton;
  std::vector<SiblingShape> shapes;
};
} // namespace

static std::optional<double> commonOf(SiblingShape const &shape, SettingValues const &settings,
                                      BoardFigure figure) {
  return figureOf(shape.common, settings, figure, KernelFamily::Movement);
}

static std::optional<double> commonOf(llvm::ArrayRef<SiblingShape> shapes, BoardFigure figure) {
  GeometricMean mean;
  for (SiblingShape const &shape : shapes)
    mean.add(commonOf(shape, shape.settings, figure), shape.weight);
  return mean.value();
}

void Expectations::expect(CoefficientKey const &key, std::optional<double> value, double spread) {
  if (!value || skeleton.board.coefficient(key.name()) != nullptr)
    return;
  Coefficient coefficient;
  coefficient.name = key.name();
  coefficient.unit = key.unit().str();
  coefficient.value = value;
  if (spread > 0)
    coefficient.spread = spread;
  found.push_back(std::move(coefficient));
}

void Expectations::common(BoardFigureInfo const &info) {
  expect({.figure = info.figure}, commonOf(shapes, info.figure), spreadOf(info.figure));
}

void Expectations::families(BoardFigureInfo const &info, double familySpread) {
  if (!info.has(BoardFigureInfo::Family))
    return;
  std::optional<double> ofAll = commonOf(shapes, info.figure);
  for (size_t f = 0; f < familyCount; ++f) {
    KernelFamily family = static_cast<KernelFamily>(f);
    CoefficientKey key{.figure = info.figure, .family = family};
    if (FamilyExpectation const *of = skeleton.expectationOf(info.figure, family); of && ofAll) {
      expect(key, *ofAll * of->times, of->spread);
      continue;
    }
    GeometricMean factor;
    for (SiblingShape const &shape : shapes)
      if (shape.names(info.figure, family))
        factor.add(*figureOf(*shape.all, shape.settings, info.figure, family) /
                       commonOf(shape, shape.settings, info.figure).value_or(1),
                   shape.weight);
    if (factor.value())
      expect(key, ofAll.value_or(1) * *factor.value(), spreadOfFamily(info.figure, familySpread));
  }
}

std::optional<double> Expectations::factorOf(BoardFigure figure, std::string const &setting,
                                             std::string const &value) const {
  GeometricMean factor;
  for (SiblingShape const &shape : shapes) {
    auto known = llvm::find_if(shape.all->settings, [&](auto const &s) { return s.name == setting; });
    if (known == shape.all->settings.end() || !llvm::is_contained(known->values, value))
      continue;
    std::optional<double> here = commonOf(shape, shape.settings, figure);
    std::optional<double> there = commonOf(shape, with(shape.settings, setting, value), figure);
    if (here && there)
      factor.add(*there / *here, shape.weight);
  }
  return factor.value();
}

void Expectations::values(BoardFigureInfo const &info, SettingDeclaration const &setting) {
  if (!info.has(BoardFigureInfo::Setting))
    return;
  for (std::string const &value : llvm::drop_begin(setting.values))
    expect({.figure = info.figure, .conditions = {{setting.name, value}}},
           factorOf(info.figure, setting.name, value), spreadOfSettings);
}

llvm::Error expectLike(FitSkeleton &skeleton, llvm::ArrayRef<Sibling> siblings, Dataset const &data,
                       double familySpread) {
  std::vector<SiblingShape> shapes;
  for (Sibling const &sibling : siblings) {
    BoardModel const &board = *sibling.board.model;
    if (board.formName() != "roofline")
      return inputError(
          "--like={}: a {} board has no kernels to take the shape of, only latency-power boards of "
          "form roofline have",
          board.id, board.kindName());
    shapes.emplace_back(sibling);
  }
  auto kind = shapes.front().all->kind;
  Expectations expectations(skeleton, std::move(shapes));
  for (BoardFigureInfo const &info : boardFigures()) {
    if (!info.isOf(kind))
      continue;
    expectations.common(info);
    expectations.families(info, familySpread);
    for (SettingDeclaration const &setting : data.settings)
      expectations.values(info, setting);
  }
  llvm::append_range(skeleton.board.coefficients, expectations.found);
  skeleton.scaleUnknown = true;
  return llvm::Error::success();
}

double shareOfScale(BoardFigure figure) {
  constexpr double ofSeconds = 0.1, ofHost = 0.5;
  llvm::StringRef unit = boardFigureInfo(figure).unit;
  if (unit == "s")
    return figure == BoardFigure::HostOverhead || figure == BoardFigure::HostLaunch ? ofHost : ofSeconds;
  if (unit == "W")
    return 1;
  return unit == "MAC/s" || unit == "B/s" ? -1 : 0;
}

void adoptErrorOfOthers(BoardModel &board, bool metered) {
  constexpr double level = 0.9, ofEnergy = 1.16, ofTime = 1.2;
  constexpr double claimedEnergy = 0.37, claimedTime = 0.53; // exceeded by the means of one fit in ten
  constexpr int64_t energies = 8076, times = 9330;
  if (!board.error) {
    HeldOutError none;
    none.kind = "other boards fitted like their siblings";
    none.mape = metered ? claimedEnergy : claimedTime;
    none.latencyMape = claimedTime;
    none.n = metered ? energies : times;
    none.level = level;
    board.error = none;
  }
  if (metered && !board.error->network)
    board.error->network = IntervalFactors{1 / ofEnergy, ofEnergy};
  if (!board.error->latency)
    board.error->latency = IntervalFactors{1 / ofTime, ofTime};
}

} // namespace eo
