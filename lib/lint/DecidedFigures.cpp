#include "lib/lint/DecidedFigures.h"

#include "lib/decide/MemoryFit.h"
#include "lib/support/Error.h"

namespace eo {

static std::optional<MemoryFit> memoryFit(LintedNetwork const &network) {
  constexpr int64_t align = 16; // as energy-opt memory has it
  llvm::Expected<MemoryFit> fit =
      memoryOf({network.graph, network.annotations, network.board}, network.report, {}, 0, align);
  if (fit)
    return std::move(*fit);
  llvm::consumeError(fit.takeError());
  return std::nullopt;
}

Figure streamedFigure(LintedNetwork const &network) {
  std::optional<MemoryFit> fit = memoryFit(network);
  std::optional<double> bytes = fit ? fit->streamedBytes() : std::nullopt;
  return bytes ? Figure{bytes, bytes, bytes, {}} : Figure();
}

Figure memoryFigure(LintedNetwork const &network) {
  std::optional<MemoryFit> fit = memoryFit(network);
  if (!fit || !fit->parameterBytes)
    return {};
  auto bytes = static_cast<double>(fit->arena.bytes) + static_cast<double>(*fit->parameterBytes);
  Figure figure{bytes, bytes, bytes, {}};
  if (fit->lifetimes.unknown != 0)
    figure.missing = fmt::format("buffers of known size are counted ({} are not)", fit->lifetimes.unknown);
  else if (fit->lifetimes.hasBodies)
    figure.missing = "the main graph is counted, not the bodies of If, Loop and Scan";
  return figure;
}

Verdict asVerdict(MissionVerdict verdict) {
  switch (verdict) {
  case MissionVerdict::Fits:
    return Verdict::Fits;
  case MissionVerdict::DoesNotFit:
    return Verdict::DoesNotFit;
  case MissionVerdict::Unknown:
    return Verdict::Unknown;
  }
  return Verdict::Unknown;
}

llvm::Expected<MissionFigure> missionFigure(LintedNetwork const &network, MissionPlan const &plan,
                                            double minCoverage) {
  std::optional<double> base;
  if (network.board != nullptr)
    base = baseOf(*network.board);
  llvm::Expected<MissionInference> inference = missionInference(network.report, base, plan);
  if (!inference)
    return inference.takeError();
  MissionFigure figure;
  figure.hours.missing = networkFigure(Metric::Energy, network.report, minCoverage).missing;
  inference->isAll |= figure.hours.missing.empty(); // as much as the policy asks for
  MissionResult result = solveMission(plan, *inference);
  figure.hours.value = result.lastsS->value / 3600;
  if (result.lastsS->low && result.lastsS->high) {
    figure.hours.low = *result.lastsS->low / 3600;
    figure.hours.high = *result.lastsS->high / 3600;
  }
  figure.verdict = asVerdict(result.verdict());
  for (MissionDemand const &demand : demandsOf(plan, result))
    figure.reason += fmt::format("{}{}: {}", figure.reason.empty() ? "" : "; ", demand.what, demand.why);
  return figure;
}

} // namespace eo
