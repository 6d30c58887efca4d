#include "lib/decide/Why.h"

#include "lib/cost/EnergyEstimate.h"
#include "lib/cost/KernelGroups.h"
#include "lib/decide/CaseText.h"
#include "lib/report/ReportText.h"
#include "lib/support/Quantity.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace eo {

static std::optional<double> numberOf(Count count) {
  return count ? std::optional(static_cast<double>(*count)) : std::nullopt;
}

namespace {
/// Energy and time of some nodes, as far as they are known.
struct NodeSum {
  std::optional<double> energyJ, timeS;
};
} // namespace

static NodeSum sumOf(llvm::ArrayRef<NodeId> nodes, EnergyEstimate const &estimate) {
  NodeSum sum;
  for (NodeId id : nodes) {
    NodeEstimate const &node = estimate.nodes[id];
    if (node.energy)
      sum.energyJ = sum.energyJ.value_or(0) + node.energy->value;
    if (node.latency)
      sum.timeS = sum.timeS.value_or(0) + node.latency->value;
  }
  return sum;
}

Why explainNetwork(Report report, Graph const &graph, Annotations const &annotations,
                   ChosenBoard const &board) {
  Why why;
  why.report = std::move(report);
  auto const &kernels = annotations.get<KernelGroups>().kernels;
  auto const &estimate = annotations.get<EnergyEstimate>();
  std::vector<std::optional<KernelLimits>> limits = kernelLimits(board, kernels);
  std::optional<bool> before;
  for (size_t i = 0; i < kernels.size(); ++i) {
    Kernel const &kernel = kernels[i];
    if (kernel.nodes.empty())
      continue;
    Node const &anchor = graph.node(kernel.nodes.front());
    WhyKernel one;
    one.name = anchor.name.empty() ? anchor.opType.str() : anchor.name.str();
    one.op = anchor.opType.str();
    one.nodes = kernel.nodes.size();
    one.delegated = kernel.delegated;
    one.limits = limits[i];
    one.macs = numberOf(kernel.features.macs);
    if (limits[i])
      one.bytes = limits[i]->bytes;
    one.members.assign(kernel.nodes.begin(), kernel.nodes.end());
    NodeSum sum = sumOf(one.members, estimate);
    one.energyJ = sum.energyJ;
    one.timeS = sum.timeS;
    bool isKnown = one.energyJ || one.timeS;
    if (isKnown && one.energyJ.value_or(0) == 0 && one.timeS.value_or(0) == 0)
      continue; // a view
    if (!isKnown && kernel.delegated && one.macs == 0.0)
      continue; // of no weight to a model of MACs
    why.hops += before && *before != kernel.delegated ? 1 : 0;
    before = kernel.delegated;
    if (limits[i]) {
      for (size_t c = 0; c < timeCauseCount; ++c)
        why.causes.seconds[c] += limits[i]->causes.seconds[c];
      why.bytes += limits[i]->bytes;
    }
    why.kernels.push_back(std::move(one));
  }
  why.explainedS = why.causes.sum();
  return why;
}

void addAlternative(Why &why, WhyAlternative alternative, EnergyEstimate const *estimate) {
  if (estimate != nullptr)
    for (WhyKernel &kernel : why.kernels) {
      NodeSum sum = sumOf(kernel.members, *estimate);
      kernel.changes.push_back({alternative.setting, sum.energyJ, sum.timeS});
    }
  why.alternatives.push_back(std::move(alternative));
}

static std::string percent(double share) { return formatShare(std::clamp(share, 0.0, 1.0)); }

/// How many times as much as the MACs and bytes of the kernel need.
static std::string roofText(KernelLimits const &limits) {
  double time = limits.causes.sum();
  if (!(limits.roofS > 0) || !(time > 0))
    return "";
  if (time < 1.05 * limits.roofS)
    return "; it is at its roof";
  return fmt::format("; {:.2g} times its roof of {}", time / limits.roofS, formatSi(limits.roofS, "s"));
}

/// "; precision=fp16: 1.2 ms (-40 %)" a setting, of the energy where no time is known.
static std::string changesText(WhyKernel const &kernel) {
  std::string text;
  for (WhyKernelChange const &change : kernel.changes) {
    bool isTime = change.timeS && kernel.timeS && *kernel.timeS > 0;
    std::optional<double> now = isTime ? kernel.timeS : kernel.energyJ,
                          then = isTime ? change.timeS : change.energyJ;
    if (now && then && *now > 0)
      text += fmt::format("; {}: {} ({:+.0f} %)", change.setting, formatSi(*then, isTime ? "s" : "J"),
                          100 * (*then / *now - 1));
  }
  return text;
}

