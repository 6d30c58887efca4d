#include "lib/decide/Pipeline.h"

#include "lib/cost/TrustLevel.h"
#include "llvm/ADT/STLExtras.h"

#include <algorithm>

namespace eo {

static BoundedFigure timesOver(BoundedFigure const &one, double times) {
  auto scaled = [&](std::optional<double> value) {
    return value ? std::optional(*value * times) : std::nullopt;
  };
  return {one.value * times, scaled(one.low), scaled(one.high)};
}

/// Bounds where both have some.
static BoundedFigure added(BoundedFigure const &a, BoundedFigure const &b) {
  auto sum = [](std::optional<double> x, std::optional<double> y) {
    return x && y ? std::optional(*x + *y) : std::nullopt;
  };
  return {a.value + b.value, sum(a.low, b.low), sum(a.high, b.high)};
}

static std::optional<BoundedFigure> sumOf(std::vector<PricedPart> const &parts,
                                          std::optional<BoundedFigure> PricedPart::*figure) {
  BoundedFigure sum{0, 0, 0};
  for (PricedPart const &part : parts) {
    if (!(part.*figure))
      return std::nullopt;
    sum = added(sum, *(part.*figure));
  }
  return sum;
}

/// All executions for a result as one inference.
static llvm::Expected<MissionInference> inferenceOf(PricedPipeline const &pipeline,
                                                    std::optional<double> baseW) {
  MissionInference all;
  BoundedFigure energy{0, 0, 0}, time{0, 0, 0};
  for (PricedPart const &part : pipeline.parts) {
    llvm::Expected<MissionInference> one = missionInference(part.report, baseW, *pipeline.plan);
    if (!one)
      return one.takeError();
    double times = part.part.times / one->samples; // a batch serves several results
    energy = added(energy, timesOver({one->energyJ, one->lowJ, one->highJ}, times));
    time = added(time, timesOver({one->timeS, one->timeLowS, one->timeHighS}, times));
    if (one->peakW > all.peakW) {
      all.peakW = one->peakW;
      all.peakLayer = one->peakLayer.empty() ? part.part.name : part.part.name + ": " + one->peakLayer;
    }
    all.idleW = one->idleW;
    all.isAll &= one->isAll;
    all.isGuess |= one->isGuess;
    for (std::string const &note : one->notes)
      if (!llvm::is_contained(all.notes, note))
        all.notes.push_back(note);
  }
  all.energyJ = energy.value;
  all.timeS = time.value;
  if (energy.low && energy.high) {
    all.lowJ = energy.low;
    all.highJ = energy.high;
  }
  if (time.low && time.high) {
    all.timeLowS = time.low;
    all.timeHighS = time.high;
  }
  return all;
}

llvm::Expected<PricedPipeline> pricePipeline(NetworkPipeline const &pipeline, std::vector<Report> reports,
                                             std::optional<double> boardBaseW) {
  PricedPipeline result;
  result.path = pipeline.path;
  result.plan = pipeline.mission;
  result.macs = 0;
  auto distrust = [](Report const &report) {
    return report.trust ? std::pair(report.trust->level, report.trust->factor.value_or(1))
                        : std::pair(TrustLevel::Calibrated, 1.0);
  };
  for (size_t i = 0; i < reports.size(); ++i) {
    PricedPart part{pipeline.parts[i], std::move(reports[i]), {}, {}};
    ReportTotals const &totals = part.report.totals;
    double times = part.part.times / static_cast<double>(part.report.model.batch.value_or(1));
    if (totals.energy && totals.energyIsAll)
      part.energyJ = timesOver({*totals.energy, totals.energyLow, totals.energyHigh}, times);
    if (totals.latency && totals.energyIsAll)
      part.latencyS = timesOver({*totals.latency, totals.latencyLow, totals.latencyHigh}, times);
    if (totals.macs && totals.macsAreAll && result.macs)
      *result.macs += times * static_cast<double>(*totals.macs);
    else
      result.macs = std::nullopt;
    result.parts.push_back(std::move(part));
    if (distrust(result.parts[i].report) > distrust(result.parts[result.leastTrusted].report))
      result.leastTrusted = i;
  }
  result.energyJ = sumOf(result.parts, &PricedPart::energyJ);
  result.latencyS = sumOf(result.parts, &PricedPart::latencyS);
  if (!result.plan)
    return result;
  llvm::Expected<MissionInference> inference = inferenceOf(result, boardBaseW);
  if (!inference)
    return inference.takeError();
  result.mission = solveMission(*result.plan, *inference);
  return result;
}

} // namespace eo
