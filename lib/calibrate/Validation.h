//===- Validation.h - a board file against measurements -------------------------------------------===//
#ifndef ENERGY_OPT_LIB_CALIBRATE_VALIDATION_H
#define ENERGY_OPT_LIB_CALIBRATE_VALIDATION_H

#include "lib/calibrate/CrossValidation.h"
#include "llvm/Support/raw_ostream.h"

namespace eo {

/// Errors of some of the rows.
struct ValidationGroup {
  std::string name;
  std::optional<Metrics> energy, time;
};

/// A row of the table and what the board says of it.
struct ValidationRow {
  std::string name, setting;            ///< network, node or layer; settings that differ among the rows
  std::optional<double> energyJ, timeS; ///< measured
  Prediction predicted;
};

/// How far a board file is off a table, on the whole and by class of kernel, network and setting.
struct ValidationSummary {
  std::string board;
  ValidationGroup all;
  std::vector<ValidationGroup> byClass, byNetwork, bySetting; ///< empty where there is one only
  std::optional<double> claimedEnergy, claimedTime;           ///< mean relative errors in the board file
  std::optional<double> level;                                ///< of the board's intervals
  /// Measured values that have an interval, and how many of them lie inside.
  struct Coverage {
    size_t inside = 0, judged = 0;
    /// Nullopt where nothing has an interval.
    std::optional<double> share() const;
    /// Fewer lie inside than intervals of the claimed level would leave to chance, one time in twenty.
    bool misses(double claimed) const;
  };
  Coverage energyCoverage, timeCoverage; ///< by the intervals that reports print
  std::vector<ValidationRow> rows;       ///< in the order of the tables
  size_t withoutPrediction = 0;          ///< rows with an energy the board says nothing of
  std::vector<std::string> remarks;

  /// True where a figure that the board file claims is missed: the mean error of energies or of times is larger, or
  /// fewer of either lie inside their intervals. nullopt where it claims nothing.
  std::optional<bool> worse() const;
};

/// Predicts every row at its settings. Input errors for settings the board declares with other values.
llvm::Expected<ValidationSummary> validate(BoardModel const &board, Dataset const &data);

/// For people: one line a group.
void writeText(ValidationSummary const &summary, llvm::raw_ostream &out);
/// One JSON object, schema energy-opt/validation/1.
void writeJson(ValidationSummary const &summary, llvm::raw_ostream &out);

} // namespace eo

#endif
