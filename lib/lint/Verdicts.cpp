#include "lib/lint/Verdicts.h"

#include "lib/lint/DecidedFigures.h"
#include "lib/lint/OwnFindings.h"
#include "lib/report/diff/Diff.h"
#include "lib/support/Error.h"
#include "lib/support/Glob.h"
#include "lib/support/Quantity.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"

#include <cmath>

namespace eo {

Verdict judge(Figure const &figure, double limit, NoIntervalPolicy noInterval) {
  if (!figure.value || (!figure.low && noInterval == NoIntervalPolicy::Unknown))
    return Verdict::Unknown;
  Verdict verdict = asVerdict(atMost({*figure.value, figure.low, figure.high}, limit, figure.isGuess));
  return verdict == Verdict::Fits && !figure.missing.empty() ? Verdict::Unknown : verdict;
}

namespace {
class BudgetJudge {
public:
  BudgetJudge(JudgedNetwork const &judged, std::vector<Finding> &more)
      : network(judged), policy(judged.policy), findings(more),
        noInterval(policy.noInterval.value_or(NoIntervalPolicy::Warn)) {}

  std::vector<BudgetResult> run() {
    for (Budget const &one : policy.budgets)
      if (concerns(one))
        budget(one);
    coverage();
    return std::move(results);
  }

private:
  bool concerns(Budget const &budget) const {
    llvm::StringRef board = network.report.board ? llvm::StringRef(network.report.board->id) : "";
    return (budget.model.empty() || pathMatches(budget.model, network.model)) &&
           (budget.board.empty() || globMatches(budget.board, board));
  }

  double minCoverage() const { return policy.minCoverage.value_or(1); }

  Figure whole(Metric metric, Report const &report) const {
    if (metric == Metric::Memory)
      return network.analysed == nullptr ? Figure() : memoryFigure(*network.analysed);
    if (metric == Metric::StreamedBytes)
      return network.analysed == nullptr ? Figure() : streamedFigure(*network.analysed);
    return networkFigure(metric, report, minCoverage());
  }

  void find(llvm::StringRef rule, Budget const &budget, std::string message) {
    Finding finding;
    finding.rule = rule.str();
    finding.message = std::move(message);
    finding.place = budget.place;
    finding.budget = budgetWords(budget);
    findings.push_back(std::move(finding));
  }

  void budget(Budget const &one) {
    Report const *baseline = nullptr;
    if (one.relative()) {
      std::string whyNot = "no baseline is given";
      BaselineEntry const *entry = network.baseline == nullptr
                                       ? nullptr
                                       : network.baseline->find(network.report, network.model, whyNot);
      if (entry == nullptr)
        return find(baselineMissing, one, fmt::format("{}: {}", budgetWords(one), whyNot));
      baseline = &entry->report;
    }
    if (one.ofNetwork()) {
      std::optional<Figure> base;
      if (baseline != nullptr)
        base = whole(one.metric, *baseline);
      return judgeOne(one, {BudgetSubject::Network, "network"}, whole(one.metric, network.report), base,
                      baseline);
    }
    std::vector<ReportLayer const *> layers = selectLayers(one, network.report);
    if (layers.empty())
      return find(budgetUnmatched, one, budgetWords(one) + " concerns no layer");
    if (!one.layer.empty())
      return eachLayer(one, layers, baseline);
    std::optional<Figure> base;
    if (baseline != nullptr)
      base = sumOrNothing(one.metric, selectLayers(one, *baseline));
    judgeOne(one, {BudgetSubject::Named, one.op.empty() ? "scope " + one.scope : "operator " + one.op},
             sumFigure(one.metric, layers), base, baseline);
  }

  static Figure sumOrNothing(Metric metric, llvm::ArrayRef<ReportLayer const *> layers) {
    return layers.empty() ? Figure{0, 0, 0, {}} : sumFigure(metric, layers);
  }

  void eachLayer(Budget const &one, llvm::ArrayRef<ReportLayer const *> layers, Report const *baseline) {
    llvm::StringMap<ReportLayer const *> before;
    if (baseline != nullptr)
      for (ReportLayer const &layer : baseline->layers)
        before.try_emplace(layerPath(layer), &layer);
    for (ReportLayer const *layer : layers) {
      std::optional<Figure> base;
      if (baseline != nullptr) {
        ReportLayer const *old = before.lookup(layerPath(*layer));
        base = old == nullptr ? Figure{0, 0, 0, {}} : layerFigure(one.metric, *old);
      }
      std::string path = layerPath(*layer);
      judgeOne(one, {path == one.layer ? BudgetSubject::Named : BudgetSubject::Matched, "layer " + path},
               layerFigure(one.metric, *layer), base, baseline);
    }
  }

  /// Names of the layers without a figure.
  static std::vector<std::string> unknownLayers(Metric metric, Report const &report) {
    std::vector<std::string> names;
    for (ReportLayer const &layer : report.layers)
      if (!layerFigure(metric, layer).value)
        names.push_back(layerPath(layer));
    llvm::sort(names);
    return names;
  }

