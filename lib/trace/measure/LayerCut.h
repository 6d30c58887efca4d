//===- LayerCut.h - the mean profile, cut into layers -----------------------------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_MEASURE_LAYERCUT_H
#define ENERGY_OPT_LIB_TRACE_MEASURE_LAYERCUT_H

#include "lib/support/Diagnostics.h"
#include "lib/trace/latency/LatencyReport.h"
#include "lib/trace/measure/Figures.h"

namespace eo {

/// A border between layers, seconds from the start of the inference.
struct LayerBorder {
  double seconds = 0;
  double spread = 0; ///< one standard deviation
};

/// How far a report of layer times and the trace may be from one another. TraceDiagnosticsTest.cpp shows both sides.
struct ReportScaleLimits {
  /// Measured seconds for one of the report. Profiling makes reports up to a quarter longer, and a device that has warmed up runs a
  /// quarter slower than one that was profiled cold; beyond, report and trace are of two networks or settings.
  double least = 0.8, most = 1.25;
  /// The standard deviation of a border, as a share of how far it would move if the mismatch were all on one side of it.
  double ofMismatch = 0.5;
};

/// Energies of the layers between successive borders of a profile (names.size() + 1 borders). The energy has
/// the charge of the capacitors put right: integral + tau·(x(end) - x(begin)).
std::vector<LayerFigures> cutLayers(Profile const &profile, std::vector<std::string> const &names,
                                    std::vector<LayerBorder> const &borders, std::optional<double> baseW,
                                    double tauS);

/// Cuts at the cumulative times of the report's executed layers, scaled to the measured inference (profiling
/// costs time, so reports tend to be longer). `edgeS`: how well the inference's own ends are known. Rows that
/// did not run appear with time 0 and energy 0: their work is in a neighbour.
std::vector<LayerFigures> layersFromReport(Profile const &profile, LatencyReport const &report,
                                           std::optional<double> baseW, double tauS, double edgeS,
                                           DiagnosticEngine &diagnostics,
                                           ReportScaleLimits const &limits = {});

/// Means over given windows of the same name, in the order of their first appearance; nothing where no window
/// has a name.
std::vector<LayerFigures> layersFromMarkers(std::vector<WindowFigures> const &windows);

} // namespace eo

#endif
