#include "lib/board/BoardKind.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <fmt/format.h>

namespace eo {

llvm::ArrayRef<BoardKindInfo> boardKinds() {
  static constexpr BoardKindInfo table[] = {
#define EO_BOARD_KIND(id, name, form, kernels) {BoardKind::id, name, form, kernels},
#include "lib/board/Kinds.def"
  };
  return table;
}

BoardKindInfo const &boardKindInfo(BoardKind kind) { return boardKinds()[static_cast<size_t>(kind)]; }

std::vector<std::string> boardKindNames() {
  std::vector<std::string> names;
  for (BoardKindInfo const &info : boardKinds())
    if (!llvm::is_contained(names, info.name))
      names.push_back(info.name.str());
  return names;
}

std::vector<std::string> boardKindForms(llvm::StringRef name) {
  std::vector<std::string> forms;
  for (BoardKindInfo const &info : boardKinds())
    if (info.name == name && !info.form.empty())
      forms.push_back(info.form.str());
  return forms;
}

std::optional<BoardKind> findBoardKind(llvm::StringRef name, llvm::StringRef form) {
  for (BoardKindInfo const &info : boardKinds())
    if (info.name == name && info.form == form)
      return info.kind;
  return std::nullopt;
}

namespace {
/// The words of the last two columns of EO_BOARD_FIGURE.
namespace words {
enum KindBit : unsigned {
#define EO_BOARD_KIND(id, ...) id = 1U << static_cast<unsigned>(BoardKind::id),
#include "lib/board/Kinds.def"
};
// NOLINTBEGIN(readability-identifier-naming): the words of Kinds.def
constexpr unsigned Alone = BoardFigureInfo::Alone, Family = BoardFigureInfo::Family,
                   Setting = BoardFigureInfo::Setting, Monomial = BoardFigureInfo::Monomial,
                   Required = BoardFigureInfo::Required;
// NOLINTEND(readability-identifier-naming)

constexpr BoardFigureInfo figures[] = {
#define EO_BOARD_FIGURE(id, name, unit, kinds, varies) {BoardFigure::id, name, unit, kinds, varies},
#include "lib/board/Kinds.def"
};
} // namespace words
} // namespace

llvm::ArrayRef<BoardFigureInfo> boardFigures() { return words::figures; }

BoardFigureInfo const &boardFigureInfo(BoardFigure figure) {
  return boardFigures()[static_cast<size_t>(figure)];
}

bool isTile(BoardFigure figure) {
  static constexpr BoardFigure tiles[] = {BoardFigure::InTile, BoardFigure::OutTile,
                                          BoardFigure::PositionTile, BoardFigure::HeightTile,
                                          BoardFigure::WidthTile};
  return llvm::is_contained(tiles, figure);
}

bool isPace(BoardFigure figure) {
  static constexpr BoardFigure paces[] = {BoardFigure::FastAt, BoardFigure::FastSlope, BoardFigure::FastSpeed,
                                          BoardFigure::FastPower};
  return llvm::is_contained(paces, figure);
}

std::string CoefficientKey::name() const {
  std::string text = boardFigureInfo(figure).name.str();
  if (family)
    text += "." + kernelFamilyName(*family).str();
  if (monomial)
    text += "[" + countMonomialName(*monomial) + "]";
  if (!conditions.empty())
    text += "@" + conditionText(conditions);
  return text;
}

bool CoefficientKey::holds(SettingValues const &settings) const {
  return conditionsHold(conditions, settings);
}

llvm::StringRef CoefficientKey::unit() const {
  return conditions.empty() ? boardFigureInfo(figure).unit : llvm::StringRef("1");
}

bool conditionsHold(SettingValues const &conditions, SettingValues const &settings) {
  return llvm::all_of(conditions,
                      [&](auto const &condition) { return llvm::is_contained(settings, condition); });
}

std::string conditionText(SettingValues const &conditions) {
  std::vector<std::string> parts;
  for (auto const &[setting, value] : conditions)
    parts.push_back(fmt::format("{}={}", setting, value));
  return llvm::join(parts, ",");
}

std::optional<SettingValues> parseConditions(llvm::StringRef text) {
  SettingValues conditions;
  llvm::SmallVector<llvm::StringRef, 2> parts;
  text.split(parts, ',');
  for (llvm::StringRef part : parts) {
    auto [setting, value] = part.split('=');
    if (setting.empty() || value.empty())
      return std::nullopt;
    conditions.emplace_back(setting.str(), value.str());
  }
  return conditions;
}

/// What stands behind a figure's name: nothing, ".family" or "[monomial]", and "@setting=value,…".
static std::optional<CoefficientKey> parseSuffix(BoardFigureInfo const &info, llvm::StringRef suffix) {
  using Info = BoardFigureInfo;
  CoefficientKey key{info.figure};
  auto [part, conditions] = suffix.split('@');
  if (suffix.contains('@')) {
    std::optional<SettingValues> parsed = parseConditions(conditions);
    if (!parsed || !info.has(Info::Setting))
      return std::nullopt;
    key.conditions = std::move(*parsed);
  }
  if (part.empty())
    return info.has(Info::Monomial) && key.conditions.empty() ? std::nullopt : std::optional(std::move(key));
  if (part.consume_front(".")) {
    key.family = findKernelFamily(part);
    return info.has(Info::Family) && key.family ? std::optional(std::move(key)) : std::nullopt;
  }
  if (part.consume_front("[") && part.consume_back("]")) {
    key.monomial = findCountMonomial(part);
    bool good = info.has(Info::Monomial) && key.monomial && key.conditions.empty();
    return good ? std::optional(std::move(key)) : std::nullopt;
  }
  return std::nullopt;
}

std::optional<CoefficientKey> parseCoefficient(BoardKind kind, llvm::StringRef name) {
  llvm::StringRef stem = name.take_until([](char c) { return c == '.' || c == '[' || c == '@'; });
  for (BoardFigureInfo const &info : boardFigures())
    if (info.name == stem && info.isOf(kind))
      return parseSuffix(info, name.drop_front(stem.size()));
  return std::nullopt;
}

} // namespace eo
