#include "lib/trace/measure/Phases.h"
#include "lib/trace/signal/Statistics.h"

#include "llvm/Support/ErrorHandling.h"
#include <algorithm>
#include <cmath>

namespace eo {

llvm::StringRef phaseName(PhaseKind kind) {
  switch (kind) {
  case PhaseKind::Idle:
    return "idle";
  case PhaseKind::Inference:
    return "inference";
  case PhaseKind::Build:
    return "build";
  case PhaseKind::Other:
    return "other";
  }
  llvm_unreachable("no such phase");
}

/// The best split of [begin, end) into two levels: least squares over block means. 0 where no split explains
/// more than two thirds of the variance there is.
static double splitPoint(PowerSum const &sums, double begin, double end) {
  double length = end - begin, blocks = std::min(256.0, std::floor(length));
  if (blocks < 4)
    return 0;
  std::vector<double> means;
  for (double i = 0; i < blocks; ++i)
    means.push_back(sums.mean(begin + length * i / blocks, begin + length * (i + 1) / blocks));
  double total = meanOf(means), variance = 0, left = 0, best = 0;
  size_t at = 0;
  for (double mean : means)
    variance += (mean - total) * (mean - total);
  auto n = static_cast<double>(means.size());
  for (size_t i = 1; i < means.size(); ++i) {
    left += means[i - 1];
    auto k = static_cast<double>(i);
    double distance = left / k - (total * n - left) / (n - k);
    double explained = distance * distance * k * (n - k) / n;
    if (explained > best) {
      best = explained;
      at = i;
    }
  }
  return variance > 0 && best > 0.5 * variance ? begin + length * static_cast<double>(at) / n : 0;
}

/// Splits a stretch at level changes of at least a quarter of `step`, at most a few times.
static void splitLevels(PowerSum const &sums, Span span, double step, int depth, std::vector<Span> &out) {
  double at = depth > 0 ? splitPoint(sums, span.begin, span.end) : 0;
  if (at > span.begin && at < span.end &&
      std::fabs(sums.mean(span.begin, at) - sums.mean(at, span.end)) > 0.25 * step) {
    splitLevels(sums, {span.begin, at}, step, depth - 1, out);
    splitLevels(sums, {at, span.end}, step, depth - 1, out);
    return;
  }
  out.push_back(span);
}

/// Neighbours of one kind become one phase. Windows stay apart: a gap of idle is between them.
static std::vector<Phase> joined(std::vector<Phase> const &phases) {
  std::vector<Phase> result;
  for (Phase const &phase : phases) {
    if (result.empty() || result.back().kind != phase.kind) {
      result.push_back(phase);
      continue;
    }
    Phase &last = result.back();
    double before = last.endS - last.startS, after = phase.endS - phase.startS;
    last.meanW = (last.meanW * before + phase.meanW * after) / (before + after);
    last.endS = phase.endS;
  }
  return result;
}

std::vector<Phase> findPhases(PowerTrace const &trace, WindowSet const &set, PowerSum const &sums) {
  std::vector<Phase> phases;
  if (set.windows.empty())
    return phases;
  std::vector<double> gaps, powers;
  for (size_t i = 0; i < set.windows.size(); ++i) {
    powers.push_back(sums.mean(set.windows[i].begin, set.windows[i].end));
    if (i > 0)
      gaps.push_back(set.windows[i].begin - set.windows[i - 1].end);
  }
  double active = medianOf(powers), usualGap = gaps.empty() ? 0 : medianOf(gaps);
  std::vector<double> idleLevels;
  for (SampleRange range : set.idle)
    idleLevels.push_back(sums.mean(static_cast<double>(range.begin), static_cast<double>(range.end)));
  double step = idleLevels.empty() ? active : std::fabs(active - medianOf(idleLevels));

  auto add = [&](Span span, PhaseKind kind) {
    phases.push_back(
        {trace.timeOf(span.begin), trace.timeOf(span.end), sums.mean(span.begin, span.end), kind});
  };
  auto addAround = [&](Span span) {
    // The discharge after a window is idle, too, but not at its level.
    double discharge = span.begin > 0 ? std::min(6 * set.tau, span.end - span.begin) : 0;
    if (discharge > 0 && discharge < span.end - span.begin)
      span.begin += discharge;
    std::vector<Span> parts;
    if (span.end - span.begin >= 1)
      splitLevels(sums, span, step, 3, parts);
    for (Span part : parts)
      add(part, PhaseKind::Other);
  };
  addAround({0, set.windows.front().begin});
  for (size_t i = 0; i < set.windows.size(); ++i) {
    size_t last = i;
    while (last + 1 < set.windows.size() && gaps[last] <= 3 * usualGap &&
           gaps[last] < set.windows[last].size())
      ++last;
    add({set.windows[i].begin, set.windows[last].end}, PhaseKind::Inference);
    double next =
        last + 1 < set.windows.size() ? set.windows[last + 1].begin : static_cast<double>(trace.watts.size());
    addAround({set.windows[last].end, next});
    i = last;
  }
  // Idle is the level farthest from the execution; what lies clearly between both is work of another kind.
  double idle = active;
  for (Phase const &phase : phases)
    if (phase.kind != PhaseKind::Inference && (set.activeHigh ? phase.meanW < idle : phase.meanW > idle))
      idle = phase.meanW;
  bool seenInference = false;
  for (Phase &phase : phases) {
    seenInference |= phase.kind == PhaseKind::Inference;
    if (phase.kind != PhaseKind::Inference)
      phase.kind = std::fabs(phase.meanW - idle) < 0.25 * std::fabs(active - idle) ? PhaseKind::Idle
                   : seenInference                                                 ? PhaseKind::Other
                                                                                   : PhaseKind::Build;
  }
  return joined(phases);
}

std::vector<SampleRange> idleForBase(PowerTrace const &trace, WindowSet const &set,
                                     std::vector<Phase> const &phases) {
  std::vector<SampleRange> inner, idle;
  for (SampleRange range : set.idle)
    if (static_cast<double>(range.begin) >= set.windows.front().end &&
        static_cast<double>(range.end) <= set.windows.back().begin)
      inner.push_back(range);
  if (inner.size() >= 2)
    return inner;
  for (Phase const &phase : phases) {
    if (phase.kind != PhaseKind::Idle)
      continue;
    auto begin = static_cast<size_t>(std::ceil(std::max(0.0, trace.sampleOf(phase.startS) - 1e-6)));
    auto end = static_cast<size_t>(trace.sampleOf(phase.endS) + 1e-6);
    for (SampleRange range : set.idle) {
      SampleRange both{std::max(begin, range.begin), std::min(end, range.end)};
      if (both.begin < both.end)
        idle.push_back(both);
    }
  }
  return idle.empty() ? set.idle : idle;
}

} // namespace eo
