//===- BoardKind.h - kinds of board models and what their coefficients are called ---------------------===//
//
// The tables of Kinds.def. What a kind makes of its coefficients is in lib/cost/kinds/.
//
#ifndef ENERGY_OPT_LIB_BOARD_BOARDKIND_H
#define ENERGY_OPT_LIB_BOARD_BOARDKIND_H

#include "lib/board/CountMonomial.h"
#include "lib/board/KernelFamily.h"
#include "lib/board/Settings.h"

namespace eo {

/// Which formula turns features into time and energy.
enum class BoardKind : uint8_t {
#define EO_BOARD_KIND(id, ...) id,
#include "lib/board/Kinds.def"
};

/// One row of Kinds.def: a kind of board, in one of its forms.
struct BoardKindInfo {
  BoardKind kind;
  llvm::StringRef name;           ///< "mac-linear", "latency-power", "polynomial"
  llvm::StringRef form;           ///< "roofline", "additive"; empty where the kind has one only
  llvm::StringRef defaultKernels; ///< what stands under `kernels` where a board file has no such key
};

/// All kinds in the order of the table, and the row of one.
llvm::ArrayRef<BoardKindInfo> boardKinds();
BoardKindInfo const &boardKindInfo(BoardKind kind);

/// The different names of kinds, in the order of the table.
std::vector<std::string> boardKindNames();
/// The forms of the kinds of that name.
std::vector<std::string> boardKindForms(llvm::StringRef name);
/// nullopt where there is no kind of that name and form.
std::optional<BoardKind> findBoardKind(llvm::StringRef name, llvm::StringRef form);

/// What a coefficient gives: a figure of the board.
enum class BoardFigure : uint8_t {
#define EO_BOARD_FIGURE(id, ...) id,
#include "lib/board/Kinds.def"
};
#define EO_BOARD_FIGURE(id, ...) +1
inline constexpr size_t boardFigureCount = 0
#include "lib/board/Kinds.def"
    ;

/// One row of Kinds.def: a coefficient, the kinds that have it and by what its value may vary.
struct BoardFigureInfo {
  BoardFigure figure;
  llvm::StringRef name, unit;
  unsigned kinds;  ///< a bit for each BoardKind
  unsigned varies; ///< bits of BoardFigureInfo::Varies

  /// By what a figure may have several values; Required: a board without it is refused.
  enum Varies : unsigned { Alone = 0, Family = 1, Setting = 2, Monomial = 4, Required = 8 };

  bool isOf(BoardKind kind) const { return (kinds >> static_cast<unsigned>(kind) & 1) != 0; }
  bool has(Varies what) const { return (varies & what) != 0; }
};

/// All coefficients in the order of the table, and the row of one.
llvm::ArrayRef<BoardFigureInfo> boardFigures();
BoardFigureInfo const &boardFigureInfo(BoardFigure figure);

/// Whether it is the size of a tile that work is rounded up to: wired or compiled in, so given and never fitted.
bool isTile(BoardFigure figure);
/// Whether the figure says which pace an operating system chooses (lib/cost/Pace.h).
bool isPace(BoardFigure figure);

/// A coefficient's name taken apart: "peak.pointwise@precision=int8,runtime=tflite".
struct CoefficientKey {
  BoardFigure figure{};
  std::optional<KernelFamily> family = {};    ///< "peak.pointwise"
  std::optional<CountMonomial> monomial = {}; ///< "energy[macs^2*params]"
  SettingValues conditions = {};              ///< settings that must all be in force; none: no factor

  /// Whether the settings in force are among its conditions; so without any.
  bool holds(SettingValues const &settings) const;
  /// Whether it says something of kernels of that family: it names none, that one or a wider one.
  bool concerns(KernelFamily kernels) const {
    return !family || *family == kernels || family == widerFamily(kernels);
  }
  /// The text that parseCoefficient takes apart.
  std::string name() const;
  /// The figure's, or "1" for the factor of a setting.
  llvm::StringRef unit() const;
};

/// "precision=int8,runtime=tflite", as in the names of coefficients.
std::string conditionText(SettingValues const &conditions);
/// Takes it apart; nullopt for what is not of that form.
std::optional<SettingValues> parseConditions(llvm::StringRef text);
/// Whether the settings in force are among the conditions; so without any.
bool conditionsHold(SettingValues const &conditions, SettingValues const &settings);

/// nullopt where boards of that kind have no coefficient of that name. Whether the board declares the setting
/// is not looked up.
std::optional<CoefficientKey> parseCoefficient(BoardKind kind, llvm::StringRef name);

} // namespace eo

#endif
