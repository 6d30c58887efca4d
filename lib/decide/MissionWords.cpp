#include "lib/decide/MissionWords.h"

#include "lib/decide/CaseText.h"
#include "lib/decide/Rates.h"
#include "lib/report/Comparability.h"
#include "lib/report/ReportText.h"
#include "lib/support/Quantity.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace eo {

template <typename Format> static std::string rangeText(BoundedFigure const &figure, Format format) {
  return figure.low && figure.high ? format(*figure.low) + " to " + format(*figure.high) : std::string();
}
static std::string watts(double value) { return formatSi(value, "W"); }

/// Before what grows with the energy of a network of which a part has no estimate, and before what shrinks with it.
static char const *atLeast(Report const &report) { return report.totals.energyIsAll ? "" : "≥ "; }
static char const *atMost(Report const &report) { return report.totals.energyIsAll ? "" : "≤ "; }

/// More than all of the time.
static std::string formatPercent(double share) {
  constexpr double readable = 1e6;
  return share < readable ? fmt::format("{:.0f} %", 100 * share) : fmt::format("{:.3g} %", 100 * share);
}

namespace {
class FigureList {
public:
  explicit FigureList(MissionCase const &one) : report(one.report), plan(one.plan), result(one.result) {}

  std::vector<MissionLine> take() {
    line("Mean power", atLeast(report) + watts(result.meanW.value), rangeOrNone(result.meanW));
    std::string where = !result.peakPhase.empty() ? result.peakPhase
                        : result.peakLayer.empty()
                            ? "mean of an execution"
                            : "mean over layer '" + printable(result.peakLayer, 60) + "'";
    std::string peakRange = rangeText(result.peakW, watts);
    line("Peak power", watts(result.peakW.value),
         (peakRange.empty() ? "" : peakRange + " · ") + where +
             "; what is shorter than a layer is not known");
    if (result.lastsS)
      line("Lasts", atMost(report) + durationText(result.lastsS->value), withBattery());
    if (result.samplesPerCharge)
      line("Per charge", atMost(report) + formatCount(std::floor(result.samplesPerCharge->value)) + " inf.",
           rangeText(*result.samplesPerCharge, [](double value) { return formatCount(std::floor(value)); }));
    std::string highest = rangeText(result.highestRatePerS, rateText);
    line("Busy", result.busyShare > 1 ? formatPercent(result.busyShare) : formatShare(result.busyShare),
         fmt::format("of the time · it keeps up with {}{}{}", atMost(report),
                     rateText(result.highestRatePerS.value), highest.empty() ? "" : " (" + highest + ")"));
    if (result.rateForHours)
      line("Highest rate",
           result.rateForHours->value > 0 ? atMost(report) + rateText(certainRate(result)) : "none",
           rateRange());
    if (plan.gridGPerKwh || plan.pricePerKwh)
      line("A year", fmt::format("{}{:.4g} kWh", atLeast(report), kwhPerYear(result)), perYear());
    if (report.trust)
      line("Trust", trustGrade(*report.trust).str(), trustText(*report.trust));
    return std::move(figures);
  }

private:
  void line(char const *label, std::string value, std::string more) {
    figures.push_back({label, std::move(value), std::move(more)});
  }

  std::string rangeOrNone(BoundedFigure const &figure) const {
    std::string text = rangeText(figure, watts);
    if (text.empty())
      return "no interval" + (report.totals.noInterval.empty() ? "" : ": " + report.totals.noInterval);
    if (report.totals.intervalLevel)
      text += fmt::format(" ({:g} % interval of the inference)", 100 * *report.totals.intervalLevel);
    return text;
  }

  std::string withBattery() const {
    std::string text = rangeText(*result.lastsS, durationText);
    text += (text.empty() ? "" : " · ") + fmt::format("{:.4g} Wh", *plan.batteryWh);
    if (plan.usable)
      text += fmt::format(", {:g} % usable", 100 * *plan.usable);
    if (double left = capacityShare(plan); left != 1)
      text += fmt::format(", {:.3g} % left at the temperature", 100 * left);
    if (plan.regulator)
      text += fmt::format(", regulator {:g} %", 100 * *plan.regulator);
    return text;
  }

  std::string perYear() const {
    std::string text;
    if (plan.gridGPerKwh)
      text = fmt::format("{} of CO2e, {} a million samples",
                         formatSi(*plan.gridGPerKwh * kwhPerYear(result), "g"),
                         formatSi(*plan.gridGPerKwh * kwhPerMillion(result), "g"));
    if (plan.pricePerKwh)
      text += fmt::format("{}costs {:.4g}, {:.4g} a million samples", text.empty() ? "" : " · ",
                          *plan.pricePerKwh * kwhPerYear(result), *plan.pricePerKwh * kwhPerMillion(result));
    return text;
  }

  std::string rateRange() const {
    std::string text = "for " + durationText(*plan.lastS);
    if (!(result.rateForHours->value > 0))
      return text + ": without any inference it draws too much already";
    std::string range = rangeText(*result.rateForHours, rateText);
    if (range.empty())
      return text;
    bool isGuess = report.trust && report.trust->level == TrustLevel::Guess;
    return fmt::format("{} {} · {} by the value alone ({})", text,
                       isGuess ? "by the bounds of a guess" : "for certain",
                       rateText(result.rateForHours->value), range);
  }

