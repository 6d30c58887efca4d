#include "lib/decide/ChooseWords.h"

#include "lib/decide/Bounded.h"
#include "lib/decide/CaseText.h"
#include "lib/decide/Rates.h"
#include "lib/report/Comparability.h"
#include "lib/report/ReportText.h"
#include "lib/support/Quantity.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

namespace eo {

std::string limitsText(ChoiceLimits const &limits) {
  std::string text;
  auto add = [&](std::string const &one) { text += (text.empty() ? "" : ", ") + one; };
  if (limits.energyJ)
    add("energy at most " + formatSi(*limits.energyJ, "J"));
  if (limits.latencyS)
    add("latency at most " + formatSi(*limits.latencyS, "s"));
  if (limits.powerW)
    add("power at most " + formatSi(*limits.powerW, "W"));
  if (limits.ratePerS)
    add("at " + rateText(*limits.ratePerS));
  return text;
}

static std::string nameOf(Contender const &one) {
  std::string dims = dimsText(one.report.model);
  return caseNetwork(one.report) + (dims.empty() ? "" : " " + dims) + " on " +
         (one.report.board ? one.report.board->id : "") + (one.settings.empty() ? "" : " " + one.settings);
}

std::string bestText(Choice const &choice) {
  auto const &all = choice.candidates;
  if (!all.empty() && !all.front().isAll() && all.front().verdict == MissionVerdict::Unknown)
    return fmt::format("none: a part of {} has no estimate, the figures are lower bounds (≥)",
                       all.size() == 1 ? "it" : "each");
  if (all.empty())
    return "nothing to choose from: of no candidate a figure is known";
  if (!all.front().best && all.front().verdict != MissionVerdict::DoesNotFit)
    return fmt::format("no energy is known of {}{}{}", all.size() == 1 ? "it" : "any of them",
                       choice.limits.any() ? " that keeps to the limits" : "",
                       all.front().latencyS ? ": --board-power=P makes energies of times" : "");
  if (!all.front().best)
    return "none of " + std::to_string(all.size()) + " candidates keeps to the limits";
  Contender const &best = all.front();
  size_t like = static_cast<size_t>(llvm::count_if(all, [](Contender const &one) { return one.likeBest; }));
  std::string text = fmt::format(
      "{}{}: {}", choice.limits.ratePerS ? "least power" : "least energy",
      llvm::any_of(all, [](Contender const &one) { return one.verdict == MissionVerdict::Unknown; }) &&
              best.verdict == MissionVerdict::Fits
          ? " of what fits for certain"
          : "",
      nameOf(best));
  if (best.verdict == MissionVerdict::Unknown)
    text += fmt::format(" (UNKNOWN: {})",
                        best.failing == "a guess" ? best.failing : "its interval straddles " + best.failing);
  if (like > 0)
    text += fmt::format("; {} other{} cannot be told apart from it (~): the intervals overlap", like,
                        like == 1 ? "" : "s");
  if (!best.sampleJ || !best.sampleJ->low)
    text += "; its board gives no interval";
  return text;
}

static std::vector<Report const *> reportsOf(Choice const &choice) {
  std::vector<Report const *> reports;
  for (Contender const &one : choice.candidates)
    reports.push_back(&one.report);
  return reports;
}

std::string comparabilityOf(Choice const &choice) { return comparabilityText(reportsOf(choice)); }

std::vector<std::string> choiceLegend(Choice const &choice) {
  std::vector<std::string> lines = {"*  on the front: none that keeps to the limits is as good in energy, "
                                    "latency and power and better in one",
                                    std::string("energies are of a sample; power is ") +
                                        (choice.limits.ratePerS ? "the mean at the rate, idle between"
                                                                : "that of inferences back to back")};
  for (std::string text : {comparabilityOf(choice), pausesText(reportsOf(choice))})
    if (!text.empty())
      lines.push_back(std::move(text));
  return lines;
}

std::vector<TextTable::Column> choiceColumns(Choice const &choice) {
  auto differ = [&](auto text) { // then it tells the rows apart
    return llvm::any_of(choice.candidates, [&](Contender const &one) {
      return text(one.report) != text(choice.candidates.front().report);
    });
  };
  bool networks = differ(caseNetwork), sizes = differ([](Report const &r) { return dimsText(r.model); });
  std::vector<TextTable::Column> columns = {{"", false, false, 0},
                                            {"network", false, true, networks ? 0U : 2U},
                                            {"size", false, false, sizes ? 0U : 5U, true},
                                            {"board", false, false, 0},
                                            {"setting", false, false, 0, true},
                                            {"energy", true, false, 0},
                                            {"low to high", false, false, 6},
                                            {"latency", true, false, 0},
                                            {choice.limits.ratePerS ? "at rate" : "power", true, false, 0},
                                            {"highest", true, false, 4},
                                            {"trust", false, false, 3}};
  if (choice.limits.any())
    columns.push_back({"verdict", false, false, 0, true});
  return columns;
}

std::vector<std::string> choiceCells(Choice const &choice, Contender const &one) {
  std::string verdict = choice.limits.any() ? verdictWord(one.verdict).str() : "";
  if (!one.failing.empty())
    verdict += " (" + one.failing + ")";
  std::string bound = one.isAll() ? "" : "≥ ";
  std::vector<std::string> cells = {std::string(one.onFront ? "*" : "") + (one.likeBest ? "~" : ""),
                                    caseNetwork(one.report),
                                    dimsText(one.report.model),
                                    one.report.board ? one.report.board->id : "",
                                    one.settings + (one.measured ? "" : " (not measured)"),
                                    bound + figureText(one.sampleJ, "J"),
                                    boundsOf(one.sampleJ, "J"),
                                    bound + figureText(one.latencyS, "s"),
                                    figureText(one.powerW, "W"),
                                    one.ratePerS ? rateText(one.ratePerS->value) : "–",
                                    trustWord(one.report)};
  if (choice.limits.any())
    cells.push_back(verdict);
  return cells;
}

} // namespace eo
