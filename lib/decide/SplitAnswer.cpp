//===- SplitAnswer.cpp - what a cut takes, with bounds, against the limit ---------------------------------===//

#include "lib/cost/TrustLevel.h"
#include "lib/decide/Split.h"
#include "lib/report/ReportText.h"

namespace eo {

static SplitBoard::Factors factors(ReportNumber value, ReportNumber low, ReportNumber high) {
  if (!value || !low || !high || !(*value > 0))
    return std::nullopt;
  return std::pair(*low / *value, *high / *value);
}

SplitBoard splitBoardOf(Report const &report) {
  ReportTotals const &t = report.totals;
  SplitBoard board;
  board.energy = factors(t.energy, t.energyLow, t.energyHigh);
  board.latency = factors(t.latency, t.latencyLow, t.latencyHigh);
  board.isTimed = t.latency.has_value();
  board.isAll = t.energyIsAll;
  board.isGuess = report.trust && report.trust->level == TrustLevel::Guess;
  if (report.trust)
    board.trust = trustText(*report.trust);
  return board;
}

BoundedFigure SplitAnswer::energyOf(NetworkCut const &cut) const {
  BoundedFigure figure{cut.energyJ(), {}, {}};
  if (device.energy) {
    figure.low = cut.headJ * device.energy->first + cut.radioJ;
    figure.high = cut.headJ * device.energy->second + cut.radioJ;
  }
  return figure;
}

std::optional<BoundedFigure> SplitAnswer::latencyOf(NetworkCut const &cut) const {
  if (!device.isTimed && cut.head > 0)
    return std::nullopt;
  BoundedFigure figure{cut.latencyS(), {}, {}};
  auto known = [](double seconds, SplitBoard const &board) { return seconds == 0 || board.latency; };
  if (!known(cut.headS, device) || !known(cut.tailS, tail))
    return figure;
  std::pair<double, double> const none(1, 1);
  auto [headLow, headHigh] = device.latency.value_or(none);
  auto [tailLow, tailHigh] = tail.latency.value_or(none);
  figure.low = cut.headS * headLow + cut.radioS + cut.tailS * tailLow;
  figure.high = cut.headS * headHigh + cut.radioS + cut.tailS * tailHigh;
  return figure;
}

MissionVerdict SplitAnswer::verdictOf(NetworkCut const &cut) const {
  if (!latencyS)
    return MissionVerdict::Fits;
  std::optional<BoundedFigure> figure = latencyOf(cut);
  if (!figure)
    return MissionVerdict::Unknown;
  bool isGuess = (cut.headS > 0 && device.isGuess) || (cut.tailS > 0 && tail.isGuess);
  bool isAll = (cut.headS == 0 || device.isAll) && (cut.tailS == 0 || tail.isAll);
  MissionVerdict verdict = atMost(*figure, *latencyS, isGuess);
  return verdict == MissionVerdict::Fits && !isAll ? MissionVerdict::Unknown : verdict;
}

NetworkCut const *SplitAnswer::cheapest(llvm::function_ref<bool(NetworkCut const &)> keeps) const {
  NetworkCut const *best = nullptr;
  for (NetworkCut const &cut : cuts)
    if (keeps(cut) && (best == nullptr || cut.energyJ() < best->energyJ()))
      best = &cut;
  return best;
}

NetworkCut const *SplitAnswer::best() const {
  return cheapest([&](NetworkCut const &cut) {
    std::optional<BoundedFigure> figure = latencyOf(cut);
    return !latencyS || (figure && figure->value <= *latencyS);
  });
}

NetworkCut const *SplitAnswer::bestForCertain() const {
  return cheapest([&](NetworkCut const &cut) { return verdictOf(cut) == MissionVerdict::Fits; });
}

MissionVerdict SplitAnswer::verdict() const {
  auto any = [&](MissionVerdict verdict) {
    return llvm::any_of(cuts, [&](NetworkCut const &cut) { return verdictOf(cut) == verdict; });
  };
  return any(MissionVerdict::Fits)      ? MissionVerdict::Fits
         : any(MissionVerdict::Unknown) ? MissionVerdict::Unknown
                                        : MissionVerdict::DoesNotFit;
}

} // namespace eo