  void judgeOne(Budget const &budget, std::pair<BudgetSubject, std::string> subject, Figure const &figure,
                std::optional<Figure> const &base, Report const *baseline) {
    BudgetResult result;
    result.budget = budgetWords(budget);
    result.metric = budget.metric;
    result.sort = subject.first;
    result.subject = std::move(subject.second);
    result.value = figure.value;
    result.low = figure.low;
    result.high = figure.high;
    result.place = budget.place;
    if (base)
      relative(budget, figure, *base, *baseline, result);
    else if (budget.battery)
      battery(budget, figure, result);
    else if (budget.mission)
      mission(*budget.mission, result);
    else
      absolute(budget, figure, result);
    weigh(result);
    results.push_back(std::move(result));
  }

  void absolute(Budget const &budget, Figure const &figure, BudgetResult &result) {
    result.limit = budget.max;
    result.verdict = judge(figure, *budget.max, noInterval);
    result.reason = reasonOf(budget.metric, figure, result);
  }

  /// Days are judged as the energy that a day's inferences may take: more is missing, fewer days.
  void battery(Budget const &budget, Figure const &energy, BudgetResult &result) {
    result.limit = budget.minDays;
    double most = budget.battery->days(1) / budget.minDays; // joules of one inference
    result.verdict = judge(energy, most, noInterval);
    Figure days{{}, {}, {}, energy.missing, energy.isGuess, energy.untrusted};
    if (energy.value)
      days.value = budget.battery->days(*energy.value);
    if (energy.low && energy.high) {
      days.low = budget.battery->days(*energy.high);
      days.high = budget.battery->days(*energy.low);
    }
    result.value = days.value;
    result.low = days.low;
    result.high = days.high;
    result.reason = reasonOf(budget.metric, days, result) + ", inferences alone";
  }

  /// Besides lasting, a mission has to meet its other demands.
  void mission(MissionPlan const &plan, BudgetResult &result) const {
    result.limit = *plan.lastS / 3600;
    llvm::Expected<MissionFigure> found =
        network.analysed != nullptr ? missionFigure(*network.analysed, plan, minCoverage())
                                    : inputError("what the network was analysed with is not there any more");
    if (!found) {
      result.reason = takeErrorText(found.takeError()).message;
      return;
    }
    result.value = found->hours.value;
    result.low = found->hours.low;
    result.high = found->hours.high;
    bool pointless = !found->hours.low && noInterval == NoIntervalPolicy::Unknown;
    bool open = pointless || (found->verdict == Verdict::Fits && !found->hours.missing.empty());
    result.verdict = open ? Verdict::Unknown : found->verdict;
    result.pointOnly = !found->hours.low && !pointless;
    result.reason = found->reason;
    if (!found->hours.low)
      result.reason += result.pointOnly ? ", judged by the value alone: the board's source gives no interval"
                                        : "; the board's source gives no interval";
    if (!found->hours.missing.empty())
      result.reason += "; only " + found->hours.missing;
  }

  /// The three layers that grew most against the baseline: "conv3 (+1.2 mJ), conv4 (+300 uJ)".
  std::string grownLayers(Metric metric, Report const &baseline) const {
    constexpr size_t shown = 3;
    ReportDiff diff = diffReports(baseline, network.report);
    std::vector<std::pair<double, std::string>> grown;
    for (LayerDiff const &layer : diff.layers) {
      auto figure = [metric](ReportLayer const *one) {
        return one == nullptr ? 0 : layerFigure(metric, *one).value.value_or(0);
      };
      double by = figure(diff.layerAfter(layer)) - figure(diff.layerBefore(layer));
      if (by > 0)
        grown.emplace_back(by, layerPath(diff.layerOf(layer)));
    }
    llvm::stable_sort(grown, [](auto const &a, auto const &b) { return a.first > b.first; });
    std::string text;
    for (size_t i = 0; i < std::min(shown, grown.size()); ++i)
      text += fmt::format("{}'{}' (+{})", i == 0 ? "" : ", ", printable(grown[i].second, 60),
                          metricText(metric, grown[i].first));
    return text;
  }

  static std::string changeText(double change, double before) {
    if (change == 0)
      return "unchanged";
    if (before <= 0)
      return "new";
    double percent = 100 * change / before;
    return std::fabs(percent) < 10 ? fmt::format("{:+.2g} %", percent) : fmt::format("{:+.0f} %", percent);
  }

