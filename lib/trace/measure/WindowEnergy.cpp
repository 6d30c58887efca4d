#include "lib/trace/measure/WindowEnergy.h"
#include "lib/support/Error.h"
#include "lib/trace/signal/Statistics.h"

#include <algorithm>
#include <cmath>

namespace eo {

/// Watt-samples between the edges. The sample that an edge cuts is a mean over both states: all of it counts, without what idle drew
/// there. Behind a supply that smooths no sample is one of two states.
static double sumInside(ActiveWindow const &window, WindowSet const &set, PowerSum const &sums) {
  if (set.tau > 0)
    return sums.sum(window.begin, window.end) + set.tau * (set.endW - set.beginW);
  double first = std::floor(window.begin), last = std::ceil(window.end);
  return sums.sum(first, last) - set.idleW * (window.begin - first + last - window.end);
}

EnergyFigure windowEnergy(ActiveWindow const &window, WindowSet const &set, PowerSum const &sums,
                          double sampleS) {
  double energy = sumInside(window, set, sums) * sampleS;
  double noise = set.noiseW * std::sqrt(window.size());
  // The edge of one window is known to the common edge's error and its own alignment's: a third of a sample,
  // or what noise makes of a slope (the Cramér-Rao bound of an exponential edge).
  // Jitter between the windows moves a smoothed edge by some hundredths of tau more.
  double alignment = std::hypot(0.29, set.noiseW / set.stepW * std::sqrt(2 * set.tau + 1), 0.025 * set.tau);
  double edges = std::hypot(std::hypot(set.beginSpread, alignment) * set.beginW,
                            std::hypot(set.endSpread, alignment) * set.endW);
  double smoothing =
      set.noiseW * set.tau / std::sqrt(static_cast<double>(std::max<size_t>(1, set.windows.size())));
  double half = deviations95 * std::hypot(noise, edges, smoothing) * sampleS;
  return {energy, energy - half, energy + half};
}

static void splitBase(WindowFigures &figures, BasePower const *base, double middle) {
  if (!base || !figures.energy)
    return;
  figures.baseJ = base->around(middle) * (figures.endS - figures.startS);
  figures.dynamicJ = figures.energy->joules - *figures.baseJ;
}

std::vector<WindowFigures> detectedWindowFigures(PowerTrace const &trace, WindowSet const &set,
                                                 PowerSum const &sums, BasePower const *base) {
  std::vector<WindowFigures> result;
  for (ActiveWindow const &window : set.windows) {
    WindowFigures figures;
    figures.startS = trace.timeOf(window.begin);
    figures.endS = trace.timeOf(window.end);
    figures.inMean = !window.damaged;
    EnergyFigure energy = windowEnergy(window, set, sums, trace.sampleS());
    if (!window.damaged) {
      figures.meanW = energy.joules / (window.size() * trace.sampleS());
      if (trace.hasTime())
        figures.energy = energy;
    }
    splitBase(figures, base, (window.begin + window.end) / 2);
    result.push_back(figures);
  }
  return result;
}

/// Energy between borders that are known to one sample.
static EnergyFigure betweenBorders(PowerSum const &sums, double begin, double end, double noiseW, double tau,
                                   double sampleS) {
  double energy = sums.sum(begin, end) + tau * (sums.at(end) - sums.at(begin));
  double edge = 0.29 * std::hypot(sums.at(begin), sums.at(end));
  double half = deviations95 * std::hypot(noiseW * std::sqrt(end - begin), noiseW * tau, edge);
  return {energy * sampleS, (energy - half) * sampleS, (energy + half) * sampleS};
}

std::vector<WindowFigures> sectionFigures(PowerTrace const &trace, PowerSum const &sums, double noiseW) {
  std::vector<WindowFigures> result;
  for (TraceSection const &section : trace.sections) {
    auto begin = static_cast<double>(section.samples.begin), end = static_cast<double>(section.samples.end);
    WindowFigures figures;
    figures.name = section.name;
    figures.startS = trace.timeOf(begin);
    figures.endS = trace.timeOf(end);
    figures.meanW = sums.mean(begin, end);
    if (trace.hasTime())
      figures.energy = betweenBorders(sums, begin, end, noiseW, 0, trace.sampleS());
    result.push_back(figures);
  }
  return result;
}

llvm::Expected<std::vector<WindowFigures>>
givenWindowFigures(PowerTrace const &trace, std::vector<GivenWindow> const &given, PowerSum const &sums,
                   double noiseW, double tau, BasePower const *base, DiagnosticEngine &diagnostics) {
  if (!trace.hasTime())
    return usageError(
        "{}: windows are given in seconds, but the file says nothing about time; give --rate-hz",
        trace.source);
  std::vector<WindowFigures> result;
  for (GivenWindow const &window : given) {
    double begin = trace.sampleOf(window.startS), end = trace.sampleOf(window.endS);
    // Stamps are as fine as the samples: a border within a hundredth of a sample is meant to be on it.
    for (double *border : {&begin, &end})
      if (std::fabs(*border - std::round(*border)) < 0.01)
        *border = std::round(*border);
    if (begin < -1 || end > static_cast<double>(trace.watts.size()) + 1)
      return inputError(
          "{}: the window from {} s to {} s reaches beyond the trace, which lasts from {} s to {} s",
          trace.source, window.startS, window.endS, trace.startS,
          trace.timeOf(static_cast<double>(trace.watts.size())));
    WindowFigures figures;
    figures.startS = window.startS;
    figures.endS = window.endS;
    figures.name = window.name;
    size_t missing =
        trace.missingIn(static_cast<size_t>(std::max(0.0, begin)), static_cast<size_t>(std::max(0.0, end)));
    figures.inMean = static_cast<double>(missing) <= 0.05 * (end - begin);
    if (figures.inMean) {
      figures.energy = betweenBorders(sums, begin, end, noiseW, tau, trace.sampleS());
      figures.meanW = figures.energy->joules / (window.endS - window.startS);
    } else {
      diagnostics.warn(DiagCode::WindowIncomplete, trace.source,
                       fmt::format("{} of {:.0f} samples from {} s to {} s are missing: no energy is given",
                                   missing, end - begin, window.startS, window.endS));
    }
    splitBase(figures, base, (begin + end) / 2);
    result.push_back(figures);
  }
  return result;
}

} // namespace eo
