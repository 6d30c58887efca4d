//===- ReportText.h - figures of a report as people read them -------------------------------------===//
//
// What is not known is "–". Names come as they are in the file, but for dimensions: escape them for the
// format.
//
#ifndef ENERGY_OPT_LIB_REPORT_REPORTTEXT_H
#define ENERGY_OPT_LIB_REPORT_REPORTTEXT_H

#include "lib/report/Report.h"

namespace eo {

/// What stands for a figure that is not known.
constexpr char const *dash = "–";

/// "4.089 G".
std::string countText(ReportCount count);
/// "97.49 MiB".
std::string bytesText(ReportCount bytes);
/// "12.79 mJ".
std::string siText(ReportNumber value, char const *unit);

/// What layers are ranked by (Ranking.h): "12.79 mJ"; without a board "1.24 M".
std::string weightText(Report const &report, double weight);
/// "scope/name".
std::string scopedName(ReportLayer const &layer);
/// Of the first output: "1x64x56x56", symbols included, or "scalar".
std::string shapeText(ReportLayer const &layer);
/// What the layer reads and writes.
std::string trafficText(ReportLayer const &layer);

/// "44.1 mJ", "≥ 44.1 mJ" where layers with MACs have no estimate, a dash without one.
std::string energyText(ReportTotals const &totals);

/// "7.2 ms", likewise.
std::string latencyText(ReportTotals const &totals);

/// "≥ 12 M" where not all are known.
std::string macsText(ReportTotals const &totals);
/// "110 mJ to 150 mJ"; empty without bounds.
std::string boundsText(ReportNumber low, ReportNumber high, char const *unit);
/// "calibrated for 55 % of this energy; depthwise-convolution kernels were never measured here: 45 %; factor 2".
std::string trustText(ReportTrust const &trust);
/// The word before it: "good", "partly" or "guess"; "wide" where all is calibrated and the truth may still lie a factor of
/// 2 off either way.
llvm::StringRef trustGrade(ReportTrust const &trust);

/// "110 mJ to 150 mJ (90 % interval)", or why there is none.
std::string intervalText(ReportTotals const &totals);

/// The same of the latency; empty where there is none.
std::string latencyIntervalText(ReportTotals const &totals);

/// "fit", "extrapolated", …; empty without a board.
std::string basisText(ReportLayer const &layer);
/// Energy of one sample of the batch.
std::string perSampleText(Report const &report);
/// "batch=8, sequence=128"; "" without open dimensions.
std::string dimsText(ReportModel const &model);

} // namespace eo

#endif