  void relative(Budget const &budget, Figure const &figure, Figure const &base, Report const &baseline,
                BudgetResult &result) const {
    result.baseline = base.value;
    if (!figure.value || !base.value) {
      result.reason = !figure.value ? noFigure(budget.metric) : "the baseline has no figure";
      return;
    }
    double allowed = std::max(*base.value * *budget.maxIncrease, budget.minChange);
    double change = *figure.value - *base.value;
    result.limit = *base.value + allowed;
    result.verdict = change > allowed ? Verdict::DoesNotFit : Verdict::Fits;
    std::string before = metricText(budget.metric, *base.value);
    std::string grown = result.verdict == Verdict::DoesNotFit && result.subject == "network"
                            ? grownLayers(budget.metric, baseline)
                            : "";
    result.reason = fmt::format("{} after {} in the baseline ({})", metricText(budget.metric, *figure.value),
                                before, changeText(change, *base.value));
    if (!grown.empty())
      result.reason += ", most of it in " + grown;
    if (result.verdict == Verdict::DoesNotFit && baseline.toolVersion != network.report.toolVersion)
      result.reason += ", which version " + printable(baseline.toolVersion, 20) + " wrote";
    if ((figure.missing.empty() && base.missing.empty()) ||
        unknownLayers(budget.metric, network.report) == unknownLayers(budget.metric, baseline))
      return;
    bool untrusted = figure.untrusted || base.untrusted;
    if (untrusted && change == 0)
      return; // whatever the layers cost, they cost the same before
    result.verdict = Verdict::Unknown;
    result.reason +=
        (untrusted ? "; but the change is a guess: " : "; but one of them leaves out other layers: ") +
        (figure.missing.empty() ? "in the baseline " + base.missing : figure.missing);
  }

  std::string noFigure(Metric metric) const {
    llvm::StringRef words = metricInfo(metric).words;
    if (metric == Metric::StreamedBytes && network.report.board)
      return fmt::format("the model of {} knows no memory for weights", network.report.board->id);
    if (metric == Metric::BatteryLife)
      words = "energy";
    if (metricInfo(metric).exact && metric != Metric::StreamedBytes)
      return "the " + words.str() + " cannot be counted";
    return network.report.board
               ? fmt::format("board {} has no estimate of the {}", network.report.board->id, words)
               : "no board is given";
  }

  /// Marks the result where the value alone was judged.
  std::string reasonOf(Metric metric, Figure const &figure, BudgetResult &result) const {
    if (!figure.value)
      return noFigure(metric);
    std::string text = metricText(metric, *figure.value);
    std::string none = result.sort != BudgetSubject::Network ? "the board file has no interval of layers"
                       : metric == Metric::Latency || metric == Metric::Power
                           ? "the board file has no interval of it"
                           : "the board's source gives no interval";
    if (!figure.low) {
      result.pointOnly = noInterval != NoIntervalPolicy::Unknown;
      text += result.pointOnly ? ", judged by the value alone: " + none : "; " + none;
    } else if (!metricInfo(metric).exact) {
      text += fmt::format(" ({} to {})", metricText(metric, *figure.low), metricText(metric, *figure.high));
      if (result.verdict == Verdict::Unknown && figure.missing.empty())
        text += " straddles the limit";
    }
    if (!figure.missing.empty())
      text += result.verdict != Verdict::DoesNotFit ? ", but only " + figure.missing
              : figure.untrusted                    ? ", above the limit even as a guess: " + figure.missing
                                                    : ", and more: only " + figure.missing;
    return text;
  }

  void weigh(BudgetResult &result) const {
    switch (result.verdict) {
    case Verdict::DoesNotFit:
      result.severity = Severity::Error;
      return;
    case Verdict::Fits:
      result.severity =
          result.pointOnly && noInterval == NoIntervalPolicy::Warn ? Severity::Warning : Severity::Note;
      return;
    case Verdict::Unknown:
      switch (policy.unknown.value_or(UnknownPolicy::Fail)) {
      case UnknownPolicy::Pass:
        result.severity = Severity::Note;
        return;
      case UnknownPolicy::Warn:
        result.severity = Severity::Warning;
        return;
      case UnknownPolicy::Fail:
        result.severity = Severity::Error;
        return;
      }
    }
  }

  /// min_coverage, where it is asked for.
  void coverage() {
    if (!policy.minCoverage)
      return;
    ReportNumber share = network.report.coverage.macsShare;
    BudgetResult result;
    result.budget = fmt::format("at least {:g} % of the MACs modelled", 100 * *policy.minCoverage);
    result.value = result.low = result.high = share;
    result.limit = policy.minCoverage;
    result.verdict = share && *share >= *policy.minCoverage ? Verdict::Fits : Verdict::Unknown;
    result.reason = share ? formatShare(*share) + " is modelled" : "an unknown share is modelled";
    weigh(result);
    results.push_back(std::move(result));
  }

  JudgedNetwork const &network;
  LintPolicy const &policy;
  std::vector<Finding> &findings;
  NoIntervalPolicy noInterval;
  std::vector<BudgetResult> results;
};
} // namespace

std::vector<BudgetResult> judgeBudgets(JudgedNetwork const &network, std::vector<Finding> &findings) {
  return BudgetJudge(network, findings).run();
}

} // namespace eo
