//===- BoardModel.h - a board file in memory --------------------------------------------------===//
//
// boardmodels/README.md explains every key of the file with its unit; the fields here mirror them.
//
#ifndef ENERGY_OPT_LIB_BOARD_BOARDMODEL_H
#define ENERGY_OPT_LIB_BOARD_BOARDMODEL_H

#include "lib/board/BoardKind.h"
#include "lib/board/ConvEngine.h"
#include "lib/board/KernelRules.h"
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace eo {

/// A fitted constant. What a source does not give has no value but a reason.
struct Coefficient {
  std::string name;
  std::optional<double> value; ///< in `unit`
  std::string unit;            ///< as the kind demands it, for example "J" (per counted element)
  bool unitInferred = false;   ///< the source does not state the unit
  std::optional<double> standardError;
  std::string missing; ///< why there is no value; empty exactly when there is one
  /// For fits that start from the board: the value is expected, give or take this factor's logarithm; absent:
  /// it is given.
  std::optional<double> spread = {};
};

/// The calibrated range of one feature of one class of nodes, both ends included.
struct FeatureRange {
  CostClass costClass = CostClass::Other;
  std::string feature; ///< a name of featureColumns()
  double min = 0, max = 0;
};

/// An interval as factors on the estimate: [low, high], low <= 1 <= high.
struct IntervalFactors {
  double low = 1, high = 1;
};

/// The factors of rows at some settings that were fitted by themselves: fixed clocks and free ones are two populations.
struct ErrorAtSettings {
  SettingValues conditions; ///< that must all be in force
  std::optional<IntervalFactors> network = {}, latency = {};
};

/// How far estimates were off on data the fit had not seen.
struct HeldOutError {
  std::string kind; ///< how it was held out: "leave-one-network-out", "k-fold", …
  double mape = 0;  ///< mean absolute relative error: 0.07 is 7 %
  int64_t n = 0;    ///< held-out points
  double level = 0; ///< probability of the intervals below, for example 0.9
  std::optional<IntervalFactors> layer, network; ///< of energy
  std::optional<double> latencyMape = {};        ///< of time, where the kind predicts it
  std::optional<IntervalFactors> latency = {};   ///< of the time of a network
  std::vector<ErrorAtSettings> at = {};          ///< instead of `network` and `latency`: the first that holds

  /// The factors of a network's energy and time under these settings.
  ErrorAtSettings of(SettingValues const &settings) const;
};

/// How layers inside a network differ from layers measured alone: lib/cost/Neighbours.h.
struct NeighbourModel {
  double baseW = 0, gamma = 1, tauS = 0;
};

/// How power depends on what the network is shown, against one of the contents.
struct InputContent {
  std::string calibrated;                            ///< the content the board was fitted with
  std::vector<std::pair<std::string, double>> power; ///< by content: factor on the power
};

/// Families of kernels that no row had at these settings, though rows of other settings had them: the quantised networks
/// of a table may have no 3×3 convolutions, whose rate is then that of the others.
struct UnmeasuredFamilies {
  SettingValues conditions; ///< that must all be in force
  std::vector<KernelFamily> families;
};

/// A file that a board was fitted on.
struct CalibrationFile {
  std::string path, sha256;
  int64_t rows = 0; ///< used
};

/// What energy-calibrate writes of a fit.
struct Calibration {
  std::vector<CalibrationFile> files;
  std::string selection;        ///< which rows, where not all: "board=jetson-nano, unit=gpu"
  std::string rail, date;       ///< what was metered and when the fit was made; may be empty
  std::optional<double> rateHz; ///< of the power samples
  int64_t points = 0, networks = 0, freeParameters = 0;
  std::optional<double>
      effectiveParameters; ///< of them, determined by the data and not by what was known before
};

/// Where figures come from.
struct Source {
  std::string title, where, date, points, url; ///< all but the title may be empty
};

/// What a board file says: identity, settings, coefficients with source, range and error. Data only; lib/cost
/// prices with it.
struct BoardModel {
  std::string path; ///< the file it was read from, as named
  std::string id, title;
  std::vector<std::string> aliases; ///< further names that people use: "nano"
  BoardKind kind = BoardKind::MacLinear;
  DataType precision = DataType::Float32; ///< what the board executes
  bool precisionInferred = false;
  std::optional<bool> idleIncluded; ///< whether energies contain what the board draws when idle
  std::string metered;     ///< where: "core-rail", "stick", "module", "board", "wall"; empty: not stated
  std::string derivedFrom; ///< nobody measured this board: its figures are scaled from those of that one
  std::vector<SettingDeclaration> settings;
  /// Further values of the setting `unit`, each with the board that describes it: another unit of the same
  /// board is another machine.
  std::vector<std::pair<std::string, std::string>> units;
  std::string
      defaultUnit; ///< the one of `units` that is meant where a name is given and nobody says; empty: the file's own
  /// What runs the operators that the accelerator leaves (KernelRules::delegate), where another board file
  /// describes it: loadBeside reads it.
  std::shared_ptr<BoardModel const> beside;
  KernelRules kernels;                ///< empty: every node is a kernel
  ConvEngine const *engine = nullptr; ///< of form roofline, where convolutions run in one that is known
  std::vector<Coefficient> coefficients;
  std::vector<FeatureRange> ranges; ///< empty: not published
  std::vector<UnmeasuredFamilies> unmeasured;
  std::optional<HeldOutError> error;        ///< nullopt: not published
  std::optional<InputContent> inputContent; ///< absent: not known
  std::optional<NeighbourModel> neighbours; ///< absent: energies of layers add
  std::optional<Calibration> calibration;   ///< boards fitted with energy-calibrate
  std::vector<Source> sources;
  std::vector<std::string> notes; ///< conditions and limits, one sentence each

  /// "mac-linear", "latency-power", "polynomial".
  llvm::StringRef kindName() const { return boardKindInfo(kind).name; }
  /// "roofline", …; empty where the kind has one form only.
  llvm::StringRef formName() const { return boardKindInfo(kind).form; }
  /// To the kind of that name and form, which there is.
  void setKind(llvm::StringRef name, llvm::StringRef form = {});
  /// What a coefficient of that name says; nullopt where the kind has none of it.
  std::optional<CoefficientKey> parse(llvm::StringRef coefficient) const {
    return parseCoefficient(kind, coefficient);
  }
  /// nullptr where the board has none of that name.
  Coefficient const *coefficient(llvm::StringRef name) const;
  /// nullptr where the setting or the value is unknown, or the value was measured.
  DeclaredPoint const *declaredPoint(llvm::StringRef setting, llvm::StringRef value) const;
};

/// The words of board files for precisions: "fp32", "fp16", "bf16", "int8".
llvm::ArrayRef<std::pair<llvm::StringRef, DataType>> precisionWords();
/// "fp32"; "undefined" for types no board executes.
llvm::StringRef precisionWord(DataType type);

/// What is asked of a board, handed to estimate-energy by the tool.
struct ChosenBoard {
  std::shared_ptr<BoardModel const> model;
  SettingValues settings;
  double inputFactor = 1;              ///< on the energy, for the content of the input that was asked for
  std::vector<std::string> notes = {}; ///< on what was asked for: "precision=fp32 runs as fp16"
  bool precisionAsked = false;         ///< the user asked for the precision in force
  std::string filePrecision = {};      ///< FilePrecision::text() of the network; empty before match-precision
  std::optional<double> givenPowerW = {}; ///< what the user says it draws: energies are times times this

  /// The value in force; empty where the board has no such setting.
  llvm::StringRef setting(llvm::StringRef name) const;
  /// What the board executes: the setting `precision` where it has one, else the board's precision.
  DataType precision() const;
  /// What runs the operators that the accelerator leaves: the board beside it at the settings the two share,
  /// or the same board, each under the settings of the fallback. nullopt where nothing is known of it.
  std::optional<ChosenBoard> besideAccelerator() const;
  /// What every figure describes: "xavier-nx, CPU inference, FP32 (inferred), idle included". With what the
  /// file computes in where that is another: "FP32, network INT8 (QDQ)".
  std::string describe() const;
};

} // namespace eo

#endif