  Report const &report;
  MissionPlan const &plan;
  MissionResult const &result;
  std::vector<MissionLine> figures;
};
} // namespace

std::vector<MissionLine> missionFigures(MissionCase const &one) { return FigureList(one).take(); }

std::string missionPlanText(MissionCase const &one) {
  std::string text = one.result.ratePerS > 0 ? rateText(one.result.ratePerS) : "no inference";
  text += one.plan.sleeps() ? ", asleep between" : ", idle between";
  if (one.plan.burst)
    text += fmt::format(", {:g} executions for each wake-up", *one.plan.burst);
  std::string dims = dimsText(one.report.model);
  return text + (dims.empty() ? "" : " · " + dims);
}

std::string missionVerdict(MissionCase const &one) {
  bool asked = one.result.lastsAsAsked || one.result.underSupply || one.plan.ratePerS;
  return asked ? verdictWord(one.result.verdict()).str() : std::string();
}

std::vector<size_t> missionOrder(llvm::ArrayRef<MissionCase> cases) {
  std::vector<size_t> order(cases.size());
  std::iota(order.begin(), order.end(), size_t(0));
  llvm::stable_sort(order, [&](size_t i, size_t j) {
    MissionCase const &a = cases[i], &b = cases[j];
    return a.plan.ratePerS ? a.result.meanW.value < b.result.meanW.value
                           : a.result.ratePerS > b.result.ratePerS;
  });
  return order;
}

std::vector<TextTable::Column> missionColumns(llvm::ArrayRef<MissionCase> cases) {
  auto differ = [&](auto text) {
    return llvm::any_of(
        cases, [&](MissionCase const &one) { return text(one.report) != text(cases.front().report); });
  };
  unsigned size = differ([](Report const &report) { return dimsText(report.model); }) ? 0 : 4,
           board = differ(caseBoard) ? 0 : 6;
  return {{"network", false, true, 0},
          {"size", false, false, size, true},
          {"board", false, false, board, true},
          {"rate", true, false, 0},
          {"mean", true, false, 0},
          {"low to high", false, false, 3},
          {"peak", true, false, 2},
          {"lasts", true, false, 0},
          {"trust", false, false, 5},
          {"verdict", false, false, 0, true}};
}

std::vector<std::string> missionCells(MissionCase const &one) {
  MissionResult const &r = one.result;
  return {caseNetwork(one.report),
          dimsText(one.report.model),
          caseBoard(one.report),
          r.ratePerS > 0 ? rateText(r.ratePerS) : "none",
          atLeast(one.report) + watts(r.meanW.value),
          rangeText(r.meanW, watts),
          watts(r.peakW.value),
          r.lastsS ? atMost(one.report) + durationText(r.lastsS->value) : "–",
          trustWord(one.report),
          missionVerdict(one)};
}

std::vector<std::string> missionPartCells(MissionPart const &part, double total) {
  return {watts(part.watts.value), formatShare(part.watts.value / total), part.name,
          part.watts.low == part.watts.high ? "" : rangeText(part.watts, watts)};
}

std::vector<std::pair<std::string, std::string>> missionBestLines(llvm::ArrayRef<MissionCase> cases) {
  std::optional<MissionBest> best = bestOf(cases);
  if (!best)
    return {};
  auto name = [&](size_t i) {
    MissionCase const &one = cases[i];
    std::string dims = dimsText(one.report.model);
    return fmt::format(
        "{}{} on {}, {} at {}{}", caseNetwork(one.report), dims.empty() ? "" : " " + dims,
        caseBoard(one.report), atLeast(one.report) + watts(one.result.meanW.value),
        rateText(one.result.ratePerS),
        one.result.lastsS ? ", " + (atMost(one.report) + durationText(one.result.lastsS->value)) : "");
  };
  char const *how = best->certain ? "" : " (by the values alone: no verdict is certain)";
  std::vector<std::pair<std::string, std::string>> lines = {{"cheapest", name(best->cheapest) + how},
                                                            {"most work", name(best->largest) + how}};
  if (best->largestByValue != best->largest)
    lines.push_back(
        {"perhaps", name(best->largestByValue) + " (by the value alone: the interval straddles a demand)"});
  return lines;
}

static std::string caseId(Report const &report) { return report.board ? report.board->id : "no board"; }

static bool isOfAll(llvm::ArrayRef<MissionCase> cases, std::string const &note) {
  return llvm::all_of(cases,
                      [&](MissionCase const &one) { return llvm::is_contained(one.result.notes, note); });
}

std::vector<std::string> missionNotes(llvm::ArrayRef<MissionCase> cases) {
  std::vector<std::string> notes, boards;
  auto add = [](std::vector<std::string> &list, std::string const &one) {
    if (!llvm::is_contained(list, one))
      list.push_back(one);
  };
  for (MissionCase const &one : cases)
    add(boards, caseId(one.report));
  for (MissionCase const &one : cases) // whose it is, where it is not everybody's
    for (std::string const &note : one.result.notes)
      add(notes, isOfAll(cases, note) || boards.size() == 1 ? note : caseId(one.report) + ": " + note);
  std::vector<Report const *> reports;
  for (MissionCase const &one : cases)
    reports.push_back(&one.report);
  if (std::string text = comparabilityText(reports); !text.empty())
    notes.push_back(std::move(text));
  return notes;
}

} // namespace eo
