//===- SamplingStudy.h - what a slower meter would have seen ----------------------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_MEASURE_SAMPLINGSTUDY_H
#define ENERGY_OPT_LIB_TRACE_MEASURE_SAMPLINGSTUDY_H

#include "lib/support/Diagnostics.h"
#include "lib/trace/formats/PowerTrace.h"
#include "lib/trace/measure/Figures.h"
#include "llvm/Support/raw_ostream.h"

namespace eo {

/// Errors at one sample rate, shares of the value at the full rate.
struct SamplingRow {
  double rateHz = 0;
  double totalError = 0;              ///< |energy - energy at full rate| per window, mean over the windows
  std::optional<double> dynamicError; ///< of the energy above base power
  std::optional<double> layerError;   ///< mean over the layers still seen
  std::optional<double> layersLost;   ///< share of layers shorter than a sample
};

/// The study of Wess et al. 2023, Fig. 6, on a trace: at each of a row of lower rates (1, 2, 5 steps), the
/// trace is averaged over one new sample (the decimation an integrating meter does), windows and layers are
/// cut at their known borders rounded to that rate, and the energies compared with the full rate. Needs
/// windows with energy.
std::vector<SamplingRow> studySampling(PowerTrace const &trace, TraceAnalysis const &analysis);

/// The lowest rate at which every figure that is known stays within `limit` and no layer is lost; nothing if
/// even the full rate does not.
std::optional<double> sufficientRate(std::vector<SamplingRow> const &rows, double limit);

/// For people: one row a rate.
void writeSamplingText(std::vector<SamplingRow> const &rows, llvm::raw_ostream &out);
void writeSamplingCsv(std::vector<SamplingRow> const &rows, llvm::raw_ostream &out);
void writeSamplingJson(std::string const &source, std::vector<SamplingRow> const &rows,
                       llvm::raw_ostream &out);
/// A self-contained SVG picture: error over rate, both logarithmic.
void writeSamplingSvg(std::vector<SamplingRow> const &rows, llvm::raw_ostream &out);

} // namespace eo

#endif