/// What one start less saves; of kernels of which the start is a part worth speaking of.
static std::string mergeText(TimeCauses const &causes) {
  constexpr double worthIt = 0.2;
  double launch = causes[TimeCause::Launch];
  if (!(launch > 0) || launch < worthIt * causes.sum())
    return "";
  return fmt::format("; merged with a neighbour it saves up to {}", formatSi(launch, "s"));
}

static std::string boundText(WhyKernel const &kernel);

std::string whySentence(WhyKernel const &kernel) { return boundText(kernel) + changesText(kernel); }

static std::string boundText(WhyKernel const &kernel) {
  if (!kernel.limits) {
    if (!kernel.delegated)
      return "runs on the processor beside the accelerator, of which no figures are known";
    if (!kernel.energyJ && !kernel.timeS)
      return "has no estimate on this board";
    return kernel.macs ? fmt::format("{} MACs; the board's model does not tell arithmetic from memory",
                                     formatCount(*kernel.macs))
                       : "the board's model does not tell arithmetic from memory";
  }
  KernelLimits const &limits = *kernel.limits;
  TimeCauses const &causes = limits.causes;
  double time = causes.sum();
  TimeCause cause = causes.largest();
  auto share = [&](TimeCause one) { return time > 0 ? causes[one] / time : 0; };
  std::string what;
  switch (cause) {
  case TimeCause::Arithmetic:
    what = fmt::format("{} MACs at {} of a peak of {}", formatCount(limits.macs), percent(limits.utilisation),
                       formatSi(limits.peakMacsPerS, "MAC/s"));
    break;
  case TimeCause::IdleLanes:
    what = fmt::format("{} of them work: the channels fill no tile, or the output is too small",
                       percent(limits.utilisation));
    break;
  case TimeCause::Traffic:
    what = fmt::format("{} ({} of weights) at {}, {:.3g} MACs a byte", formatBytes(limits.bytes),
                       percent(limits.bytes > 0 ? limits.weightBytes / limits.bytes : 0),
                       formatSi(limits.bandwidthBytesPerS, "B/s"),
                       limits.bytes > 0 ? limits.macs / limits.bytes : 0);
    break;
  case TimeCause::Streaming:
    what = fmt::format("its {} of weights are read again each time", formatBytes(limits.weightBytes));
    break;
  case TimeCause::Spilling:
    what =
        fmt::format("{} pass through memory beside the chip", formatBytes(limits.bytes - limits.weightBytes));
    break;
  case TimeCause::Launch:
    what = fmt::format("{} of {}, whatever it computes", formatSi(causes[TimeCause::Launch], "s"),
                       formatSi(time, "s"));
    break;
  case TimeCause::OtherDevice:
    return "runs on the processor beside the accelerator: the accelerator does not support it";
  }
  std::string text =
      fmt::format("{} of its time is {}: {}", percent(share(cause)), timeCauseWords(cause), what);
  TimeCauses rest = causes;
  rest[cause] = 0;
  if (TimeCause second = rest.largest(); share(second) >= 0.1)
    text += fmt::format("; {} is {}", percent(share(second)), timeCauseWords(second));
  return text + roofText(limits) + mergeText(causes);
}

std::vector<std::string> whySentences(Why const &why) {
  std::vector<std::string> sentences;
  ReportTotals const &t = why.report.totals;
  if (!t.energy && !t.latency)
    return incompleteTexts(why.report);
  if (!(why.explainedS > 0)) {
    sentences.push_back("the board's model does not tell arithmetic from memory: shares and counts only");
    return sentences;
  }
  TimeCause cause = why.causes.largest();
  sentences.push_back(fmt::format("{} of the kernels' {} is {}", percent(why.causes[cause] / why.explainedS),
                                  formatSi(why.explainedS, "s"), timeCauseWords(cause)));
  double roof = 0;
  size_t launchBound = 0;
  for (WhyKernel const &kernel : why.kernels)
    if (kernel.limits) {
      roof += kernel.limits->roofS;
      launchBound += kernel.limits->causes.largest() == TimeCause::Launch ? 1 : 0;
    }
  if (roof > 0)
    sentences.push_back(
        fmt::format("that is {:.2f} times its roof: at the peak, or with all bytes once through memory, it "
                    "would take {}",
                    why.explainedS / roof, formatSi(roof, "s")));
  if (why.causes[TimeCause::Launch] >= 0.05 * why.explainedS)
    sentences.push_back(
        fmt::format("{} kernels are started, {} of them take longer to start than to run: fewer or larger "
                    "ones (a larger batch, merged layers) would save up to {}",
                    why.kernels.size(), launchBound, formatSi(why.causes[TimeCause::Launch], "s")));
  if (why.hops > 0)
    sentences.push_back(fmt::format("it changes {} between the accelerator and the processor beside it",
                                    why.hops == 1 ? "once" : formatCount(why.hops) + " times"));
  if (t.latency && t.deviceLatency && *t.latency > 1.02 * *t.deviceLatency)
    sentences.push_back(fmt::format("{} of {} from input to result is no kernel's: the runtime and the host",
                                    formatSi(*t.latency - *t.deviceLatency, "s"), formatSi(*t.latency, "s")));
  if (t.energyBase && t.energy && *t.energy > 0)
    sentences.push_back(
        fmt::format("{} of the energy is what the board draws whatever runs, the rest is work",
                    percent(*t.energyBase / *t.energy)));
  for (WhyAlternative const &other : why.alternatives) {
    if (!other.reason.empty()) {
      sentences.push_back(fmt::format("{}: not known, {}", other.setting, other.reason));
      continue;
    }
    std::string text = other.setting + ":";
    if (other.energyJ && t.energy && *t.energy > 0)
      text += fmt::format(" {} ({:+.0f} %)", formatSi(*other.energyJ, "J"),
                          100 * (*other.energyJ / *t.energy - 1));
    if (other.latencyS && t.latency && *t.latency > 0)
      text += fmt::format("{} {} ({:+.0f} %)", text.back() == ':' ? "" : ",", formatSi(*other.latencyS, "s"),
                          100 * (*other.latencyS / *t.latency - 1));
    sentences.push_back(text);
  }
  return sentences;
}

