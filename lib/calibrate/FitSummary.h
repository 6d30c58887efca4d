//===- FitSummary.h - everything a report of a fit says, in plain fields --------------------------===//
#ifndef ENERGY_OPT_LIB_CALIBRATE_FITSUMMARY_H
#define ENERGY_OPT_LIB_CALIBRATE_FITSUMMARY_H

#include "lib/calibrate/Candidates.h"
#include "lib/calibrate/MacLinearFit.h"
#include "lib/calibrate/SimplePredictors.h"
#include "llvm/Support/raw_ostream.h"

namespace eo {

/// One row with its predictions.
struct SummaryPoint {
  std::string place, label; ///< "t.csv:12", "resnet.onnx power_mode=5w"
  double measured = 0, predicted = 0;
  std::optional<double> heldOut;     ///< predicted by a fit without the row's group
  std::optional<Bounds> bounds = {}; ///< of it: heldOutBounds
};

/// Energy or time.
struct SummaryQuantity {
  std::string name, unit; ///< "energy", "J"
  Metrics inSample;
  std::optional<Metrics> heldOut;
  std::vector<SummaryPoint> points;
};

/// Held-out errors at one combination of settings, beside simple predictors on the same rows.
struct SummarySetting {
  std::string setting; ///< "" where there is one
  size_t rows = 0;
  std::optional<double> energyMape, timeMape;
  std::vector<SimplePredictor> simple; ///< empty without network tables
};

/// One line of `--compare`: a form of model and how far it was off on what it had not seen.
struct SummaryCandidate {
  std::string name;
  std::optional<double> energyMape, timeMape; ///< held out
  size_t freeParameters = 0;
  std::string failure; ///< why it could not be fitted
};

/// What a fit tells its user: data, parameters, errors held out and not, what looks wrong.
struct FitSummary {
  std::string name; ///< of the candidate
  size_t rows = 0, networks = 0, freeParameters = 0;
  std::optional<double> effectiveParameters; ///< of them, determined by the data
  std::string heldOutKind;
  double conditionNumber = 0;
  std::vector<FittedParameter> parameters;
  std::vector<SummaryQuantity> quantities;
  std::vector<SummarySetting> settings;
  std::vector<std::string> unidentified, suspects, remarks;
  std::vector<SummaryCandidate> compared; ///< best first; empty unless asked for
  std::optional<PaperFit> paper;          ///< of kind mac-linear
};

/// The summary of an evaluated candidate; `folds` say what was held out together.
FitSummary summarize(Evaluated const &evaluated, Dataset const &data, Folds const &folds);

/// Points that look like slips of units or outliers of the fit, with file and line.
std::vector<std::string> findSuspects(Evaluated const &evaluated, Dataset const &data);

/// An input error, naming the first row, where more than half of the energies per MAC, of the powers or of the
/// MACs per second of networks lie outside what is plausible: then the table has a unit error.
llvm::Error checkPlausible(Dataset const &data);

/// Takes out the rows that nobody can have measured: powers, energies per MAC and MACs per second beyond what any processor does
/// (Suspects.h; a network slower or hungrier than usual is small, and stays). A line each, with file and line. Fitted to them, a board
/// would explain slips of the pen.
std::vector<std::string> leaveOutImpossible(Dataset &data);

/// For people.
void writeText(FitSummary const &summary, llvm::raw_ostream &out);
/// One JSON object, schema energy-opt/fit/1.
void writeJson(FitSummary const &summary, llvm::raw_ostream &out);
/// A page without outside resources: tables, and measured against predicted as SVG.
void writeHtml(FitSummary const &summary, llvm::raw_ostream &out);

} // namespace eo

#endif