/// "1.8 times", "0.9 times".
static std::string times(double ratio) { return fmt::format("{:.3g} times", ratio); }

std::vector<std::string> compareSentences(Why const &a, Why const &b) {
  std::vector<std::string> sentences;
  ReportTotals const &x = a.report.totals, &y = b.report.totals;
  std::string first;
  auto ratio = [&](std::optional<double> from, std::optional<double> to, char const *what) {
    if (from && to && *from > 0)
      first += fmt::format("{}{} the {}", first.empty() ? "" : ", ", times(*to / *from), what);
  };
  auto of = [](ReportCount count) {
    return count ? std::optional(static_cast<double>(*count)) : std::nullopt;
  };
  if (x.macsAreAll && y.macsAreAll)
    ratio(of(x.macs), of(y.macs), "MACs");
  bool arePriced = x.energyIsAll && y.energyIsAll; // of lower bounds a ratio says nothing
  if (arePriced) {
    ratio(x.energy, y.energy, "energy");
    ratio(x.latency, y.latency, "time");
  }
  if (arePriced)
    ratio(a.bytes, b.bytes, "bytes moved");
  ratio(static_cast<double>(a.kernels.size()), static_cast<double>(b.kernels.size()), "kernels");
  sentences.push_back(fmt::format("{} against {}: {}", caseNetwork(b.report), caseNetwork(a.report), first));
  for (Why const *why : {&a, &b})
    if (!why->report.totals.energyIsAll)
      sentences.push_back("energy and time of " + caseNetwork(why->report) +
                          " are lower bounds (≥): nothing says which of the two is more");
  double difference = b.explainedS - a.explainedS;
  if (!arePriced || !(a.explainedS > 0) || !(b.explainedS > 0) || difference == 0)
    return sentences;
  std::vector<TimeCause> causes;
  for (size_t c = 0; c < timeCauseCount; ++c)
    causes.push_back(static_cast<TimeCause>(c));
  auto change = [&](TimeCause cause) { return b.causes[cause] - a.causes[cause]; };
  llvm::stable_sort(causes, [&](TimeCause left, TimeCause right) {
    return std::abs(change(left)) > std::abs(change(right));
  });
  for (TimeCause cause : causes) {
    if (std::abs(change(cause)) < 0.05 * std::abs(difference))
      continue;
    std::string text = fmt::format("{}: {} against {}", timeCauseWords(cause), formatSi(b.causes[cause], "s"),
                                   formatSi(a.causes[cause], "s"));
    if (change(cause) * difference > 0)
      text += fmt::format(", {:.0f} % of the difference", 100 * change(cause) / difference);
    else
      text += ", against the difference";
    sentences.push_back(text);
  }
  double idleA = a.causes[TimeCause::Arithmetic], idleB = b.causes[TimeCause::Arithmetic];
  if (idleA > 0 && idleB > 0)
    sentences.push_back(fmt::format("of the multipliers {} have work while they are in use, against {}",
                                    percent(idleB / (idleB + b.causes[TimeCause::IdleLanes])),
                                    percent(idleA / (idleA + a.causes[TimeCause::IdleLanes]))));
  return sentences;
}

} // namespace eo
